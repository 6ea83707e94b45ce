"""How the robot corrects a mask: brush strokes along the middle of the largest errors."""

import heapq
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sst_core.labels import VOID, LabelMap

Mask = NDArray[np.bool_]
Cell = tuple[int, int]

BRUSH: Final = 0.03
"""Radius of the brush as a share of the shorter side."""
_UNSEEN: Final = 1e-4
"""An error smaller than this share of the picture is not seen."""
_CELLS: Final = 40
"""A stroke is planned on a grid with at most so many cells along a side."""


@dataclass(frozen=True, eq=False)
class Stroke:
    """One stroke of the brush.

    Attributes:
        label: What it paints; 0 erases.
        path: (K, 2) int, (row, column) of its corners; a single one is a dab.
        radius: Of the brush, in pixels.
    """

    label: int
    path: NDArray[np.int64]
    radius: float


def correct(
    drawn: LabelMap, truth: LabelMap, *, strokes: int, radius: float | None = None
) -> tuple[LabelMap, tuple[Stroke, ...]]:
    """Corrects a mask stroke by stroke, the largest error first, as long as errors are seen.

    What misses of an object is painted, what is too much is erased. The brush is made smaller
    where an error is narrower than it.

    Args:
        drawn: (H, W) uint8, the mask as it is.
        truth: (H, W) uint8; void (255) is never touched on purpose.
        strokes: How many at most.
        radius: Of the largest brush, in pixels; None takes 3 % of the shorter side.

    Returns:
        The corrected mask, and the strokes that were painted.
    """
    brush = max(BRUSH * min(truth.shape), 1.0) if radius is None else radius
    canvas, painted = drawn.copy(), []
    for _ in range(strokes):
        found = _largest_error(canvas, truth)
        if found is None:
            break
        stroke = plan_stroke(found[1], found[0], brush)
        canvas[covered(stroke, canvas.shape)] = stroke.label
        painted.append(stroke)
    return canvas, tuple(painted)


def plan_stroke(region: Mask, label: int, radius: float) -> Stroke:
    """The stroke that a careful hand would make first in a connected region.

    It follows the middle of the region from end to end, where the brush fits into it. A round
    blob no wider than the brush, whose middle is one pixel, gets a dab.

    Args:
        region: (H, W) bool with at least one pixel.
        label: What the stroke paints.
        radius: Of the largest brush that may be used, in pixels.
    """
    rows, cols = np.flatnonzero(region.any(axis=1)), np.flatnonzero(region.any(axis=0))
    part = np.pad(region[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1], 1)
    depth = np.asarray(
        cv2.distanceTransform(part.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE),
        np.float32,
    )
    fitting = min(radius, float(depth.max()))
    path = _middle(depth, fitting) + np.array([rows[0] - 1, cols[0] - 1])
    return Stroke(label, path, fitting)


def covered(stroke: Stroke, shape: tuple[int, ...]) -> Mask:
    """The pixels that a stroke paints, (H, W) bool."""
    mask = np.zeros(shape, np.uint8)
    corners = np.ascontiguousarray(stroke.path[:, ::-1], np.int32)  # OpenCV wants (x, y)
    width = max(round(2 * stroke.radius - 1), 1)
    if len(corners) == 1:
        x, y = corners[0].tolist()
        cv2.circle(mask, (x, y), max(round(stroke.radius - 0.5), 0), 1, cv2.FILLED)
    else:
        cv2.polylines(mask, [corners], isClosed=False, color=1, thickness=width)
    return mask.astype(bool)


def _largest_error(canvas: LabelMap, truth: LabelMap) -> tuple[int, Mask] | None:
    """The true label of the largest connected region that is wrong, and the region."""
    wrong = (canvas != truth) & (truth != VOID)
    best: tuple[int, Mask] | None = None
    largest = _UNSEEN * truth.size
    for label in np.unique(truth[wrong]).tolist():
        mine = (wrong & (truth == label)).astype(np.uint8)
        count, regions, facts, _ = cv2.connectedComponentsWithStats(mine, connectivity=4)
        areas = facts[1:count, cv2.CC_STAT_AREA]
        if areas.max() > largest:
            largest = float(areas.max())
            best = label, regions == int(areas.argmax()) + 1
    return best


def _middle(depth: NDArray[np.float32], radius: float) -> NDArray[np.int64]:
    """(K, 2) corners of the longest way through the pixels in which the brush fits."""
    cells = _grid(depth, radius)
    deepest = max(cells, key=lambda cell: cells[cell][0])
    begin = _farthest(cells, deepest)
    end = _farthest(cells, begin)
    _, before = _ways(cells, begin, deep=cells[deepest][0])
    walk = [end]
    while walk[-1] != begin:
        walk.append(before[walk[-1]])
    return np.array([cells[cell][1:] for cell in walk], np.int64)


def _grid(depth: NDArray[np.float32], radius: float) -> dict[Cell, tuple[float, int, int]]:
    """Cell to the depth, row and column of its deepest pixel, where the brush fits there."""
    step = -(-max(depth.shape) // _CELLS)
    cells: dict[Cell, tuple[float, int, int]] = {}
    rows, cols = np.nonzero(depth >= radius - 0.01)
    for row, col in zip(rows.tolist(), cols.tolist(), strict=True):
        cell, here = (row // step, col // step), float(depth[row, col])
        if cell not in cells or here > cells[cell][0]:
            cells[cell] = here, row, col
    return cells


def _farthest(cells: dict[Cell, tuple[float, int, int]], start: Cell) -> Cell:
    lengths, _ = _ways(cells, start, deep=None)
    return max(lengths, key=lambda cell: lengths[cell])


def _ways(
    cells: dict[Cell, tuple[float, int, int]], start: Cell, *, deep: float | None
) -> tuple[dict[Cell, float], dict[Cell, Cell]]:
    """Length of the shortest way from a cell to every other, and the cell before it on the way.

    With `deep`, the depth of the deepest cell, ways near the edge count as longer.
    """
    lengths, before, heap = {start: 0.0}, {start: start}, [(0.0, start)]
    while heap:
        length, cell = heapq.heappop(heap)
        if length > lengths[cell]:
            continue
        for row in (-1, 0, 1):
            for col in (-1, 0, 1):
                beside = cell[0] + row, cell[1] + col
                if beside == cell or beside not in cells:
                    continue
                weight = 1.0 if deep is None else (deep / cells[beside][0]) ** 2
                reach = length + weight * (row * row + col * col) ** 0.5
                if reach < lengths.get(beside, np.inf):
                    lengths[beside], before[beside] = reach, cell
                    heapq.heappush(heap, (reach, beside))
    return lengths, before
