"""Curves as arrays: thinning loses no collapse, and no gap is bridged."""

import numpy as np
import pytest

from annotator.ui.curves.model import lonely, polyline, round_area


def test_close_up_every_frame_is_a_point_in_its_middle() -> None:
    x, y = polyline(np.arange(100.0), 10.2, 20.8, columns=400)
    assert x[0] <= 10.2
    assert x[-1] >= 20.8
    assert np.array_equal(x, y + 0.5)


def test_a_single_frame_that_collapses_is_seen_from_afar() -> None:
    values = np.full(10_000, 3.0)
    values[7321] = 0
    x, y = polyline(values, 0, 10_000, columns=500)
    assert len(x) <= 2 * 502
    assert y.min() == 0
    assert x[y.argmin()] == pytest.approx(7321, abs=21)


def test_frames_go_together_in_the_same_way_while_scrolling() -> None:
    values = np.random.default_rng(0).random(5000)
    one = dict(zip(*polyline(values, 1000, 3000, columns=400), strict=True))
    other = dict(zip(*polyline(values, 1003, 3003, columns=400), strict=True))
    assert len(other.keys() - one.keys()) <= 2
    both = sorted(one.keys() & other.keys())[1:-1]
    assert all(one[place] == other[place] for place in both)


def test_gaps_stay_gaps_and_lonely_masks_are_named() -> None:
    values = np.full(1000, np.nan)
    values[100:300] = 1
    values[[500, 502]] = 2
    _, y = polyline(values, 0, 1000, columns=100)
    assert np.isnan(y).sum() > 100
    assert np.nanmax(y) == 2
    assert lonely(values).tolist() == [500, 502]


def test_nothing_in_reach_gives_an_empty_line() -> None:
    x, y = polyline(np.ones(10), 500, 9000, columns=20)
    assert len(x) == len(y) == 0


@pytest.mark.parametrize(("most", "said"), [(100, 100), (49, 20), (7, 5), (1, 1), (0.03, 0.02)])
def test_the_scale_is_labelled_with_round_areas(most: float, said: float) -> None:
    assert round_area(most) == pytest.approx(said)
