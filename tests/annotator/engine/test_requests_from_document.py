"""Which references a run goes by, and how far it reaches."""

import random

import numpy as np
import pytest
from engine_ear import Truth
from hypothesis import given
from hypothesis import strategies as st

from annotator.document.patches import unpack_map
from annotator.engine.requests import build_request, choose_references
from sst_core.errors import MaskError

WHERE = {"job": 1, "clip": "clip.mp4"}


def truth(speaks: dict[int, set[int]], frames: int = 100) -> Truth:
    """A document whose reference frames hold objects 1, 2 and 3 and some void."""
    label_map = np.repeat(np.array([[0, 1, 2, 3, 255]], np.uint8), 4, axis=0)
    ids = {frame: frozenset(labels) for frame, labels in speaks.items()}
    return Truth(dict.fromkeys(speaks, label_map), ids, frames, revision=7)


@given(
    frames=st.sets(st.integers(0, 300), min_size=1, max_size=40),
    frame=st.integers(0, 300),
    reach=st.tuples(st.integers(0, 150), st.integers(0, 150)),
)
def test_at_most_eight_with_both_neighbours_the_first_and_then_the_nearest(
    frames: set[int], frame: int, reach: tuple[int, int]
) -> None:
    known = sorted(frames)
    span = (max(0, frame - reach[0]), frame + reach[1] + 1)
    chosen = choose_references(known, frame=frame, span=span)
    assert len(chosen) == min(8, len(known))
    assert list(chosen) == sorted(set(chosen) & frames)
    assert known[0] in chosen
    assert max((one for one in known if one <= frame), default=known[0]) in chosen
    assert min((one for one in known if one > frame), default=known[0]) in chosen

    def outside(one: int) -> int:
        return max(span[0] - one, one - (span[1] - 1), 0)

    farthest = sorted(map(outside, chosen))[:-3]  # all but the three that are always in
    left = [outside(one) for one in known if one not in chosen]
    assert not left or not farthest or max(farthest) <= min(left)


def test_references_carry_only_what_they_speak_for() -> None:
    request = build_request(
        truth({0: {1, 2}, 50: {2, 3}}), mode="forward", frame=0, objects=(1, 2), **WHERE
    )
    assert [(one.frame, one.speaks_for) for one in request.references] == [(0, (1, 2)), (50, (2,))]
    first, second = (unpack_map(one.packed)[0].tolist() for one in request.references)
    assert first == [0, 1, 2, 0, 255]
    assert second == [0, 0, 2, 0, 255]
    assert (request.objects, request.revision, request.clip) == ((1, 2), 7, "clip.mp4")


def test_a_reference_that_was_chosen_for_one_object_does_not_speak_for_another() -> None:
    speaks: dict[int, set[int]] = {frame: {1} for frame in range(0, 60, 3)}
    speaks[90] = {1, 2}
    request = build_request(truth(speaks), mode="forward", frame=21, span=(21, 24), **WHERE)
    spoken = dict.fromkeys((1, 2), 0)
    for reference in request.references:
        for label in reference.speaks_for:
            spoken[label] += 1
    assert spoken == {1: 8, 2: 1}
    assert {r.frame: r.speaks_for for r in request.references}[90] == (2,)


@pytest.mark.parametrize(
    ("mode", "span"),
    [("forward", (40, 80)), ("backward", (21, 41)), ("both", (21, 80)), ("outward", (21, 80))],
)
def test_without_a_span_it_reaches_to_the_neighbouring_references(
    mode: str, span: tuple[int, int]
) -> None:
    document = truth({0: {1}, 20: {1}, 40: {1}, 60: {2}, 80: {1}})
    request = build_request(document, mode=mode, frame=40, objects=(1,), **WHERE)
    assert request.span == span


def test_without_neighbours_it_reaches_to_the_ends_of_the_clip() -> None:
    request = build_request(truth({40: {1}}), mode="outward", frame=40, **WHERE)
    assert request.span == (0, 100)


def test_settings_of_the_engine_go_along() -> None:
    request = build_request(
        truth({0: {1}}), mode="forward", frame=0, weights="mine", resolution=360, **WHERE
    )
    assert (request.weights, request.device, request.resolution) == ("mine", "auto", 360)


def test_an_object_nobody_drew_is_a_sentence() -> None:
    with pytest.raises(MaskError, match=r"there is no mask to go by\. Draw the object"):
        build_request(truth({0: {1}}), mode="forward", frame=0, objects=(9,), **WHERE)


def test_of_thousands_the_same_are_chosen_as_if_each_were_looked_at() -> None:
    chance = random.Random(5)
    for _ in range(400):
        length = chance.choice((30, 400))
        known = sorted(chance.sample(range(length), chance.randrange(1, min(length, 60))))
        frame = chance.randrange(length)
        first = chance.randrange(length)
        span = (first, chance.randrange(first + 1, length + 1))

        def distance(one: int, frame: int = frame, span: tuple[int, int] = span) -> tuple[int, int]:
            return max(span[0] - one, one - (span[1] - 1), 0), abs(one - frame)

        before = [one for one in known if one <= frame][-1:]
        after = [one for one in known if one > frame][:1]
        order = dict.fromkeys([*before, *after, known[0], *sorted(known, key=distance)])
        assert choose_references(known, frame=frame, span=span) == tuple(sorted(list(order)[:8]))
