"""Dense attention without gradient: blocks of queries, keys sorted by the object they belong to.

Where a cell is covered by one object wholly, or by none, its share in an affinity is 1 or 0. With
keys sorted by object the maximum over such cells is one over a slice of the scores; only the cells
on outlines are multiplied.
"""

import torch
from torch import Tensor

from sst_core.ops.blocks import NOTHING, Affine, Keys, Part, affinities, each, largest, softmax_sums
from sst_core.ops.layout import LOWEST

BLOCK = 1 << 20  # scores computed at a time
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
    flat = query.flatten(2, 3)
    items = [_attend_item(flat[b], SortedKeys(keys, b), affine) for b in range(len(flat))]
    part = each(torch.stack, items)
    return each(lambda t: t[0].reshape(*query.shape[:4], t[0].shape[-1]), [part])


class SortedKeys:
    """The valid keys of one batch item, sorted by the object they belong to.

    Attributes:
        key: (A, K, D).
        payload: (A, K, P).
        runs: (group, start, stop) of the keys that belong to one group wholly; group 0 is the
            background, o + 1 is object o. Empty groups are left out.
        mixed: (O, M) coverage of the M keys after them, or None when no label is wanted.
        objects: Number of objects.
    """

    def __init__(self, keys: Keys, item: int) -> None:
        key, payload = keys.key[item].flatten(1, 3), keys.payload[item].flatten(1, 3)
        chosen = None if keys.valid is None else keys.valid[item].flatten().nonzero().squeeze(1)
        self.runs: list[tuple[int, int, int]] = []
        self.mixed: Tensor | None = None
        self.objects = 0
        if keys.coverage is not None and keys.speaks is not None:
            coverage = keys.coverage[item].flatten(1)  # (O, K)
            self.objects = len(coverage)
            chosen = self._sort(coverage, keys.speaks[item], chosen)
        self.key = key if chosen is None else key.index_select(1, chosen)
        self.payload = payload if chosen is None else payload.index_select(1, chosen)

    def _sort(self, coverage: Tensor, speaks: Tensor, chosen: Tensor | None) -> Tensor:
        coverage = coverage if chosen is None else coverage[:, chosen]
        group = _groups(coverage[speaks], speaks)
        order = group.argsort(stable=True)
        start = 0
        for number, count in enumerate(group.bincount(minlength=self.objects + 2).tolist()):
            if number <= self.objects and count:
                self.runs.append((number, start, start + count))
                start += count
        self.mixed = coverage[:, order[start:]]
        return order if chosen is None else chosen[order]


def _groups(coverage: Tensor, speaks: Tensor) -> Tensor:
    """(K,) 0 background, o + 1 wholly object o, O + 1 mixed; coverage of the speaking objects."""
    ids = torch.cat((speaks.new_zeros(1, dtype=torch.int64), 1 + speaks.nonzero().squeeze(1)))
    whole = coverage == 1
    pure = ((coverage == 0) | whole).all(dim=0) & (whole.sum(dim=0) <= 1)
    steps = torch.arange(1, len(ids), device=coverage.device)
    which = (whole * steps[:, None]).sum(dim=0).clamp(max=len(ids) - 1)
    return torch.where(pure, ids[which], len(speaks) + 1)


def _attend_item(query: Tensor, keys: SortedKeys, affine: Affine) -> Part:
    """One batch item: query (A, N, D) -> tensors (A, N, ...)."""
    heads, count = keys.key.shape[:2]
    if count == 0:
        return _nothing(query, keys)
    fitting = BLOCK // (heads * count) // FEWEST * FEWEST
    block = min(MOST, max(FEWEST, fitting))
    starts = range(0, query.shape[1], block)
    parts = [_attend_block(query[:, start : start + block], keys, affine) for start in starts]
    return each(lambda tensors: torch.cat(tensors, dim=1), parts)


def _nothing(query: Tensor, keys: SortedKeys) -> Part:
    lead, channels = query.shape[:2], keys.payload.shape[2]
    best = (query.new_zeros(*lead, keys.objects) for _ in range(2 if keys.objects else 0))
    shift, total = query.new_full((*lead, 1), NOTHING), query.new_zeros(*lead, 1)
    return Part(shift, total, query.new_zeros(*lead, channels), *best)


def _attend_block(query: Tensor, keys: SortedKeys, affine: Affine) -> Part:
    scores = torch.bmm(query, keys.key.transpose(1, 2))  # (A, Q, K)
    if keys.mixed is None:
        shift = largest(scores).unsqueeze(-1)
        return Part(shift, *softmax_sums(scores, shift, keys.payload))
    tops = {group: largest(scores[..., start:stop]) for group, start, stop in keys.runs}
    rest = scores[..., scores.shape[-1] - keys.mixed.shape[1] :]
    rest_top = [largest(rest)] if rest.shape[-1] else []
    own, rival = _best(tops, scores.new_full(scores.shape[:2], LOWEST), keys, affine)
    if rest_top:
        on_outlines = affinities(
            rest[None, :, None], rest_top[0][None, :, None], keys.mixed[None, :, None], affine
        )
        own = torch.maximum(own, on_outlines[0][0, :, 0])
        rival = torch.maximum(rival, on_outlines[1][0, :, 0])
    shift = torch.stack([*tops.values(), *rest_top]).amax(dim=0).unsqueeze(-1)
    return Part(shift, *softmax_sums(scores, shift, keys.payload), own, rival)


def _best(
    tops: dict[int, Tensor], nothing: Tensor, keys: SortedKeys, affine: Affine
) -> tuple[Tensor, Tensor]:
    """Affinity and rival (A, Q, O) over the keys that belong to one group wholly.

    ``nothing`` (A, Q) stands for a group without keys.
    """
    slope, bias = affine.slope.squeeze(-1), affine.bias.squeeze(-1)  # (A, 1, 1)
    groups = torch.stack([tops.get(group, nothing) for group in range(keys.objects + 1)], dim=-1)
    weighted = (groups * slope + bias).relu().to(nothing.dtype)  # (A, Q, 1 + O)
    others = weighted.unsqueeze(2).repeat(1, 1, keys.objects, 1)
    diagonal = torch.arange(keys.objects)
    others[:, :, diagonal, diagonal + 1] = 0
    return weighted[..., 1:], others.amax(dim=-1)
