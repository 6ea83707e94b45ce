"""From independent logits of objects to log-odds between background and objects."""

import torch
from torch import Tensor

EPSILON = 1e-4


def soft_aggregate(logits: Tensor) -> Tensor:
    """Turn independent object logits (B, O, H, W) into log-odds with background (B, O + 1, H, W).

    Background is what no object claims: prod(1 - p_o); a softmax over the log-odds gives
    probabilities (RGMP, Oh et al., CVPR 2018, sec. 3.4). Absent objects carry -inf logits.
    """
    objects = logits.float().sigmoid()
    background = (1 - objects).prod(dim=1, keepdim=True)
    both = torch.cat([background, objects], dim=1).clamp(EPSILON, 1 - EPSILON)
    return torch.log(both / (1 - both))


def naive_aggregate(logits: Tensor) -> Tensor:
    """The same by the naive protocol of arXiv 2101.08833, section 3: every object for itself.

    Background is as likely as the likeliest object is not, so the largest of the O + 1 wins.
    """
    bounded = logits.float().clamp(min=-30.0, max=30.0)  # absent objects carry -inf
    return torch.cat([-bounded.amax(dim=1, keepdim=True), bounded], dim=1)


def winner_takes_all(odds: Tensor) -> Tensor:
    """One-hot masks (B, O + 1, H, W) of what wins each pixel (Oh et al., CVPR 2018, sec. 3.4)."""
    return torch.zeros_like(odds).scatter_(1, odds.argmax(1, keepdim=True), 1.0)
