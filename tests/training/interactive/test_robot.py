"""The robot's hand: where it paints, what it erases, and that its budget and its brush hold."""

import numpy as np
import pytest
from numpy.typing import NDArray

from training.interactive.robot import correct, covered, plan_stroke


def _disk(shape: tuple[int, int], centre: tuple[int, int], radius: float) -> NDArray[np.bool_]:
    rows, cols = np.ogrid[: shape[0], : shape[1]]
    return (rows - centre[0]) ** 2 + (cols - centre[1]) ** 2 <= radius**2


def test_a_round_blob_no_wider_than_the_brush_gets_one_dab_that_fills_it() -> None:
    blob = _disk((60, 80), (30, 40), 8)
    stroke = plan_stroke(blob, 3, 12.0)
    assert len(stroke.path) == 1
    assert np.abs(stroke.path[0] - (30, 40)).max() <= 1
    painted = covered(stroke, blob.shape)
    assert (painted & blob).sum() > 0.8 * blob.sum()
    assert not (painted & ~blob).any()


def test_a_round_blob_wider_than_the_brush_is_crossed_through_its_middle() -> None:
    blob = _disk((90, 90), (45, 45), 30)
    stroke = plan_stroke(blob, 1, 6.0)
    ends = stroke.path[[0, -1]]
    assert np.hypot(*(ends[0] - ends[1])) > 35  # from one side to the other
    assert np.abs(stroke.path - (45, 45)).sum(axis=1).min() <= 4
    assert stroke.radius == 6.0


def test_a_single_pixel_and_a_line_are_painted_too() -> None:
    point = np.zeros((20, 20), bool)
    point[4, 9] = True
    assert np.array_equal(covered(plan_stroke(point, 1, 5.0), point.shape), point)
    line = np.zeros((30, 40), bool)
    line[12, 3:37] = True
    assert np.array_equal(covered(plan_stroke(line, 1, 5.0), line.shape), line)


def test_a_bent_band_is_followed_from_end_to_end() -> None:
    band = np.zeros((100, 100), bool)
    band[10:90, 10:22] = band[78:90, 10:90] = True
    stroke = plan_stroke(band, 1, 6.0)
    painted = covered(stroke, band.shape)
    assert (painted & band).sum() > 0.8 * band.sum()
    assert (painted & ~band).sum() < 0.09 * band.sum()  # a little over the inner corner


def test_the_largest_error_comes_first_and_what_is_too_much_is_erased() -> None:
    truth = np.zeros((100, 120), np.uint8)
    truth[_disk(truth.shape, (50, 40), 20)] = 1
    drawn = truth.copy()
    drawn[_disk(truth.shape, (50, 40), 4)] = 0  # a hole
    drawn[_disk(truth.shape, (50, 90), 15)] = 1  # a foreign blob, larger
    once, (first,) = correct(drawn, truth, strokes=1, radius=20.0)
    assert first.label == 0
    assert (once[:, 75:] == 1).mean() < 0.2 * (drawn[:, 75:] == 1).mean()
    assert (once[:, :75] == drawn[:, :75]).all()
    twice, (_, second) = correct(drawn, truth, strokes=2, radius=20.0)
    assert second.label == 1
    assert twice[50, 40] == 1


def test_more_strokes_never_do_harm_on_blobs_and_stop_when_all_is_right() -> None:
    truth = np.zeros((120, 160), np.uint8)
    truth[20:100, 30:70], truth[20:100, 70:110] = 1, 2
    empty = np.zeros_like(truth)
    wrong = [
        int((correct(empty, truth, strokes=count, radius=7.0)[0] != truth).sum())
        for count in (0, 2, 5, 10, 20)
    ]
    assert wrong == sorted(wrong, reverse=True)
    assert wrong[-1] < 0.2 * wrong[0]
    same, strokes = correct(truth, truth, strokes=5)
    assert not strokes
    assert np.array_equal(same, truth)


def test_void_is_no_error() -> None:
    truth = np.full((40, 40), 255, np.uint8)
    assert correct(np.ones_like(truth), truth, strokes=3)[1] == ()


@pytest.mark.parametrize("labels", [(1,), (1, 2, 254)])
def test_labels_of_all_objects_are_painted(labels: tuple[int, ...]) -> None:
    truth = np.zeros((60, 200), np.uint8)
    for place, label in enumerate(labels):
        truth[_disk(truth.shape, (30, 30 + 60 * place), 12)] = label
    drawn, strokes = correct(np.zeros_like(truth), truth, strokes=3, radius=12.0)
    assert {stroke.label for stroke in strokes} == set(labels)
    assert set(np.unique(drawn)) == {0, *labels}
