"""What the model is told of masks, and how logits become masks again.

Masks are remembered at MASK_STRIDE; attention sees them per cell.
"""

import torch
from torch import Tensor
from torch.nn import functional

from sst_core.config import MASK_STRIDE
from sst_core.decoder import soft_aggregate
from sst_core.ops.asking import LEAST_COVERAGE, dilated

DOUBT = 0.02
"""A remembered mask so near to 0 or 1 is taken for it."""


def label_features(masks: Tensor, subcell: int = 4, *, patches: bool = True) -> Tensor:
    """Describe masks (B, O, H/4, W/4), 0-1, per cell: (B, O, h, w, E).

    Args:
        masks: The masks.
        subcell: Sub-cells along a side of a cell.
        patches: Whether the coverages of the sub-cells, row by row, follow that of the cell.
    """
    parts = functional.pixel_unshuffle(masks, subcell)  # (B, O * S * S, h, w)
    b, o = masks.shape[:2]
    h, w = parts.shape[2:]
    parts = parts.reshape(b, o, subcell * subcell, h, w).permute(0, 1, 3, 4, 2)
    mean = parts.mean(-1, keepdim=True)
    labels = torch.cat([mean, parts], dim=-1) if patches else mean
    return labels.reshape(b, o, h, w, labels.shape[-1])


def certain(masks: Tensor) -> Tensor:
    """Make of masks that are nearly sure sure ones: most cells are then wholly one thing.

    Attention to such cells is much cheaper, see `sst_core.ops.sorted`.
    """
    return torch.where(masks < DOUBT, 0, torch.where(masks > 1 - DOUBT, 1, masks))


def near_objects(coverage: Tensor, speaks: Tensor, reach: int) -> Tensor:
    """Tell which cells of frames lie within `reach` cells of an object, along each axis.

    A frame on which some object is nowhere says so with every cell: all of it is near. Of several
    such frames the last one is enough; else an object that is away would cost the most.

    Args:
        coverage: (B, O, T, h, w), 0-1, oldest frame first.
        speaks: (B, O, T) bool: whether the frame says anything of the object.
        reach: At least 1.

    Returns:
        (B, T, h, w) bool.
    """
    some = coverage > LEAST_COVERAGE  # (B, O, T, h, w)
    lacking = (speaks & ~some.flatten(3).any(3)).any(1)  # (B, T)
    lacking[:, :-1] = False
    return dilated(some.any(1), reach) | lacking[..., None, None]


def with_others(masks: Tensor) -> Tensor:
    """Pair each mask (B, O, H/4, W/4) with the union of the others (B, O, 2, H/4, W/4)."""
    others = (masks.sum(1, keepdim=True) - masks).clamp(0, 1)
    return torch.stack([masks, others], 2)


def with_patches(evidence: Tensor, masks: Tensor) -> Tensor:
    """Append to evidence (N, h, w, E) the cells' patches of masks (N, 2, S*h, S*w): (N, E', h, w).

    S, sub-cells along a side of a cell, follows from the shapes.
    """
    stacked = evidence.permute(0, 3, 1, 2)
    subcell = masks.shape[-1] // stacked.shape[-1]
    patches = functional.pixel_unshuffle(masks.to(stacked.dtype), subcell)  # (N, 2 * S * S, h, w)
    return torch.cat([stacked, patches], 1)


def shrink_masks(masks: Tensor) -> Tensor:
    """Average masks (B, O, H, W), 0-1, to the stride they are remembered at (B, O, H/4, W/4)."""
    return functional.avg_pool2d(masks, MASK_STRIDE)


def log_odds(logits: Tensor, *, scale: int = 1) -> Tensor:
    """Upsample object logits (B, O, h, w) and aggregate: (B, O + 1, h*scale, w*scale)."""
    if scale > 1:
        bounded = logits.float().clamp(min=-30.0)  # absent objects carry -inf
        logits = functional.interpolate(
            bounded, scale_factor=scale, mode="bilinear", align_corners=False
        )
    return soft_aggregate(logits)


def probabilities(logits: Tensor, *, scale: int = 1) -> Tensor:
    """Return softmaxed `log_odds`: background first, (B, O + 1, h*scale, w*scale)."""
    return log_odds(logits, scale=scale).softmax(dim=1)
