"""Joins what several passes say about one frame, and keeps it small until all have spoken."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sst_core.labels import LabelMap

_COARSE: Final = np.uint8(0xF0)
_MIDDLE: Final = np.uint8(0x08)
"""Certainty waits for a blend in 16 steps: fine enough to choose by, and far smaller."""


@dataclass(frozen=True)
class Part:
    """What one or more passes say about a frame.

    Attributes:
        label_map: (H, W) uint8.
        certainty: (H, W) uint8, the winning probability times 255.
        confidence: Object id to a number in [0, 1].
    """

    label_map: LabelMap
    certainty: NDArray[np.uint8]
    confidence: Mapping[int, float]


def merge(one: Part, other: Part) -> Part:
    """Two parts as one, pixel by pixel; the order of the two does not matter.

    An object beats background. Of two objects the one with the higher certainty wins, and the
    lower id where both are as certain. Background is as certain as the more certain of the two.
    """
    takes = (one.label_map == 0) & (other.label_map != 0)
    both = (one.label_map != 0) & (other.label_map != 0)
    lower = (other.certainty == one.certainty) & (other.label_map < one.label_map)
    takes |= both & ((other.certainty > one.certainty) | lower)
    neither = (one.label_map == 0) & (other.label_map == 0)
    certainty = np.where(takes, other.certainty, one.certainty)
    certainty[neither] = np.maximum(one.certainty, other.certainty)[neither]
    confidence = dict(one.confidence)
    for label, value in other.confidence.items():
        confidence[label] = max(value, confidence.get(label, 0.0))
    return Part(np.where(takes, other.label_map, one.label_map), certainty, confidence)


def blend(one: Part, other: Part, *, weight: float) -> Part:
    """What two passes over the same objects, from either side of a gap, say together.

    Where they differ, the pixel goes to the side whose certainty, weighted by how near its
    reference is, is higher; background counts like any other label.

    Args:
        one: The first part.
        other: The second part.
        weight: Of the second part, in [0, 1]; the first has the rest.
    """
    mine = one.certainty.astype(np.float32) * (1.0 - weight)
    theirs = other.certainty.astype(np.float32) * weight
    takes = theirs > mine
    same = one.label_map == other.label_map
    chosen = np.where(takes, other.certainty, one.certainty)
    certainty = np.where(same, np.rint(mine + theirs).astype(np.uint8), chosen)
    confidence = {
        label: (1.0 - weight) * one.confidence.get(label, other.confidence.get(label, 0.0))
        + weight * other.confidence.get(label, one.confidence.get(label, 0.0))
        for label in {**one.confidence, **other.confidence}
    }
    return Part(np.where(takes, other.label_map, one.label_map), certainty, confidence)


class Waiting:
    """Parts of frames that another pass will still cross, compressed.

    The certainty of background is dropped, since it plays no role in a merge with an object; what
    is left takes some kilobytes a frame.

    Args:
        background: Keep the certainty of background too, for a blend; all of it in coarse steps.
    """

    def __init__(self, *, background: bool = False) -> None:
        self._background = background
        self._kept: dict[int, tuple[tuple[int, ...], bytes, bytes, Mapping[int, float]]] = {}

    def __len__(self) -> int:
        """The number of frames kept."""
        return len(self._kept)

    def keep(self, frame: int, part: Part) -> None:
        """Keeps a frame until `take`."""
        if self._background:
            certainty = part.certainty & _COARSE | _MIDDLE
        else:
            certainty = np.where(part.label_map != 0, part.certainty, np.uint8(0))
        shape = part.label_map.shape
        labels = zlib.compress(part.label_map.tobytes(), 1)
        self._kept[frame] = (shape, labels, zlib.compress(certainty.tobytes(), 1), part.confidence)

    def take(self, frame: int) -> Part | None:
        """Gives back a frame and forgets it; None where it was not kept."""
        part = self.peek(frame)
        self._kept.pop(frame, None)
        return part

    def peek(self, frame: int) -> Part | None:
        """Gives back a frame and keeps it; None where it was not kept."""
        if frame not in self._kept:
            return None
        shape, labels, certainty, confidence = self._kept[frame]
        planes = [
            np.frombuffer(zlib.decompress(data), np.uint8).reshape(shape)
            for data in (labels, certainty)
        ]
        return Part(planes[0], planes[1], confidence)
