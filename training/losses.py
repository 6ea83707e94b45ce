"""What training minimises: cross-entropy over the hardest pixels plus soft Jaccard."""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

VOID = 255


class Loss(NamedTuple):
    """Mean loss and its two parts (scalars)."""

    total: Tensor
    cross_entropy: Tensor
    jaccard: Tensor


class Share(NamedTuple):
    """How much a part of a batch counts in the mean over the whole batch.

    Cross-entropy is a mean over clips and Jaccard a mean over objects, so that the losses of the
    parts, each times its share, sum to the loss of the batch, and so do their gradients.
    """

    clips: float = 1.0
    objects: float = 1.0


WHOLE = Share()


def mask_loss(
    log_odds: Tensor, target: Tensor, present: Tensor, *, hardest: float, share: Share = WHOLE
) -> Loss:
    """Score predictions of one frame per clip.

    Args:
        log_odds: Soft-aggregated log-odds (B, O + 1, H, W), background first.
        target: Label maps (B, H, W) int64, 0 background, 1..O, 255 void (ignored).
        present: (B, O) bool: objects that exist in the clip.
        hardest: Share of pixels that count in the cross-entropy, 0-1.
        share: What these clips are of their batch; both parts are weighted by it.
    """
    cross_entropy = bootstrapped_cross_entropy(log_odds, target, hardest) * share.clips
    jaccard = soft_jaccard(log_odds.softmax(1)[:, 1:], target, present) * share.objects
    return Loss(cross_entropy + jaccard, cross_entropy.detach(), jaccard.detach())


def bootstrapped_cross_entropy(log_odds: Tensor, target: Tensor, hardest: float) -> Tensor:
    """Mean cross-entropy over the hardest share of each clip's pixels (arXiv 1605.06885)."""
    loss = functional.cross_entropy(log_odds, target, ignore_index=VOID, reduction="none")
    flat = loss.flatten(1)  # (B, H * W)
    if hardest < 1:
        flat = flat.topk(max(1, int(flat.shape[1] * hardest)), dim=1, sorted=False).values
    return flat.mean()


def soft_jaccard(probability: Tensor, target: Tensor, present: Tensor) -> Tensor:
    """One minus the soft intersection over union, mean over present objects.

    Args:
        probability: (B, O, H, W).
        target: (B, H, W) int64.
        present: (B, O) bool.
    """
    ids = torch.arange(1, probability.shape[1] + 1, device=target.device)
    truth = (target[:, None] == ids[None, :, None, None]).to(probability.dtype)
    known = (target != VOID)[:, None].to(probability.dtype)
    probability = probability * known
    both = (probability * truth).sum((2, 3))
    either = (probability + truth - probability * truth).sum((2, 3))
    jaccard = (both + 1) / (either + 1)  # +1: an object out of sight asks for an empty mask
    weight = present.to(jaccard.dtype)
    return ((1 - jaccard) * weight).sum() / weight.sum().clamp(min=1)
