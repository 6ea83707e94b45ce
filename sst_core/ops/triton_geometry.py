"""Index arithmetic inside the Triton kernels: programs to groups, members of a group to cells.

See ``triton_passes`` for what a group is. Space is symmetric, so the same functions find the keys
of a query and the queries of a key; only time has a direction. An axis is a tuple (jump, block,
stride, reach, size); a box is a tuple (first frame, number of frames, step, first row, rows, row
stride, first column, columns, column stride).
"""

# Kernels take tensors and numbers as the compiler sees them, which no Python type describes, and
# everything they need as a parameter of its own.
# mypy: disable-error-code="import-untyped,no-untyped-def,untyped-decorator,no-untyped-call"
# ruff: noqa: ANN001, ANN201, ANN202, PLR0913, PLR0917, FBT

import triton
import triton.language as tl


@triton.jit
def program(tiles, groups, times, heads):
    """Say what this program is for: tile, group, frame, head, and the rest (object and batch)."""
    number = tl.program_id(0)
    tile = number % tiles
    number = number // tiles
    group = number % groups
    number = number // groups
    time = number % times
    number = number // times
    return tile, group, time, number % heads, number // heads


@triton.jit
def _frames(centre, before, after, step, size):
    """Find the frames around a time: the first one of 0..size-1, and how many there are."""
    low = tl.maximum(centre - before, 0)
    first = low + ((centre - low) % step + step) % step
    last = tl.minimum(centre + after, size - 1)
    return first, tl.maximum(last - first + step, 0) // step


@triton.jit
def _span(group, axis, reach):
    """Find the cells of a group on one axis: the first, and how many there are."""
    low = tl.maximum(group * axis[0] - reach, 0)
    high = tl.minimum(group * axis[0] + (axis[1] - 1) * axis[2] + reach + 1, axis[4])
    return low, tl.maximum(high - low + axis[2] - 1, 0) // axis[2]


@triton.jit
def _place(member, box):
    """Find frame, row and column of the members of a box."""
    line = member // box[7]
    x = box[6] + (member % box[7]) * box[8]
    return box[0] + (line // box[4]) * box[2], box[3] + (line % box[4]) * box[5], x


@triton.jit
def own_cells(tile, group, x_groups, rows, columns, BLOCK: tl.constexpr):
    """Find the cells of a tile of a group: row, column, and whether the cell is there."""
    low_y, down = _span(group // x_groups, rows, 0)
    low_x, across = _span(group % x_groups, columns, 0)
    member = tile * BLOCK + tl.arange(0, BLOCK)
    _, y, x = _place(member, (0, 1, 1, low_y, down, rows[2], low_x, across, columns[2]))
    return y, x, member < down * across


@triton.jit
def box_of(group, x_groups, rows, columns, centre, before, after, step, times):
    """Find the box of cells that a group at a time meets on the other side."""
    first, count = _frames(centre, before, after, step, times)
    low_y, down = _span(group // x_groups, rows, rows[3])
    low_x, across = _span(group % x_groups, columns, columns[3])
    return first, count, step, low_y, down, rows[2], low_x, across, columns[2]


@triton.jit
def end_of(box, times, BLOCK: tl.constexpr, PLACES: tl.constexpr):
    """Count the members to sweep: those of the box in whole tiles, then a tile for each frame."""
    end = tl.cdiv(box[1] * box[4] * box[7], BLOCK) * BLOCK
    if PLACES:
        end += times * BLOCK
    return end


@triton.jit
def meet(start, box, y, x, inside, centre, back, ahead,
         BLOCK: tl.constexpr, PLACES: tl.constexpr):  # fmt: skip
    """Find the cells of one tile of a sweep: frame, row, column, and whether the cell is there.

    After the tiles of the box come, with ``PLACES``, the group's own places in the other frames,
    of which it meets those up to ``back`` before and ``ahead`` after its own time ``centre``.
    """
    member = start + tl.arange(0, BLOCK)
    t, other_y, other_x = _place(member, box)
    size = box[1] * box[4] * box[7]
    real = member < size
    if PLACES:
        frame = (start - tl.cdiv(size, BLOCK) * BLOCK) // BLOCK
        there = start >= tl.cdiv(size, BLOCK) * BLOCK
        past = (frame != centre) & (frame >= centre - back) & (frame <= centre + ahead)
        t = tl.where(there, frame, t)
        other_y, other_x = tl.where(there, y, other_y), tl.where(there, x, other_x)
        # A choice between booleans is an integer to Triton's interpreter.
        real = tl.where(there, inside & past, real) != 0
    return t, other_y, other_x, real


@triton.jit
def member_cell(member, box, y, x, height, width, BLOCK: tl.constexpr, PLACES: tl.constexpr):
    """Find the cells of some members, which are those of a tile's own places after the box."""
    t, other_y, other_x = _place(member, box)
    if PLACES:
        end = tl.cdiv(box[1] * box[4] * box[7], BLOCK) * BLOCK
        there = member >= end
        t = tl.where(there, (member - end) // BLOCK, t)
        other_y, other_x = tl.where(there, y, other_y), tl.where(there, x, other_x)
    return (t * height + other_y) * width + other_x


@triton.jit
def seen_by(y, x, other_y, other_x, start, box, y_reach, x_reach,
            BLOCK: tl.constexpr, NEAR: tl.constexpr, OTHERS: tl.constexpr,
            PLACES: tl.constexpr):  # fmt: skip
    """Which pairs within a group the pattern keeps: (cells, other cells); alike in both ways."""
    if NEAR:
        dy = tl.abs(y[:, None] - other_y[None, :])
        return (dy <= y_reach) & (tl.abs(x[:, None] - other_x[None, :]) <= x_reach)
    if OTHERS:
        return y[:, None] != other_y[None, :]
    if PLACES:
        here = (y[:, None] == other_y[None, :]) & (x[:, None] == other_x[None, :])
        return here | (start < tl.cdiv(box[1] * box[4] * box[7], BLOCK) * BLOCK)
    return (y[:, None] >= 0) & (other_y[None, :] >= 0)


@triton.jit
def load_rows(base, cell, stride, inside, CHANNELS: tl.constexpr, BLOCK: tl.constexpr):
    """Load the channels of cells: (cells, BLOCK), zero outside and beyond the channels."""
    channel = tl.arange(0, BLOCK)
    at = base + cell[:, None] * stride + channel[None, :]
    return tl.load(at, mask=inside[:, None] & (channel[None, :] < CHANNELS), other=0.0)


@triton.jit
def store_rows(base, cell, value, inside, CHANNELS: tl.constexpr, BLOCK: tl.constexpr):
    """Write the channels of cells into a contiguous array, in its own dtype."""
    channel = tl.arange(0, BLOCK)
    at = base + cell[:, None] * CHANNELS + channel[None, :]
    mask = inside[:, None] & (channel[None, :] < CHANNELS)
    tl.store(at, value.to(base.dtype.element_ty), mask=mask)


@triton.jit
def product(left, right, PRECISION: tl.constexpr):
    """Multiply matrices; ``wide`` is for Triton's interpreter, which cannot multiply bfloat16."""
    if PRECISION == "wide":
        return tl.dot(left.to(tl.float32), right.to(tl.float32), input_precision="ieee")
    return tl.dot(left, right, input_precision=PRECISION)
