"""Which frame each policy takes, and what is propagated anew after it."""

import numpy as np
import pytest

from sst_core.suggest import Track
from training.interactive.policies import POLICIES, Situation, by_chance, by_spacing, walks

_SHAPE = np.tile([100.0, 1.0, 1.0, 20.0, 20.0], (30, 1))


def _situation(
    certainty: np.ndarray,
    *,
    references: tuple[int, ...] = (0,),
    candidates: tuple[int, ...] = tuple(range(1, 30)),
    seed: int = 0,
) -> Situation:
    given = np.isin(np.arange(30), references)
    known = np.where(given, np.nan, certainty)
    track = Track(np.arange(30), known, _SHAPE, given)
    quality = np.linspace(1, 0.5, 30)
    quality[7] = 0.1
    chance = np.random.default_rng(seed)
    return Situation(30, references, candidates, {1: track}, quality, chance)


def test_suggestion_goes_where_the_model_doubts_and_only_to_frames_with_truth() -> None:
    certainty = np.full(30, 0.95)
    certainty[18:22] = 0.2
    assert 18 <= POLICIES["suggestion"](_situation(certainty)) < 22
    assert POLICIES["suggestion"](_situation(certainty, candidates=(3, 24, 29))) == 24


def test_suggestion_names_a_frame_where_nothing_is_in_doubt() -> None:
    sure = np.full(30, 0.99)
    assert POLICIES["suggestion"](_situation(sure)) in range(1, 30)


def test_the_oracle_takes_the_worst_candidate() -> None:
    certainty = np.full(30, 0.9)
    assert POLICIES["worst"](_situation(certainty)) == 7
    assert POLICIES["worst"](_situation(certainty, candidates=(1, 2, 29))) == 29


def test_spacing_halves_gaps_and_leans_to_the_open_end() -> None:
    sure = np.full(30, 0.9)
    first = by_spacing(_situation(sure))
    assert 18 <= first <= 22  # two thirds: frames after it are reached from one side only
    assert 13 <= by_spacing(_situation(sure, references=(0, 29))) <= 16


def test_chance_repeats_with_its_seed_and_only_then() -> None:
    sure = np.full(30, 0.9)
    one, two = _situation(sure, seed=1), _situation(sure, seed=1)
    taken = [by_chance(one) for _ in range(8)]
    assert taken == [by_chance(two) for _ in range(8)]
    other = _situation(sure, seed=2)
    assert taken != [by_chance(other) for _ in range(8)]


@pytest.mark.parametrize(
    ("references", "around", "expected"),
    [
        ([0], 0, [(0, range(1, 10))]),
        ([0, 6], 6, [(0, range(1, 4)), (6, range(5, 3, -1)), (6, range(7, 10))]),
        ([0, 4, 9], 4, [(0, range(1, 3)), (4, range(3, 2, -1)), (4, range(5, 7)),
                        (9, range(8, 6, -1))]),
        ([0, 1], 1, [(1, range(2, 10))]),
        ([5], 5, [(5, range(4, -1, -1)), (5, range(6, 10))]),
    ],
)  # fmt: skip
def test_both_gaps_at_a_new_reference_are_walked_from_their_nearer_ends(
    references: list[int], around: int, expected: list[tuple[int, range]]
) -> None:
    assert walks(references, 10, around) == expected
