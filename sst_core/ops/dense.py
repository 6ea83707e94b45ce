"""Dense attention without gradient: blocks of queries that stay in cache, keys sorted by kind.

Scores stand keys by queries, so that a maximum over a group of keys runs along whole rows. Four
passes make a block: one product for all scores, the exponentials in place, one maximum over every
group, and the sums.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from sst_core.ops.blocks import NOTHING, Affine, Keys, Part, each, largest_positive
from sst_core.ops.sorted import GROUP, Order, Run, SortedKeys, order_keys, sort_keys

BLOCK = 1 << 22
"""Scores computed at a time, about: they stay in the processor's cache."""
ROUND = 64
"""Numbers of queries in a block are multiples of this; see ``sorted``."""


def attend_dense(query: Tensor, keys: Keys, affine: Affine) -> Part:
    """Attend to every key of some frames; not differentiable.

    Args:
        query: (B, A, H, W, D) in units of log 2.
        keys: The key frames.
        affine: Scores to affinities.

    Returns:
        The part of the softmax these keys contribute, every tensor (B, A, H, W, ...).
    """
    items = []
    for item, order in enumerate(_orders_of(keys)):
        key, value = (
            cells[item].flatten(1, 3).index_select(1, order.cells)
            for cells in (keys.key, keys.value)
        )
        items.append(sort_keys(order, key, value, affine))
    return attend_sorted(query, items, affine)


def _orders_of(keys: Keys) -> list[Order]:
    """Order the keys of every batch item."""
    batch = len(keys.key)
    labels, speaks = keys.labels, keys.speaks
    if labels is None or speaks is None:
        labels = keys.value.new_empty(batch, 0, *keys.key.shape[2:5], 0)
        speaks = labels.new_empty(batch, 0, dtype=torch.bool)
    valid = [None] * batch if keys.valid is None else list(keys.valid[..., 0])
    return [order_keys(*given) for given in zip(labels, speaks, valid, strict=True)]


def attend_sorted(query: Tensor, items: list[SortedKeys], affine: Affine) -> Part:
    """As ``attend_dense``, with keys that were sorted before, a set per batch item."""
    flat = query.flatten(2, 3).transpose(2, 3)  # (B, A, D, N)
    found = [_attend_item(flat[b], keys, affine) for b, keys in enumerate(items)]
    cells = query.shape[2:4]
    return each(lambda t: torch.stack(t).transpose(2, 3).view(*query.shape[:2], *cells, -1), found)


@dataclass(frozen=True)
class _Block:
    """What a block of Q queries finds, without its division; see ``Part`` for what it adds up to.

    Attributes:
        shift: (A, 1, Q) or None.
        sums: (A, Dv + 1 + O, Q).
        numbers: (A, O * E, Q) or None; of outlines only.
        tops: (A, G, Q) largest score of every group: those that are read as exponentials where
            nothing is subtracted first, those that are asked only as products.
    """

    shift: Tensor | None
    sums: Tensor
    numbers: Tensor | None
    tops: Tensor


def _attend_item(query: Tensor, keys: SortedKeys, affine: Affine) -> Part:
    """One batch item: query (A, D, N) -> tensors (A, ..., N)."""
    heads, count = keys.key.shape[:2]
    if count == 0:
        return _nothing(query, keys, affine)
    known, cells = keys.order, query.shape[2]
    size, blocks = _divided(cells, BLOCK // (heads * count))
    asked = functional.pad(query, (0, size * blocks - cells, 0, 2))
    asked[:, -2] = 1
    scratch = query.new_empty(heads, count, size)
    found = [_attend_block(part, keys, affine, scratch) for part in asked.chunk(blocks, dim=2)]
    sums, shift = _along([one.sums for one in found], cells), None
    if not affine.bounded:
        shift = _along([one.shift for one in found if one.shift is not None], cells)
    values = sums.shape[1] - 1 - known.objects
    read, total, whole = torch.split(sums, [values, 1, known.objects], dim=1)
    if not known.objects:
        return Part(shift, total, read)
    numbers = whole.repeat_interleave(known.numbers, dim=1)
    outlines = [one.numbers for one in found if one.numbers is not None]
    if outlines:
        numbers += _along(outlines, cells)
    own, rival = _best(_along([one.tops for one in found], cells), keys, affine)
    return Part(shift, total, read, numbers, own, rival)


def _divided(cells: int, most: int) -> tuple[int, int]:
    """Size and number of blocks of about as many cells at most, which is a round size."""
    blocks = -(-cells // _round(max(most, 1)))
    size = _round(-(-cells // blocks))
    return size, -(-cells // size)


def _round(count: int) -> int:
    return -(-count // ROUND) * ROUND


def _along(tensors: list[Tensor], count: int) -> Tensor:
    """Join blocks of queries and drop those that filled the last one."""
    return torch.cat(tensors, dim=2)[:, :, :count]


def _nothing(query: Tensor, keys: SortedKeys, affine: Affine) -> Part:
    heads, _, count = query.shape

    def blank(rows: int, value: float = 0) -> Tensor:
        return query.new_full((heads, rows, count), value)

    shift = None if affine.bounded else blank(1, NOTHING)
    objects, numbers = keys.order.objects, keys.order.objects * keys.order.numbers
    part = Part(shift, blank(1), blank(keys.value.shape[1] - 1 - objects))
    if not objects:
        return part
    return Part(shift, part.total, part.sums, blank(numbers), blank(objects), blank(objects))


def _attend_block(query: Tensor, keys: SortedKeys, affine: Affine, scratch: Tensor) -> _Block:
    """One block of queries (A, D + 2, Q); the scratch holds its scores (A, K + W, Q)."""
    scores = torch.bmm(keys.key, query, out=scratch)
    grouped = scores.view(len(scores), -1, GROUP, scores.shape[2])
    read = scores[:, : keys.value.shape[2]]
    shift = None
    if affine.bounded:
        read.exp2_()
        tops = largest_positive(grouped, 2)
    else:
        tops = grouped.amax(2)
        groups = keys.value.shape[2] // GROUP
        shift = tops[:, :groups].amax(1, keepdim=True).clamp(min=NOTHING)
        read.sub_(shift).exp2_()
    sums = torch.bmm(keys.value, read)
    numbers, labels = None, keys.order.labels
    if labels.shape[1]:
        numbers = torch.matmul(labels, read[:, read.shape[1] - labels.shape[1] :])
    return _Block(shift, sums, numbers, tops)


def _best(tops: Tensor, keys: SortedKeys, affine: Affine) -> tuple[Tensor, Tensor]:
    """Affinity and rival (A, O, N) from the maxima of every group."""
    first = keys.value.shape[2] // GROUP
    own = tops.new_zeros(keys.order.objects, len(tops), 1, tops.shape[2])
    rival = torch.zeros_like(own)
    read, asked = keys.order.runs
    for run in read:
        top = tops[:, run.start : run.stop].amax(1, keepdim=True)
        _raise(own, rival, run, affine.weigh(top.log2() if affine.bounded else top))
    for run in asked:
        top = tops[:, first + run.start : first + run.stop].amax(1, keepdim=True)
        _raise(own, rival, run, affine.scale(top))
    return own[:, :, 0].transpose(0, 1), rival[:, :, 0].transpose(0, 1)


def _raise(own: Tensor, rival: Tensor, run: Run, top: Tensor) -> None:
    """Lift affinities and rivals (O, A, 1, N) to what a run (A, 1, N) says, in place."""
    if run.own is not None:
        torch.maximum(own[run.own], top, out=own[run.own])
    for number in run.rivals:
        torch.maximum(rival[number], top, out=rival[number])
