"""Which of many references a pass goes by: never too many, never without its neighbours."""

import hypothesis.strategies as st
import numpy as np
from hypothesis import given

from annotator.engine.choice import MOST, choose
from annotator.engine.plan import Pass, plan_walks


def _pass(start: int, stop: int, *objects: int) -> Pass:
    step = 1 if stop > start else -1
    return Pass(objects or (1,), start, range(start + step, stop, step))


def test_few_references_are_all_shown() -> None:
    speaking = dict.fromkeys(range(0, 80, 10), (1,))
    assert choose(speaking, _pass(30, 40), vectors={}) == tuple(range(0, 80, 10))


def test_references_of_other_objects_are_not_shown() -> None:
    speaking = {0: (1,), 5: (2,), 9: (1, 2)}
    assert choose(speaking, _pass(0, 9), vectors={}) == (0, 9)


def test_of_hundreds_neighbours_first_and_nearest_stay() -> None:
    speaking = dict.fromkeys(range(0, 3000, 10), (1,))
    assert choose(speaking, _pass(1500, 1510), vectors={}) == (
        0,
        1470,
        1480,
        1490,
        1500,
        1510,
        1520,
        1530,
    )


def test_what_looks_alike_comes_before_what_is_near() -> None:
    speaking = dict.fromkeys(range(0, 3000, 10), (1,))
    axes = np.eye(3, dtype=np.float32)
    vectors = dict.fromkeys((1500, 1510, 70, 2900), axes[0])
    vectors |= dict.fromkeys((1490, 1520), axes[1])
    chosen = choose(speaking, _pass(1500, 1510), vectors=vectors)
    assert {0, 70, 1500, 1510, 2900} <= set(chosen)
    assert len(chosen) == MOST


def test_each_object_keeps_its_own_neighbours() -> None:
    speaking: dict[int, tuple[int, ...]] = dict.fromkeys(range(100, 400, 10), (1,))
    speaking |= {3: (2,), 905: (2,)}
    chosen = choose(speaking, _pass(200, 210, 1, 2), vectors={})
    assert {3, 905, 100, 200, 210} <= set(chosen)
    assert len(chosen) == MOST


def test_with_least_memory_the_ends_of_the_gap_remain() -> None:
    speaking = dict.fromkeys(range(0, 300, 10), (1,))
    assert choose(speaking, _pass(150, 160), vectors={}, most=2) == (150, 160)
    assert choose(speaking, _pass(150, 160), vectors={}, most=1) == (150, 160)


@given(st.sets(st.integers(0, 400), min_size=1), st.integers(2, 12))
def test_every_pass_of_any_plan_is_shown_where_it_starts(frames: set[int], most: int) -> None:
    speaking = dict.fromkeys(sorted(frames), (1,))
    for one in plan_walks({1: sorted(frames)}, range(401)):
        chosen = choose(speaking, one, vectors={}, most=most)
        assert one.start in chosen
        assert len(chosen) <= most
        assert list(chosen) == sorted(set(chosen))
