"""The backward kernel of the queries: their gradients, without atomics.

As in FlashAttention-2 (Dao, arXiv 2307.08691) weights are made again from scores and the kept lse,
p = exp(s - lse), and the gradient of a score is p (dp - delta) with delta = sum of output times its
gradient. Every object adds such a term for its readout; each of its two maxima adds its gradient at
the one pair it was found at, which the forward kernel kept.

Each gradient is summed by the program that owns it, in a fixed order, so that results repeat bit
for bit: this kernel sweeps over the keys of a tile of queries, those of ``triton_backward_keys``
over the queries of a tile of keys. What is known of a query comes in twos, (lse, delta) and
(gradient of a maximum, cell where it was found), see ``triton_pairs.load_two``.
"""

# Parameters are tensors and numbers as the compiler sees them; see ``triton_geometry``.
# mypy: disable-error-code="import-untyped,no-untyped-def,untyped-decorator,no-untyped-call"
# ruff: noqa: ANN001, ANN201, ANN202, PLR0913, PLR0917, FBT

import triton
import triton.language as tl

from sst_core.ops.triton_geometry import box_of, meet, own_cells, program, size_of
from sst_core.ops.triton_pairs import (
    LOG2E,
    begin_sum,
    conceal,
    cover_of,
    lines_up,
    load_rows,
    load_two,
    marks,
    maximum_of,
    only_valid,
    product,
    quiet,
    store_rows,
    veil,
)

VARYING = [
    *("heads", "objects", "tq", "tk", "offset", "before", "after", "step", "x_groups", "groups"),
    *("y_jump", "y_block", "y_stride", "y_reach", "height", "tiles"),
    *("x_jump", "x_block", "x_stride", "x_reach", "width"),
]


# fmt: off
@triton.jit(do_not_specialize=VARYING)
def query_kernel(
    q, k, v, u, cover, speaks, valid, gain, bias,
    tally, d_out, read_tally, d_read, best, rival, dq, unused,
    q_b, q_a, q_n, k_b, k_a, k_n, v_b, v_a, v_n,
    heads, objects, tq, tk, offset, before, after, step,
    y_jump, y_block, y_stride, y_reach, height, x_jump, x_block, x_stride, x_reach, width,
    x_groups, groups, tiles,
    D: tl.constexpr, DV: tl.constexpr, E: tl.constexpr, EU: tl.constexpr,
    BM: tl.constexpr, BN: tl.constexpr, BD: tl.constexpr, BV: tl.constexpr, BE: tl.constexpr,
    ROWS: tl.constexpr, MARKS: tl.constexpr,
    NEAR: tl.constexpr, OTHERS: tl.constexpr, PLACES: tl.constexpr, CAUSAL: tl.constexpr,
    LABELS: tl.constexpr, VALID: tl.constexpr, PRIOR: tl.constexpr, PRECISION: tl.constexpr,
):
    """Sum the gradient of one tile of queries over the keys they meet."""
    tile, group, n, a, number = program(tiles, groups, tq, heads)
    b = number.to(tl.int64)
    rows = (y_jump, y_block, y_stride, y_reach, height)
    columns = (x_jump, x_block, x_stride, x_reach, width)
    where = (group, x_groups, rows, columns)
    y, x, inside = own_cells(tile, group, x_groups, rows, columns, BM)
    cell = (n * height + y) * width + x
    box = box_of(group, x_groups, rows, columns, offset + n, before, after, step, tk)
    many, line = tk * height * width, (b * heads + a) * tq * height * width
    data = k + b * k_b + a * k_a, k_n, v + b * v_b + a * v_a, v_n, valid + b * many
    query = load_rows(q + b * q_b + a * q_a, cell, q_n, inside, D, BD)
    lse, delta = load_two(tally + 2 * line, cell, inside)
    own = query, load_rows(d_out + line * DV, cell, DV, inside, DV, BV), lse, delta
    source = (u + b * objects * many * EU, cover + b * objects * many * 2, many)
    label_line = (b * objects * heads + a) * tq * height * width
    every = heads * tq * height * width  # from one object's reports to the next one's
    reports = (read_tally, d_read, label_line, every, cell, inside)
    scalars = (offset + n, tk, height, width, objects)
    total = begin_sum(dq, line, cell, inside, D, BM, BD, PRIOR)
    total = _sweep(
        total, own, data, y, marks(y, x, where, ROWS, MARKS), box, where, source, reports, scalars,
        D, DV, EU, BN, BD, BV, BE, ROWS, MARKS, NEAR, OTHERS, CAUSAL, LABELS, VALID, PRECISION)
    if PLACES:
        total = _visit(total, own, data, y, x, inside, source, reports, scalars,
                       D, DV, EU, BD, BV, BE, CAUSAL, LABELS, VALID)
    if LABELS and not PRIOR:
        slope = tl.load(gain + a).to(tl.float32)
        for o in range(0, objects):
            covers, there = source[1] + o * many * 2, 2 * (label_line + o * every)
            total += _of_maximum(best + there, covers, data, cell, inside, slope, D, BD)
            total += _of_maximum(rival + there, covers + 1, data, cell, inside, slope, D, BD)
    store_rows(dq + line * D, cell, total, inside, D, BD)


@triton.jit
def _sweep(
    total, own, data, y, mine, box, where, source, reports, scalars,
    D: tl.constexpr, DV: tl.constexpr, EU: tl.constexpr,
    BN: tl.constexpr, BD: tl.constexpr, BV: tl.constexpr, BE: tl.constexpr,
    ROWS: tl.constexpr, MARKS: tl.constexpr, NEAR: tl.constexpr, OTHERS: tl.constexpr,
    CAUSAL: tl.constexpr, LABELS: tl.constexpr, VALID: tl.constexpr, PRECISION: tl.constexpr,
):
    """Meet every tile of keys of the box."""
    query, gradient, lse, delta = own
    k, k_n, v, v_n, valid = data
    now, _, height, width, objects = scalars
    for start in range(0, size_of(box), BN):
        t, key_y, key_x, real = meet(start, box, BN)
        at = (t * height + key_y) * width + key_x
        real = only_valid(valid, at, real, VALID)
        key = load_rows(k, at, k_n, real, D, BD)
        value = load_rows(v, at, v_n, real, DV, BV)
        s = product(query, tl.trans(key), PRECISION)
        s = conceal(s, mine, y, key_y, key_x, real, where, ROWS, MARKS, NEAR, OTHERS, PRECISION)
        dp = product(gradient, tl.trans(value), PRECISION)
        ds = tl.exp2(s * LOG2E - lse[:, None]) * (dp - delta[:, None])
        if LABELS:
            for o in range(0, objects):
                covered, free, numbers, d, line = _label(
                    source, reports, o, at, real, now * height * width, EU, BE, CAUSAL)
                read_lse, read_delta = load_two(reports[0] + 2 * line, reports[4], reports[5])
                dp = product(d, tl.trans(numbers), PRECISION)
                p = tl.exp2((s + quiet(covered, free)[None, :]) * LOG2E - read_lse[:, None])
                ds += p * (dp - read_delta[:, None])
        total += product(ds.to(key.dtype), key, PRECISION)
    return total


@triton.jit
def _visit(
    total, own, data, y, x, inside, source, reports, scalars,
    D: tl.constexpr, DV: tl.constexpr, EU: tl.constexpr, BD: tl.constexpr, BV: tl.constexpr,
    BE: tl.constexpr, CAUSAL: tl.constexpr, LABELS: tl.constexpr, VALID: tl.constexpr,
):
    """Meet the queries' own places in all other frames, one key for each query at a time."""
    query, gradient, lse, delta = own
    k, k_n, v, v_n, valid = data
    now, tk, height, width, objects = scalars
    for t in range(0, tk):
        at = (t * height + y) * width + x
        real = inside & (t != now) & ((t < now) | (not CAUSAL))
        real = only_valid(valid, at, real, VALID)
        key = load_rows(k, at, k_n, real, D, BD)
        s = lines_up(query, key) + veil(real)
        dp = lines_up(gradient, load_rows(v, at, v_n, real, DV, BV))
        ds = tl.exp2(s * LOG2E - lse) * (dp - delta)
        if LABELS:
            for o in range(0, objects):
                covered, free, numbers, d, line = _label(
                    source, reports, o, at, real, now * height * width, EU, BE, CAUSAL)
                read_lse, read_delta = load_two(reports[0] + 2 * line, reports[4], reports[5])
                p = tl.exp2((s + quiet(covered, free)) * LOG2E - read_lse)
                ds += p * (lines_up(d, numbers) - read_delta)
        total += ds[:, None] * key.to(tl.float32)
    return total


@triton.jit
def _label(
    source, reports, o, at, real, present,
    EU: tl.constexpr, BE: tl.constexpr, CAUSAL: tl.constexpr,
):
    """What one object's labels say of some keys, the readout's gradients, and where they lie."""
    u, cover, many = source
    _, d_read, line, every, cell, inside = reports
    line = line + o * every
    covered, free = cover_of(cover + o * many * 2, at, real, present, CAUSAL)
    numbers = load_rows(u + o * many * EU, at, EU, real, EU, BE)
    return covered, free, numbers, load_rows(d_read + line * EU, cell, EU, inside, EU, BE), line


@triton.jit
def _of_maximum(two, cover, data, cell, inside, slope, D: tl.constexpr, BD: tl.constexpr):
    """What a maximum gives to the gradient of its query, from the one key it was found at."""
    k, k_n, _, _, _ = data
    d, place = maximum_of(two, cell, inside)
    found = place >= 0
    weight = slope * d * tl.load(cover + place * 2, mask=found, other=0.0)
    return weight[:, None] * load_rows(k, place, k_n, found, D, BD).to(tl.float32)
# fmt: on
