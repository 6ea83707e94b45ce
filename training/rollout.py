"""One clip through the model as the session would run it, with gradients."""

from dataclasses import dataclass

import torch
from torch import Tensor

from sst_core.backbone import Features
from sst_core.model import (
    MASK_STRIDE,
    SST,
    FrameMemory,
    label_features,
    log_odds,
    probabilities,
    shrink_masks,
)
from training.losses import Loss, mask_loss


@dataclass(frozen=True)
class Batch:
    """B clips on the training device.

    Attributes:
        frames: (B, T, 3, H, W) uint8 RGB.
        label_maps: (B, T, H, W) uint8, 0 background, 1..O, 255 void.
        objects: (B,) int64, how many objects each clip has.
    """

    frames: Tensor
    label_maps: Tensor
    objects: Tensor


@dataclass(frozen=True)
class Outcome:
    """Mean loss over the predicted frames, and the predicted label maps (B, T, H, W)."""

    loss: Loss
    label_maps: Tensor


def roll_out(
    model: SST, batch: Batch, *, hardest: float, forget: float, generator: torch.Generator
) -> Outcome:
    """Segment every clip from its first frame and score it.

    Predictions are fed back as the masks of previous frames, without gradient through time.

    Args:
        model: The model.
        batch: The clips; frame 0 is the reference.
        hardest: Share of pixels in the cross-entropy.
        forget: Chance per frame and clip that previous masks are lost (zeroed).
        generator: Randomness of `forget`.
    """
    b, t = batch.frames.shape[:2]
    slots = max(1, int(batch.objects.max()))
    present = torch.arange(slots, device=batch.objects.device) < batch.objects[:, None]
    features = _embed(model, batch.frames)
    first = shrink_masks(one_hot(batch.label_maps[:, 0], slots))
    keys, values = model.encode_reference(features[0])
    reference = FrameMemory(keys, values, label_features(first), present)
    references = model.source([reference], [0])
    history, masks = [reference], first
    losses, maps = [], [batch.label_maps[:, 0].long()]
    for frame in range(1, t):
        recent = history[-model.config.tau :]
        previous = model.source(recent, range(len(recent), 0, -1))
        logits, keys, values = model(features[frame], references, previous, masks, present)
        full = log_odds(logits, scale=MASK_STRIDE)
        losses.append(mask_loss(full, batch.label_maps[:, frame].long(), present, hardest=hardest))
        maps.append(full.detach().argmax(1))
        kept = torch.rand(b, 1, 1, 1, generator=generator).to(logits.device) >= forget
        masks = probabilities(logits.detach())[:, 1:] * kept
        history.append(FrameMemory(keys, values, label_features(masks), present))
    return Outcome(
        Loss(*(torch.stack(part).mean() for part in zip(*losses, strict=True))),
        torch.stack(maps, 1),
    )


def one_hot(label_map: Tensor, objects: int) -> Tensor:
    """Return masks (B, O, H, W) float of ids 1..O in label maps (B, H, W)."""
    ids = torch.arange(1, objects + 1, device=label_map.device, dtype=label_map.dtype)
    return (label_map[:, None] == ids[None, :, None, None]).float()


def _embed(model: SST, frames: Tensor) -> list[Features]:
    """Embed all frames at once, then split by time."""
    b, t = frames.shape[:2]
    flat = frames.flatten(0, 1).contiguous(memory_format=torch.channels_last)
    taps = [tap.unflatten(0, (b, t)) for tap in model.embed_frames(flat)]
    return [Features(*(tap[:, n] for tap in taps)) for n in range(t)]
