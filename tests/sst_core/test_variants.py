"""Every named configuration builds, segments a clip in a session, and trains two steps."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from sst_core.config import NAMED, ModelConfig
from sst_core.model import SST
from sst_core.session import InferenceSession
from training.rollout import Batch, Chances, roll_out
from training.trainer import freeze

Squares = tuple[list[NDArray[np.uint8]], list[NDArray[np.uint8]]]
CHANCES = Chances(forget=0.0, two_references=0.0)


@pytest.fixture(autouse=True)
def _shallow(monkeypatch: pytest.MonkeyPatch) -> None:
    """ResNet-101 with 6 of its 33 blocks: depth costs time and shows nothing here."""
    monkeypatch.setattr("sst_core.backbone.resnet.BLOCKS", (1, 1, 1, 3))


def _clip(frames: list[NDArray[np.uint8]], maps: list[NDArray[np.uint8]]) -> Batch:
    pictures = np.stack([frame[:32, :48] for frame in frames[:3]])
    labels = np.stack([one[:32, :48] for one in maps[:3]])
    return Batch(
        torch.from_numpy(pictures).permute(0, 3, 1, 2)[None],
        torch.from_numpy(labels)[None],
        torch.tensor([2]),
    )


@pytest.mark.parametrize("name", sorted(NAMED))
def test_it_segments_and_learns(name: str, squares: Squares) -> None:
    frames, maps = squares
    torch.manual_seed(0)
    model = SST(NAMED[name])
    _segments(model.eval(), frames, maps)
    _learns(model.train(), _clip(frames, maps))


def _segments(model: SST, frames: list[NDArray[np.uint8]], maps: list[NDArray[np.uint8]]) -> None:
    session = InferenceSession(model, short_side=32, engine="torch")
    session.add_reference(0, frames[0], maps[0], [1, 2])
    for number in (0, 1, 2):
        result = session.step(number, frames[number])
    assert result.label_map.shape == (70, 100)
    assert np.isfinite(result.probabilities).all()
    np.testing.assert_allclose(result.probabilities.sum(0, dtype=np.float32), 1, atol=0.01)


def _learns(model: SST, clip: Batch) -> None:
    freeze(model, 1)
    trained = {name: p for name, p in model.named_parameters() if p.requires_grad}
    optimizer = torch.optim.SGD(trained.values(), lr=1e-3)
    before = {name: p.detach().clone() for name, p in trained.items()}
    for step in range(2):
        generator = torch.Generator().manual_seed(step)
        outcome = roll_out(model, clip, hardest=1.0, chances=CHANCES, generator=generator)
        optimizer.zero_grad()
        outcome.loss.total.backward()
        assert float(outcome.loss.total.detach()) < 10
        assert all(p.grad is not None for p in trained.values())
        optimizer.step()
    moved = [name for name, p in trained.items() if not torch.equal(p, before[name])]
    assert {name.split(".")[0] for name in moved} >= {"backbone", "layers", "decoder"}


@pytest.mark.parametrize(
    "change",
    [
        {"references": "dense", "position": "sinusoidal"},
        {"references": "dense", "scores": "raw", "readout": False, "head": "cfbi"},
        {"scores": "cosine", "readout": True},
        {"head": "cfbi", "stride": 16, "aggregation": "soft"},
        {"stride": 4, "pattern": "strided", "position": "learned"},
    ],
)
def test_the_switches_go_together(change: dict[str, object], squares: Squares) -> None:
    frames, maps = squares
    base = replace(NAMED["sst-lite-paper"], channels=32, decoder=(32, 16, 16))
    config = ModelConfig(**{**vars(base), **change})
    torch.manual_seed(0)
    model = SST(config)
    _segments(model.eval(), frames, maps)
    _learns(model.train(), _clip(frames, maps))
