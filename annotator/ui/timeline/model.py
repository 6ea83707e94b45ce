"""The object x frame grid as arrays, and what each screen column of it shows; without Qt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from annotator.document.cells import Cell, Provenance

Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

UNKNOWN: Final = 255
"""Confidence of a cell that has none."""
_BY_WEIGHT: Final = (
    Provenance.NONE,
    Provenance.PROPAGATED,
    Provenance.ACCEPTED,
    Provenance.IMPORTED,
    Provenance.ABSENT,
    Provenance.DRAWN,
    Provenance.CORRECTED,
)
"""Which cell speaks for a column of many frames: the last of these that occurs."""


class Identified(Protocol):
    """An object of the document."""

    @property
    def id(self) -> int:
        """1 to 254."""


class CellSource(Protocol):
    """What the grid needs of the document."""

    @property
    def frames(self) -> int:
        """Length of the clip."""

    @property
    def objects(self) -> Sequence[Identified]:
        """In display order."""

    def lane(self, object_id: int) -> dict[int, Cell]:
        """Frame to cell, for cells that say something."""

    def cells(self, frame: int) -> dict[int, Cell]:
        """Object id to cell on one frame."""


@dataclass(frozen=True)
class Columns:
    """What each column of the screen shows, one row per lane.

    Attributes:
        provenance: (lanes, columns) uint8, see `Provenance`.
        confidence: (lanes, columns) uint8: the lowest in the column, 0-254, or `UNKNOWN`.
        reference: (lanes, columns) bool: whether a reference lies in the column.
        locked: (lanes, columns) bool.
    """

    provenance: Bytes
    confidence: Bytes
    reference: Flags
    locked: Flags


class Grid:
    """All cells of the clip as arrays; follows the document frame by frame.

    Args:
        source: The document.
    """

    def __init__(self, source: CellSource) -> None:
        self._source = source
        self.reload()

    def reload(self) -> None:
        """Read everything again: the objects changed."""
        self.ids = tuple(item.id for item in self._source.objects)
        self.frames = max(self._source.frames, 1)
        self._lane_of = {object_id: lane for lane, object_id in enumerate(self.ids)}
        shape = (len(self.ids), self.frames)
        self._weight = np.zeros(shape, np.uint8)
        self._confidence = np.full(shape, UNKNOWN, np.uint8)
        self._reference = np.zeros(shape, np.bool_)
        self._locked = np.zeros(shape, np.bool_)
        for lane, object_id in enumerate(self.ids):
            for frame, cell in self._source.lane(object_id).items():
                if 0 <= frame < self.frames:
                    self._put(lane, frame, cell)

    def refresh(self, frames: Iterable[int]) -> None:
        """Read the cells of some frames again."""
        for frame in frames:
            if not 0 <= frame < self.frames:
                continue
            self._weight[:, frame] = 0
            self._confidence[:, frame] = UNKNOWN
            self._reference[:, frame] = self._locked[:, frame] = False
            for object_id, cell in self._source.cells(frame).items():
                lane = self._lane_of.get(object_id)
                if lane is not None:
                    self._put(lane, frame, cell)

    def judge(
        self, object_id: int, frames: npt.NDArray[np.int64], confidence: npt.NDArray[np.float64]
    ) -> None:
        """Puts a judgement in place of what the model thought of its own masks.

        Args:
            object_id: The object; one without a lane is passed over.
            frames: (N,) frames of the clip.
            confidence: (N,) 0-1; only propagated cells take it.
        """
        lane = self._lane_of.get(object_id)
        if lane is None:
            return
        wanted = (frames < self.frames) & (confidence < 1)
        frames, values = frames[wanted], np.round(254 * confidence[wanted]).astype(np.uint8)
        known = self._confidence[lane, frames] != UNKNOWN
        self._confidence[lane, frames[known]] = values[known]

    def columns(self, first: float, frames_per_column: float, count: int) -> Columns:
        """What `count` columns show, the first of them beginning at frame `first`.

        A column of many frames shows its weightiest provenance, its lowest confidence, and
        whether any of its cells is a reference. Columns beyond the clip are empty.

        Args:
            first: Frame at the left edge; may be fractional.
            frames_per_column: Above 0; below 1 a frame covers several columns.
            count: Number of columns.
        """
        edges = np.floor(first + np.arange(count + 1) * frames_per_column).astype(np.int64)
        inside = (edges[:-1] >= 0) & (edges[:-1] < self.frames)
        starts = edges[:-1][inside]
        weight = np.zeros((len(self.ids), count), np.uint8)
        confidence = np.full((len(self.ids), count), UNKNOWN, np.uint8)
        reference, locked = weight.astype(np.bool_), weight.astype(np.bool_)
        if starts.size and self.ids:
            end = int(edges[np.flatnonzero(inside)[-1] + 1])
            part = np.s_[:, : min(max(end, int(starts[-1]) + 1), self.frames)]
            weight[:, inside] = np.maximum.reduceat(self._weight[part], starts, axis=1)
            confidence[:, inside] = np.minimum.reduceat(self._confidence[part], starts, axis=1)
            reference[:, inside] = np.logical_or.reduceat(self._reference[part], starts, axis=1)
            locked[:, inside] = np.logical_or.reduceat(self._locked[part], starts, axis=1)
        table = np.array([int(kind) for kind in _BY_WEIGHT], np.uint8)
        return Columns(table[weight], confidence, reference, locked)

    def _put(self, lane: int, frame: int, cell: Cell) -> None:
        self._weight[lane, frame] = _WEIGHT[cell.provenance]
        if cell.confidence is not None:
            self._confidence[lane, frame] = round(254 * min(max(cell.confidence, 0.0), 1.0))
        self._reference[lane, frame] = cell.reference
        self._locked[lane, frame] = cell.locked


_WEIGHT: Final = {kind: weight for weight, kind in enumerate(_BY_WEIGHT)}


@dataclass(frozen=True)
class Span:
    """Which frames lie under the timeline, and how wide they are.

    Attributes:
        first: Frame at the left edge, fractional.
        width: Screen points per frame.
    """

    first: float = 0.0
    width: float = 4.0

    def frame_at(self, x: float) -> float:
        """The (fractional) frame at a distance x from the left edge."""
        return self.first + x / self.width

    def x_of(self, frame: float) -> float:
        """Where the left edge of a frame lies."""
        return (frame - self.first) * self.width

    def zoomed(self, factor: float, x: float, *, frames: int, length: float) -> "Span":
        """Zoomed around x, kept within the clip.

        Args:
            factor: Above 1 is closer.
            x: Distance from the left edge that keeps its frame.
            frames: Length of the clip.
            length: Width of the lanes, in points.
        """
        width = min(max(self.width * factor, length / max(frames, 1)), 48.0)
        return Span(self.frame_at(x) - x / width, width).kept(frames, length)

    def kept(self, frames: int, length: float) -> "Span":
        """Moved so that no space is wasted beyond the ends of the clip."""
        last = max(frames - length / self.width, 0.0)
        return Span(min(max(self.first, 0.0), last), self.width)

    def following(self, frame: int, frames: int, length: float) -> "Span":
        """Moved, if need be, so that a frame is in sight."""
        x = self.x_of(frame)
        if x >= 0 and x + self.width <= length:
            return self
        return Span(frame - length / (3 * self.width), self.width).kept(frames, length)


def whole(frames: int, length: float) -> Span:
    """All frames of the clip, or as many as 12 points a frame leave room for."""
    return Span(0.0, min(length / max(frames, 1), 12.0))


def tick_step(width: float, room: float = 64.0) -> int:
    """Frames between labelled ticks, a round number, so that labels are `room` points apart."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if factor * step * width >= room:
                return factor * step
        step *= 10
