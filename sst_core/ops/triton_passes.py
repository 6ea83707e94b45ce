"""Sparse patterns as passes of small dense problems, in the numbers that the Triton kernels take.

Every pattern is separable: along each axis of a frame the cells are dealt into groups, and a query
meets the keys of its own group's span. One description serves the three patterns and dense
attention alike, so that there is one kernel for each direction instead of one for each pattern:

- dense: one group, all cells;
- local: boxes of queries, each with the box of keys that its reach adds around it;
- lattice: the residue classes of the steps, each densely connected;
- grid: two passes, one along rows (which also meets the query's own place in the other frames) and
  one along columns that carries on where the first stopped.

Nothing here needs Triton.
"""

from dataclasses import dataclass

from sst_core.ops.pattern import Pattern

EVER = 1 << 20
"""More frames than any clip has."""


@dataclass(frozen=True)
class Axis:
    """How the cells of one axis are dealt into groups.

    Group g holds the queries ``jump * g + stride * n`` for n in 0..block-1 and the keys of the same
    stride from ``reach`` before the first of them to ``reach`` after the last, within the frame.

    Attributes:
        groups: Number of groups.
        jump: Distance between the first queries of neighbouring groups.
        block: Queries of a full group.
        stride: Distance between neighbours in a group.
        reach: Cells by which the keys extend on each side.
    """

    groups: int
    jump: int
    block: int
    stride: int = 1
    reach: int = 0


@dataclass(frozen=True)
class Pass:
    """One sweep of a kernel over queries and the keys they meet.

    Attributes:
        rows: The row axis.
        columns: The column axis.
        before: Frames before its own that a query sees.
        after: Frames after its own that a query sees.
        step: Frames between those it sees.
        near: Whether keys farther than the reach of an axis are hidden one by one.
        others: Whether keys in the query's own row are hidden.
        places: Whether the query's place in all other frames is seen too.
    """

    rows: Axis
    columns: Axis
    before: int = EVER
    after: int = EVER
    step: int = 1
    near: bool = False
    others: bool = False
    places: bool = False


def passes(pattern: Pattern, height: int, width: int, *, box: tuple[int, int]) -> tuple[Pass, ...]:
    """Give the passes that together meet each pair of a pattern exactly once.

    Args:
        pattern: The pattern.
        height: Rows of cells.
        width: Columns of cells.
        box: Rows and columns of a group of local attention.

    Returns:
        The passes, in order.
    """
    after = 0 if pattern.causal else EVER
    if pattern.kind == "dense":
        return (Pass(_whole(height), _whole(width), after=after),)
    if pattern.kind == "local":
        frames, *reach = pattern.reach
        rows, columns = _near(height, box[0], reach[0]), _near(width, box[1], reach[1])
        return (Pass(rows, columns, frames, min(after, frames), near=True),)
    if pattern.kind == "lattice":
        step, *strides = pattern.step
        rows, columns = _aligned(height, strides[0]), _aligned(width, strides[1])
        return (Pass(rows, columns, after=after, step=step),)
    along_row = Pass(_single(height), _whole(width), 0, 0, places=True)
    return along_row, Pass(_whole(height), _single(width), 0, 0, others=True)


def _whole(size: int) -> Axis:
    return Axis(1, 0, size)


def _single(size: int) -> Axis:
    return Axis(size, 1, 1)


def _near(size: int, block: int, reach: int) -> Axis:
    return Axis(-(-size // block), block, block, reach=reach)


def _aligned(size: int, step: int) -> Axis:
    return Axis(min(step, size), 1, -(-size // step), step)
