"""Dense attention without gradient: blocks of queries that stay in cache, keys sorted by object.

A maximum over the keys of an object is one over a slice of the scores. Where a key belongs to an
object only in part, its share is multiplied into the key beforehand, with one more channel for the
shift: share * (q . k + shift) = (q, 1) . (share * k, share * shift), so that an affinity (Eq. 4) is
a matrix product and a maximum.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from sst_core.ops.blocks import (
    NOTHING,
    Affine,
    Keys,
    Part,
    each,
    exponentials,
    largest,
    shift_of,
    top_affinity,
)
from sst_core.ops.sorted import SortedKeys, sort_keys

BLOCK = 1 << 21  # scores computed at a time
FEWEST, MOST = 64, 256  # queries of a block


@dataclass(frozen=True)
class Outline:
    """Keys that belong to one object in part, weighed by what they are of it and by the rest.

    Attributes:
        object: The object.
        own: (A, D + 1, K') keys times their shares.
        rest: (A, D + 1, K') keys times one minus their shares.
    """

    object: int
    own: Tensor
    rest: Tensor


def weigh_outlines(keys: SortedKeys, affine: Affine) -> list[Outline]:
    """Prepare the keys of one batch item that are on an outline; the same for every query."""
    found = []
    for run in keys.runs:
        first, last = keys.background + run.start, keys.background + run.stop
        key = keys.key[:, first:last]
        wide = torch.cat((key, affine.shift.to(key.dtype).expand(*key.shape[:2], 1)), dim=-1)
        for number, share in run.shares.items():
            own = (wide * share[:, None]).transpose(1, 2).contiguous()
            rest = (wide * (1 - share)[:, None]).transpose(1, 2).contiguous()
            found.append(Outline(number, own, rest))
    return found


def attend_dense(query: Tensor, keys: Keys, affine: Affine) -> Part:
    """Attend to every key of some frames; not differentiable.

    Args:
        query: (B, A, H, W, D) in units of log 2.
        keys: The key frames.
        affine: Scores to affinities.

    Returns:
        The part of the softmax these keys contribute, every tensor (B, A, H, W, ...).
    """
    items = [sort_keys(keys, item) for item in range(len(query))]
    return attend_sorted(query, items, [weigh_outlines(one, affine) for one in items], affine)


def attend_sorted(
    query: Tensor, items: list[SortedKeys], outlines: list[list[Outline]], affine: Affine
) -> Part:
    """As ``attend_dense``, with keys that were sorted and weighed before, a set per batch item."""
    flat = query.flatten(2, 3)
    found = [
        _attend_item(flat[b], *one, affine)
        for b, one in enumerate(zip(items, outlines, strict=True))
    ]
    part = each(_stack, found)
    return each(lambda t: t[0].reshape(*query.shape[:4], t[0].shape[-1]), [part])


def _stack(tensors: list[Tensor]) -> Tensor:
    return tensors[0][None] if len(tensors) == 1 else torch.stack(tensors)


@dataclass(frozen=True)
class _Block:
    """What a block of Q queries finds, without its division; see ``Part`` for what it adds up to.

    Attributes:
        shift: (A, Q, 1) or None.
        sums: (A, Q, Dv + 1 + O).
        numbers: (A, Q, O * E) or None.
        behind: (A, Q) largest score of the background, or None.
        tops: Per run (A, Q), its largest score, or None where nobody asks for it.
        peaks: Per outline, (A, Q) affinity of the object and of the rest.
    """

    shift: Tensor | None
    sums: Tensor
    numbers: Tensor | None
    behind: Tensor | None
    tops: list[Tensor | None]
    peaks: list[tuple[Tensor, Tensor]]


def _attend_item(query: Tensor, keys: SortedKeys, outlines: list[Outline], affine: Affine) -> Part:
    """One batch item: query (A, N, D) -> tensors (A, N, ...)."""
    heads, count = keys.key.shape[:2]
    if count == 0:
        return _nothing(query, keys, affine)
    size = min(MOST, max(FEWEST, BLOCK // (heads * count) // FEWEST * FEWEST))
    blocks = [
        _attend_block(part, keys, outlines, affine) for part in torch.split(query, size, dim=1)
    ]
    shift = _along([block.shift for block in blocks])
    sums = torch.cat([block.sums for block in blocks], dim=1)
    values = sums.shape[-1] - 1 - keys.objects
    total = sums[..., values : values + 1]
    if not keys.objects:
        return Part(shift, total, sums[..., :values])
    best = [_best(block, keys, outlines, affine) for block in blocks]
    own, rival = (torch.cat(tensors, dim=1) for tensors in zip(*best, strict=True))
    numbers = _along([block.numbers for block in blocks])
    return Part(shift, total, sums[..., :values], numbers, own, rival)


def _along(tensors: list[Tensor | None]) -> Tensor | None:
    present = [tensor for tensor in tensors if tensor is not None]
    return torch.cat(present, dim=1) if present else None


def _nothing(query: Tensor, keys: SortedKeys, affine: Affine) -> Part:
    lead, values = query.shape[:2], keys.value.shape[2] - 1 - keys.objects
    shift = None if affine.bounded else query.new_full((*lead, 1), NOTHING)
    sums, total = query.new_zeros(*lead, values), query.new_zeros(*lead, 1)
    if not keys.objects:
        return Part(shift, total, sums)
    best = query.new_zeros(*lead, keys.objects)
    numbers = query.new_zeros(*lead, keys.objects * keys.numbers)
    return Part(shift, total, sums, numbers, best, best.clone())


def _attend_block(
    query: Tensor, keys: SortedKeys, outlines: list[Outline], affine: Affine
) -> _Block:
    """One block of queries (A, Q, D)."""
    scores = torch.bmm(query, keys.key.transpose(1, 2))  # (A, Q, K)
    behind = None
    if keys.background and (keys.objects or not affine.bounded):
        behind = largest(scores[..., : keys.background])
    first = keys.background
    tops = [
        largest(scores[..., first + run.start : first + run.stop])
        if run.whole is not None or keys.objects > len(run.shares) or not affine.bounded
        else None
        for run in keys.runs
    ]
    shift = None
    if not affine.bounded:
        every = [top for top in (behind, *tops) if top is not None]
        shift = shift_of(torch.stack(every).amax(dim=0), affine)
    asked = torch.cat((query, query.new_ones(*query.shape[:2], 1)), dim=-1)
    peaks = [
        (
            top_affinity(torch.bmm(asked, one.own), affine),
            top_affinity(torch.bmm(asked, one.rest), affine),
        )
        for one in outlines
    ]
    weights = exponentials(scores, shift)
    sums = torch.bmm(weights, keys.value)
    if keys.labels is None:
        return _Block(shift, sums, None, behind, tops, peaks)
    along = weights[..., weights.shape[-1] + keys.objects - len(keys.labels) :]
    known = torch.cat((along, sums[..., sums.shape[-1] - keys.objects :]), dim=-1)
    return _Block(shift, sums, known @ keys.labels, behind, tops, peaks)


def _best(
    block: _Block, keys: SortedKeys, outlines: list[Outline], affine: Affine
) -> tuple[Tensor, Tensor]:
    """Affinity and rival (A, Q, O) from the maxima of every group."""
    own = block.sums.new_zeros(keys.objects, *block.sums.shape[:2])
    rival = torch.zeros_like(own)
    if block.behind is not None:
        rival += affine.weigh(block.behind)
    for run, top in zip(keys.runs, block.tops, strict=True):
        if top is None:
            continue
        weighed = affine.weigh(top)
        if run.whole is not None:
            own[run.whole] = torch.maximum(own[run.whole], weighed)
        others = [n for n in range(keys.objects) if n != run.whole and n not in run.shares]
        if others:
            rival[others] = torch.maximum(rival[others], weighed)
    for one, (inside, outside) in zip(outlines, block.peaks, strict=True):
        own[one.object] = torch.maximum(own[one.object], inside)
        rival[one.object] = torch.maximum(rival[one.object], outside)
    return own.permute(1, 2, 0), rival.permute(1, 2, 0)
