"""The whole SST (arXiv 2101.08833), readable in one sitting.

A frame runs once: backbone, L encoder layers that attend to remembered frames, decoder. What later
frames need of it (keys, values, labels) is kept as a `FrameMemory`, as in a causal language model.
Shapes: B frames (batch), O objects, T remembered frames, C channels; h, w are rows and columns of
cells, of H / stride and W / stride.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

import torch
from torch import Tensor, nn

from sst_core.backbone import Backbone, Features, build_backbone
from sst_core.config import ModelConfig
from sst_core.decoder import Instances, build_decoder, collect
from sst_core.encoder import (
    DenseLayer,
    EncoderLayer,
    SliceLayer,
    Source,
    asking_of,
    evidence_per_head,
    previous_patterns,
)
from sst_core.fixed import fixed
from sst_core.masks import label_features, near_objects, with_others, with_patches
from sst_core.ops.types import Labels
from sst_core.position import GridPosition, VolumePosition

REFERENCE_SLOT = 0
MEMORY_SLOT = -1
"""The last slot: predicted frames kept for dense reading."""


@dataclass(frozen=True)
class FrameMemory:
    """What later frames need of a frame.

    Attributes:
        keys: Per layer (B, h, w, C), before slot and normalisation.
        values: Per layer (B, h, w, C); where references are slices per hop of every layer; with
            CFBI's decoder one more, the embedding itself.
        labels: Coverage and mask patch (B, O, h, w, E), see `SST.describe`.
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
        values: As in `FrameMemory`.
        instances: What CFBI's decoder is told beside; leading axes (B, O).
    """

    tokens: Tensor
    evidence: Tensor
    keys: tuple[Tensor, ...]
    values: tuple[Tensor, ...]
    instances: Instances | None = None


class SST(nn.Module):
    """Sparse Spatiotemporal Transformer for video object segmentation."""

    slots: nn.Parameter | None

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        c, sliced = config.channels, config.references == "slice"
        self.backbone = build_backbone(config)  # Eq. 1
        self.embed = nn.Conv2d(self._f.width(config.stride), c, 1)
        self.embed_norm = nn.LayerNorm(c)
        position = VolumePosition if sliced else GridPosition
        self.position = position(config.position, c)  # Eq. 2
        slots = None if sliced else nn.Parameter(torch.zeros(slot_count(config), c))
        self.register_parameter("slots", slots)
        layer = SliceLayer if sliced else DenseLayer
        self.layers = nn.ModuleList(layer(config, n) for n in range(config.layers))  # Eq. 3
        self.decoder = build_decoder(config, self._f.channels, evidence_channels(config))

    @property
    def _f(self) -> Backbone:
        return cast("Backbone", self.backbone)

    @property
    def encoder(self) -> list[EncoderLayer]:
        """The layers g_1 .. g_L."""
        return [cast("EncoderLayer", layer) for layer in self.layers]

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.embed.weight.device

    def embed_frames(self, frames: Tensor) -> Features:
        """Embed RGB frames (B, 3, H, W), 0-255; H and W multiples of CELL_PX."""
        features: Features = self.backbone(self._f.normalise(frames))
        return features

    def tokens(self, features: Features, time: int | Tensor = 0) -> Tensor:
        """Return encoder input (B, h, w, C) of frame number `time`."""
        x = self.embed(self._f.at(features, self.config.stride)).permute(0, 2, 3, 1)
        embedded: Tensor = self.position(self.embed_norm(x), time)
        return embedded

    def describe(self, masks: Tensor) -> Tensor:
        """Make labels (B, O, h, w, E) of masks (B, O, H/4, W/4), 0-1."""
        return label_features(masks, self.config.subcell, patches=self.config.readout)

    def source(self, memories: Sequence[FrameMemory], slots: Sequence[int]) -> Source:
        """Stack remembered frames; `slots` says which time slot each one is seen in."""
        keys, values = (
            tuple(torch.stack(frames, 1) for frames in zip(*kept, strict=True))
            for kept in ([m.keys for m in memories], [m.values for m in memories])
        )  # (B, T, h, w, C)
        codes = self.slot_codes(slots)
        if codes is not None:
            keys = tuple(key + codes[None, :, None, None] for key in keys)
        labels = Labels(
            values=torch.stack([m.labels for m in memories], 2),  # (B, O, T, h, w, E)
            speaks=torch.stack([m.speaks for m in memories], 2),  # (B, O, T)
        )
        return Source(keys, values, labels, self._read_of(labels, slots), self.config.reading_step)

    def _read_of(self, labels: Labels, slots: Sequence[int]) -> Tensor | None:
        """Tell which cells (B, T, h, w) are read: of a kept frame those near its objects."""
        if not self.config.memory_reach or MEMORY_SLOT not in slots:
            return None
        whole = fixed([slot != MEMORY_SLOT for slot in slots], self.device, torch.bool)
        near = near_objects(labels.values[..., 0], labels.speaks, self.config.memory_reach)
        return near | whole[:, None, None]

    def slot_codes(self, slots: Sequence[int]) -> Tensor | None:
        """Codes (T, C) of time slots; None where there are none."""
        if self.slots is None or not isinstance(self.position, GridPosition):
            return None
        numbers = fixed(slots, self.device, torch.int64)
        return self.slots[numbers] + self.position.time(numbers)

    def encode_reference(
        self, features: Features, time: int = 0
    ) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...]]:
        """Return keys and values of a reference frame: it attends to itself alone.

        Independent of every other frame, so corrections elsewhere never invalidate it.
        """
        tokens = embedding = self.tokens(features, time)  # (B, h, w, C)
        slot = self.slot_codes([REFERENCE_SLOT])
        keys: list[Tensor] = []
        values: list[Tensor] = []
        for layer in self.encoder:
            step = layer.alone(tokens, slot)
            tokens = step.tokens
            keys.append(step.key)
            values += step.values
        return tuple(keys), self._kept(values, embedding)

    def _kept(self, values: list[Tensor], embedding: Tensor) -> tuple[Tensor, ...]:
        return (*values, embedding) if self.config.head == "cfbi" else tuple(values)

    def forward(
        self,
        features: Features,
        references: Source,
        previous: Source,
        masks: Tensor,
        present: Tensor,
        time: int = 0,
    ) -> tuple[Tensor, tuple[Tensor, ...], tuple[Tensor, ...]]:
        """Segment B frames.

        Args:
            features: Embeddings of the frames.
            references: Permanent frames.
            previous: Up to tau frames before.
            masks: Most recent mask of each object (B, O, H/4, W/4), 0-1; zeros where unknown.
            present: (B, O) bool: which objects to decode (padding in a training batch is not).
            time: Number of the frames; only the paper's positional encodings look at it.

        Returns:
            Logits (B, O, H/4, W/4), -inf where not present; keys and values for memory.
        """
        reading = self.read(features, references, previous, time)
        pairs = present.nonzero()  # (N, 2): frame, object
        frame_of, object_of = pairs[:, 0], pairs[:, 1]
        both = with_others(masks)[frame_of, object_of]  # (N, 2, H/4, W/4)
        evidence = with_patches(reading.evidence[frame_of, object_of], both)  # (N, E, h, w)
        told = reading.instances
        if told is not None:
            told = told.pick(frame_of, object_of)
        decoded = self.decoder(reading.tokens, features, evidence, both, frame_of, told)
        logits = decoded.new_full(masks.shape, float("-inf"))
        logits[frame_of, object_of] = decoded
        return logits, reading.keys, reading.values

    def read(
        self, features: Features, references: Source, previous: Source, time: int | Tensor = 0
    ) -> Reading:
        """Run the encoder: tokens and evidence of B frames, and what later frames will read."""
        tokens = embedding = self.tokens(features, time)  # (B, h, w, C)
        sliced = self.config.references == "slice"
        sources = (references.then(previous),) if sliced else (references, previous)
        keys: list[Tensor] = []
        values: list[Tensor] = []
        evidence: list[Tensor] = []
        asking = asking_of(tokens, previous, self.config.reading_step)
        for layer in self.encoder:
            step = layer(tokens, sources, asking)
            tokens = step.tokens
            keys.append(step.key)
            values += step.values
            evidence += step.evidence
        stacked = torch.cat(evidence, dim=-1)  # (B, O, h, w, E)
        instances = None
        if self.config.head == "cfbi":
            instances = collect(*(_embeddings(source) for source in (references, previous)))
        kept = self._kept(values, embedding)
        return Reading(tokens.permute(0, 3, 1, 2), stacked, tuple(keys), kept, instances)


def _embeddings(source: Source) -> tuple[Tensor, Tensor, Tensor]:
    """Embeddings (B, T, h, w, C), coverage (B, O, T, h, w) and speaks (B, O, T) of a source."""
    return source.values[-1], source.labels.values[..., 0], source.labels.speaks


def slot_count(config: ModelConfig) -> int:
    """Count time slots: reference, ages 1..tau, and (last) frames kept in memory."""
    return 1 + config.tau + (config.memory > 0)


def evidence_channels(config: ModelConfig) -> int:
    """Count channels of evidence per object at the stride of attention."""
    hops = sum(len(previous_patterns(config, n)) for n in range(config.layers))
    readings = hops if config.references == "slice" else hops + config.layers
    patches = 2 * config.subcell**2
    return readings * config.heads * evidence_per_head(config) + patches
