"""The whole SST (arXiv 2101.08833), readable in one sitting.

A frame runs once: backbone, L encoder layers that attend to remembered frames, decoder. What later
frames need of it (keys, values, labels) is kept as a `FrameMemory`, as in a causal language model.
Shapes: B frames (batch), O objects, T remembered frames, h = H/16, w = W/16, C channels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from sst_core.backbone import EfficientNetLite, Features, normalise
from sst_core.config import CELL_PX, LABEL_CHANNELS, SUBCELL, ModelConfig
from sst_core.decoder import Decoder, soft_aggregate
from sst_core.encoder import EVIDENCE_PER_HEAD, EncoderLayer, Source, previous_patterns
from sst_core.ops.types import Labels
from sst_core.position import GridPosition

REFERENCE_SLOT = 0
MEMORY_SLOT = -1
"""The last slot: predicted frames kept for dense reading."""
MASK_STRIDE = CELL_PX // SUBCELL
LEAST_COVERAGE = 0.02
"""A cell with less of an object is not where the object is: predicted masks are never 0."""


@dataclass(frozen=True)
class FrameMemory:
    """What later frames need of a frame.

    Attributes:
        keys: Per layer (B, h, w, C), before slot and normalisation.
        values: Per layer (B, h, w, C).
        labels: Coverage and mask patch (B, O, h, w, LABEL_CHANNELS).
        speaks: (B, O) bool: for which objects the labels count.
    """

    keys: tuple[Tensor, ...]
    values: tuple[Tensor, ...]
    labels: Tensor
    speaks: Tensor


class Reading(NamedTuple):
    """What the encoder makes of B frames.

    Attributes:
        tokens: (B, C, h, w).
        evidence: Per object, all layers and readings (B, O, h, w, E).
        keys: Per layer (B, h, w, C).
        values: Per layer (B, h, w, C).
    """

    tokens: Tensor
    evidence: Tensor
    keys: tuple[Tensor, ...]
    values: tuple[Tensor, ...]


class SST(nn.Module):
    """Sparse Spatiotemporal Transformer for video object segmentation."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        c = config.channels
        self.backbone = EfficientNetLite(config.backbone)  # Eq. 1
        taps = self.backbone.channels
        self.embed = nn.Conv2d(taps[2], c, 1)
        self.embed_norm = nn.LayerNorm(c)
        self.position = GridPosition(config.position, c)  # Eq. 2
        self.slots = nn.Parameter(torch.zeros(slot_count(config), c))
        self.layers = nn.ModuleList(EncoderLayer(config, n) for n in range(config.layers))  # Eq. 3
        self.decoder = Decoder(
            widths=config.decoder, tokens=c, taps=taps, evidence=evidence_channels(config)
        )

    @property
    def encoder(self) -> list[EncoderLayer]:
        """The layers g_1 .. g_L."""
        return [cast("EncoderLayer", layer) for layer in self.layers]

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.slots.device

    def embed_frames(self, frames: Tensor) -> Features:
        """Embed RGB frames (B, 3, H, W), 0-255; H and W multiples of CELL_PX."""
        features: Features = self.backbone(normalise(frames))
        return features

    def tokens(self, features: Features) -> Tensor:
        """Return encoder input (B, h, w, C)."""
        x = self.embed(features.s16).permute(0, 2, 3, 1)  # (B, h, w, C)
        embedded: Tensor = self.position(self.embed_norm(x))
        return embedded

    def source(self, memories: Sequence[FrameMemory], slots: Sequence[int]) -> Source:
        """Stack remembered frames; `slots` says which time slot each one is seen in."""
        stacked = range(self.config.layers)
        slot = self._slot_codes(slots)  # (T, C)
        keys = tuple(
            torch.stack([m.keys[n] for m in memories], 1) + slot[None, :, None, None]
            for n in stacked
        )  # (B, T, h, w, C)
        values = tuple(torch.stack([m.values[n] for m in memories], 1) for n in stacked)
        labels = Labels(
            values=torch.stack([m.labels for m in memories], 2),  # (B, O, T, h, w, E)
            speaks=torch.stack([m.speaks for m in memories], 2),  # (B, O, T)
        )
        return Source(keys, values, labels, self._near_objects(labels, slots))

    def _near_objects(self, labels: Labels, slots: Sequence[int]) -> Tensor | None:
        """Tell which cells (B, T, h, w) are read: of a kept frame those near its objects."""
        reach = self.config.memory_reach
        if not reach or MEMORY_SLOT not in slots:
            return None
        some = labels.values[..., 0].amax(1) > LEAST_COVERAGE  # (B, T, h, w)
        near = functional.max_pool2d(some.float(), 2 * reach + 1, stride=1, padding=reach) > 0
        kept = torch.tensor([slot == MEMORY_SLOT for slot in slots], device=self.device)
        nowhere = ~some.flatten(2).any(2)  # what says where nothing is says it of every cell
        return near | ~kept[:, None, None] | nowhere[..., None, None]

    def _slot_codes(self, slots: Sequence[int]) -> Tensor:
        numbers = torch.tensor(list(slots), device=self.device)
        codes: Tensor = self.slots[numbers] + self.position.time(numbers)
        return codes

    def encode_reference(self, features: Features) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...]]:
        """Return keys and values of a reference frame: it attends to itself alone.

        Independent of every other frame, so corrections elsewhere never invalidate it.
        """
        tokens = self.tokens(features)  # (B, h, w, C)
        keys, values = [], []
        for layer in self.encoder:
            key, value = layer.project(tokens)
            keys.append(key)
            values.append(value)
            tokens = layer.alone(tokens, key + self._slot_codes([REFERENCE_SLOT]), value)
        return tuple(keys), tuple(values)

    def forward(
        self,
        features: Features,
        references: Source,
        previous: Source,
        masks: Tensor,
        present: Tensor,
    ) -> tuple[Tensor, tuple[Tensor, ...], tuple[Tensor, ...]]:
        """Segment B frames.

        Args:
            features: Embeddings of the frames.
            references: Permanent frames, attended densely.
            previous: Up to tau frames before, attended through the sparse pattern.
            masks: Most recent mask of each object (B, O, H/4, W/4), 0-1; zeros where unknown.
            present: (B, O) bool: which objects to decode (padding in a training batch is not).

        Returns:
            Logits (B, O, H/4, W/4), -inf where not present; keys and values per layer for memory.
        """
        reading = self.read(features, references, previous)
        pairs = present.nonzero()  # (N, 2): frame, object
        frame_of, object_of = pairs[:, 0], pairs[:, 1]
        both = with_others(masks)[frame_of, object_of]  # (N, 2, H/4, W/4)
        evidence = with_patches(reading.evidence[frame_of, object_of], both)  # (N, E, h, w)
        decoded = self.decoder(reading.tokens, features, evidence, both, frame_of)
        logits = decoded.new_full(masks.shape, float("-inf"))
        logits[frame_of, object_of] = decoded
        return logits, reading.keys, reading.values

    def read(self, features: Features, references: Source, previous: Source) -> Reading:
        """Run the encoder: tokens and evidence of B frames, and what later frames will read."""
        tokens = self.tokens(features)  # (B, h, w, C)
        keys, values, evidence = [], [], []
        for layer in self.encoder:
            key, value = layer.project(tokens)
            keys.append(key)
            values.append(value)
            tokens, seen = layer(tokens, references, previous)
            evidence += seen
        stacked = torch.cat(evidence, dim=-1)  # (B, O, h, w, E)
        return Reading(tokens.permute(0, 3, 1, 2), stacked, tuple(keys), tuple(values))


def slot_count(config: ModelConfig) -> int:
    """Count time slots: reference, ages 1..tau, and (last) frames kept in memory."""
    return 1 + config.tau + (config.memory > 0)


def evidence_channels(config: ModelConfig) -> int:
    """Count channels of evidence per object at stride 16."""
    readings = sum(1 + len(previous_patterns(config, n)) for n in range(config.layers))
    return readings * config.heads * EVIDENCE_PER_HEAD + 2 * SUBCELL * SUBCELL


def label_features(masks: Tensor) -> Tensor:
    """Describe masks (B, O, H/4, W/4), 0-1, per cell: (B, O, h, w, LABEL_CHANNELS)."""
    patches = functional.pixel_unshuffle(masks, SUBCELL)  # (B, O * 16, h, w)
    b, o = masks.shape[:2]
    h, w = patches.shape[2:]
    patches = patches.reshape(b, o, SUBCELL * SUBCELL, h, w).permute(0, 1, 3, 4, 2)
    labels = torch.cat([patches.mean(-1, keepdim=True), patches], dim=-1)
    return labels.reshape(b, o, h, w, LABEL_CHANNELS)


def with_others(masks: Tensor) -> Tensor:
    """Pair each mask (B, O, H/4, W/4) with the union of the others (B, O, 2, H/4, W/4)."""
    others = (masks.sum(1, keepdim=True) - masks).clamp(0, 1)
    return torch.stack([masks, others], 2)


def with_patches(evidence: Tensor, masks: Tensor) -> Tensor:
    """Append to evidence (N, h, w, E) the cells' patches of masks (N, 2, 4h, 4w): (N, E', h, w)."""
    stacked = evidence.permute(0, 3, 1, 2)
    patches = functional.pixel_unshuffle(masks.to(stacked.dtype), SUBCELL)  # (N, 32, h, w)
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
