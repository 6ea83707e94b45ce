"""Which frame the robot corrects next; pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sst_core.suggest import DOUBT, Track, suggest


@dataclass(frozen=True, eq=False)
class Situation:
    """What is known before a correction.

    Attributes:
        count: Frames of the clip.
        references: Frames that are given or were corrected, rising.
        candidates: Frames that can be corrected, rising; at least one.
        tracks: Object id to what the app knows of its masks.
        quality: (N,) true J&F of each frame; only the oracle looks at it. NaN without truth.
        chance: Source of random numbers.
    """

    count: int
    references: Sequence[int]
    candidates: Sequence[int]
    tracks: Mapping[int, Track]
    quality: NDArray[np.float64]
    chance: np.random.Generator


def by_suggestion(situation: Situation) -> int:
    """The app's first suggestion; where it has none, its least certain frame."""
    for doubt in (DOUBT, 1.0):
        found = suggest(situation.tracks, most=1, doubt=doubt)
        if found:
            return _nearest(situation.candidates, found[0].frame)
    return by_spacing(situation)


def by_spacing(situation: Situation) -> int:
    """The frame that brings all frames nearest to a reference, on average: even spacing."""
    frames = np.arange(situation.count)
    gaps = np.abs(frames[:, None] - np.asarray(situation.references)).min(axis=1)
    places = np.asarray(situation.candidates)
    after = np.minimum(gaps, np.abs(frames - places[:, None])).sum(axis=1)
    return int(places[after.argmin()])


def by_chance(situation: Situation) -> int:
    """Any frame."""
    return int(situation.chance.choice(np.asarray(situation.candidates)))


def by_truth(situation: Situation) -> int:
    """The frame that is worst in truth: an oracle, which no person has."""
    places = np.asarray(situation.candidates)
    return int(places[situation.quality[places].argmin()])


POLICIES: Final[Mapping[str, Callable[[Situation], int]]] = {
    "suggestion": by_suggestion,
    "uniform": by_spacing,
    "random": by_chance,
    "worst": by_truth,
}


def walks(references: Sequence[int], count: int, around: int) -> list[tuple[int, range]]:
    """What is propagated anew once a reference is there: the gaps on both of its sides.

    Each frame is reached from the nearer end of its gap, as in the app.

    Args:
        references: Frames, rising; `around` is among them.
        count: Frames of the clip.
        around: The new reference.

    Returns:
        Where each walk starts, and its frames in order.
    """
    place = list(references).index(around)
    ends = [None, *references, None]
    found: list[tuple[int, range]] = []
    for left, right in ((ends[place], around), (around, ends[place + 2])):
        low = 0 if left is None else left + 1
        high = count if right is None else right
        split = low if left is None else high if right is None else (low + high + 1) // 2
        if left is not None and split > low:
            found.append((left, range(low, split)))
        if right is not None and high > split:
            found.append((right, range(high - 1, split - 1, -1)))
    return found


def _nearest(candidates: Sequence[int], frame: int) -> int:
    return min(candidates, key=lambda one: (abs(one - frame), one))
