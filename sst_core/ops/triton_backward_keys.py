"""The backward kernels of the keys: gradients of keys and values, and of labels, without atomics.

The inverse of the pattern: the same groups, with time reversed. One kernel sweeps over the queries
of a tile of keys; one does so for the labels of one object, head after head. For the rest see
``triton_backward``.
"""

# Parameters are tensors and numbers as the compiler sees them; see ``triton_geometry``.
# mypy: disable-error-code="import-untyped,no-untyped-def,untyped-decorator,no-untyped-call"
# ruff: noqa: ANN001, ANN201, ANN202, PLR0913, PLR0917, FBT

import triton
import triton.language as tl

from sst_core.ops.triton_backward import VARYING
from sst_core.ops.triton_geometry import box_of, meet, own_cells, program, size_of
from sst_core.ops.triton_pairs import (
    LOG2E,
    begin_sum,
    conceal,
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

HARDLY = tl.constexpr(-1e29)
NOWHERE = tl.constexpr(-2)  # no cell, and not the -1 of a maximum that was not found


# fmt: off
@triton.jit(do_not_specialize=VARYING)
def key_kernel(
    q, k, v, u, cover, speaks, valid, gain, bias,
    tally, d_out, read_tally, d_read, best, rival, dk, dv,
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
    """Sum the gradients of one tile of keys and values over the queries that see them."""
    tile, group, t, a, number = program(tiles, groups, tk, heads)
    b = number.to(tl.int64)
    rows = (y_jump, y_block, y_stride, y_reach, height)
    columns = (x_jump, x_block, x_stride, x_reach, width)
    where = (group, x_groups, rows, columns)
    y, x, inside = own_cells(tile, group, x_groups, rows, columns, BN)
    cell = tl.where(inside, (t * height + y) * width + x, NOWHERE)
    box = box_of(group, x_groups, rows, columns, t - offset, after, before, step, tq)
    many, line = tk * height * width, (b * heads + a) * tq * height * width
    key_line = (b * heads + a) * many
    key = load_rows(k + b * k_b + a * k_a, cell, k_n, inside, D, BD)
    value = load_rows(v + b * v_b + a * v_a, cell, v_n, inside, DV, BV)
    seen = only_valid(valid + b * many, cell, inside, VALID)
    own = (key, value, y, cell, seen)
    met = (q + b * q_b + a * q_a, q_n, d_out + line * DV, tally + 2 * line)
    source = (u + b * objects * many * EU, cover + b * objects * many * 2, many, inside,
              tl.load(gain + a).to(tl.float32))
    label_line = (b * objects * heads + a) * tq * height * width
    reports = (read_tally, d_read, best, rival, label_line, heads * tq * height * width)
    scalars = (t - offset, tq, height, width, objects)
    total_k = begin_sum(dk, key_line, cell, inside, D, BN, BD, PRIOR)
    total_v = begin_sum(dv, key_line, cell, inside, DV, BN, BV, PRIOR)
    total_k, total_v = _sweep(
        total_k, total_v, own, met, marks(y, x, where, ROWS, MARKS), box, where, source, reports,
        scalars, D, DV, EU, BM, BD, BV, BE, ROWS, MARKS, NEAR, OTHERS, CAUSAL, LABELS, VALID,
        PRECISION)
    if PLACES:
        total_k, total_v = _visit(
            total_k, total_v, own, met, x, source, reports, scalars,
            D, DV, EU, BD, BV, BE, CAUSAL, LABELS)
    store_rows(dk + key_line * D, cell, total_k, inside, D, BD)
    store_rows(dv + key_line * DV, cell, total_v, inside, DV, BV)


@triton.jit
def _sweep(
    total_k, total_v, own, met, mine, box, where, source, reports, scalars,
    D: tl.constexpr, DV: tl.constexpr, EU: tl.constexpr,
    BM: tl.constexpr, BD: tl.constexpr, BV: tl.constexpr, BE: tl.constexpr,
    ROWS: tl.constexpr, MARKS: tl.constexpr, NEAR: tl.constexpr, OTHERS: tl.constexpr,
    CAUSAL: tl.constexpr, LABELS: tl.constexpr, VALID: tl.constexpr, PRECISION: tl.constexpr,
):
    """Meet every tile of queries of the box."""
    key, value, y, cell, seen = own
    q, q_n, d_out, tally = met
    now, _, height, width, objects = scalars
    for start in range(0, size_of(box), BM):
        n, other_y, other_x, here = meet(start, box, BM)
        at = (n * height + other_y) * width + other_x
        query = load_rows(q, at, q_n, here, D, BD)
        gradient = load_rows(d_out, at, DV, here, DV, BV)
        lse, delta = load_two(tally, at, here)
        s = product(key, tl.trans(query), PRECISION)
        s = conceal(s, mine, y, other_y, other_x, here, where, ROWS, MARKS, NEAR, OTHERS, PRECISION)
        if VALID:  # what is kept of the queries knows nothing of keys they did not see
            s += veil(seen)[:, None]
        p = tl.exp2(s * LOG2E - lse[None, :])
        ds = p * (product(value, tl.trans(gradient), PRECISION) - delta[None, :])
        if LABELS:
            for o in range(0, objects):
                ds += _slopes(s, cell, source, reports, o, at, here, (now + 1) * height * width,
                              EU, BE, OTHERS, CAUSAL, PRECISION)
        total_v += product(p.to(value.dtype), gradient, PRECISION)
        total_k += product(ds.to(query.dtype), query, PRECISION)
    return total_k, total_v


@triton.jit
def _visit(
    total_k, total_v, own, met, x, source, reports, scalars,
    D: tl.constexpr, DV: tl.constexpr, EU: tl.constexpr, BD: tl.constexpr, BV: tl.constexpr,
    BE: tl.constexpr, CAUSAL: tl.constexpr, LABELS: tl.constexpr,
):
    """Meet the queries at the keys' own places in all other frames, one for each at a time."""
    key, value, y, cell, seen = own
    q, q_n, d_out, tally = met
    now, tq, height, width, objects = scalars
    for n in range(0, tq):
        at = (n * height + y) * width + x
        here = seen & (n != now) & ((n > now) | (not CAUSAL))
        query = load_rows(q, at, q_n, here, D, BD)
        gradient = load_rows(d_out, at, DV, here, DV, BV)
        lse, delta = load_two(tally, at, here)
        s = lines_up(key, query) + veil(here)
        p = tl.exp2(s * LOG2E - lse)
        ds = p * (lines_up(value, gradient) - delta)
        if LABELS:
            for o in range(0, objects):
                ds += _slope(s, cell, source, reports, o, at, here, EU, BE)
        total_v += p[:, None] * gradient.to(tl.float32)
        total_k += ds[:, None] * query.to(tl.float32)
    return total_k, total_v


@triton.jit
def _slopes(
    s, cell, source, reports, o, at, here, future, EU: tl.constexpr, BE: tl.constexpr,
    OTHERS: tl.constexpr, CAUSAL: tl.constexpr, PRECISION: tl.constexpr,
):
    """What an object's readout and maxima add to the gradient of scores: (keys, queries)."""
    read_tally, d_read, best, rival, line, every = reports
    u, cover, many, inside, slope = source
    line = line + o * every
    if CAUSAL:
        here = here & (at >= future)
        s += veil(here)[None, :]
    covered, free = load_two(cover + o * many * 2, cell, inside)
    numbers = load_rows(u + o * many * EU, cell, EU, inside, EU, BE)
    d = load_rows(d_read + line * EU, at, EU, here, EU, BE)
    lse, delta = load_two(read_tally + 2 * line, at, here)
    dp = product(numbers, tl.trans(d), PRECISION)
    p = tl.exp2((s + quiet(covered, free)[:, None]) * LOG2E - lse[None, :])
    ds = p * (dp - delta[None, :])
    ds += (slope * covered)[:, None] * _found(best + 2 * line, at, here, cell, s, OTHERS)
    return ds + (slope * free)[:, None] * _found(rival + 2 * line, at, here, cell, s, OTHERS)


@triton.jit
def _slope(s, cell, source, reports, o, at, here, EU: tl.constexpr, BE: tl.constexpr):
    """The same for one query of each key: (keys,)."""
    read_tally, d_read, best, rival, line, every = reports
    u, cover, many, _, slope = source
    line = line + o * every
    covered, free = load_two(cover + o * many * 2, cell, here)
    numbers = load_rows(u + o * many * EU, cell, EU, here, EU, BE)
    lse, delta = load_two(read_tally + 2 * line, at, here)
    p = tl.exp2((s + quiet(covered, free)) * LOG2E - lse)
    ds = p * (lines_up(load_rows(d_read + line * EU, at, EU, here, EU, BE), numbers) - delta)
    ds += slope * covered * _found_here(best + 2 * line, at, here, cell)
    return ds + slope * free * _found_here(rival + 2 * line, at, here, cell)


@triton.jit(do_not_specialize=VARYING)
def label_kernel(
    q, k, v, u, cover, speaks, valid, gain, bias,
    tally, d_out, read_tally, d_read, best, rival, du, unused,
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
    """Sum the gradient of one object's labels in one tile of keys over queries and heads."""
    tile, group, t, o, number = program(tiles, groups, tk, objects)
    b = number.to(tl.int64)
    rows = (y_jump, y_block, y_stride, y_reach, height)
    columns = (x_jump, x_block, x_stride, x_reach, width)
    where = (group, x_groups, rows, columns)
    y, x, inside = own_cells(tile, group, x_groups, rows, columns, BN)
    cell = tl.where(inside, (t * height + y) * width + x, NOWHERE)
    box = box_of(group, x_groups, rows, columns, t - offset, after, before, step, tq)
    many = tk * height * width
    seen = only_valid(valid + b * many, cell, inside, VALID)
    spoken = tl.load(speaks + (b * objects + o) * tk + t).to(tl.int32)
    key_line = (b * objects + o) * many
    mine = marks(y, x, where, ROWS, MARKS)
    scalars = (t - offset, tq, height, width)
    total = begin_sum(du, key_line, cell, inside, E, BN, BE, PRIOR)
    covers = tl.zeros([BN], tl.float32)
    for a in range(0, heads * spoken):
        line = ((b * objects + o) * heads + a) * tq * height * width
        own = (load_rows(k + b * k_b + a * k_a, cell, k_n, inside, D, BD), y, cell, seen)
        met = (q + b * q_b + a * q_a, q_n, d_read + line * EU, read_tally + 2 * line,
               best + 2 * line, rival + 2 * line)
        affine = tl.load(gain + a).to(tl.float32), tl.load(bias + a).to(tl.float32)
        total, covers = _sweep_labels(
            total, covers, own, met, affine, mine, box, where, scalars,
            D, EU, BM, BD, BE, ROWS, MARKS, NEAR, OTHERS, CAUSAL, VALID, PRECISION)
        if PLACES:
            total, covers = _visit_labels(
                total, covers, own, met, affine, x, scalars, D, EU, BD, BE, CAUSAL)
    total += tl.where(tl.arange(0, BE)[None, :] == 0, covers[:, None], 0.0)
    store_rows(du + key_line * E, cell, total, inside, E, BE)


@triton.jit
def _sweep_labels(
    total, covers, own, met, affine, mine, box, where, scalars, D: tl.constexpr, EU: tl.constexpr,
    BM: tl.constexpr, BD: tl.constexpr, BE: tl.constexpr, ROWS: tl.constexpr, MARKS: tl.constexpr,
    NEAR: tl.constexpr, OTHERS: tl.constexpr, CAUSAL: tl.constexpr, VALID: tl.constexpr,
    PRECISION: tl.constexpr,
):
    """Meet every tile of queries of the box with one head."""
    key, y, cell, seen = own
    q, q_n, d_read, tally, best, rival = met
    now, _, height, width = scalars
    for start in range(0, size_of(box), BM):
        n, other_y, other_x, here = meet(start, box, BM)
        at = (n * height + other_y) * width + other_x
        if CAUSAL:
            here = here & (n > now)
        query = load_rows(q, at, q_n, here, D, BD)
        lse, _delta = load_two(tally, at, here)
        d = load_rows(d_read, at, EU, here, EU, BE)
        s = product(key, tl.trans(query), PRECISION)
        s = conceal(s, mine, y, other_y, other_x, here, where, ROWS, MARKS, NEAR, OTHERS, PRECISION)
        if VALID:
            s += veil(seen)[:, None]
        total += product(tl.exp2(s * LOG2E - lse[None, :]).to(d.dtype), d, PRECISION)
        w = s * affine[0] + affine[1]
        covers += tl.sum(w * _found(best, at, here, cell, s, OTHERS), 1)
        covers -= tl.sum(w * _found(rival, at, here, cell, s, OTHERS), 1)
    return total, covers


@triton.jit
def _visit_labels(
    total, covers, own, met, affine, x, scalars, D: tl.constexpr, EU: tl.constexpr,
    BD: tl.constexpr, BE: tl.constexpr, CAUSAL: tl.constexpr,
):
    """Meet the queries at the keys' own places in all other frames with one head."""
    key, y, cell, seen = own
    q, q_n, d_read, tally, best, rival = met
    now, tq, height, width = scalars
    for n in range(0, tq):
        at = (n * height + y) * width + x
        here = seen & (n != now) & ((n > now) | (not CAUSAL))
        lse, _delta = load_two(tally, at, here)
        s = lines_up(key, load_rows(q, at, q_n, here, D, BD)) + veil(here)
        d = load_rows(d_read, at, EU, here, EU, BE).to(tl.float32)
        total += tl.exp2(s * LOG2E - lse)[:, None] * d
        w = s * affine[0] + affine[1]
        covers += w * _found_here(best, at, here, cell)
        covers -= w * _found_here(rival, at, here, cell)
    return total, covers


@triton.jit
def _found(two, at, here, cell, s, OTHERS: tl.constexpr):
    """Put the gradient of a maximum at the pair it was found at: (keys, queries)."""
    d, place = maximum_of(two, at, here)
    same = place[None, :] == cell[:, None]
    if OTHERS:
        same = same & (s > HARDLY)  # the pair may have been met, and found, in another pass
    return tl.where(same, d[None, :], 0.0)


@triton.jit
def _found_here(two, at, here, cell):
    """The same where each key meets one query."""
    d, place = maximum_of(two, at, here)
    return tl.where(place == cell, d, 0.0)
# fmt: on
