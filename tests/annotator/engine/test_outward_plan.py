"""Outward runs: every gap next to the origin is crossed from both sides, and blended."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from colour_session import ColourSession
from hypothesis import given
from hypothesis import strategies as st

from annotator.engine.joining import Joiner
from annotator.engine.merge import Part, blend
from annotator.engine.plan import Pass, plan_outward, plan_walks
from annotator.engine.propagate import Finished, Propagator, Task
from annotator.media.video import Video

Scene = Callable[..., tuple[np.ndarray, np.ndarray]]


def test_from_a_correction_to_both_neighbours_and_back() -> None:
    passes = plan_outward({1: [0, 10, 20]}, range(30), origin=10)
    assert passes == [
        Pass((1,), 10, range(9, 0, -1)),
        Pass((1,), 0, range(1, 10), opposite=10),
        Pass((1,), 10, range(11, 20)),
        Pass((1,), 20, range(19, 10, -1), opposite=10),
    ]


def test_at_the_ends_of_the_clip_there_is_one_side_only() -> None:
    passes = plan_outward({1: [10]}, range(30), origin=10)
    assert passes == [Pass((1,), 10, range(9, -1, -1)), Pass((1,), 10, range(11, 30))]


def test_an_object_that_is_not_drawn_at_the_origin_is_reached_from_its_own_references() -> None:
    passes = plan_outward({1: [10], 2: [4, 16]}, range(8, 13), origin=10)
    assert passes == [
        Pass((1,), 10, range(9, 7, -1)),
        Pass((1,), 10, range(11, 13)),
        Pass((2,), 4, range(5, 16)),
        Pass((2,), 16, range(15, 4, -1), opposite=4),
    ]


def test_objects_with_the_same_gap_travel_together() -> None:
    passes = plan_outward({3: [0, 5], 1: [0, 5]}, range(6), origin=0)
    assert [one.objects for one in passes] == [(1, 3), (1, 3)]


@given(
    references=st.dictionaries(
        st.integers(1, 3), st.sets(st.integers(0, 29), min_size=1, max_size=6), min_size=1
    ),
    origin=st.integers(0, 29),
)
def test_no_frame_between_the_neighbours_is_left_out_and_no_reference_is_crossed(
    references: dict[int, set[int]], origin: int
) -> None:
    speaking = {label: sorted(frames) for label, frames in references.items()}
    passes = plan_outward(speaking, range(30), origin=origin)
    for label, frames in speaking.items():
        low = max((one for one in frames if one < origin), default=-1)
        high = min((one for one in frames if one > origin), default=30)
        wanted = set(range(low + 1, high)) - set(frames)
        crossed = [one.frames for one in passes if label in one.objects]
        assert wanted == {frame for walk in crossed for frame in walk}
    for one in passes:
        assert one.frames[0] == one.start + one.frames.step


def test_walks_follow_what_each_reference_speaks_for() -> None:
    passes = plan_walks({1: [0, 10], 2: [0]}, range(12), direction="forward")
    assert passes == [
        Pass((1,), 0, range(1, 10)),
        Pass((2,), 0, range(1, 12)),
        Pass((1,), 10, range(11, 12)),
    ]


def part(labels: list[int], certainty: list[int], confidence: dict[int, float]) -> Part:
    """One row of pixels."""
    return Part(np.array([labels], np.uint8), np.array([certainty], np.uint8), confidence)


def test_blending_weighs_certainty_by_the_distance_to_the_references() -> None:
    one = part([1, 1, 0, 0], [200, 200, 200, 240], {1: 0.8})
    other = part([1, 0, 1, 1], [100, 200, 200, 120], {1: 0.4})
    near = blend(one, other, weight=0.25)
    assert near.label_map.tolist() == [[1, 1, 0, 0]]
    assert near.confidence == {1: pytest.approx(0.7)}
    assert near.certainty[0, 0] == 175
    far = blend(one, other, weight=0.75)
    assert far.label_map.tolist() == [[1, 0, 1, 1]]
    middle = blend(one, other, weight=0.5)
    assert middle.label_map.tolist() == [[1, 1, 0, 0]]  # as sure: the first; surer: the surer


@given(st.integers(0, 2**32 - 1), st.integers(0, 16).map(lambda one: one / 16))
def test_blending_takes_every_pixel_from_one_of_the_two(seed: int, weight: float) -> None:
    random = np.random.default_rng(seed)
    one, other = (
        Part(
            random.integers(0, 3, (4, 5), dtype=np.uint8),
            random.integers(0, 256, (4, 5), dtype=np.uint8),
            {},
        )
        for _ in range(2)
    )
    both = blend(one, other, weight=weight)
    assert ((both.label_map == one.label_map) | (both.label_map == other.label_map)).all()
    same = one.label_map == other.label_map
    assert (both.label_map[same] == one.label_map[same]).all()
    reverse = blend(other, one, weight=1 - weight)
    differ = one.certainty * (1 - weight) != other.certainty * weight
    assert (both.label_map[differ] == reverse.label_map[differ]).all()


def test_the_eager_joiner_shows_one_side_then_both_and_keeps_other_objects() -> None:
    passes = [
        Pass((1,), 0, range(1, 4)),
        Pass((1,), 4, range(3, 0, -1), opposite=0),
        Pass((2,), 0, range(1, 9)),
    ]
    joiner = Joiner(passes, eager=True)
    first = joiner.add(0, 1, part([1, 0, 0], [255, 255, 255], {1: 1.0}))
    assert first is not None
    assert first.label_map.tolist() == [[1, 0, 0]]
    back = joiner.add(1, 1, part([0, 1, 0], [255, 255, 255], {1: 0.5}))
    assert back is not None
    assert back.label_map.tolist() == [[1, 0, 0]]  # frame 1 is near the reference at 0
    joined = joiner.add(2, 1, part([0, 0, 2], [255, 255, 255], {2: 0.5}))
    assert joined is not None
    assert joined.label_map.tolist() == [[1, 0, 2]]
    assert set(joined.confidence) == {1, 2}


def test_the_patient_joiner_hands_out_each_frame_once() -> None:
    passes = [
        Pass((1,), 0, range(1, 4)),
        Pass((1,), 4, range(3, 0, -1), opposite=0),
        Pass((2,), 0, range(1, 9)),
    ]
    joiner = Joiner(passes)
    row = part([1], [255], {1: 1.0})
    given_out = [joiner.add(number, 2, row) is not None for number in range(3)]
    assert given_out == [False, False, True]


class _Drawn:
    def __init__(self, label_map: np.ndarray) -> None:
        self._label_map = label_map
        self.ids = frozenset(np.unique(label_map).tolist()) - {0}

    def read(self) -> np.ndarray:
        """The label map."""
        return self._label_map


def test_a_frame_that_speaks_for_one_object_is_written_for_the_other(
    short_clip: Path, make_scene: Scene
) -> None:
    speaks = {0: (1, 2), 6: (1,)}
    references = {frame: _Drawn(make_scene(frame)[1]) for frame in speaks}
    passes = plan_walks({1: [0, 6], 2: [0]}, range(12), direction="forward")
    task = Task(Video(short_clip), references, passes, range(12), speaks=speaks)
    runner = Propagator(task, ColourSession, 480, lambda _: None, eager=True)
    finished = [one for one in runner.run() if isinstance(one, Finished)]
    at_six = [one for one in finished if one.frame == 6]
    assert [set(one.confidence) for one in at_six] == [{2}]
    assert {one.frame for one in finished} == set(range(1, 12))
