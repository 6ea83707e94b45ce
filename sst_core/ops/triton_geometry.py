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
def _magic(divisor):
    """What ``_over`` multiplies by instead of dividing."""
    return (tl.full([], 1 << 31, tl.uint32) // divisor.to(tl.uint32)) + 1


@triton.jit
def _over(number, magic):
    """Divide whole numbers whose product with the divisor is less than 2^31, exactly."""
    return tl.umulhi(number.to(tl.uint32) * 2, magic).to(tl.int32)


@triton.jit
def _place(member, box):
    """Find frame, row and column of the members of a box."""
    line = _over(member, box[10])
    frame = _over(line, box[9])
    y = box[3] + (line - frame * box[4]) * box[5]
    return box[0] + frame * box[2], y, box[6] + (member - line * box[7]) * box[8]


@triton.jit
def own_cells(tile, group, x_groups, rows, columns, BLOCK: tl.constexpr):
    """Find the cells of a tile of a group: row, column, and whether the cell is there."""
    low_y, down = _span(group // x_groups, rows, 0)
    low_x, across = _span(group % x_groups, columns, 0)
    member = tile * BLOCK + tl.arange(0, BLOCK)
    line = member // across
    x = low_x + (member - line * across) * columns[2]
    return low_y + line * rows[2], x, member < down * across


@triton.jit
def box_of(group, x_groups, rows, columns, centre, before, after, step, times):
    """Find the box of cells that a group at a time meets on the other side."""
    first, count = _frames(centre, before, after, step, times)
    low_y, down = _span(group // x_groups, rows, rows[3])
    low_x, across = _span(group % x_groups, columns, columns[3])
    magic = _magic(tl.maximum(down, 1)), _magic(tl.maximum(across, 1))
    return first, count, step, low_y, down, rows[2], low_x, across, columns[2], magic[0], magic[1]


@triton.jit
def size_of(box):
    """Count the members of a box."""
    return box[1] * box[4] * box[7]


@triton.jit
def meet(start, box, BLOCK: tl.constexpr):
    """Find the cells of one tile of a sweep: frame, row, column, and whether the cell is there."""
    member = start + tl.arange(0, BLOCK)
    t, y, x = _place(member, box)
    return t, y, x, member < size_of(box)


@triton.jit
def member_cell(member, box, height, width):
    """Find the cells of some members of a box."""
    t, y, x = _place(member, box)
    return (t * height + y) * width + x
