"""Layouts: how a sparse pattern within one pair of frames becomes many small dense problems.

Every pattern is separable: along each axis of a frame, cells are dealt into groups, and a query
meets the keys of its own group. A layout is one such axis for rows and one for columns.
"""

from dataclasses import dataclass
from functools import lru_cache

import torch
import torch.nn.functional as nnf
from torch import Tensor

from sst_core.ops.pattern import Pattern
from sst_core.ops.windows import overlapping_windows

LOWEST = -1e30  # penalty of a key that is not seen; finite, so that its product with 0 is 0


@dataclass(frozen=True)
class Axis:
    """How the cells of one axis are dealt into groups of queries, each with a window of keys.

    Attributes:
        size: Cells on the axis.
        block: Queries of a group, ``step`` apart.
        step: 1: a group is a run of ``block`` neighbours. More: cells ``step`` apart, and there are
            ``step`` groups.
        reach: Cells by which the keys of a group extend beyond its queries on each side; only
            with step 1.
        near: Largest distance between a query and a key it sees, or None for any.
        others: If true a query does not see its own position.
    """

    size: int
    block: int
    step: int = 1
    reach: int = 0
    near: int | None = None
    others: bool = False

    @property
    def missing(self) -> int:
        """Cells to add at the end, so that all groups are full."""
        return -self.size % (self.block * self.step)

    @property
    def split(self) -> tuple[int, int]:
        """The two axes a full axis is cut into: (groups, members), or the reverse with a step."""
        if self.step > 1:
            return self.block, self.step
        return (self.size + self.missing) // self.block, self.block

    def seen(self) -> Tensor:
        """(groups, queries, keys) bool: keys within the frame that each query sees."""
        positions = torch.arange(1, self.size + 1)  # padding becomes position 0
        line = Layout(Axis(1, 1), self)
        query = line.queries(positions.view(1, -1, 1))[0, :, 0, :, :]  # (groups, queries, 1)
        key = line.keys(positions.view(1, -1, 1))[0, :, 0, None, :, 0]  # (groups, 1, keys)
        mask = (key > 0).expand(-1, query.shape[1], -1)
        if self.near is not None:
            mask = mask & ((query - key).abs() <= self.near)
        return mask & (query != key) if self.others else mask


@dataclass(frozen=True)
class Layout:
    """A row axis and a column axis."""

    rows: Axis
    columns: Axis

    def queries(self, cells: Tensor) -> Tensor:
        """(..., H, W, C) -> (..., R, S, r, s, C): R x S groups of r x s queries."""
        rows, columns = self.rows, self.columns
        if rows.missing or columns.missing:
            cells = nnf.pad(cells, (0, 0, 0, columns.missing, 0, rows.missing))
        cut = cells.reshape(*cells.shape[:-3], *rows.split, *columns.split, cells.shape[-1])
        return cut.permute(*range(cut.ndim - 5), *(cut.ndim - 5 + n for n in self._order))

    def keys(self, cells: Tensor) -> Tensor:
        """(..., H, W, C) -> (..., R, S, r, s, C): R x S groups of r x s keys."""
        rows, columns = self.rows, self.columns
        if rows.reach == 0 and columns.reach == 0:
            return self.queries(cells)
        across = columns.reach, columns.reach + columns.missing
        down = rows.reach, rows.reach + rows.missing
        blocks = (rows.block, columns.block)
        boxes = (rows.block + 2 * rows.reach, columns.block + 2 * columns.reach)
        return overlapping_windows(cells, (*across, *down), boxes, blocks)

    def gather(self, groups: Tensor) -> Tensor:
        """Undo ``queries``: (..., R, S, r, s, C) -> (..., H, W, C)."""
        lead, rows, columns = groups.ndim - 5, self.rows, self.columns
        back = [lead + self._order.index(n) for n in range(5)]
        cells = groups.permute(*range(lead), *back).reshape(
            *groups.shape[:lead], rows.size + rows.missing, columns.size + columns.missing, -1
        )
        return cells[..., : rows.size, : columns.size, :]

    @property
    def _order(self) -> tuple[int, int, int, int, int]:
        """Where (R, S, r, s, C) lie in a frame that was cut along both axes."""
        row, column = int(self.rows.step > 1), int(self.columns.step > 1)
        return row, 2 + column, 1 - row, 3 - column, 4


@lru_cache(maxsize=64)
def penalties(layout: Layout, dtype: torch.dtype, device: torch.device) -> tuple[Tensor, ...]:
    """Penalties of rows and columns, (groups, queries, keys) each; empty when all are seen.

    They are 0 where a key is seen and ``LOWEST`` elsewhere; those of a pair of cells add up.
    """
    with torch.inference_mode(mode=False):  # the cached tensors may meet autograd later
        seen = [axis.seen().to(device) for axis in (layout.rows, layout.columns)]
        if all(bool(mask.all()) for mask in seen):
            return ()
        nil = torch.zeros((), dtype=dtype, device=device)
        return tuple(torch.where(mask, nil, LOWEST) for mask in seen)


def layouts(pattern: Pattern, height: int, width: int, *, same_time: bool) -> tuple[Layout, ...]:
    """Give the layouts that together cover what a query sees of one frame, each key once.

    Args:
        pattern: The pattern.
        height: Rows of cells.
        width: Columns of cells.
        same_time: Whether the frame is the query's own (the grid sees more of it).
    """
    if pattern.kind == "local":
        return (Layout(_near(height, pattern.reach[1]), _near(width, pattern.reach[2])),)
    if pattern.kind == "lattice":
        return (Layout(_aligned(height, pattern.step[1]), _aligned(width, pattern.step[2])),)
    if pattern.kind == "dense":
        return (Layout(Axis(height, height), Axis(width, width)),)
    if not same_time:
        return (Layout(Axis(height, 1), Axis(width, 1)),)
    along_row = Layout(Axis(height, 1), Axis(width, width))
    along_column = Layout(Axis(height, height, others=True), Axis(width, 1))
    return along_row, along_column


def _near(size: int, reach: int) -> Axis:
    """Tiles about as large as the reach: larger ones score more keys that no query sees.

    Where they would save little, the whole axis is one group with a penalty on keys not near.
    """
    tile = max(6, reach // 2 * 2)
    if tile + 2 * reach > 0.6 * size:
        return Axis(size, size, near=reach)
    return Axis(size, tile, reach=reach, near=reach)


def _aligned(size: int, step: int) -> Axis:
    if step >= size:
        return Axis(size, 1)
    return Axis(size, -(-size // step), step=step)
