"""The kernel every fast pattern shares: small dense problems of queries against keys.

Scores are kept in units of log 2 (queries are scaled by log2 e first): exp2 stays fast where exp
underflows slowly. What a problem yields is a softmax without its division, so that problems over
different keys of the same query can be added up (``merge``).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from sst_core.ops.layout import LOWEST

LOG2E = math.log2(math.e)
NOTHING = LOWEST / 10  # shift of a row without keys: its penalised scores vanish against it


@dataclass(frozen=True)
class Keys:
    """Key frames that speak for the same objects, as a query frame sees them.

    Attributes:
        key: (B, A, F, H, W, D).
        payload: (B, A, F, H, W, P): value, and with labels O * E label numbers.
        coverage: (B, O, F, H, W, 1) or None when no label is taken from these frames.
        speaks: (B, O) bool or None, likewise.
        valid: (B, F, H, W, 1) bool or None.
    """

    key: Tensor
    payload: Tensor
    coverage: Tensor | None
    speaks: Tensor | None
    valid: Tensor | None


@dataclass(frozen=True)
class Affine:
    """w = slope * score + bias per head, for scores in units of log 2.

    Attributes:
        slope: (A, 1, 1, 1), positive.
        bias: (A, 1, 1, 1).
    """

    slope: Tensor
    bias: Tensor

    @property
    def shift(self) -> Tensor:
        """(A, 1, 1, 1): bias / slope, so that w = slope * (score + shift)."""
        return self.bias / self.slope


@dataclass(frozen=True)
class Part:
    """A softmax before its division, over some of the keys of each query.

    Attributes:
        shift: (..., 1) what was subtracted from the scores; ``NOTHING`` for a row without keys.
        total: (..., 1) weights 2^(score - shift) added up.
        sums: (..., P) payload added up with these weights.
        affinity: (..., O) or None.
        rival: (..., O) or None.
    """

    shift: Tensor
    total: Tensor
    sums: Tensor
    affinity: Tensor | None = None
    rival: Tensor | None = None


def each(join: Callable[[list[Tensor]], Tensor], parts: Sequence[Part]) -> Part:
    """Join several parts tensor by tensor."""

    def joined(tensors: list[Tensor | None]) -> Tensor | None:
        present = [tensor for tensor in tensors if tensor is not None]
        return join(present) if present else None

    return Part(
        join([part.shift for part in parts]),
        join([part.total for part in parts]),
        join([part.sums for part in parts]),
        joined([part.affinity for part in parts]),
        joined([part.rival for part in parts]),
    )


def largest(scores: Tensor) -> Tensor:
    """Maximum over the last axis, without gradient.

    For bfloat16 it is read off the bits, several times faster: as integers they are ordered like
    the numbers from zero up, and against them below zero.
    """
    scores = scores.detach()
    if scores.dtype != torch.bfloat16:
        return scores.amax(dim=-1)
    bits = scores.view(torch.int16)
    top = bits.amax(dim=-1)
    if bool((top < 0).any()):
        top = torch.where(top < 0, bits.amin(dim=-1), top)
    return top.view(torch.bfloat16)


def softmax_sums(scores: Tensor, shift: Tensor, payload: Tensor) -> tuple[Tensor, Tensor]:
    """Weights 2^(scores - shift) and payload (N, K, P) added up -> (N, Q, 1), (N, Q, P).

    Without gradient the scores (N, Q, K) are overwritten.
    """
    if scores.requires_grad:
        weights = torch.exp2(scores - shift)
    else:
        weights = torch.exp2(scores.sub_(shift), out=scores)
    return weights.sum(dim=-1, keepdim=True), torch.bmm(weights, payload)


def affinities(
    scores: Tensor, top: Tensor, coverage: Tensor, affine: Affine
) -> tuple[Tensor, Tensor]:
    """Eq. 4 for every object and for its rival.

    Args:
        scores: (B, A, G, Q, K), penalised where the key is not seen.
        top: (B, A, G, Q) their maximum.
        coverage: (B, O, G, K), in the dtype of the scores.
        affine: What turns scores into w.

    Returns:
        Affinity and rival, (B, A, G, Q, O) each.
    """
    given = (scores, coverage, affine.slope, affine.bias)
    if any(tensor.requires_grad for tensor in given):
        shares = torch.cat((coverage, 1 - coverage), dim=1)  # (B, 2 * O, G, K)
        own, rival = _differentiable(scores, shares, affine).to(scores.dtype).chunk(2, dim=-1)
        return own, rival
    whole = (top * affine.slope.squeeze(-1) + affine.bias.squeeze(-1)).relu().to(scores.dtype)
    pairs = [_fast(scores, whole, share, affine) for share in coverage.unbind(1)]
    return (
        torch.stack([own for own, _ in pairs], dim=-1),
        torch.stack([rival for _, rival in pairs], dim=-1),
    )


def _fast(scores: Tensor, whole: Tensor, share: Tensor, affine: Affine) -> tuple[Tensor, Tensor]:
    """Affinity and rival (B, A, G, Q) of one object with coverage ``share`` (B, G, K).

    Where a group of keys lies wholly inside the object or outside, the answer is 0 or that for
    all keys, ``whole`` (B, A, G, Q); only the other groups are multiplied.
    """
    inside, outside = (share == 1).all(dim=-1), (share == 0).all(dim=-1)
    own = whole * inside[:, None, :, None]
    rival = whole * outside[:, None, :, None]
    split = (~(inside | outside)).any(dim=0).nonzero().squeeze(1)
    if len(split):
        some = scores if len(split) == scores.shape[2] else scores.index_select(2, split)
        own[:, :, split] = _peak(some, share[:, split], affine)
        rival[:, :, split] = _peak(some, 1 - share[:, split], affine)
    return own, rival


def _peak(scores: Tensor, share: Tensor, affine: Affine) -> Tensor:
    """max(0, max over keys of w * share) -> (B, A, G, Q); share (B, G, K)."""
    weighted = _weighted(scores, share, affine)
    if scores.dtype == torch.bfloat16:  # only positive maxima count, and their bits are in order
        peak = weighted.view(torch.int16).amax(dim=-1).view(torch.bfloat16)
    else:
        peak = weighted.amax(dim=-1)
    return (peak.relu() * affine.slope.squeeze(-1)).to(scores.dtype)


def _differentiable(scores: Tensor, shares: Tensor, affine: Affine) -> Tensor:
    """max(0, max over keys of w * share) -> (B, A, G, Q, S) for shares (B, S, G, K).

    Only the winning key is differentiated, which is all there is to the gradient.
    """
    with torch.no_grad():
        winner = torch.stack([_winner(scores, share, affine) for share in shares.unbind(1)], dim=-1)
    score = scores.gather(-1, winner)
    return ((score * affine.slope + affine.bias) * _won(shares, winner)).relu()


def _won(shares: Tensor, winner: Tensor) -> Tensor:
    """Shares (B, S, G, K) of the winning keys, winner and result (B, A, G, Q, S)."""
    batch, _, groups, queries, count = winner.shape
    first = torch.arange(groups, device=winner.device).view(-1, 1, 1) * shares.shape[3]
    position = (winner + first).movedim(-1, 1).reshape(batch, count, -1)
    won = shares.flatten(2).gather(2, position)
    return won.view(batch, count, -1, groups, queries).movedim(1, -1)


def _winner(scores: Tensor, share: Tensor, affine: Affine) -> Tensor:
    """Key with the largest w * share, if that is positive: (B, A, G, Q) int64."""
    weighted = _weighted(scores, share, affine)
    if scores.dtype == torch.bfloat16:
        weighted = weighted.view(torch.int16)
    return weighted.max(dim=-1).indices


def _weighted(scores: Tensor, share: Tensor, affine: Affine) -> Tensor:
    """(score + shift) * share, which has the order of w * share; share (B, G, K)."""
    share = share[:, None, :, None]
    return torch.addcmul((affine.shift * share).to(scores.dtype), scores, share)
