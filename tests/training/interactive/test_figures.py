"""Curves and areas are those that a reader would compute by hand."""

import math

import numpy as np
import pytest

from training.interactive.figures import (
    areas,
    every_frame,
    mean_curve,
    never_corrected,
    pairs,
    reached,
    uncorrected,
)
from training.interactive.loop import Run


def _run(
    policy: str,
    corrected: tuple[int, ...],
    quality: list[list[float]],
    *,
    seed: int = 0,
    strokes: tuple[int, ...] = (),
    sequence: str = "a",
) -> Run:
    return Run(sequence, policy, seed, corrected, strokes, np.array(quality))


ONE = _run("suggestion", (2,), [[1, 0.5, 0.1, 0.6], [1, 0.8, 1.0, 0.9]])
OTHER = _run("uniform", (1,), [[1, 0.5, 0.1, 0.6], [1, 1.0, 0.4, 0.7]])


def test_policies_are_judged_on_the_same_frames_that_neither_corrected() -> None:
    curves = never_corrected([ONE, OTHER])
    assert curves["suggestion"]["a"] == pytest.approx([0.4, 0.9])
    assert curves["uniform"]["a"] == pytest.approx([0.4, 0.7])
    assert every_frame([ONE, OTHER])["uniform"]["a"] == pytest.approx([0.4, 0.7])
    assert every_frame([ONE])["suggestion"]["a"] == pytest.approx([0.4, 0.9])


def test_what_no_correction_would_give_is_told_on_the_same_frames() -> None:
    assert uncorrected([ONE, OTHER])["a"] == pytest.approx([0.4, 0.6])


def test_areas_are_trapezia_and_pairs_go_sequence_by_sequence() -> None:
    worse = _run("uniform", (2,), [[1, 0.5, 0.1, 0.6], [1, 0.5, 1.0, 0.6]], sequence="b")
    better = _run("suggestion", (2,), [[1, 0.5, 0.1, 0.6], [1, 0.7, 1.0, 0.8]], sequence="b")
    curves = never_corrected([ONE, OTHER, better, worse])
    assert areas(curves["suggestion"]) == pytest.approx({"a": 0.65, "b": 0.575})
    (pair,) = pairs(curves)
    assert (pair.better, pair.other, pair.wins, pair.sequences) == ("suggestion", "uniform", 2, 2)
    differences = np.array([0.65 - 0.55, 0.575 - 0.475])
    assert pair.mean == pytest.approx(differences.mean())
    assert pair.spread == pytest.approx(differences.std(ddof=1))
    assert mean_curve(curves["suggestion"]) == pytest.approx([0.4, 0.825])


def test_seeds_of_chance_are_averaged() -> None:
    again = _run("uniform", (2,), [[1, 0.5, 0.1, 0.6], [1, 0.5, 1.0, 0.5]], seed=1)
    curves = never_corrected([ONE, OTHER, again])
    assert curves["uniform"]["a"][1] == pytest.approx((0.7 + 0.5) / 2)


def test_frames_without_truth_count_nowhere() -> None:
    gap = math.nan
    run = _run("uniform", (3,), [[1, 0.5, gap, 0.6], [1, 0.7, gap, 1.0]])
    assert never_corrected([run])["uniform"]["a"] == pytest.approx([0.55, 0.7])
    none_left = _run("uniform", (1,), [[1, 0.5], [1, 1.0]])
    assert np.isnan(never_corrected([none_left])["uniform"]["a"][1])
    assert areas(never_corrected([none_left])["uniform"])["a"] == pytest.approx(0.5)


def test_rounds_and_strokes_to_the_target() -> None:
    painted = _run(
        "suggestion", (2, 3), [[1, 0.5, 0.1, 0.6], [1, 0.8, 1, 0.9], [1, 0.95, 1, 1]],
        strokes=(5, 3),
    )  # fmt: skip
    runs = [painted, OTHER]
    found = reached([painted], never_corrected([painted]), target=0.9)["suggestion"]
    assert (found.sequences, found.of, found.rounds, found.strokes) == (1, 1, 2.0, 8.0)
    lost = reached(runs, never_corrected(runs))["uniform"]
    assert (lost.sequences, lost.of) == (0, 1)
    assert math.isnan(lost.rounds)
