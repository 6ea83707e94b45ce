"""The simulated user points where a user would."""

import numpy as np
import pytest

from training.selecting.hand import (
    BOX,
    OBJECT,
    OTHER,
    begin,
    correct,
    damage,
    largest_error,
    put_click,
    put_stroke,
)


@pytest.fixture
def target() -> np.ndarray:
    mask = np.zeros((96, 96), bool)
    mask[20:70, 30:80] = True
    return mask


def test_the_first_thing_said_is_about_the_object(target: np.ndarray) -> None:
    kinds = set()
    for seed in range(40):
        maps = np.zeros((3, 96, 96), np.uint8)
        begin(np.random.default_rng(seed), target, maps)
        said = maps.reshape(3, -1).any(1)
        assert said[OBJECT] or said[BOX]
        assert target[maps[OBJECT] > 0].mean() > 0.9 if said[OBJECT] else maps[BOX, 45, 55]
        if said[OTHER]:
            assert target[maps[OTHER] > 0].mean() < 0.3
        kinds.add((bool(said[OBJECT]), bool(said[BOX])))
    assert len(kinds) == 2


def test_the_largest_error_is_answered_with_the_right_sign(target: np.ndarray) -> None:
    known = np.ones_like(target)
    missing = target.copy()
    missing[20:45] = False
    missing[0:5, 0:5] = True
    region, absent = largest_error(target, known, missing)
    assert absent
    assert region.sum() == 25 * 50
    maps = np.zeros((3, 96, 96), np.uint8)
    correct(np.random.default_rng(0), target, known, missing, maps)
    assert maps[OBJECT].any()
    assert not maps[OTHER].any()
    assert largest_error(target, known, target) is None
    known[20:45] = False
    assert largest_error(target, known, missing)[1] is False


def test_clicks_and_strokes_stay_in_their_region(target: np.ndarray) -> None:
    for seed in range(10):
        rng = np.random.default_rng(seed)
        click, stroke = np.zeros((2, 96, 96), np.uint8)
        put_click(rng, target, click)
        put_stroke(rng, target, stroke)
        assert 20 <= click.sum() <= 40
        rows, cols = np.nonzero(stroke)
        assert rows.min() >= 19
        assert rows.max() <= 70
        assert cols.min() >= 29
        assert cols.max() <= 80


def test_damage_spoils_a_mask_but_not_all_of_it(target: np.ndarray) -> None:
    ious = []
    for seed in range(30):
        spoilt = damage(np.random.default_rng(seed), target)
        ious.append((spoilt & target).sum() / (spoilt | target).sum())
    assert 0.4 < np.mean(ious) < 0.95
    assert np.std(ious) > 0.05
