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
    """

    objects: tuple[int, ...]
    start: int
    frames: range


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
    groups: dict[int, list[int]] = {}
    for label, first in introductions(references).items():
        groups.setdefault(first, []).append(label)
    merged: dict[tuple[int, range], list[int]] = {}
    for first, labels in groups.items():
        speaking = sorted(frame for frame in references if frame >= first)
        for walk in _walks(speaking, span, direction):
            merged.setdefault(walk, []).extend(labels)
    passes = [
        Pass(tuple(sorted(labels)), start, frames) for (start, frames), labels in merged.items()
    ]
    return sorted(passes, key=lambda one: (one.start, one.frames.step, one.objects))


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
