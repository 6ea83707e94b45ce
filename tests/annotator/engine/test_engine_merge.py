"""Merging the parts of a frame is pure, fair, and loses nothing in storage."""

import hypothesis.strategies as st
import numpy as np
from hypothesis import given, settings

from annotator.engine.merge import Part, Waiting, merge


def _part(seed: int, labels: tuple[int, ...], levels: int = 256) -> Part:
    rng = np.random.default_rng(seed)
    label_map = rng.choice(np.array([0, *labels], np.uint8), (5, 7))
    certainty = rng.integers(0, levels, (5, 7)).astype(np.uint8)
    return Part(label_map, certainty, {label: float(rng.random()) for label in labels})


def _same(one: Part, other: Part) -> bool:
    return (
        np.array_equal(one.label_map, other.label_map)
        and np.array_equal(one.certainty, other.certainty)
        and one.confidence == other.confidence
    )


_seeds = st.integers(0, 10_000)


@given(_seeds, _seeds, _seeds, st.sampled_from([2, 256]))
@settings(max_examples=100, deadline=None)
def test_order_and_grouping_do_not_matter(a: int, b: int, c: int, levels: int) -> None:
    one, other, third = _part(a, (1, 4), levels), _part(b, (2,), levels), _part(c, (3,), levels)
    assert _same(merge(one, other), merge(other, one))
    assert _same(merge(merge(one, other), third), merge(one, merge(other, third)))


@given(_seeds, _seeds)
@settings(max_examples=100, deadline=None)
def test_objects_beat_background_and_certainty_beats_doubt(a: int, b: int) -> None:
    one, other = _part(a, (1,)), _part(b, (2,))
    merged = merge(one, other).label_map
    assert np.array_equal(merged == 0, (one.label_map == 0) & (other.label_map == 0))
    clash = (one.label_map > 0) & (other.label_map > 0)
    wins = np.where(other.certainty > one.certainty, 2, 1)
    assert np.array_equal(merged[clash], wins[clash])


@given(_seeds, _seeds)
@settings(max_examples=50, deadline=None)
def test_waiting_changes_no_merge(a: int, b: int) -> None:
    one, other = _part(a, (1,)), _part(b, (2,))
    waiting = Waiting()
    waiting.keep(3, one)
    kept = waiting.take(3)
    assert kept is not None
    assert len(waiting) == 0
    assert waiting.take(3) is None
    direct, stored = merge(one, other), merge(kept, other)
    assert np.array_equal(direct.label_map, stored.label_map)
    assert direct.confidence == stored.confidence


def test_a_frame_in_waiting_takes_little_memory() -> None:
    label_map = np.zeros((720, 1280), np.uint8)
    label_map[100:400, 200:600] = 1
    certainty = np.random.default_rng(0).integers(0, 256, (720, 1280)).astype(np.uint8)
    certainty[label_map > 0] = 255
    waiting = Waiting()
    waiting.keep(0, Part(label_map, certainty, {}))
    _shape, labels, kept, _ = waiting._kept[0]
    assert len(labels) + len(kept) < 20_000
