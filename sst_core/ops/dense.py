"""Dense attention without gradient: blocks of queries that stay in cache, keys sorted by kind.

Scores stand keys by queries, so that a maximum over a group of keys runs along whole rows. Four
passes make a block: one product for all scores, the exponentials in place, one maximum over every
group, and the sums.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from sst_core.ops.blocks import NOTHING, Affine, Keys, Part, each, largest_positive
from sst_core.ops.sorted import GROUP, Run, SortedKeys, sort_keys

BLOCK = 1 << 22
"""Scores computed at a time: they stay in the processor's cache."""
FEWEST = 64
"""Queries of a block: a multiple of this."""


def attend_dense(query: Tensor, keys: Keys, affine: Affine) -> Part:
    """Attend to every key of some frames; not differentiable.

    Args:
        query: (B, A, H, W, D) in units of log 2.
        keys: The key frames.
        affine: Scores to affinities.

    Returns:
        The part of the softmax these keys contribute, every tensor (B, A, H, W, ...).
    """
    items = [sort_keys(keys, item, affine) for item in range(len(query))]
    return attend_sorted(query, items, affine)


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
    asked = torch.cat((query, query.new_ones(heads, 1, query.shape[2])), dim=1)
    asked = torch.cat((asked, torch.zeros_like(asked[:, :1])), dim=1)
    size = max(1, BLOCK // (heads * count * FEWEST)) * FEWEST
    scratch = query.new_empty(heads * count * size)
    blocks = [
        _attend_block(part, keys, affine, scratch) for part in torch.split(asked, size, dim=2)
    ]
    sums, shift = _along([block.sums for block in blocks]), None
    if not affine.bounded:
        shift = torch.cat([block.shift for block in blocks if block.shift is not None], dim=2)
    values = sums.shape[1] - 1 - keys.objects
    read, total, whole = torch.split(sums, [values, 1, keys.objects], dim=1)
    if keys.labels is None:
        return Part(shift, total, read)
    numbers = whole.repeat_interleave(keys.numbers, dim=1)
    outlines = [block.numbers for block in blocks if block.numbers is not None]
    if outlines:
        numbers += _along(outlines)
    own, rival = _best(_along([block.tops for block in blocks]), keys, affine)
    return Part(shift, total, read, numbers, own, rival)


def _along(tensors: list[Tensor]) -> Tensor:
    return tensors[0] if len(tensors) == 1 else torch.cat(tensors, dim=2)


def _nothing(query: Tensor, keys: SortedKeys, affine: Affine) -> Part:
    heads, _, count = query.shape

    def blank(rows: int, value: float = 0) -> Tensor:
        return query.new_full((heads, rows, count), value)

    shift = None if affine.bounded else blank(1, NOTHING)
    part = Part(shift, blank(1), blank(keys.value.shape[1] - 1 - keys.objects))
    if keys.labels is None:
        return part
    objects, numbers = keys.objects, keys.objects * keys.numbers
    return Part(shift, part.total, part.sums, blank(numbers), blank(objects), blank(objects))


def _attend_block(query: Tensor, keys: SortedKeys, affine: Affine, scratch: Tensor) -> _Block:
    """One block of queries (A, D + 2, Q)."""
    heads, count, asking = *keys.key.shape[:2], query.shape[2]
    scores = scratch[: heads * count * asking].view(heads, count, asking)
    torch.bmm(keys.key, query, out=scores)
    grouped = scores.view(heads, -1, GROUP, asking)
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
    numbers = None
    if keys.labels is not None and keys.labels.shape[1]:
        outlines = read[:, read.shape[1] - keys.labels.shape[1] :]
        numbers = torch.matmul(keys.labels, outlines)
    return _Block(shift, sums, numbers, tops)


def _best(tops: Tensor, keys: SortedKeys, affine: Affine) -> tuple[Tensor, Tensor]:
    """Affinity and rival (A, O, N) from the maxima of every group."""
    first = keys.value.shape[2] // GROUP
    own = tops.new_zeros(keys.objects, len(tops), 1, tops.shape[2])
    rival = torch.zeros_like(own)
    for run in keys.read:
        top = tops[:, run.start : run.stop].amax(1, keepdim=True)
        _raise(own, rival, run, affine.weigh(top.log2() if affine.bounded else top))
    for run in keys.asked:
        top = tops[:, first + run.start : first + run.stop].amax(1, keepdim=True)
        _raise(own, rival, run, affine.scale(top))
    return own[:, :, 0].transpose(0, 1), rival[:, :, 0].transpose(0, 1)


def _raise(own: Tensor, rival: Tensor, run: Run, top: Tensor) -> None:
    """Lift affinities and rivals (O, A, 1, N) to what a run (A, 1, N) says, in place."""
    if run.own is not None:
        torch.maximum(own[run.own], top, out=own[run.own])
    for number in run.rivals:
        torch.maximum(rival[number], top, out=rival[number])
