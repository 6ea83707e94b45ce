"""What is promised about a selection, whatever the weights say."""

from pathlib import Path

import numpy as np
import pytest
import torch

from sst_core.errors import WeightsError
from sst_core.selecting.checkpoint import load_select, save_select
from sst_core.selecting.model import MAPS, SelectModel
from sst_core.selecting.prompts import Prompts, Stroke
from sst_core.selecting.selector import Selector, promised, reached
from sst_core.weights import list_weights

SIZE = (90, 140)


@pytest.fixture
def image() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 255, (*SIZE, 3), dtype=np.uint8)


def test_the_model_answers_at_half_the_canvas(tiny_select: SelectModel) -> None:
    frames = torch.zeros(2, 3, 64, 96, dtype=torch.uint8)
    image, features = tiny_select.embed(frames)
    logits = tiny_select(image, features, torch.zeros(2, MAPS, 32, 48))
    assert logits.shape == (2, 32, 48)
    assert logits.isfinite().all()


def test_what_was_said_is_obeyed_to_the_pixel(tiny_select: SelectModel, image: np.ndarray) -> None:
    on = Stroke(((40.0, 60.0), (40.0, 90.0)), radius=4.0)
    off = Stroke(((60.0, 100.0),), positive=False)
    mask = Selector(tiny_select, image).select(Prompts((on, off)))
    assert mask.shape == SIZE
    assert mask.dtype == bool
    assert mask[38:42, 60:90].all()
    assert not mask[59:61, 99:101].any()


def test_the_last_stroke_has_its_way() -> None:
    on = Stroke(((20.0, 20.0),), radius=6.0)
    off = Stroke(((20.0, 20.0),), positive=False, radius=2.0)
    mask = promised(np.zeros(SIZE, bool), Prompts((on, off)))
    assert not mask[20, 20]
    assert mask[20, 24]


def test_nothing_said_is_nothing_found(tiny_select: SelectModel, image: np.ndarray) -> None:
    away = Stroke(((5.0, 5.0),), positive=False)
    assert not Selector(tiny_select, image).select(Prompts((away,))).any()


def test_a_repair_leaves_alone_what_it_does_not_touch(
    tiny_select: SelectModel, image: np.ndarray
) -> None:
    """A positive click only adds, and only what hangs together with it; a negative one removes."""
    start = np.zeros(SIZE, bool)
    start[20:60, 20:60] = True
    add = Selector(tiny_select, image, start).select(Prompts((Stroke(((40.0, 90.0),)),)))
    assert add[start].all()
    assert add[40, 90]
    take = Stroke(((30.0, 30.0),), positive=False)
    less = Selector(tiny_select, image, start).select(Prompts((take,)))
    assert not less[30, 30]
    assert not (less & ~start).any()


def test_after_the_first_click_one_adds_and_the_other_takes_away(
    tiny_select: SelectModel, image: np.ndarray
) -> None:
    selector = Selector(tiny_select, image)
    strokes = [Stroke(((40.0, 60.0),))]
    before = selector.select(Prompts(tuple(strokes)))
    for place, positive in (((20.0, 100.0), True), ((60.0, 30.0), False), ((70.0, 70.0), True)):
        strokes.append(Stroke((place,), positive))
        after = selector.select(Prompts(tuple(strokes)))
        assert not (before & ~after if positive else after & ~before).any()
        before = after


def test_the_same_window_is_looked_at_once(
    tiny_select: SelectModel, image: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []
    embed = tiny_select.embed
    monkeypatch.setattr(tiny_select, "embed", lambda x: looks.append(x.shape) or embed(x))
    start = np.zeros(SIZE, bool)
    start[20:60, 20:60] = True
    selector = Selector(tiny_select, image, start)
    first = Stroke(((40.0, 40.0),))
    selector.select(Prompts((first,)))
    assert len(looks) == 1
    selector.select(Prompts((first, Stroke(((45.0, 45.0),)))))
    assert len(looks) == 1


def test_a_region_is_followed_from_its_seed_only() -> None:
    mask = torch.zeros(20, 40, dtype=torch.bool)
    mask[2:8, 2:30] = mask[12:18, 2:30] = True
    seeds = torch.zeros_like(mask)
    seeds[4, 4] = True
    found = reached(mask, seeds)
    assert found[2:8, 2:30].all()
    assert found.sum() == 6 * 28


def test_weights_come_back_and_are_no_tracker(
    tiny_select: SelectModel, tmp_path: Path, image: np.ndarray
) -> None:
    path = tmp_path / "tiny.safetensors"
    save_select(path, tiny_select.config, tiny_select.state_dict(), card={"name": "tiny"})
    again = load_select(path)
    assert again.config == tiny_select.config
    click = Prompts((Stroke(((40.0, 60.0),)),))
    agree = Selector(again, image).select(click) == Selector(tiny_select, image).select(click)
    assert agree.mean() > 0.97
    assert "sst-select" not in [weights.name for weights in list_weights()]


def test_weights_of_another_kind_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="no such weights"):
        load_select(tmp_path / "none.safetensors")
    shipped = Path("resources/weights/sst-lite.safetensors")
    with pytest.raises(WeightsError, match="no weights of smart select"):
        load_select(shipped)


def test_strokes_that_come_together_mend_as_much_as_one_after_the_other(
    tiny_select: SelectModel, image: np.ndarray
) -> None:
    """A question may be skipped, or the last stroke be taken back."""
    start = np.zeros(SIZE, bool)
    start[20:60, 20:60] = True
    places = ((40.0, 90.0), (70.0, 30.0), (10.0, 110.0))
    strokes = tuple(Stroke((place,), radius=5.0) for place in places)
    one_by_one = Selector(tiny_select, image, start)
    for count in (1, 2, 3):
        slow = one_by_one.select(Prompts(strokes[:count]))
    at_once = Selector(tiny_select, image, start).select(Prompts(strokes))
    assert (slow == at_once).all()
    back = one_by_one.select(Prompts(strokes[:2]))
    assert (back == Selector(tiny_select, image, start).select(Prompts(strokes[:2]))).mean() > 0.999
