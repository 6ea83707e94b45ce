"""J and F agree with the figures of vos-benchmark, and with hand-made cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from vos_benchmark.evaluator import Evaluator

from sst_core.metrics import boundary_f, region_similarity, statistics

_SHAPES = st.tuples(st.integers(4, 40), st.integers(4, 50))


def _theirs(gt: np.ndarray, pred: np.ndarray) -> tuple[float, float]:
    evaluator = Evaluator()
    evaluator.feed_frame(pred.astype(np.uint8), gt.astype(np.uint8))
    j, f = evaluator.conclude()
    return j[1] / 100, f[1] / 100


def _disk(shape: tuple[int, int], centre: tuple[float, float], radius: float) -> np.ndarray:
    rows, cols = np.indices(shape)
    return np.hypot(rows - centre[0], cols - centre[1]) <= radius


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_any_masks_score_as_in_vos_benchmark(data: st.DataObject) -> None:
    shape = data.draw(_SHAPES)
    gt = data.draw(hnp.arrays(bool, shape))
    pred = data.draw(hnp.arrays(bool, shape))
    gt[0, 0] = True  # vos-benchmark reports only objects that the truth contains
    assert (region_similarity(gt, pred), boundary_f(gt, pred)) == pytest.approx(
        _theirs(gt, pred), abs=1e-9
    )


@pytest.mark.parametrize("shift", [(0, 0), (2, 0), (0, -7), (9, 9), (60, 0), (0, 400)])
def test_shifted_disks_at_480p_score_as_in_vos_benchmark(shift: tuple[int, int]) -> None:
    gt = _disk((480, 854), (400, 300), 90)
    pred = np.roll(gt, shift, (0, 1))
    assert (region_similarity(gt, pred), boundary_f(gt, pred)) == pytest.approx(
        _theirs(gt, pred), abs=1e-9
    )


def test_empty_masks_score_as_davis_says() -> None:
    empty, full = np.zeros((30, 40), bool), _disk((30, 40), (12, 20), 6)
    assert region_similarity(empty, empty) == boundary_f(empty, empty) == 1
    assert region_similarity(full, empty) == boundary_f(full, empty) == 0
    assert region_similarity(empty, full) == boundary_f(empty, full) == 0


def test_the_edge_of_the_image_is_no_boundary() -> None:
    whole = np.ones((30, 40), bool)
    assert boundary_f(whole, whole) == 1
    assert boundary_f(whole, np.zeros_like(whole)) == 1
    assert boundary_f(whole, _disk((30, 40), (15, 20), 6)) == 0


def test_void_pixels_are_judged_by_nobody() -> None:
    gt = _disk((60, 80), (30, 40), 15)
    void = np.zeros_like(gt)
    void[:, 40:] = True
    wrong_in_void = gt | _disk((60, 80), (30, 70), 8)
    assert region_similarity(gt, wrong_in_void) < 1
    assert region_similarity(gt, wrong_in_void, void) == 1
    assert boundary_f(gt, wrong_in_void, void) == 1


def test_tolerance_is_a_share_of_the_diagonal() -> None:
    gt = np.zeros((300, 400), bool)
    gt[100:200, 100:300] = True
    pred = np.roll(gt, 6, axis=0)
    assert boundary_f(gt, pred, tolerance=6 / 500) == 1
    assert boundary_f(gt, pred, tolerance=5 / 500) < 0.5


def test_statistics_of_a_known_series() -> None:
    rising = statistics(np.linspace(0, 1, 101))
    assert rising.mean == pytest.approx(0.5)
    assert rising.recall == pytest.approx(50 / 101)
    assert rising.decay == pytest.approx(-0.75)
    assert statistics([0.75]).decay == 0
    # Bins of eight values, as the toolkit cuts them: [0:3] and [5:8] (borders 0, 2, 4, 5, 7).
    assert statistics([1, 1, 1, 0, 0, 0.5, 0.5, 0.5]).decay == pytest.approx(0.5)
    with pytest.raises(ValueError, match="no frames"):
        statistics([])


def test_shapes_must_agree() -> None:
    with pytest.raises(ValueError, match="different shapes"):
        region_similarity(np.zeros((3, 4), bool), np.zeros((4, 3), bool))
    with pytest.raises(ValueError, match="different shapes"):
        boundary_f(np.zeros((3, 4), bool), np.zeros((3, 4), bool), np.zeros((4, 3), bool))
