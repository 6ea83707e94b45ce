"""Which of many references a pass goes by, so that speed does not fall with their number.

The policy, for a pass through a gap between references: of every object both neighbours in time
and the first of all; then, up to `MOST` frames in all, those that look most like the neighbours
(`Embedded.pooled`, where the model has seen them), and after these the nearest in time.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from annotator.engine.plan import Pass

MOST: Final = 8
"""Frames of reference in one pass; more only where the objects' neighbours and firsts are more."""

Vectors = Mapping[int, NDArray[np.float32]]


def choose(
    speaking: Mapping[int, Sequence[int]], one: Pass, *, vectors: Vectors, most: int = MOST
) -> tuple[int, ...]:
    """The frames whose references a pass is shown.

    Args:
        speaking: Frame to the ids that its reference speaks for.
        one: The pass.
        vectors: Frame to a vector of length 1, for frames that the model has seen.
        most: How many at most, beside neighbours; what is less than 3 still leaves both of these.

    Returns:
        Frame numbers, rising.
    """
    useful = sorted(frame for frame, ids in speaking.items() if set(ids) & set(one.objects))
    if len(useful) <= most:
        return tuple(useful)
    near, first = _musts(speaking, useful, one)
    chosen = list(dict.fromkeys(near + first if most > 2 else near))
    others = [frame for frame in useful if frame not in chosen]
    others.sort(key=lambda frame: _rank(frame, near, vectors))
    return tuple(sorted(chosen + others[: max(most - len(chosen), 0)]))


def _musts(
    speaking: Mapping[int, Sequence[int]], useful: Sequence[int], one: Pass
) -> tuple[list[int], list[int]]:
    """Neighbours in time, and firsts, of all objects of a pass."""
    low, high = min(one.start, *one.frames), max(one.start, *one.frames)
    near, first = [one.start], []
    for label in one.objects:
        frames = [frame for frame in useful if label in speaking[frame]]
        before = [frame for frame in frames if frame <= low]
        after = [frame for frame in frames if frame >= high]
        near += before[-1:] + after[:1]
        first += frames[:1]
    return list(dict.fromkeys(near)), first


def _rank(frame: int, near: Sequence[int], vectors: Vectors) -> tuple[float, int]:
    """Lower is better: unlikeness to the neighbours, then distance from them in time."""
    far = min(abs(frame - other) for other in near)
    alike = (
        [float(vectors[frame] @ vectors[other]) for other in near if other in vectors]
        if (frame in vectors)
        else []
    )
    return (-max(alike) if alike else 1.0), far
