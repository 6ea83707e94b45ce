"""Every frame is reached from its nearest reference, for every object, in any layout."""

from collections.abc import Mapping

import hypothesis.strategies as st
from hypothesis import given, settings

from annotator.engine.plan import (
    Pass,
    introductions,
    make_plan,
    speaks_for,
    unreached,
)

References = Mapping[int, frozenset[int]]
_references = st.dictionaries(
    st.integers(0, 40), st.frozensets(st.integers(1, 4), max_size=3), min_size=1, max_size=6
)
_spans = st.tuples(st.integers(0, 40), st.integers(1, 41)).map(
    lambda pair: range(min(pair[0], pair[1] - 1), pair[1])
)


def _ids(*labels: int) -> frozenset[int]:
    return frozenset(labels)


def test_one_mask_on_the_first_frame_goes_forward() -> None:
    assert make_plan({0: _ids(1, 2)}, range(10)) == [Pass((1, 2), 0, range(1, 10))]


def test_one_mask_on_the_last_frame_goes_backward() -> None:
    plan = make_plan({9: _ids(1)}, range(10), direction="backward")
    assert plan == [Pass((1,), 9, range(8, -1, -1))]


def test_between_two_masks_each_takes_its_half() -> None:
    plan = make_plan({0: _ids(1), 9: _ids(1)}, range(10))
    assert plan == [Pass((1,), 0, range(1, 5)), Pass((1,), 9, range(8, 4, -1))]


def test_an_object_that_comes_up_later_travels_on_its_own_before() -> None:
    plan = make_plan({2: _ids(1), 6: _ids(1, 2)}, range(10))
    assert plan == [
        Pass((1,), 2, range(1, -1, -1)),
        Pass((1,), 2, range(3, 5)),
        Pass((1,), 6, range(5, 4, -1)),
        Pass((2,), 6, range(5, -1, -1)),
        Pass((1, 2), 6, range(7, 10)),
    ]


def test_an_empty_mask_says_that_known_objects_are_out_of_sight() -> None:
    references = {0: _ids(1), 4: _ids(), 8: _ids(2)}
    assert speaks_for(references) == {0: (1,), 4: (1,), 8: (1, 2)}


def test_forward_and_backward_let_objects_go_only_that_way() -> None:
    references = {3: _ids(1), 6: _ids(1)}
    forward = make_plan(references, range(10), direction="forward")
    assert forward == [Pass((1,), 3, range(4, 6)), Pass((1,), 6, range(7, 10))]
    assert unreached(forward, references, range(10)) == [0, 1, 2]
    backward = make_plan(references, range(10), direction="backward")
    assert backward == [Pass((1,), 3, range(2, -1, -1)), Pass((1,), 6, range(5, 3, -1))]


def test_a_mask_outside_the_range_walks_to_it() -> None:
    assert make_plan({0: _ids(1)}, range(5, 8)) == [Pass((1,), 0, range(1, 8))]
    assert make_plan({9: _ids(1)}, range(5, 8)) == [Pass((1,), 9, range(8, 4, -1))]
    assert make_plan({0: _ids(1)}, range(5, 8), direction="backward") == []


@given(_references, _spans)
@settings(max_examples=120, deadline=None)
def test_every_object_is_reached_from_a_nearest_reference(
    references: References, span: range
) -> None:
    plan = make_plan(references, span)
    for label, first in introductions(references).items():
        speaking = [frame for frame in references if frame >= first]
        for frame in span:
            reaching = [one for one in plan if label in one.objects and frame in one.frames]
            if frame in speaking:
                assert not reaching
                continue
            assert len(reaching) == 1
            nearest = min(abs(frame - other) for other in speaking)
            assert abs(frame - reaching[0].start) == nearest


@given(_references, _spans, st.sampled_from([None, "forward", "backward", "both"]))
@settings(max_examples=120, deadline=None)
def test_passes_start_beside_a_reference_that_speaks_and_stop_before_the_next(
    references: References, span: range, direction: str | None
) -> None:
    plan = make_plan(references, span, direction=direction)  # type: ignore[arg-type]
    assert len({(one.start, one.frames) for one in plan}) == len(plan)
    for one in plan:
        assert one.frames[0] == one.start + one.frames.step
        assert set(one.frames) & set(span)
        assert direction in {None, "both"} or (one.frames.step > 0) == (direction == "forward")
        for label in one.objects:
            assert label in speaks_for(references)[one.start]
            assert not any(
                label in labels and frame in one.frames
                for frame, labels in speaks_for(references).items()
            )


@given(_references, _spans)
@settings(max_examples=80, deadline=None)
def test_no_frame_is_left_out_where_there_is_an_object(references: References, span: range) -> None:
    if any(references.values()):
        assert unreached(make_plan(references, span), references, span) == []
