"""Layouts: how a sparse pattern within one pair of frames becomes many small dense problems.

Every pattern is separable: along each axis of a frame, cells are dealt into groups, and a query
meets the keys of its own group. A layout is one such axis for rows and one for columns.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import torch
import torch.nn.functional as nnf
from torch import Tensor

from sst_core.ops.pattern import Pattern

LOWEST = -1e30  # penalty of a key that is not seen; finite, so that its product with 0 is 0


@dataclass(frozen=True)
class Axis:
    """How the cells of one axis are dealt into groups of queries, each with a window of keys.

    Attributes:
        size: Cells on the axis.
        block: Queries of a group, ``step`` apart.
        step: 1: a group is a run of ``block`` neighbours. More: cells ``step`` apart, and there are
            ``step`` groups.
        reach: Cells by which the keys of a group extend beyond its queries on each side.
        near: Largest distance between a query and a key it sees, or None for any.
        others: If true a query does not see its own position.
    """

    size: int
    block: int
    step: int = 1
    reach: int = 0
    near: int | None = None
    others: bool = False

    def queries(self, cells: Tensor, dim: int) -> Tensor:
        """Deal an axis of a tensor into groups (in its place) and members (appended)."""
        return self._deal(cells, dim, 0)

    def keys(self, cells: Tensor, dim: int) -> Tensor:
        """Deal an axis of a tensor into groups (in its place) and windows of keys (appended)."""
        return self._deal(cells, dim, self.reach)

    def _deal(self, cells: Tensor, dim: int, reach: int) -> Tensor:
        span = self.block * self.step
        missing = -self.size % span
        if reach or missing:
            padding = [0, 0] * (cells.ndim - 1 - dim) + [reach, reach + missing]
            cells = nnf.pad(cells, padding)
        if self.step > 1:
            return cells.unfold(dim, self.step, self.step).transpose(dim, -1)
        return cells.unfold(dim, span + 2 * reach, span)

    def gather(self, groups: Tensor, dim: int) -> Tensor:
        """Undo ``queries``: groups at ``dim``, members last -> the whole axis at ``dim``."""
        if self.step > 1:
            groups = groups.transpose(dim, -1)
        joined = groups.movedim(-1, dim + 1).flatten(dim, dim + 1)
        return joined.narrow(dim, 0, self.size)

    def seen(self) -> Tensor:
        """(groups, queries, keys) bool: keys within the frame that each query sees."""
        positions = torch.arange(1, self.size + 1)  # padding becomes position 0
        query = self.queries(positions, 0)[:, :, None]
        key = self.keys(positions, 0)[:, None, :]
        mask = (key > 0).expand(-1, query.shape[1], -1)
        if self.near is not None:
            mask = mask & ((query - key).abs() <= self.near)
        return mask & (query != key) if self.others else mask


@dataclass(frozen=True)
class Layout:
    """A row axis and a column axis; tensors are (..., H, W, C)."""

    rows: Axis
    columns: Axis

    def queries(self, cells: Tensor) -> Tensor:
        """(..., H, W, C) -> (..., R, S, r, s, C): R x S groups of r x s queries, a view or copy."""
        return self._deal(cells, self.rows.queries, self.columns.queries)

    def keys(self, cells: Tensor) -> Tensor:
        """(..., H, W, C) -> (..., R, S, r, s, C): R x S groups of r x s keys, a view."""
        return self._deal(cells, self.rows.keys, self.columns.keys)

    @staticmethod
    def _deal(
        cells: Tensor,
        rows: Callable[[Tensor, int], Tensor],
        columns: Callable[[Tensor, int], Tensor],
    ) -> Tensor:
        dim = cells.ndim - 3
        return columns(rows(cells, dim), dim + 1).movedim(dim + 2, -1)

    def gather(self, groups: Tensor) -> Tensor:
        """Undo ``queries``: (..., R, S, r, s, C) -> (..., H, W, C)."""
        dim = groups.ndim - 5
        groups = groups.movedim(-1, dim + 2)  # (..., R, S, C, r, s)
        return self.rows.gather(self.columns.gather(groups, dim + 1), dim)


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
    """Tiles about as large as the reach: larger ones score more keys that no query sees."""
    tile = max(4, reach + reach % 2)
    if tile + 2 * reach >= size:
        return Axis(size, size, near=reach)
    return Axis(size, tile, reach=reach, near=reach)


def _aligned(size: int, step: int) -> Axis:
    if step >= size:
        return Axis(size, 1)
    return Axis(size, -(-size // step), step=step)
