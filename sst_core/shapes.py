"""How masks are shaped, coarsely: size, pieces, place; from a sample of the label map, no torch."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sst_core.labels import LabelMap

AREA, PARTS, LARGEST, ROW, COL = range(5)
"""Columns of a shape: cells, pieces, share of the largest piece, centre (row, column) in cells."""
NO_SHAPE: Final = np.full(5, np.nan)
_CELLS: Final = 96
"""Samples along the longer side."""
_PIECE: Final = 0.03
"""Pieces smaller than this share of the mask are not counted."""


def sampled(label_map: LabelMap) -> LabelMap:
    """A small copy of a label map: (h, w) uint8 with 96 samples along the longer side."""
    rows, cols = label_map.shape
    step = max(rows, cols) / _CELLS
    places = [
        ((np.arange(count) + 0.5) * size / count).astype(np.int64)
        for size, count in ((rows, max(round(rows / step), 1)), (cols, max(round(cols / step), 1)))
    ]
    return np.ascontiguousarray(label_map[np.ix_(*places)])


def shape_of(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The shape of a mask.

    Args:
        mask: (h, w) bool, of a sampled label map.

    Returns:
        (5,): AREA, PARTS, LARGEST, ROW, COL; all 0 where the mask is empty.
    """
    area = int(mask.sum())
    if area == 0:
        return np.zeros(5)
    sizes = _pieces(mask)
    counted = int((sizes >= max(_PIECE * area, 2)).sum())
    rows, cols = np.nonzero(mask)
    return np.array([area, max(counted, 1), sizes.max() / area, rows.mean(), cols.mean()])


def _pieces(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Sizes of the connected pieces (sides touch) of a mask that is not empty."""
    edges = np.diff(mask.astype(np.int8), axis=1, prepend=0, append=0)
    starts, stops = np.argwhere(edges == 1), np.argwhere(edges == -1)[:, 1]
    parents = list(range(len(starts)))

    def root(one: int) -> int:
        while parents[one] != one:
            parents[one] = parents[parents[one]]
            one = parents[one]
        return one

    begin, above = 0, 0
    rows, firsts, lasts = starts[:, 0].tolist(), starts[:, 1].tolist(), stops.tolist()
    for run, row in enumerate(rows):
        while rows[begin] < row - 1:
            begin += 1
        above = begin
        while above < run and rows[above] < row:
            if rows[above] == row - 1 and firsts[above] < lasts[run] and firsts[run] < lasts[above]:
                parents[root(above)] = root(run)
            above += 1
    roots = [root(run) for run in range(len(parents))]
    sizes: NDArray[np.int64] = np.bincount(roots, stops - starts[:, 1]).astype(np.int64)
    return sizes[sizes > 0]
