"""Captured graphs: what is captured when; on a CUDA device the same masks as without."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np
import pytest
import torch
from torch import Tensor

from sst_core.checkpoint import load_model
from sst_core.config import NAMED
from sst_core.model import SST
from sst_core.runtime import graphs
from sst_core.runtime.choose import choose
from sst_core.runtime.engine import TorchEngine
from sst_core.runtime.graphs import GraphEngine, Graphs
from sst_core.session import InferenceSession

Work = Callable[..., tuple[Tensor, ...]]


class _Recorded:
    """Stands in for a captured graph where there is no device: it repeats the work."""

    made: ClassVar[list["_Recorded"]] = []

    def __init__(self, work: Work, given: Sequence[Tensor], pool: object) -> None:
        self.work, self.shapes, self.pool = work, [x.shape for x in given], pool
        self.made.append(self)

    def __call__(self, given: Sequence[Tensor]) -> tuple[Tensor, ...]:
        assert [x.shape for x in given] == self.shapes
        return self.work(*given)


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> list[_Recorded]:
    """Graphs that were captured."""
    _Recorded.made = []
    monkeypatch.setattr(graphs, "_Captured", _Recorded)
    monkeypatch.setattr(torch.cuda, "graph_pool_handle", object)
    return _Recorded.made


def _double(x: Tensor) -> tuple[Tensor, ...]:
    return (2 * x,)


def test_work_is_captured_when_it_comes_again(recorded: list[_Recorded]) -> None:
    found = Graphs()
    for count, size in enumerate((3, 4, 3, 3, 4)):
        (made,) = found.run("double", _double, [torch.ones(size)])
        assert torch.equal(made, torch.full((size,), 2.0)), count
    assert [one.shapes for one in recorded] == [[(3,)], [(4,)]]
    assert recorded[0].pool is recorded[1].pool
    found.run("other work", _double, [torch.ones(3)])
    assert len(recorded) == 2
    found.run("double", _double, [torch.ones(3, dtype=torch.float64)])
    assert len(recorded) == 2, "numbers of another format are other kernels"


def test_few_graphs_are_kept(recorded: list[_Recorded], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphs, "_KEPT", 2)
    found = Graphs()
    for size in (1, 1, 2, 2, 3, 1, 1):
        found.run("double", _double, [torch.ones(size)])
    assert [one.shapes for one in recorded] == [[(1,)], [(2,)], [(1,)]]


def test_what_cannot_be_captured_runs_all_the_same(
    recorded: list[_Recorded], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> None:
        raise torch.OutOfMemoryError("no room for a graph")

    monkeypatch.setattr(graphs, "_Captured", refuse)
    found = Graphs()
    for _ in range(3):
        assert found.run("double", _double, [torch.ones(2)])[0].tolist() == [2, 2]
    assert caplog.text.count("no room for a graph") == 1, "said once"
    assert not recorded


def _clip() -> tuple[list[np.ndarray], np.ndarray]:
    base = np.random.default_rng(0).integers(0, 256, (96, 130, 3), dtype=np.uint8)
    mask = np.zeros((96, 130), np.uint8)
    mask[20:60, 30:70] = 1
    mask[50:80, 80:120] = 3
    base[mask > 0] //= 4
    return [np.roll(base, n, 1) for n in range(9)], mask


def _run(session: InferenceSession) -> list[np.ndarray]:
    frames, mask = _clip()
    session.add_reference(0, frames[0], mask, [1, 3])
    return [session.step(n, frame).label_map for n, frame in enumerate(frames[1:], 1)]


def _paper_model() -> SST:
    """A small one of the paper's, in which the numbers of frames play a part."""
    torch.manual_seed(0)
    small = {"channels": 18, "heads": 2, "layers": 1, "tau": 2, "decoder": (16, 16, 16)}
    return SST(replace(NAMED["sst-lite-paper"], **small, head="cfbi")).eval()


@pytest.mark.parametrize("references", ["dense", "slice"])
def test_a_frame_passes_through_a_graph_unchanged(
    recorded: list[_Recorded], tiny_model: SST, references: str
) -> None:
    model = tiny_model if references == "dense" else _paper_model()
    plain, session = (InferenceSession(model, engine="torch") for _ in range(2))
    session.engine = GraphEngine(model)
    with torch.random.fork_rng():
        wanted, found = _run(plain), _run(session)
    assert all(np.array_equal(x, y) for x, y in zip(wanted, found, strict=True))
    assert len(recorded) >= 2, "the backbone, and the rest once memory is full"


def test_without_a_device_it_says_so(tiny_model: SST) -> None:
    assert "need a CUDA device" in str(graphs.refuses(tiny_model))


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
def test_a_captured_session_gives_the_same_masks() -> None:
    model = load_model(device="cuda")
    assert isinstance(choose(model, (6, 9)), GraphEngine)
    wanted = _run(InferenceSession(model, engine="torch"))
    session = InferenceSession(model)
    found = _run(session)
    assert isinstance(session.engine, TorchEngine)
    assert all(np.array_equal(x, y) for x, y in zip(wanted, found, strict=True))
    frames, mask = _clip()
    session.add_reference(4, frames[4], mask, [1, 3])  # other shapes in the middle of a pass
    again = [session.step(n, frame).label_map for n, frame in enumerate(frames[5:], 5)]
    assert all(x.shape == mask.shape for x in again)
