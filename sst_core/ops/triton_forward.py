"""The forward kernel: sparse attention, label readout and affinity in one sweep over the keys.

A program owns a tile of queries of one group (see ``triton_passes``) of one frame, head and object,
and sweeps over tiles of the keys the group meets. The softmax is the online one (Milakov and
Gimelshein, arXiv 1805.02867): a running maximum m, the sum l of exp(s - m) and the weighted values,
all rescaled whenever m grows. As in FlashAttention-2 (Dao, arXiv 2307.08691) scores live in
registers only, the division comes last, and what is kept for the backward pass is lse = m + log l.
Exponentials are powers of two: scores are multiplied by log2(e) once.

Scores serve three purposes at once: the softmax of the output, that of the label readout over the
keys that speak for the object, and the two maxima of Eq. 4 with the keys they were found at. Where
every frame in sight speaks for the object both softmaxes have the same weights, and one exponential
is taken for both; otherwise each has its own maximum, so that an object heard only in quiet keys is
not lost beside a loud one. Products are taken in the dtype of the inputs, sums in float32.
"""

# Parameters are tensors and numbers as the compiler sees them; see ``triton_geometry``.
# mypy: disable-error-code="import-untyped,no-untyped-def,untyped-decorator,no-untyped-call"
# ruff: noqa: ANN001, ANN201, ANN202, E741, PLR0913, PLR0917, FBT

import triton
import triton.language as tl

from sst_core.ops.triton_geometry import (
    box_of,
    end_of,
    load_rows,
    meet,
    member_cell,
    own_cells,
    product,
    program,
    seen_by,
    store_rows,
)

LOG2E = tl.constexpr(1.4426950408889634)
NOTHING = tl.constexpr(-1e30)  # running maximum, and lse, of a query that has seen no key
HARDLY = tl.constexpr(-1e29)
EVER = tl.constexpr(1 << 20)


# fmt: off
@triton.jit(do_not_specialize=[
    "heads", "first_object", "some", "objects", "tq", "tk", "offset", "before", "after", "step",
    "y_jump", "y_block", "y_stride", "y_reach", "height", "x_jump", "x_block", "x_stride",
    "x_reach", "width", "x_groups", "groups", "tiles"])
def forward_kernel(
    q, k, v, u, speaks, valid, gain, bias,
    out, lse, read, read_lse, best, best_at, rival, rival_at,
    q_b, q_a, q_n, k_b, k_a, k_n, v_b, v_a, v_n, u_b, u_o, u_n,
    heads, first_object, some, objects, tq, tk, offset, before, after, step,
    y_jump, y_block, y_stride, y_reach, height, x_jump, x_block, x_stride, x_reach, width,
    x_groups, groups, tiles,
    D: tl.constexpr, DV: tl.constexpr, E: tl.constexpr,
    BM: tl.constexpr, BN: tl.constexpr, BD: tl.constexpr, BV: tl.constexpr, BE: tl.constexpr,
    NEAR: tl.constexpr, OTHERS: tl.constexpr, PLACES: tl.constexpr, CAUSAL: tl.constexpr,
    OUTPUT: tl.constexpr, LABELS: tl.constexpr, VALID: tl.constexpr, PRIOR: tl.constexpr,
    ARGUMENTS: tl.constexpr, PRECISION: tl.constexpr,
):
    """Sweep over the keys of one tile of queries; arrays and strides as in ``triton_launch``."""
    tile, group, n, a, rest = program(tiles, groups, tq, heads)
    o, b = first_object + rest % some, (rest // some).to(tl.int64)
    rows = (y_jump, y_block, y_stride, y_reach, height)
    columns = (x_jump, x_block, x_stride, x_reach, width)
    y, x, inside = own_cells(tile, group, x_groups, rows, columns, BM)
    cell = (n * height + y) * width + x
    box = box_of(group, x_groups, rows, columns, offset + n, before, after, step, tk)
    query = load_rows(q + b * q_b + a * q_a, cell, q_n, inside, D, BD)
    k, v, u = k + b * k_b + a * k_a, v + b * v_b + a * v_a, u + b * u_b + o * u_o
    speaks, valid = speaks + (b * objects + o) * tk, valid + b * tk * height * width
    slope, shift = tl.load(gain + a).to(tl.float32), tl.load(bias + a).to(tl.float32)
    line = (b * heads + a) * tq * height * width
    label_line = ((b * objects + o) * heads + a) * tq * height * width
    m, l, total = _begin(out, lse, line, cell, inside, DV, BM, BV, OUTPUT and PRIOR)
    lm, ll, labels = _begin(
        read, read_lse, label_line, cell, inside, E, BM, BE, LABELS and PRIOR)
    most, most_at = _best(best, best_at, label_line, cell, inside, BM, LABELS and PRIOR, ARGUMENTS)
    other, other_at = _best(
        rival, rival_at, label_line, cell, inside, BM, LABELS and PRIOR, ARGUMENTS)
    m, l, total, lm, ll, labels, most, most_at, other, other_at = _sweep(
        (m, l, total, lm, ll, labels, most, most_at, other, other_at), query,
        (k, k_n, v, v_n, u, u_n), (speaks, valid), (slope, shift),
        (y, x, inside), box, (offset + n, tk, height, width, y_reach, x_reach),
        D, DV, E, BM, BN, BD, BV, BE, NEAR, OTHERS, PLACES, CAUSAL, OUTPUT, LABELS, VALID,
        OUTPUT and LABELS and not PRIOR and not PLACES, ARGUMENTS, PRECISION)
    if OUTPUT:
        _end(out, lse, line, cell, inside, m, l, total, DV, BV)
    if LABELS:
        _end(read, read_lse, label_line, cell, inside, lm, ll, labels, E, BE)
        tl.store(best + label_line + cell, most, mask=inside)
        tl.store(rival + label_line + cell, other, mask=inside)
        if ARGUMENTS:
            tl.store(best_at + label_line + cell, most_at, mask=inside)
            tl.store(rival_at + label_line + cell, other_at, mask=inside)


@triton.jit
def _sweep(
    state, query, data, masks, affine, here, box, scalars,
    D: tl.constexpr, DV: tl.constexpr, E: tl.constexpr,
    BM: tl.constexpr, BN: tl.constexpr, BD: tl.constexpr, BV: tl.constexpr, BE: tl.constexpr,
    NEAR: tl.constexpr, OTHERS: tl.constexpr, PLACES: tl.constexpr, CAUSAL: tl.constexpr,
    OUTPUT: tl.constexpr, LABELS: tl.constexpr, VALID: tl.constexpr, SHARE: tl.constexpr,
    ARGUMENTS: tl.constexpr, PRECISION: tl.constexpr,
):
    """Meet every tile of keys and return the state: two softmaxes and two maxima."""
    m, l, total, lm, ll, labels, most, most_at, other, other_at = state
    k, k_n, v, v_n, u, u_n = data
    speaks, valid = masks
    y, x, inside = here
    now, tk, height, width, y_reach, x_reach = scalars
    alone = _unheard(speaks, box, now, CAUSAL) if SHARE else now * 0 + 1
    for start in range(0, end_of(box, tk, BN, PLACES), BN):
        t, key_y, key_x, real = meet(
            start, box, y, x, inside, now, EVER, 0 if CAUSAL else EVER, BN, PLACES)
        cell = (t * height + key_y) * width + key_x
        if VALID:
            real = real & (tl.load(valid + cell, mask=real, other=0) != 0)
        key = load_rows(k, cell, k_n, real, D, BD)
        s = product(query, tl.trans(key), PRECISION)
        seen = real[None, :] & seen_by(
            y, x, key_y, key_x, start, box, y_reach, x_reach, BN, NEAR, OTHERS, PLACES)
        if OUTPUT:
            p, decay, m, l = _softmax(s, seen, m, l)
            value = load_rows(v, cell, v_n, real, DV, BV)
            total = _weigh(total, decay, p, value, PRECISION)
        if LABELS:
            heard = _heard(speaks, t, real, now, CAUSAL)
            seen = seen & heard[None, :]
            if OUTPUT:
                if alone > 0:
                    p, decay, lm, ll = _softmax(s, seen, lm, ll)
            else:
                p, decay, lm, ll = _softmax(s, seen, lm, ll)
            numbers = load_rows(u, cell, u_n, heard, E, BE).to(key.dtype)
            labels = _weigh(labels, decay, p, numbers, PRECISION)
            cover = tl.load(u + cell * u_n, mask=heard, other=0.0).to(tl.float32)[None, :]
            w = tl.where(seen, s * affine[0] + affine[1], 0.0)
            place = (start, box, y, x, height, width)
            most, most_at = _largest(w * cover, most, most_at, place, BN, PLACES, ARGUMENTS)
            other, other_at = _largest(
                w * (1 - cover), other, other_at, place, BN, PLACES, ARGUMENTS)
    if SHARE:
        lm, ll = tl.where(alone > 0, lm, m), tl.where(alone > 0, ll, l)
    return m, l, total, lm, ll, labels, most, most_at, other, other_at
# fmt: on


@triton.jit
def _softmax(s, seen, m, l):
    """One step of the online softmax: weights, factor of what was summed before, new m and l."""
    s = tl.where(seen, s * LOG2E, float("-inf"))
    top = tl.maximum(m, tl.max(s, 1))
    p = tl.exp2(s - top[:, None])
    decay = tl.exp2(m - top)
    return p, decay, top, l * decay + tl.sum(p, 1)


@triton.jit
def _weigh(total, decay, p, value, PRECISION: tl.constexpr):
    return total * decay[:, None] + product(p.to(value.dtype), value, PRECISION)


@triton.jit
def _largest(w, best, best_at, place, BN: tl.constexpr, PLACES: tl.constexpr, KEEP: tl.constexpr):
    """Raise the maxima so far, and with ``KEEP`` where they were found; the first one of equals."""
    if KEEP:
        start, box, y, x, height, width = place
        top, index = tl.max(w, 1, return_indices=True)
        found = member_cell(start + index, box, y, x, height, width, BN, PLACES)
        best_at = tl.where(top > best, found, best_at)
        return tl.maximum(best, top), best_at
    return tl.maximum(best, tl.max(w, 1)), best_at


@triton.jit
def _heard(speaks, t, real, now, CAUSAL: tl.constexpr):
    """Which keys a query at a time takes labels from."""
    heard = real & (tl.load(speaks + t, mask=real, other=0) != 0)
    return heard & (t < now) if CAUSAL else heard


@triton.jit
def _unheard(speaks, box, now, CAUSAL: tl.constexpr):
    """Count the frames of a box that the labels leave out."""
    number = now * 0
    for n in range(0, box[1]):
        t = box[0] + n * box[2]
        quiet = tl.load(speaks + t) == 0
        if CAUSAL:
            quiet = quiet | (t >= now)
        number += quiet.to(tl.int32)
    return number


@triton.jit
def _begin(total, lse, line, cell, inside, CHANNELS: tl.constexpr,
           BM: tl.constexpr, BLOCK: tl.constexpr, PRIOR: tl.constexpr):  # fmt: skip
    """Give m, l and the sum so far: nothing, or what an earlier pass wrote (l is then 1)."""
    if PRIOR:
        m = tl.load(lse + line + cell, mask=inside, other=NOTHING)
        before = load_rows(total + line * CHANNELS, cell, CHANNELS, inside, CHANNELS, BLOCK)
        return m, (m > HARDLY).to(tl.float32), before.to(tl.float32)
    nil = tl.zeros([BM], tl.float32)
    return nil + NOTHING, nil, tl.zeros([BM, BLOCK], tl.float32)


@triton.jit
def _best(best, best_at, line, cell, inside,
          BM: tl.constexpr, PRIOR: tl.constexpr, KEEP: tl.constexpr):  # fmt: skip
    """Give a maximum so far and where it was found: 0 and -1, or what an earlier pass wrote."""
    most, at = tl.zeros([BM], tl.float32), tl.full([BM], -1, tl.int32)
    if PRIOR:
        most = tl.load(best + line + cell, mask=inside, other=0.0)
        if KEEP:
            at = tl.load(best_at + line + cell, mask=inside, other=-1)
    return most, at


@triton.jit
def _end(out, lse, line, cell, inside, m, l, total, CHANNELS: tl.constexpr, BLOCK: tl.constexpr):
    """Divide and write; a query that saw nothing gets zeros."""
    divisor = tl.where(l == 0, 1.0, l)
    store_rows(out + line * CHANNELS, cell, total / divisor[:, None], inside, CHANNELS, BLOCK)
    tl.store(lse + line + cell, tl.where(l == 0, NOTHING, m + tl.log2(divisor)), mask=inside)
