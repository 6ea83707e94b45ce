"""What the model looks at is the same attention that the model uses."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from sst_core.config import NAMED
from sst_core.encoder import Attend, Source
from sst_core.explain import Explainer, Given, Reading, affinity, attention, path_to, seen
from sst_core.model import SST
from sst_core.ops.pattern import Pattern, connected
from sst_core.session import InferenceSession

SIZE = (96, 160)


def _frame(number: int) -> NDArray[np.uint8]:
    return np.random.default_rng(number).integers(0, 255, (*SIZE, 3), np.uint8)


def _mask() -> NDArray[np.uint8]:
    mask = np.zeros(SIZE, np.uint8)
    mask[8:30, 10:50], mask[30:40, 60:] = 1, 2
    return mask


def _explainer(model: SST) -> Explainer:
    session = InferenceSession(model, short_side=96, engine="torch")
    return Explainer(session, SIZE, _frame, lambda: None)


@pytest.mark.parametrize(
    "pattern",
    [Pattern.dense(), Pattern.local(2, 1, 2), Pattern.lattice(1, 2, 3), Pattern.grid()],
    ids=lambda pattern: pattern.kind,
)
def test_one_query_sees_what_the_whole_pattern_says(pattern: Pattern) -> None:
    """The mask of one cell is the row of the mask that is written out in full."""
    grid, frames = (4, 5), 3
    whole = connected(pattern, 1, frames, height=4, width=5, offset=frames)
    for cell in ((0, 0), (2, 3), (3, 4)):
        row = whole[cell[0] * grid[1] + cell[1]]
        assert torch.equal(seen(pattern, cell, grid, frames), row)


def test_the_attention_is_the_one_the_model_reads_with(monkeypatch: pytest.MonkeyPatch) -> None:
    """Values weighted by it give what the layer gets."""
    torch.manual_seed(3)
    model = SST(NAMED["sst-tiny"]).eval()
    first = _mask()
    explainer = _explainer(model)
    scene = explainer.scene(2, [Given(0, first, (1, 2))], 1)
    assert (scene.references, scene.previous) == ((0,), (0, 1))

    read: list[tuple[torch.Tensor, torch.Tensor]] = []
    merged: list[torch.Tensor] = []
    forward, merge = Attend.forward, Attend.merge

    def spy(self: Attend, query: torch.Tensor, source: Source, layer: int, *how: object):  # type: ignore[no-untyped-def]  # noqa: ANN202
        result = forward(self, query, source, layer, *how)  # type: ignore[arg-type]
        read.append((source.values[layer], merged[-1]))
        return result

    monkeypatch.setattr(Attend, "merge", lambda self, out: merged.append(out) or merge(self, out))
    monkeypatch.setattr(Attend, "forward", spy)
    explainer.scene(2, [Given(0, first, (1, 2))], 1)
    # The last frame reads twice: references and what is kept, then the frames before.
    pairs = ((read[-2], scene.to_references), (read[-1], scene.to_previous))
    for (values, output), readings in pairs:
        for cell in ((1, 2), (5, 9), (0, 0)):
            weights = torch.from_numpy(attention(readings, cell, scene.grid)).flatten()
            heads = model.config.heads
            split = values.float().reshape(-1, heads, values.shape[-1] // heads)
            per_head = output[0, :, 0, cell[0], cell[1]].float()
            own = _per_head(readings[0], cell, scene.grid)
            expected = torch.einsum("an,nad->ad", own, split)
            assert torch.allclose(per_head, expected, atol=2e-2)
            assert torch.allclose(own.mean(0), weights, atol=1e-5)


def _per_head(reading: Reading, cell: tuple[int, int], grid: tuple[int, int]) -> torch.Tensor:
    place, frames = cell[0] * grid[1] + cell[1], reading.keys.shape[1] // (grid[0] * grid[1])
    whole = connected(reading.pattern, 1, frames, height=grid[0], width=grid[1], offset=frames)
    read = whole[place] if reading.valid is None else whole[place] & reading.valid
    scores = (reading.keys @ reading.query[:, place, :, None])[..., 0]
    return scores.masked_fill(~read, -torch.inf).softmax(-1)


def test_affinity_is_between_nothing_and_one() -> None:
    model = SST(NAMED["sst-tiny"]).eval()
    first = _mask()
    scene = _explainer(model).scene(1, [Given(0, first, (1,))], 1)
    for number in affinity(scene, (0, 0)):
        assert 0 <= number <= 1


def test_the_next_frame_goes_by_what_was_read_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stepping on reads one frame before, not all; another reference reads all anew."""
    model = SST(NAMED["sst-tiny"]).eval()
    explainer, given = _explainer(model), Given(0, _mask(), (1, 2))
    read: list[int] = []
    original = SST.read
    monkeypatch.setattr(SST, "read", lambda *rest: read.append(1) or original(*rest))
    explainer.scene(4, [given], 1)
    assert len(read) == 3
    assert explainer.scene(5, [given], 1).previous == (3, 4)
    assert len(read) == 4
    explainer.scene(5, [Given(1, _mask(), (1, 2))], 1)
    assert len(read) == 7


@pytest.mark.parametrize(("frame", "origin", "step"), [(9, 2, 1), (6, 2, 1), (4, 13, -1)])
def test_the_frames_shown_are_those_that_a_session_remembers(
    frame: int, origin: int, step: int
) -> None:
    """References, frames kept and frames before, in either direction, as a run has them."""
    model = SST(NAMED["sst-tiny"]).eval()
    session = InferenceSession(model, short_side=96, engine="torch")
    session.add_reference(origin, _frame(origin), _mask(), (1, 2))
    for number in range(origin, frame, step):
        session.step(number, _frame(number))
    memory = session._memory  # what is shown must be what is there
    scene = _explainer(model).scene(frame, [Given(origin, _mask(), (1, 2))], 1, step=step)
    assert (scene.previous, scene.kept) == (memory.history, memory.kept)
    assert len(scene.kept) == model.config.memory
    frames = 1 + len(scene.kept)
    assert scene.to_references[0].keys.shape[1] == frames * scene.grid[0] * scene.grid[1]
    real = memory.reference_source((1,)).keys[0]
    shown = scene.to_references[0].keys
    split = real.reshape(-1, *shown.shape[::2]).permute(1, 0, 2).float()
    assert torch.allclose(torch.nn.functional.normalize(split, dim=-1), shown, atol=1e-3)


def test_the_way_to_a_frame_keeps_the_rhythm_and_stays_short() -> None:
    config = NAMED["sst-tiny"]
    far = path_to(101, [0], config, step=1)
    assert far[-1] == 100
    assert far[0] % config.memory_every == 0
    assert len(far) <= config.memory * config.memory_every + config.memory_every
    assert list(path_to(5, [3, 9], config, step=-1)) == [9, 8, 7, 6]
    assert not path_to(5, [3], config, step=-1)
