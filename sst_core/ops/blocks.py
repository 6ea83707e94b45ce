"""The kernel every fast pattern shares: small dense problems of queries against keys.

Scores are kept in units of log 2 (queries are scaled by log2 e first): exp2 stays fast where exp
underflows slowly. What a problem yields is a softmax without its division, so that problems over
different keys of the same query can be added up (``merge``). Where queries and keys are short
enough for the exponentials of all scores to be numbers, nothing is subtracted from them first.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from sst_core.ops.layout import LOWEST

LOG2E = math.log2(math.e)
FAR = 90.0  # scores up to this far from 0 have exponentials that can be added up in float32
NOTHING = LOWEST / 10  # shift of a row without keys: its penalised scores vanish against it


@dataclass(frozen=True)
class Keys:
    """Key frames that speak for the same objects, as a query frame sees them.

    Attributes:
        key: (B, A, F, H, W, D).
        value: (B, A, F, H, W, Dv).
        labels: (B, O, F, H, W, E), coverage first, or None when no label is taken from these
            frames.
        speaks: (B, O) bool or None, likewise.
        valid: (B, F, H, W, 1) bool or None.
    """

    key: Tensor
    value: Tensor
    labels: Tensor | None
    speaks: Tensor | None
    valid: Tensor | None


@dataclass(frozen=True)
class Affine:
    """w = slope * score + bias per head, for scores in units of log 2.

    Attributes:
        slope: (A, 1, 1), positive.
        bias: (A, 1, 1).
        bounded: Whether the exponential of every score is a number far from the limits.
    """

    slope: Tensor
    bias: Tensor
    bounded: bool

    @staticmethod
    def of(gain: Tensor, bias: Tensor, *, bounded: bool) -> "Affine":
        """From the gain and bias (A,) of an operator, which are of plain scores."""
        return Affine((gain / LOG2E).view(-1, 1, 1), bias.view(-1, 1, 1), bounded)

    @property
    def shift(self) -> Tensor:
        """(A, 1, 1): bias / slope, so that w = slope * (score + shift)."""
        return self.bias / self.slope

    def weigh(self, tops: Tensor) -> Tensor:
        """max(0, w) of scores (..., A, *, *)."""
        return (tops * self.slope + self.bias).relu().to(tops.dtype)

    def scale(self, tops: Tensor) -> Tensor:
        """The same of scores that were shifted before, and weighed: (..., A, *, *)."""
        return (tops.relu() * self.slope).to(tops.dtype)


@dataclass(frozen=True)
class Part:
    """A softmax before its division, over some of the keys of each query.

    Attributes:
        shift: (..., 1) what was subtracted from the scores, ``NOTHING`` for a row without keys;
            None when nothing was, in this and every other part.
        total: (..., 1) weights 2^(score - shift) added up.
        sums: (..., Dv) values added up with these weights.
        numbers: (..., O * E) labels added up, or None.
        affinity: (..., O) or None.
        rival: (..., O) or None.
    """

    shift: Tensor | None
    total: Tensor
    sums: Tensor
    numbers: Tensor | None = None
    affinity: Tensor | None = None
    rival: Tensor | None = None


def each(join: Callable[[list[Tensor]], Tensor], parts: Sequence[Part]) -> Part:
    """Join several parts tensor by tensor."""

    def joined(name: str) -> Tensor | None:
        present = [getattr(part, name) for part in parts if getattr(part, name) is not None]
        return join(present) if present else None

    return Part(
        joined("shift"),
        join([part.total for part in parts]),
        join([part.sums for part in parts]),
        *(joined(name) for name in ("numbers", "affinity", "rival")),
    )


def least(labels: Tensor) -> float:
    """Below this a label number is nothing: half the spacing of the format at 1, 1/256 in bfloat16.

    Predicted masks are never 0, and in most cells they mean it.
    """
    return torch.finfo(labels.dtype).eps / 2


def longest(vectors: Tensor) -> float:
    """Largest length of vectors (..., D); not a number that bounds anything where it is half."""
    if vectors.numel() == 0 or vectors.dtype == torch.float16:
        return math.inf
    return float(torch.linalg.vector_norm(vectors.detach(), dim=-1).amax())


def are_bounded(query: float, key: float) -> bool:
    """Whether 2^score stays far from the limits of the number format, by Cauchy-Schwarz.

    Args:
        query: Length of the longest query, in units of log 2.
        key: Length of the longest key.
    """
    return query * key < FAR


def largest_positive(scores: Tensor, dim: int, *, keepdim: bool = False) -> Tensor:
    """Maximum over an axis, without gradient; where it is not positive, any number that is not.

    For bfloat16 it is read off the bits, several times faster: as integers positive numbers are
    ordered as they are, above all others.
    """
    if scores.dtype != torch.bfloat16:
        return scores.amax(dim, keepdim=keepdim)
    return scores.view(torch.int16).amax(dim, keepdim=keepdim).view(torch.bfloat16)


def shift_of(top: Tensor, affine: Affine) -> Tensor | None:
    """What to subtract from scores with this maximum (...): (..., 1), or None."""
    return None if affine.bounded else top.clamp(min=NOTHING).unsqueeze(-1)


def exponentials(scores: Tensor, shift: Tensor | None) -> Tensor:
    """Weights 2^(scores - shift); without gradient the scores are overwritten."""
    if scores.requires_grad:
        return torch.exp2(scores if shift is None else scores - shift)
    if shift is not None:
        scores.sub_(shift)
    return torch.exp2(scores, out=scores)


def affinities(scores: Tensor, coverage: Tensor, affine: Affine) -> tuple[Tensor, Tensor]:
    """Eq. 4 for every object and for its rival, differentiably.

    Args:
        scores: (B, G, A, Q, K), penalised where the key is not seen.
        coverage: (B, O, G, K), in the dtype of the scores.
        affine: What turns scores into w.

    Returns:
        Affinity and rival, (B, G, A, Q, O) each.
    """
    shares = torch.cat((coverage, 1 - coverage), dim=1)  # (B, 2 * O, G, K)
    with torch.no_grad():
        winner = torch.stack([_winner(scores, share, affine) for share in shares.unbind(1)], dim=-1)
    score = scores.gather(-1, winner)  # only the winning key has a gradient
    weighted = ((score * affine.slope + affine.bias) * _won(shares, winner)).relu()
    own, rival = weighted.to(scores.dtype).chunk(2, dim=-1)
    return own, rival


def _won(shares: Tensor, winner: Tensor) -> Tensor:
    """Shares (B, S, G, K) of the winning keys, winner and result (B, G, A, Q, S)."""
    lead = winner.shape
    position = winner.flatten(2, 3).transpose(2, 3)  # (B, G, S, A * Q)
    won = shares.transpose(1, 2).gather(3, position)
    return won.transpose(2, 3).reshape(lead)


def _winner(scores: Tensor, share: Tensor, affine: Affine) -> Tensor:
    """Key with the largest w * share (B, G, K), if that is positive: (B, G, A, Q) int64."""
    weighted = _weighted(scores, share[:, :, None, None, :], affine)
    if scores.dtype == torch.bfloat16:  # only positive maxima count, and their bits are in order
        weighted = weighted.view(torch.int16)
    return weighted.max(dim=-1).indices


def _weighted(scores: Tensor, share: Tensor, affine: Affine) -> Tensor:
    """(score + shift) * share, which has the order of w * share; share (..., 1, 1, K)."""
    return torch.addcmul((affine.shift * share).to(scores.dtype), scores, share)
