"""Tiles of cells inside the Triton kernels: loading and storing them, multiplying, hiding pairs.

Scores are (own cells, cells met). A pair that is not seen has HIDDEN added to its score.
"""

# See ``triton_geometry`` for these.
# mypy: disable-error-code="import-untyped,no-untyped-def,untyped-decorator,no-untyped-call"
# ruff: noqa: ANN001, ANN201, PLR0913, PLR0917

import triton
import triton.language as tl

LOG2E = tl.constexpr(1.4426950408889634)
HIDDEN = tl.constexpr(-1e30)  # finite, so that no NaN comes of it


@triton.jit
def marks(y, x, where, ROWS: tl.constexpr, MARKS: tl.constexpr):
    """Mark the row and the column of each cell within its group: (cells, MARKS), ones and zeros.

    The product of these with ``bars`` is 0 for a pair within reach and hugely negative for others:
    the matrix units hide pairs at no cost, where a comparison for each pair takes as long as the
    softmax does. ROWS is the number of rows of a group; columns follow. ``where`` is (group, groups
    in a row, row axis, column axis).
    """
    group, x_groups, rows, columns = where
    mark = tl.arange(0, MARKS)[None, :]
    row = (y - (group // x_groups) * rows[0])[:, None]
    column = (x - (group % x_groups) * columns[0])[:, None] + ROWS
    return tl.where(tl.where(mark < ROWS, row, column) == mark, 1.0, 0.0).to(tl.bfloat16)


@triton.jit
def bars(y, x, real, where, ROWS: tl.constexpr, MARKS: tl.constexpr):
    """Say for each cell of the other side which marks it is out of the reach of: (cells, MARKS)."""
    group, x_groups, rows, columns = where
    mark = tl.arange(0, MARKS)[None, :]
    row = (y - (group // x_groups) * rows[0])[:, None]
    column = (x - (group % x_groups) * columns[0])[:, None] + ROWS
    reach = tl.where(mark < ROWS, rows[3], columns[3])
    away = tl.where(mark < ROWS, row, column) + (reach - mark)  # 0 to 2 * reach within reach
    far = away.to(tl.uint32, bitcast=True) > (2 * reach).to(tl.uint32)
    return tl.where(far | (real == 0)[:, None], HIDDEN, 0.0).to(tl.bfloat16)


@triton.jit
def load_rows(base, cell, stride, inside, CHANNELS: tl.constexpr, BLOCK: tl.constexpr):
    """Load the channels of cells: (cells, BLOCK), zero outside and beyond the channels."""
    channel = tl.arange(0, BLOCK)
    at = base + cell[:, None] * stride + channel[None, :]
    return tl.load(at, mask=inside[:, None] & (channel[None, :] < CHANNELS), other=0.0)


@triton.jit
def load_two(base, cell, inside):
    """Load two numbers of each cell, which lie together: (cells,) each.

    They are loaded as rows, because the compiler would load single numbers, and find their cells,
    anew for every pair that needs them.
    """
    at = base + cell[:, None] * 2 + tl.arange(0, 2)[None, :]
    return tl.split(tl.load(at, mask=inside[:, None], other=0.0))


@triton.jit
def cover_of(cover, cell, real, present, CAUSAL: tl.constexpr):
    """How much of each key the object covers and leaves free: both 0 where labels are not read.

    ``present`` is the first cell of the query's own frame.
    """
    return load_two(cover, cell, real & (cell < present) if CAUSAL else real)


@triton.jit
def quiet(covered, free):
    """Hide keys that labels are not read from: of the others, covered and free are 1 together."""
    return tl.where(covered + free > 0.5, 0.0, HIDDEN)


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


@triton.jit
def conceal(s, mine, y, other_y, other_x, real, where, ROWS: tl.constexpr, MARKS: tl.constexpr,
            NEAR: tl.constexpr, OTHERS: tl.constexpr, PRECISION: tl.constexpr):  # fmt: skip
    """Hide the pairs that a pass leaves out, and cells that are not there."""
    if NEAR:
        theirs = tl.trans(bars(other_y, other_x, real, where, ROWS, MARKS))
        if PRECISION == "wide":
            s += product(mine, theirs, PRECISION)
        else:
            s = tl.dot(mine, theirs, acc=s)
    else:
        s += veil(real)[None, :]
    if OTHERS:
        s = tl.where(y[:, None] == other_y[None, :], HIDDEN, s)
    return s


@triton.jit
def veil(real):
    """What is added to scores of cells: HIDDEN where they are not there."""
    return tl.where(real, 0.0, HIDDEN)


@triton.jit
def lines_up(left, right):
    """Multiply tiles cell by cell and sum over channels: (cells,)."""
    return tl.sum(left.to(tl.float32) * right.to(tl.float32), 1)


@triton.jit
def only_valid(valid, cell, real, VALID: tl.constexpr):
    """Leave out keys that are masked; without VALID none is."""
    return real & (tl.load(valid + cell, mask=real, other=0) != 0) if VALID else real


@triton.jit
def maximum_of(two, cell, inside):
    """The gradient of a maximum of each query, and the cell it was found at, -1 if nowhere."""
    d, place = load_two(two, cell, inside)
    return d, tl.where(inside, place.to(tl.int32, bitcast=True), -1)


@triton.jit
def begin_sum(total, line, cell, inside, CHANNELS: tl.constexpr,
              BM: tl.constexpr, BLOCK: tl.constexpr, PRIOR: tl.constexpr):  # fmt: skip
    """Give the sum so far: zero, or what an earlier pass wrote."""
    if PRIOR:
        return load_rows(total + line * CHANNELS, cell, CHANNELS, inside, CHANNELS, BLOCK)
    return tl.zeros([BM, BLOCK], tl.float32)
