"""The backward kernels: gradients of queries, of keys and values, and of labels, without atomics.

As in FlashAttention-2 (Dao, arXiv 2307.08691) weights are made again from scores and the kept lse,
p = exp(s - lse), and the gradient of a score is p (dp - delta) with delta = sum of output times its
gradient. Every object adds such a term for its readout; each of its two maxima adds its gradient at
the one pair it was found at, which the forward kernel kept.

Each gradient is summed by the program that owns it, in a fixed order, so that results repeat bit
for bit: one kernel sweeps over the keys of a tile of queries, one over the queries of a tile of
keys (the inverse of the pattern: the same groups, with time reversed), and one does the latter for
the labels of one object, head after head.
"""

# Parameters are tensors and numbers as the compiler sees them; see ``triton_geometry``.
# mypy: disable-error-code="import-untyped,no-untyped-def,untyped-decorator,no-untyped-call"
# ruff: noqa: ANN001, ANN201, ANN202, PLR0913, PLR0917, FBT

import triton
import triton.language as tl

from sst_core.ops.triton_geometry import (
    box_of,
    end_of,
    load_rows,
    meet,
    own_cells,
    product,
    program,
    seen_by,
    store_rows,
)

LOG2E = tl.constexpr(1.4426950408889634)
EVER = tl.constexpr(1 << 20)
_VARYING = [
    *("heads", "objects", "tq", "tk", "offset", "before", "after", "step", "x_groups", "groups"),
    *("y_jump", "y_block", "y_stride", "y_reach", "height", "tiles"),
    *("x_jump", "x_block", "x_stride", "x_reach", "width"),
]


# fmt: off
@triton.jit(do_not_specialize=_VARYING)
def query_kernel(
    q, k, v, u, speaks, valid, gain, bias,
    lse, delta, d_out, read_lse, read_delta, d_read, d_best, best_at, d_rival, rival_at, dq, unused,
    q_b, q_a, q_n, k_b, k_a, k_n, v_b, v_a, v_n, u_b, u_o, u_n,
    heads, objects, tq, tk, offset, before, after, step,
    y_jump, y_block, y_stride, y_reach, height, x_jump, x_block, x_stride, x_reach, width,
    x_groups, groups, tiles,
    D: tl.constexpr, DV: tl.constexpr, E: tl.constexpr,
    BM: tl.constexpr, BN: tl.constexpr, BD: tl.constexpr, BV: tl.constexpr, BE: tl.constexpr,
    NEAR: tl.constexpr, OTHERS: tl.constexpr, PLACES: tl.constexpr, CAUSAL: tl.constexpr,
    LABELS: tl.constexpr, VALID: tl.constexpr, PRIOR: tl.constexpr, PRECISION: tl.constexpr,
):
    """Sum the gradient of one tile of queries over the keys they meet."""
    tile, group, n, a, number = program(tiles, groups, tq, heads)
    b = number.to(tl.int64)
    rows = (y_jump, y_block, y_stride, y_reach, height)
    columns = (x_jump, x_block, x_stride, x_reach, width)
    y, x, inside = own_cells(tile, group, x_groups, rows, columns, BM)
    cell = (n * height + y) * width + x
    box = box_of(group, x_groups, rows, columns, offset + n, before, after, step, tk)
    line = (b * heads + a) * tq * height * width
    query = load_rows(q + b * q_b + a * q_a, cell, q_n, inside, D, BD)
    about = _about(lse, delta, d_out, line, cell, inside, DV, BV)
    slope = tl.load(gain + a).to(tl.float32)
    reports = (read_lse, read_delta, d_read, d_best, best_at, d_rival, rival_at)
    total = _begin(dq, line, cell, inside, D, BM, BD, PRIOR)
    for start in range(0, end_of(box, tk, BN, PLACES), BN):
        t, key_y, key_x, real = meet(
            start, box, y, x, inside, offset + n, EVER, 0 if CAUSAL else EVER, BN, PLACES)
        key_cell = (t * height + key_y) * width + key_x
        real = _valid(valid + b * tk * height * width, key_cell, real, VALID)
        key = load_rows(k + b * k_b + a * k_a, key_cell, k_n, real, D, BD)
        value = load_rows(v + b * v_b + a * v_a, key_cell, v_n, real, DV, BV)
        seen = inside[:, None] & real[None, :] & seen_by(
            y, x, key_y, key_x, start, box, y_reach, x_reach, BN, NEAR, OTHERS, PLACES)
        s = product(query, tl.trans(key), PRECISION)
        _, ds = _pairs(s, seen, about, value, PRECISION)
        if LABELS:
            ds += _label_slopes(
                s, seen, reports, (u + b * u_b, u_o, u_n, speaks + b * objects * tk), slope,
                ((b * objects * heads + a) * tq * height * width, heads * tq * height * width),
                (cell, inside, n + offset + cell * 0), (key_cell, real, t),
                objects, tk, E, BE, CAUSAL, PRECISION)
        total += product(ds.to(key.dtype), key, PRECISION)
    store_rows(dq + line * D, cell, total, inside, D, BD)


@triton.jit(do_not_specialize=_VARYING)
def key_kernel(
    q, k, v, u, speaks, valid, gain, bias,
    lse, delta, d_out, read_lse, read_delta, d_read, d_best, best_at, d_rival, rival_at, dk, dv,
    q_b, q_a, q_n, k_b, k_a, k_n, v_b, v_a, v_n, u_b, u_o, u_n,
    heads, objects, tq, tk, offset, before, after, step,
    y_jump, y_block, y_stride, y_reach, height, x_jump, x_block, x_stride, x_reach, width,
    x_groups, groups, tiles,
    D: tl.constexpr, DV: tl.constexpr, E: tl.constexpr,
    BM: tl.constexpr, BN: tl.constexpr, BD: tl.constexpr, BV: tl.constexpr, BE: tl.constexpr,
    NEAR: tl.constexpr, OTHERS: tl.constexpr, PLACES: tl.constexpr, CAUSAL: tl.constexpr,
    LABELS: tl.constexpr, VALID: tl.constexpr, PRIOR: tl.constexpr, PRECISION: tl.constexpr,
):
    """Sum the gradients of one tile of keys and values over the queries that see them."""
    tile, group, t, a, number = program(tiles, groups, tk, heads)
    b = number.to(tl.int64)
    rows = (y_jump, y_block, y_stride, y_reach, height)
    columns = (x_jump, x_block, x_stride, x_reach, width)
    y, x, inside = own_cells(tile, group, x_groups, rows, columns, BN)
    cell = (t * height + y) * width + x
    box = box_of(group, x_groups, rows, columns, t - offset, after, before, step, tq)
    key = load_rows(k + b * k_b + a * k_a, cell, k_n, inside, D, BD)
    value = load_rows(v + b * v_b + a * v_a, cell, v_n, inside, DV, BV)
    real = _valid(valid + b * tk * height * width, cell, inside, VALID)
    slope = tl.load(gain + a).to(tl.float32)
    reports = (read_lse, read_delta, d_read, d_best, best_at, d_rival, rival_at)
    line, key_line = (b * heads + a) * tq * height * width, (b * heads + a) * tk * height * width
    total_k = _begin(dk, key_line, cell, inside, D, BN, BD, PRIOR)
    total_v = _begin(dv, key_line, cell, inside, DV, BN, BV, PRIOR)
    for start in range(0, end_of(box, tq, BM, PLACES), BM):
        n, other_y, other_x, here = meet(
            start, box, y, x, inside, t - offset, 0 if CAUSAL else EVER, EVER, BM, PLACES)
        at = (n * height + other_y) * width + other_x
        query = load_rows(q + b * q_b + a * q_a, at, q_n, here, D, BD)
        about = _about(lse, delta, d_out, line, at, here, DV, BV)
        seen = here[:, None] & real[None, :] & seen_by(
            other_y, other_x, y, x, start, box, y_reach, x_reach, BM, NEAR, OTHERS, PLACES)
        s = product(query, tl.trans(key), PRECISION)
        p, ds = _pairs(s, seen, about, value, PRECISION)
        if LABELS:
            ds += _label_slopes(
                s, seen, reports, (u + b * u_b, u_o, u_n, speaks + b * objects * tk), slope,
                ((b * objects * heads + a) * tq * height * width, heads * tq * height * width),
                (at, here, n + offset), (cell, real, t + cell * 0),
                objects, tk, E, BE, CAUSAL, PRECISION)
        total_v += product(tl.trans(p).to(value.dtype), about[2], PRECISION)
        total_k += product(tl.trans(ds).to(query.dtype), query, PRECISION)
    store_rows(dk + key_line * D, cell, total_k, inside, D, BD)
    store_rows(dv + key_line * DV, cell, total_v, inside, DV, BV)


@triton.jit(do_not_specialize=_VARYING)
def label_kernel(
    q, k, v, u, speaks, valid, gain, bias,
    lse, delta, d_out, read_lse, read_delta, d_read, d_best, best_at, d_rival, rival_at, du, unused,
    q_b, q_a, q_n, k_b, k_a, k_n, v_b, v_a, v_n, u_b, u_o, u_n,
    heads, objects, tq, tk, offset, before, after, step,
    y_jump, y_block, y_stride, y_reach, height, x_jump, x_block, x_stride, x_reach, width,
    x_groups, groups, tiles,
    D: tl.constexpr, DV: tl.constexpr, E: tl.constexpr,
    BM: tl.constexpr, BN: tl.constexpr, BD: tl.constexpr, BV: tl.constexpr, BE: tl.constexpr,
    NEAR: tl.constexpr, OTHERS: tl.constexpr, PLACES: tl.constexpr, CAUSAL: tl.constexpr,
    LABELS: tl.constexpr, VALID: tl.constexpr, PRIOR: tl.constexpr, PRECISION: tl.constexpr,
):
    """Sum the gradient of one object's labels in one tile of keys over queries and heads."""
    tile, group, t, o, number = program(tiles, groups, tk, objects)
    b = number.to(tl.int64)
    rows = (y_jump, y_block, y_stride, y_reach, height)
    columns = (x_jump, x_block, x_stride, x_reach, width)
    y, x, inside = own_cells(tile, group, x_groups, rows, columns, BN)
    cell = (t * height + y) * width + x
    box = box_of(group, x_groups, rows, columns, t - offset, after, before, step, tq)
    real = _valid(valid + b * tk * height * width, cell, inside, VALID)
    real = real & (tl.load(speaks + (b * objects + o) * tk + t) != 0)
    key_line = (b * objects + o) * tk * height * width
    total = _begin(du, key_line, cell, inside, E, BN, BE, PRIOR)
    cover = tl.zeros([BN], tl.float32)
    for a in range(0, heads):
        key = load_rows(k + b * k_b + a * k_a, cell, k_n, inside, D, BD)
        slope, shift = tl.load(gain + a).to(tl.float32), tl.load(bias + a).to(tl.float32)
        line = ((b * objects + o) * heads + a) * tq * height * width
        for start in range(0, end_of(box, tq, BM, PLACES), BM):
            n, other_y, other_x, here = meet(
                start, box, y, x, inside, t - offset, 0 if CAUSAL else EVER, EVER, BM, PLACES)
            if CAUSAL:
                here = here & (n + offset > t)
            at = (n * height + other_y) * width + other_x
            seen = here[:, None] & real[None, :] & seen_by(
                other_y, other_x, y, x, start, box, y_reach, x_reach, BM, NEAR, OTHERS, PLACES)
            query = load_rows(q + b * q_b + a * q_a, at, q_n, here, D, BD)
            s = product(query, tl.trans(key), PRECISION)
            p = _weights(s, seen, tl.load(read_lse + line + at, mask=here, other=0.0))
            d = load_rows(d_read + line * E, at, E, here, E, BE)
            total += product(tl.trans(p).to(d.dtype), d, PRECISION)
            w = s * slope + shift
            cover += tl.sum(w * _found(d_best, best_at, line, at, here, cell, seen), 0)
            cover -= tl.sum(w * _found(d_rival, rival_at, line, at, here, cell, seen), 0)
    total += tl.where(tl.arange(0, BE)[None, :] == 0, cover[:, None], 0.0)
    store_rows(du + key_line * E, cell, total, inside, E, BE)


@triton.jit
def _label_slopes(
    s, seen, reports, source, slope, lines, queries, keys, objects, tk,
    E: tl.constexpr, BE: tl.constexpr, CAUSAL: tl.constexpr, PRECISION: tl.constexpr,
):
    """Sum over objects what readout, affinity and rival add to the gradient of scores."""
    read_lse, read_delta, d_read, d_best, best_at, d_rival, rival_at = reports
    u, u_o, u_n, speaks = source
    cell, inside, now = queries
    key_cell, real, t = keys
    total = s * 0.0
    if CAUSAL:
        seen = seen & (t[None, :] < now[:, None])
    for o in range(0, objects):
        line = lines[0] + o * lines[1]
        heard = real & (tl.load(speaks + o * tk + t, mask=real, other=0) != 0)
        pair = seen & heard[None, :]
        d = load_rows(d_read + line * E, cell, E, inside, E, BE)
        numbers = load_rows(u + o * u_o, key_cell, u_n, heard, E, BE).to(d.dtype)
        about = (tl.load(read_lse + line + cell, mask=inside, other=0.0),
                 tl.load(read_delta + line + cell, mask=inside, other=0.0), d)
        _, ds = _pairs(s, pair, about, numbers, PRECISION)
        cover = tl.load(u + o * u_o + key_cell * u_n, mask=heard, other=0.0).to(tl.float32)[None, :]
        ds += slope * cover * _found(d_best, best_at, line, cell, inside, key_cell, pair)
        ds += slope * (1 - cover) * _found(d_rival, rival_at, line, cell, inside, key_cell, pair)
        total += ds
    return total
# fmt: on


@triton.jit
def _weights(s, seen, lse):
    return tl.exp2(tl.where(seen, s * LOG2E, float("-inf")) - lse[:, None])


@triton.jit
def _pairs(s, seen, about, value, PRECISION: tl.constexpr):
    """Weights and the gradient of scores, (queries, keys) each, from lse, delta and gradient."""
    lse, delta, gradient = about
    p = _weights(s, seen, lse)
    dp = product(gradient, tl.trans(value), PRECISION)
    return p, p * (dp - delta[:, None])


@triton.jit
def _found(gradient, at, line, cell, inside, key_cell, seen):
    """Put the gradient of a maximum at the pair it was found at: (queries, keys)."""
    d = tl.load(gradient + line + cell, mask=inside, other=0.0)
    place = tl.load(at + line + cell, mask=inside, other=-1)
    return tl.where(seen & (place[:, None] == key_cell[None, :]), d[:, None], 0.0)


@triton.jit
def _about(lse, delta, d_out, line, cell, inside, DV: tl.constexpr, BV: tl.constexpr):
    return (
        tl.load(lse + line + cell, mask=inside, other=0.0),
        tl.load(delta + line + cell, mask=inside, other=0.0),
        load_rows(d_out + line * DV, cell, DV, inside, DV, BV),
    )


@triton.jit
def _valid(valid, cell, real, VALID: tl.constexpr):
    return real & (tl.load(valid + cell, mask=real, other=0) != 0) if VALID else real


@triton.jit
def _begin(total, line, cell, inside, CHANNELS: tl.constexpr,
           BM: tl.constexpr, BLOCK: tl.constexpr, PRIOR: tl.constexpr):  # fmt: skip
    """Give the sum so far: zero, or what an earlier pass wrote."""
    if PRIOR:
        return load_rows(total + line * CHANNELS, cell, CHANNELS, inside, CHANNELS, BLOCK)
    return tl.zeros([BM, BLOCK], tl.float32)
