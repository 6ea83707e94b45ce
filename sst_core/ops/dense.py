"""Dense attention without gradient: blocks of queries that stay in cache, keys sorted by object.

Keys that are not wholly background are few. Their scores are also computed the other way round,
with queries as the last axis, where a group of keys is one block of memory: from these come the
affinities. The softmax runs over blocks of queries and all keys.
"""

from collections.abc import Callable

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
    peaks_down,
    shift_of,
)
from sst_core.ops.sorted import Run, SortedKeys, sort_keys

BLOCK = 1 << 21  # scores computed at a time
FEWEST, MOST = 64, 256  # queries of a block


def attend_dense(query: Tensor, keys: Keys, affine: Affine) -> Part:
    """Attend to every key of some frames; not differentiable.

    Args:
        query: (B, A, H, W, D) in units of log 2.
        keys: The key frames.
        affine: Scores to affinities.

    Returns:
        The part of the softmax these keys contribute, every tensor (B, A, H, W, ...).
    """
    return attend_sorted(query, [sort_keys(keys, item) for item in range(len(query))], affine)


def attend_sorted(query: Tensor, items: list[SortedKeys], affine: Affine) -> Part:
    """As ``attend_dense``, with keys that were sorted before, one set per batch item."""
    flat = query.flatten(2, 3)
    found = [_attend_item(flat[b], keys, affine) for b, keys in enumerate(items)]
    part = each(_stack, found)
    return each(lambda t: t[0].reshape(*query.shape[:4], t[0].shape[-1]), [part])


def _stack(tensors: list[Tensor]) -> Tensor:
    return tensors[0][None] if len(tensors) == 1 else torch.stack(tensors)


def _attend_item(query: Tensor, keys: SortedKeys, affine: Affine) -> Part:
    """One batch item: query (A, N, D) -> tensors (A, N, ...)."""
    heads, count = keys.key.shape[:2]
    if count == 0:
        return _nothing(query, keys, affine)
    ahead = torch.bmm(keys.key[:, keys.background :], query.transpose(1, 2))  # (A, K', N)
    tops = [_over(run, ahead, lambda part: largest(part, dim=1)) for run in keys.runs]
    block = min(MOST, max(FEWEST, BLOCK // (heads * count) // FEWEST * FEWEST))
    found = []
    for start in range(0, query.shape[1], block):
        cut = slice(start, start + block)
        found.append(_attend_block(query[:, cut], [top[:, cut] for top in tops], keys, affine))
    behind, shift, sums, numbers = (_along(tensors) for tensors in zip(*found, strict=True))
    values = sums.shape[-1] - 1 - keys.objects if sums is not None else 0
    if sums is None:
        raise RuntimeError("a block without sums")
    total = sums[..., values : values + 1]
    if not keys.objects:
        return Part(shift, total, sums[..., :values])
    return Part(
        shift, total, sums[..., :values], numbers, *_best(ahead, tops, behind, keys, affine)
    )


def _over(run: Run, ahead: Tensor, reduce: Callable[[Tensor], Tensor]) -> Tensor:
    return reduce(ahead[:, run.start : run.stop])


def _along(tensors: tuple[Tensor | None, ...]) -> Tensor | None:
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
    query: Tensor, tops: list[Tensor], keys: SortedKeys, affine: Affine
) -> tuple[Tensor | None, Tensor | None, Tensor, Tensor | None]:
    """Scores of the background (A, Q), shift, sums of values, label numbers."""
    scores = torch.bmm(query, keys.key.transpose(1, 2))  # (A, Q, K)
    behind = None
    if keys.background and (keys.objects or not affine.bounded):
        behind = largest(scores[..., : keys.background])
    every = tops if behind is None else [behind, *tops]
    shift = None if affine.bounded else shift_of(torch.stack(every).amax(dim=0), affine)
    weights = exponentials(scores, shift)
    sums = torch.bmm(weights, keys.value)
    if keys.labels is None:
        return behind, shift, sums, None
    outlines = weights[..., weights.shape[-1] + keys.objects - len(keys.labels) :]
    known = torch.cat((outlines, sums[..., sums.shape[-1] - keys.objects :]), dim=-1)
    return behind, shift, sums, known @ keys.labels


def _best(
    ahead: Tensor, tops: list[Tensor], behind: Tensor | None, keys: SortedKeys, affine: Affine
) -> tuple[Tensor, Tensor]:
    """Affinity and rival (A, N, O) from scores (A, K', N) and maxima (A, N) of every group."""
    own = ahead.new_zeros(keys.objects, ahead.shape[0], ahead.shape[2])
    rival = torch.zeros_like(own) if behind is None else affine.weigh(behind).repeat(len(own), 1, 1)
    for run, top in zip(keys.runs, tops, strict=True):
        others = [n for n in range(keys.objects) if n != run.whole and n not in run.shares]
        weighed = affine.weigh(top)
        if run.whole is not None:
            own[run.whole] = torch.maximum(own[run.whole], weighed)
        if others:
            rival[others] = torch.maximum(rival[others], weighed)
        for number, share in run.shares.items():
            inside, outside = peaks_down(ahead[:, run.start : run.stop], share, affine)
            own[number] = torch.maximum(own[number], inside)
            rival[number] = torch.maximum(rival[number], outside)
    return own.permute(1, 2, 0), rival.permute(1, 2, 0)
