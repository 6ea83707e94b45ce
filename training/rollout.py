"""One clip through the model as the session would run it, with gradients."""

from collections import deque
from dataclasses import dataclass

import torch
from torch import Tensor

from sst_core.backbone import Features
from sst_core.config import MASK_STRIDE
from sst_core.masks import log_odds, probabilities, shrink_masks
from sst_core.model import MEMORY_SLOT, REFERENCE_SLOT, SST, FrameMemory
from training.losses import WHOLE, Loss, Share, mask_loss

LONGEST = 80
"""Clips whose frame numbers are looked at begin to be numbered below this after the reference."""


@dataclass(frozen=True)
class Place:
    """Where a part of a batch comes from, so that chance treats it as it would the whole.

    Attributes:
        first: Number of its first clip in the batch.
        of: Clips of the whole batch.
        share: What it counts.
    """

    first: int
    of: int
    share: Share = WHOLE


@dataclass(frozen=True)
class Batch:
    """B clips on the training device.

    Attributes:
        frames: (B, T, 3, H, W) uint8 RGB.
        label_maps: (B, T, H, W) uint8, 0 background, 1..O, 255 void.
        objects: (B,) int64, how many objects each clip has.
        place: Of which batch this is a part; None: it is a whole one.
    """

    frames: Tensor
    label_maps: Tensor
    objects: Tensor
    place: Place | None = None


@dataclass(frozen=True)
class Outcome:
    """Mean loss, the frames that were predicted, and their log-odds, each (B, O + 1, H, W)."""

    loss: Loss
    frames: tuple[int, ...]
    log_odds: tuple[Tensor, ...]

    def label_maps(self, truth: Tensor) -> Tensor:
        """Return the first clip's label maps (T, H, W); frames that were given keep the truth."""
        maps = truth.clone()
        for frame, odds in zip(self.frames, self.log_odds, strict=True):
            maps[frame] = odds[0].argmax(0).to(maps.dtype)
        return maps


@dataclass(frozen=True)
class Chances:
    """What happens to a clip at random while it is rolled out."""

    forget: float
    """Chance per frame and clip that previous masks are lost (zeroed)."""
    two_references: float
    """Chance that the last frame is a reference too, as after a correction."""


def roll_out(
    model: SST, batch: Batch, *, hardest: float, chances: Chances, generator: torch.Generator
) -> Outcome:
    """Segment every clip from its first frame and score it.

    Predictions are fed back as the masks of previous frames, without gradient through time. Where
    the model looks at frame numbers, those after the reference count on from a random one, so that
    short clips teach the numbers of long ones.

    Args:
        model: The model.
        batch: The clips; frame 0 is a reference.
        hardest: Share of pixels in the cross-entropy.
        chances: Random events.
        generator: Their randomness; the same for every part of a batch.
    """
    t, place = batch.frames.shape[1], batch.place or Place(0, len(batch.frames))
    slots = max(1, int(batch.objects.max()))
    present = torch.arange(slots, device=batch.objects.device) < batch.objects[:, None]
    features = _embed(model, batch.frames)
    given = [0]
    if t > 3 and float(torch.rand((), generator=generator)) < chances.two_references:
        given.append(t - 1)
    known = {n: _remember(model, features[n], batch.label_maps[:, n], present) for n in given}
    every = int(torch.randint(1, 1 + model.config.memory_every, (), generator=generator))
    kept: deque[FrameMemory] = deque(maxlen=model.config.memory)
    history, masks = [known[0]], shrink_masks(one_hot(batch.label_maps[:, 0], slots))
    later = int(torch.randint(LONGEST, (), generator=generator)) if numbered(model) else 0
    losses, predicted = [], []
    asked = tuple(n for n in range(1, t) if n not in known)
    for frame in asked:
        slots_of = [REFERENCE_SLOT] * len(known) + [MEMORY_SLOT] * len(kept)
        references = model.source([*known.values(), *kept], slots_of)
        recent = history[-model.config.tau :]
        previous = model.source(recent, range(len(recent), 0, -1))
        inputs = features[frame], references, previous, masks, present
        logits, keys, values = model(*inputs, later + frame)
        odds = log_odds(logits, scale=MASK_STRIDE)
        truth = batch.label_maps[:, frame].long()
        losses.append(mask_loss(odds, truth, present, hardest=hardest, share=place.share))
        predicted.append(odds.detach())
        trusted = _luck(generator, place, len(odds)).to(odds.device) >= chances.forget
        masks = probabilities(logits.detach())[:, 1:] * trusted
        history.append(FrameMemory(keys, values, model.describe(masks), present))
        if frame % every == 0:
            kept.append(history[-1])
    means = (torch.stack(part).mean() for part in zip(*losses, strict=True))
    return Outcome(Loss(*means), asked, tuple(predicted))


def _luck(generator: torch.Generator, place: Place, clips: int) -> Tensor:
    """Numbers (B, 1, 1, 1) in [0, 1): those that the clips would get in the whole batch."""
    return torch.rand(place.of, 1, 1, 1, generator=generator)[place.first : place.first + clips]


def numbered(model: SST) -> bool:
    """Whether the model looks at the number of a frame (Eq. 2 with T)."""
    return model.config.references == "slice" and model.config.position != "none"


def _remember(model: SST, features: Features, label_map: Tensor, present: Tensor) -> FrameMemory:
    """Make a reference of frames whose label maps (B, H, W) are given."""
    keys, values = model.encode_reference(features)
    masks = shrink_masks(one_hot(label_map, present.shape[1]))
    return FrameMemory(keys, values, model.describe(masks), present)


def one_hot(label_map: Tensor, objects: int) -> Tensor:
    """Return masks (B, O, H, W) float of ids 1..O in label maps (B, H, W)."""
    ids = torch.arange(1, objects + 1, device=label_map.device, dtype=label_map.dtype)
    return (label_map[:, None] == ids[None, :, None, None]).float()


def _embed(model: SST, frames: Tensor) -> list[Features]:
    """Embed all frames at once, then split by time."""
    b, t = frames.shape[:2]
    flat = frames.flatten(0, 1).contiguous(memory_format=torch.channels_last)
    taps = [tap.reshape(b, t, *tap.shape[1:]) for tap in model.embed_frames(flat)]
    return [Features(*(tap[:, n] for tap in taps)) for n in range(t)]
