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

What is done for each pair of query and key decides the time: a maximum, a multiply-add, an
exponential and a sum; for labels two products and two maxima more. So pairs that are not seen are
hidden in the matrix product (``triton_pairs.marks``) or by a sum with what is known of the key.
"""

# Parameters are tensors and numbers as the compiler sees them; see ``triton_geometry``.
# mypy: disable-error-code="import-untyped,no-untyped-def,untyped-decorator,no-untyped-call"
# ruff: noqa: ANN001, ANN201, ANN202, E741, PLR0913, PLR0917, FBT

import triton
import triton.language as tl

from sst_core.ops.triton_geometry import box_of, meet, member_cell, own_cells, program, size_of
from sst_core.ops.triton_pairs import (
    LOG2E,
    conceal,
    cover_of,
    lines_up,
    load_rows,
    marks,
    only_valid,
    product,
    quiet,
    store_rows,
    veil,
)

NOTHING = tl.constexpr(-1e30)  # running maximum, and lse, of a query that has seen no key
HARDLY = tl.constexpr(-1e29)


# fmt: off
@triton.jit(do_not_specialize=[
    "heads", "first_object", "some", "objects", "tq", "tk", "offset", "before", "after", "step",
    "y_jump", "y_block", "y_stride", "y_reach", "height", "x_jump", "x_block", "x_stride",
    "x_reach", "width", "x_groups", "groups", "tiles"])
def forward_kernel(
    q, k, v, u, cover, speaks, valid, gain, bias,
    out, lse, read, read_lse, best, best_at, rival, rival_at,
    q_b, q_a, q_n, k_b, k_a, k_n, v_b, v_a, v_n,
    heads, first_object, some, objects, tq, tk, offset, before, after, step,
    y_jump, y_block, y_stride, y_reach, height, x_jump, x_block, x_stride, x_reach, width,
    x_groups, groups, tiles,
    D: tl.constexpr, DV: tl.constexpr, E: tl.constexpr, EU: tl.constexpr,
    BM: tl.constexpr, BN: tl.constexpr, BD: tl.constexpr, BV: tl.constexpr, BE: tl.constexpr,
    ROWS: tl.constexpr, MARKS: tl.constexpr,
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
    many = tk * height * width
    speaks, valid = speaks + (b * objects + o) * tk, valid + b * many
    u, cover = u + (b * objects + o) * many * EU, cover + (b * objects + o) * many * 2
    data = k + b * k_b + a * k_a, k_n, v + b * v_b + a * v_a, v_n, u, cover, valid
    affine = tl.load(gain + a).to(tl.float32), tl.load(bias + a).to(tl.float32)
    line = (b * heads + a) * tq * height * width
    label_line = ((b * objects + o) * heads + a) * tq * height * width
    reports = (read, read_lse, best, best_at, rival, rival_at, label_line)
    m, l, total = _begin(out, lse, line, cell, inside, DV, BM, BV, OUTPUT and PRIOR)
    lm, ll, labels, most, most_at, other, other_at = _begin_labels(
        reports, cell, inside, E, BM, BE, LABELS and PRIOR, ARGUMENTS)
    state = (m, l, total, lm, ll, labels, most, most_at, other, other_at)
    where = (group, x_groups, rows, columns)
    mine = marks(y, x, where, ROWS, MARKS) if NEAR else y
    scalars = (offset + n, tk, height, width)
    state = _sweeps(
        state, query, mine, y, data, affine, box, where, scalars, speaks,
        D, DV, EU, BN, BD, BV, BE, ROWS, MARKS, NEAR, OTHERS, CAUSAL, OUTPUT, LABELS, VALID,
        ARGUMENTS, PRECISION, MAY_SHARE=OUTPUT and LABELS and not PRIOR and not PLACES)
    if PLACES:
        state = _visit(
            state, query, y, x, inside, data, affine, scalars,
            D, DV, EU, BD, BV, BE, CAUSAL, OUTPUT, LABELS, VALID, ARGUMENTS)
    if OUTPUT:
        _end(out, lse, line, cell, inside, state[0], state[1], state[2], DV, BV)
    if LABELS:
        _end_labels(reports, state, cell, inside, E, BE, ARGUMENTS)


@triton.jit
def _sweeps(
    state, query, mine, y, data, affine, box, where, scalars, speaks,
    D: tl.constexpr, DV: tl.constexpr, EU: tl.constexpr,
    BN: tl.constexpr, BD: tl.constexpr, BV: tl.constexpr, BE: tl.constexpr,
    ROWS: tl.constexpr, MARKS: tl.constexpr, NEAR: tl.constexpr, OTHERS: tl.constexpr,
    CAUSAL: tl.constexpr, OUTPUT: tl.constexpr, LABELS: tl.constexpr, VALID: tl.constexpr,
    ARGUMENTS: tl.constexpr, PRECISION: tl.constexpr, MAY_SHARE: tl.constexpr,
):
    """Sweep with shared weights where every frame in sight speaks for the object, else with two.

    These are two loops, not one with a branch in it: a product is under way beyond its line, and
    the bundled assembler of Triton 3.6 lets a branch overwrite the registers that it still reads.
    """
    alone = _unheard(speaks, box, scalars[0], CAUSAL) if MAY_SHARE else 1
    if MAY_SHARE and alone == 0:
        state = _sweep(
            state, query, mine, y, data, affine, box, where, scalars,
            D, DV, EU, BN, BD, BV, BE, ROWS, MARKS, NEAR, OTHERS, CAUSAL, OUTPUT, LABELS, VALID,
            ARGUMENTS, PRECISION, SHARE=True)
    else:
        state = _sweep(
            state, query, mine, y, data, affine, box, where, scalars,
            D, DV, EU, BN, BD, BV, BE, ROWS, MARKS, NEAR, OTHERS, CAUSAL, OUTPUT, LABELS, VALID,
            ARGUMENTS, PRECISION, SHARE=False)
    return state


@triton.jit
def _sweep(
    state, query, mine, y, data, affine, box, where, scalars,
    D: tl.constexpr, DV: tl.constexpr, EU: tl.constexpr,
    BN: tl.constexpr, BD: tl.constexpr, BV: tl.constexpr, BE: tl.constexpr,
    ROWS: tl.constexpr, MARKS: tl.constexpr, NEAR: tl.constexpr, OTHERS: tl.constexpr,
    CAUSAL: tl.constexpr, OUTPUT: tl.constexpr, LABELS: tl.constexpr, VALID: tl.constexpr,
    ARGUMENTS: tl.constexpr, PRECISION: tl.constexpr, SHARE: tl.constexpr,
):
    """Meet every tile of keys and return the state: two softmaxes and two maxima."""
    m, l, total, lm, ll, labels, most, most_at, other, other_at = state
    k, k_n, v, v_n, u, cover, valid = data
    now, _, height, width = scalars
    for start in range(0, size_of(box), BN):
        t, key_y, key_x, real = meet(start, box, BN)
        cell = (t * height + key_y) * width + key_x
        real = only_valid(valid, cell, real, VALID)
        key = load_rows(k, cell, k_n, real, D, BD)
        s = product(query, tl.trans(key), PRECISION)
        s = conceal(s, mine, y, key_y, key_x, real, where, ROWS, MARKS, NEAR, OTHERS, PRECISION)
        if OUTPUT:
            p, decay, m, l = _softmax(s, m, l)
            value = load_rows(v, cell, v_n, real, DV, BV)
            total = _weigh(total, decay, p, value, PRECISION)
        if LABELS:
            covered, free = cover_of(cover, cell, real, now * height * width, CAUSAL)
            if not SHARE:
                p, decay, lm, ll = _softmax(s + quiet(covered, free)[None, :], lm, ll)
            numbers = load_rows(u, cell, EU, real, EU, BE)
            labels = _weigh(labels, decay, p, numbers, PRECISION)
            w = s * affine[0] + affine[1]
            place = (start, box, height, width)
            most, most_at = _largest(w * covered[None, :], most, most_at, place, ARGUMENTS)
            other, other_at = _largest(w * free[None, :], other, other_at, place, ARGUMENTS)
    if SHARE:
        lm, ll = m, l
    return m, l, total, lm, ll, labels, most, most_at, other, other_at


@triton.jit
def _visit(
    state, query, y, x, inside, data, affine, scalars,
    D: tl.constexpr, DV: tl.constexpr, EU: tl.constexpr,
    BD: tl.constexpr, BV: tl.constexpr, BE: tl.constexpr, CAUSAL: tl.constexpr,
    OUTPUT: tl.constexpr, LABELS: tl.constexpr, VALID: tl.constexpr, ARGUMENTS: tl.constexpr,
):
    """Meet the queries' own places in all other frames, one key for each query at a time."""
    m, l, total, lm, ll, labels, most, most_at, other, other_at = state
    k, k_n, v, v_n, u, cover, valid = data
    now, tk, height, width = scalars
    for t in range(0, tk):
        cell = (t * height + y) * width + x
        real = inside & (t != now) & ((t < now) | (not CAUSAL))
        real = only_valid(valid, cell, real, VALID)
        s = lines_up(query, load_rows(k, cell, k_n, real, D, BD)) + veil(real)
        if OUTPUT:
            p, decay, m, l = _softmax(s[:, None], m, l)
            value = load_rows(v, cell, v_n, real, DV, BV)
            total = total * decay[:, None] + p * value.to(tl.float32)
        if LABELS:
            covered, free = cover_of(cover, cell, real, now * height * width, CAUSAL)
            p, decay, lm, ll = _softmax((s + quiet(covered, free))[:, None], lm, ll)
            numbers = load_rows(u, cell, EU, real, EU, BE)
            labels = labels * decay[:, None] + p * numbers.to(tl.float32)
            w = s * affine[0] + affine[1]
            if ARGUMENTS:
                most_at = tl.where(w * covered > most, cell, most_at)
                other_at = tl.where(w * free > other, cell, other_at)
            most, other = tl.maximum(most, w * covered), tl.maximum(other, w * free)
    return m, l, total, lm, ll, labels, most, most_at, other, other_at
# fmt: on


@triton.jit
def _softmax(s, m, l):
    """One step of the online softmax: weights, factor of what was summed before, new m and l.

    A pair that is not seen has a score below NOTHING, so that it weighs 0 whatever m is.
    """
    top = tl.maximum(m, tl.max(s, 1) * LOG2E)
    p = tl.exp2(s * LOG2E - top[:, None])
    decay = tl.exp2(m - top)
    return p, decay, top, l * decay + tl.sum(p, 1)


@triton.jit
def _weigh(total, decay, p, value, PRECISION: tl.constexpr):
    return total * decay[:, None] + product(p.to(value.dtype), value, PRECISION)


@triton.jit
def _largest(w, best, best_at, place, KEEP: tl.constexpr):
    """Raise the maxima so far, and with ``KEEP`` where they were found; the first one of equals."""
    if KEEP:
        start, box, height, width = place
        top, index = tl.max(w, 1, return_indices=True)
        best_at = tl.where(top > best, member_cell(start + index, box, height, width), best_at)
        return tl.maximum(best, top), best_at
    return tl.maximum(best, tl.max(w, 1)), best_at


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
def _begin_labels(reports, cell, inside, E: tl.constexpr, BM: tl.constexpr, BE: tl.constexpr,
                  PRIOR: tl.constexpr, KEEP: tl.constexpr):  # fmt: skip
    """Give the same for the label readout, then both maxima so far and where they were found."""
    read, read_lse, best, best_at, rival, rival_at, line = reports
    m, l, labels = _begin(read, read_lse, line, cell, inside, E, BM, BE, PRIOR)
    most, most_at = _best(best, best_at, line, cell, inside, BM, PRIOR, KEEP)
    other, other_at = _best(rival, rival_at, line, cell, inside, BM, PRIOR, KEEP)
    return m, l, labels, most, most_at, other, other_at


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


@triton.jit
def _end_labels(reports, state, cell, inside, E: tl.constexpr, BE: tl.constexpr,
                KEEP: tl.constexpr):  # fmt: skip
    """Write the readout, both maxima, and with ``KEEP`` where they were found."""
    read, read_lse, best, best_at, rival, rival_at, line = reports
    _, _, _, m, l, labels, most, most_at, other, other_at = state
    _end(read, read_lse, line, cell, inside, m, l, labels, E, BE)
    tl.store(best + line + cell, most, mask=inside)
    tl.store(rival + line + cell, other, mask=inside)
    if KEEP:
        tl.store(best_at + line + cell, most_at, mask=inside)
        tl.store(rival_at + line + cell, other_at, mask=inside)
