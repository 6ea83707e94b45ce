"""Which reference reaches which frame: pure functions from references to passes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Direction = Literal["forward", "backward", "both"]
References = Mapping[int, frozenset[int]]
"""Frame number to the ids that its label map contains."""


@dataclass(frozen=True)
class Pass:
    """One walk of the model: from a reference over neighbouring frames.

    Attributes:
        objects: Ids to track, rising.
        start: The reference frame from which the walk begins.
        frames: The frames after it, in order, step 1 or -1, beginning next to `start`. They may
            cross frames outside the range, and references that do not speak for these objects:
            those are walked through and not written.
        opposite: Where the pass before crossed the same frames from the other side, the reference
            that it came from; the two are blended by their distances. Else None.
    """

    objects: tuple[int, ...]
    start: int
    frames: range
    opposite: int | None = None


def introductions(references: References) -> dict[int, int]:
    """Object id to the first frame whose reference contains it."""
    first: dict[int, int] = {}
    for frame in sorted(references):
        for label in references[frame]:
            first.setdefault(label, frame)
    return first


def speaks_for(references: References) -> dict[int, tuple[int, ...]]:
    """The ids for which each reference speaks: all that it contains, or that came up before it.

    An id that was introduced and is missing from a later reference is thereby said to be out of
    sight there; an id introduced only later is left open.

    Args:
        references: Frame number to the ids that its label map contains.

    Returns:
        Frame number to ids, rising.
    """
    first = introductions(references)
    return {
        frame: tuple(sorted(label for label, start in first.items() if start <= frame))
        for frame in references
    }


def make_plan(
    references: References, span: range, *, direction: Direction | None = None
) -> list[Pass]:
    """The passes that carry every object over the span.

    Objects introduced at the same frame have the same references and travel together. Between
    two references the nearer one reaches a frame (the earlier one where both are as near);
    `forward` and `backward` let objects go only that way.

    Args:
        references: Frame number to the ids that its label map contains; frames outside the span
            count too.
        span: The frames to write, step 1.
        direction: None and "both" reach every frame from its nearest reference.

    Returns:
        Passes in order of their start; passes over the same frames are one.
    """
    speaking = {
        label: tuple(sorted(frame for frame in references if frame >= first))
        for label, first in introductions(references).items()
    }
    return plan_walks(speaking, span, direction=direction)


def plan_walks(
    speaking: Mapping[int, Sequence[int]], span: range, *, direction: Direction | None = None
) -> list[Pass]:
    """As `make_plan`, where it is said of every object which references speak for it.

    Args:
        speaking: Object id to the frames of its references, rising.
        span: The frames to write, step 1.
        direction: None and "both" reach every frame from its nearest reference.

    Returns:
        Passes in order of their start; passes over the same frames are one.
    """
    merged: dict[tuple[int, range], list[int]] = {}
    for frames, labels in _groups(speaking).items():
        for walk in _walks(frames, span, direction):
            merged.setdefault(walk, []).extend(labels)
    passes = [
        Pass(tuple(sorted(labels)), start, frames) for (start, frames), labels in merged.items()
    ]
    return sorted(passes, key=lambda one: (one.start, one.frames.step, one.objects))


def plan_outward(speaking: Mapping[int, Sequence[int]], span: range, *, origin: int) -> list[Pass]:
    """From one frame to the neighbouring references of every object, and back from there.

    Args:
        speaking: Object id to the frames of its references, rising.
        span: The frames to write, step 1; passes are not cut short at its ends where a reference
            lies beyond.
        origin: The frame to begin at. Where it is no reference of an object, the gap around it
            is crossed from both of its ends.

    Returns:
        Passes; first away from the origin, then, with `opposite` set, back to it.
    """
    gaps: dict[tuple[int | None, int | None], list[int]] = {}
    for label, frames in speaking.items():
        for gap in _gaps_at(frames, origin):
            gaps.setdefault(gap, []).extend([label])
    passes: list[Pass] = []
    for (left, right), labels in gaps.items():
        passes += _cross(left, right, span, tuple(sorted(labels)), nearer_right=right == origin)
    return passes


def _groups(speaking: Mapping[int, Sequence[int]]) -> dict[tuple[int, ...], list[int]]:
    """Objects by the references that they share."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for label, frames in speaking.items():
        groups.setdefault(tuple(frames), []).append(label)
    return groups


def _gaps_at(frames: Sequence[int], origin: int) -> list[tuple[int | None, int | None]]:
    """The gaps between references that touch or contain a frame."""
    left = max((frame for frame in frames if frame < origin), default=None)
    right = min((frame for frame in frames if frame > origin), default=None)
    return [(left, origin), (origin, right)] if origin in frames else [(left, right)]


def _cross(
    left: int | None, right: int | None, span: range, labels: tuple[int, ...], *, nearer_right: bool
) -> list[Pass]:
    """One pass through a gap from each end that is a reference, if the span has part in it."""
    low = span.start if left is None else left + 1
    high = span.stop if right is None else right
    if max(low, span.start) >= min(high, span.stop):
        return []
    forward, backward = range(low, high), range(high - 1, low - 1, -1)
    ends = [(left, forward), (right, backward)]
    (start, frames), (opposite, back) = reversed(ends) if nearer_right else ends
    if start is None and opposite is None:
        return []
    if start is None or opposite is None:
        return [
            Pass(labels, place, walk)
            for place, walk in ((start, frames), (opposite, back))
            if place is not None
        ]
    return [Pass(labels, start, frames), Pass(labels, opposite, back, opposite=start)]


def unreached(passes: Sequence[Pass], references: Iterable[int], span: range) -> list[int]:
    """Frames of the span that are no reference and that no pass crosses."""
    known = set(references)
    return [
        frame
        for frame in span
        if frame not in known and not any(frame in one.frames for one in passes)
    ]


def _walks(
    speaking: Sequence[int], span: range, direction: Direction | None
) -> Iterator[tuple[int, range]]:
    """For one group of objects: start and frames of each walk, gap by gap between references."""
    gaps = zip([None, *speaking], [*speaking, None], strict=True)
    for left, right in gaps:
        low = span.start if left is None else left + 1
        high = span.stop if right is None else right
        split = _split(low, high, direction=_only_way(left, right, direction))
        forward = range(low, min(split, span.stop))
        backward = range(high - 1, max(split, span.start) - 1, -1)
        if left is not None and forward and forward[-1] >= span.start:
            yield left, forward
        if right is not None and backward and backward[-1] < span.stop:
            yield right, backward


def _only_way(left: int | None, right: int | None, direction: Direction | None) -> Direction:
    """The way that a gap allows: the user's, or away from its only reference, or both."""
    if direction in {"forward", "backward"} or None not in {left, right}:
        return direction or "both"
    return "backward" if left is None else "forward"


def _split(low: int, high: int, *, direction: Direction) -> int:
    """The first frame of the gap `range(low, high)` that is reached backward."""
    return {"forward": high, "backward": low, "both": (low + high + 1) // 2}[direction]
