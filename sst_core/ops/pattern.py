"""Connectivity patterns: which keys a query sees, as index arithmetic only.

Cells live on a (time, row, column) raster. Query frame ``n`` sits at time ``offset + n`` on the
axis of the key frames and may lie beyond the last of them. Patterns are those of the SSTVOS paper,
section 3: grid attention, the cube of local attention, and the lattice that strided attention
adds to it; ``hops`` gives the paper's named schedules.
"""

from dataclasses import dataclass, field
from typing import Literal

import torch
from torch import Tensor

Kind = Literal["dense", "grid", "local", "lattice"]
SCHEDULES = ("dense", "grid", "local", "strided", "local-strided")


@dataclass(frozen=True)
class Pattern:
    """One hop of connectivity; build it with one of the named constructors.

    Attributes:
        kind: "dense" (every cell), "grid" (cells that share at least two of t, y, x), "local"
            (a box around the query) or "lattice" (cells at multiples of a step).
        reach: (frames, rows, columns) a local box extends to each side of the query.
        step: (frames, rows, columns) between the cells of a lattice.
        causal: If true a query sees key times <= its own, and labels only from key times < its own
            ("affinity is computed only over previous timesteps").
    """

    kind: Kind
    reach: tuple[int, int, int] = (0, 0, 0)
    step: tuple[int, int, int] = (1, 1, 1)
    causal: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse a negative reach and a step below one."""
        if min(self.reach) < 0:
            raise ValueError(f"the reach of a local pattern must not be negative: {self.reach}")
        if min(self.step) < 1:
            raise ValueError(f"the step of a lattice must be at least 1: {self.step}")

    @classmethod
    def dense(cls, *, causal: bool = False) -> "Pattern":
        """Every query sees every cell."""
        return cls("dense", causal=causal)

    @classmethod
    def grid(cls, *, causal: bool = False) -> "Pattern":
        """A query sees its own row, its own column, and its own place in the other frames."""
        return cls("grid", causal=causal)

    @classmethod
    def local(cls, frames: int, rows: int, columns: int, *, causal: bool = False) -> "Pattern":
        """A query sees the box |dt| <= frames, |dy| <= rows, |dx| <= columns."""
        return cls("local", reach=(frames, rows, columns), causal=causal)

    @classmethod
    def lattice(cls, frames: int, rows: int, columns: int, *, causal: bool = False) -> "Pattern":
        """A query sees the cells whose dt, dy, dx are multiples of these steps."""
        return cls("lattice", step=(frames, rows, columns), causal=causal)

    def sees_frame(self, query_time: int, key_time: int) -> bool:
        """Whether a query at one time sees any key of the frame at another."""
        dt = query_time - key_time
        if self.causal and dt < 0:
            return False
        if self.kind == "local":
            return abs(dt) <= self.reach[0]
        return self.kind != "lattice" or dt % self.step[0] == 0

    def labels_frame(self, query_time: int, key_time: int) -> bool:
        """Whether a query at one time takes labels from the frame at another."""
        return self.sees_frame(query_time, key_time) and (not self.causal or key_time < query_time)


def connected(
    pattern: Pattern, tq: int, tk: int, *, height: int, width: int, offset: int = 0
) -> Tensor:
    """Write the pattern out as a mask over all pairs of cells; slow and obviously right.

    Args:
        pattern: The pattern.
        tq: Number of query frames.
        tk: Number of key frames.
        height: Rows of cells in a frame.
        width: Columns of cells in a frame.
        offset: Time of the first query frame on the axis of the key frames.

    Returns:
        (tq*H*W, tk*H*W) bool, true where the query (row) sees the key (column).
    """
    dt, dy, dx = _differences(tq, tk, height, width, offset)
    if pattern.kind == "dense":
        mask = torch.ones_like(dt, dtype=torch.bool)
    elif pattern.kind == "grid":
        mask = ((dt == 0).int() + (dy == 0).int() + (dx == 0).int()) >= 2
    elif pattern.kind == "local":
        rt, ry, rx = pattern.reach
        mask = (dt.abs() <= rt) & (dy.abs() <= ry) & (dx.abs() <= rx)
    else:
        st, sy, sx = pattern.step
        mask = (dt % st == 0) & (dy % sy == 0) & (dx % sx == 0)
    return mask & (dt >= 0) if pattern.causal else mask


def label_connected(
    pattern: Pattern, tq: int, tk: int, *, height: int, width: int, offset: int = 0
) -> Tensor:
    """Like ``connected``, for labels: a causal pattern reads them from earlier frames only."""
    mask = connected(pattern, tq, tk, height=height, width=width, offset=offset)
    if not pattern.causal:
        return mask
    return mask & (_differences(tq, tk, height, width, offset)[0] > 0)


def _differences(
    tq: int, tk: int, height: int, width: int, offset: int
) -> tuple[Tensor, Tensor, Tensor]:
    """Query minus key coordinate along t, y and x, each (tq*H*W, tk*H*W) int64."""
    rows, columns = torch.arange(height), torch.arange(width)
    queries = torch.cartesian_prod(torch.arange(offset, offset + tq), rows, columns)
    keys = torch.cartesian_prod(torch.arange(tk), rows, columns)
    difference = queries[:, None] - keys[None]
    return difference[..., 0], difference[..., 1], difference[..., 2]


def count_pairs(
    pattern: Pattern, tq: int, tk: int, *, height: int, width: int, offset: int = 0
) -> int:
    """Count the (query, key) pairs of a pattern exactly, without writing the mask out.

    Every pattern is a product of conditions on the three axes (the grid is a sum of three such
    products, minus the cell itself which they share), so the counts of the axes are multiplied.
    """
    times = [(offset + n, m) for n in range(tq) for m in range(tk)]
    seen = sum(pattern.sees_frame(n, m) for n, m in times)
    if pattern.kind == "dense":
        return seen * (height * width) ** 2
    if pattern.kind == "grid":
        same = sum(n == m for n, m in times)
        return height * width * (seen + same * (height + width - 2))
    if pattern.kind == "local":
        near = [_near(height, pattern.reach[1]), _near(width, pattern.reach[2])]
    else:
        near = [_aligned(height, pattern.step[1]), _aligned(width, pattern.step[2])]
    return seen * near[0] * near[1]


def _near(size: int, reach: int) -> int:
    """Ordered pairs of an axis that are at most ``reach`` apart."""
    return sum(min(size - 1, i + reach) - max(0, i - reach) + 1 for i in range(size))


def _aligned(size: int, step: int) -> int:
    """Ordered pairs of an axis that are a multiple of ``step`` apart."""
    return sum(len(range(i % step, size, step)) for i in range(size))


def count_macs(
    pattern: Pattern, tq: int, tk: int, *, height: int, width: int, channels: int, offset: int = 0
) -> int:
    """Multiply-accumulates of one hop of attention: pairs * 2 * channels.

    One ``channels`` is the product of queries with keys, the other that of weights with values;
    ``channels`` is summed over heads. Projections, softmax and label readout are not counted.
    """
    pairs = count_pairs(pattern, tq, tk, height=height, width=width, offset=offset)
    return pairs * 2 * channels


def hops(
    name: str, *, side: int, layer: int, layers: int, causal: bool = True
) -> tuple[Pattern, ...]:
    """Give the hops one encoder layer makes under a schedule of the paper.

    The cube of side h holds the offsets |d| < h, so that a cube and a lattice of step h together
    reach every cell from every cell, at the borders too.

    Args:
        name: "dense", "grid", "local" (the cube), "strided" (cube, then lattice, in one layer) or
            "local-strided" (cube on even layers, lattice on odd ones).
        side: h, about the square root of the larger side of a frame in cells.
        layer: Index of the layer, from 0.
        layers: Number of layers.
        causal: Whether later frames are hidden.

    Returns:
        The patterns to apply one after the other.

    Raises:
        ValueError: Unknown name, side below 1, or layer outside 0..layers-1.
    """
    if name not in SCHEDULES:
        raise ValueError(f"unknown attention schedule {name!r}; known: {', '.join(SCHEDULES)}")
    if side < 1 or not 0 <= layer < layers:
        raise ValueError(f"need side >= 1 and 0 <= layer < layers: {side=}, {layer=}, {layers=}")
    cube = Pattern.local(side - 1, side - 1, side - 1, causal=causal)
    lattice = Pattern.lattice(side, side, side, causal=causal)
    return {
        "dense": (Pattern.dense(causal=causal),),
        "grid": (Pattern.grid(causal=causal),),
        "local": (cube,),
        "strided": (cube, lattice),
        "local-strided": (lattice,) if layer % 2 else (cube,),
    }[name]
