"""What a session asks of an engine, and PyTorch's own answer.

The convolutional parts, backbone and decoder, are the engine's. Attention with its fused affinity
is ours on every device (`sst_core.ops`), and `Engine.segment` puts the three together; an engine
may run them as one.
"""

from abc import ABC, abstractmethod
from typing import NamedTuple

import torch
from torch import Tensor

from sst_core.backbone import Features
from sst_core.decoder import Instances
from sst_core.encoder import Source
from sst_core.masks import with_others, with_patches
from sst_core.model import SST
from sst_core.precision import autocast


class Asked(NamedTuple):
    """A frame to be segmented.

    Attributes:
        features: What `Engine.embed` returned for it.
        references: Frames read densely.
        previous: Frames read through the sparse pattern.
        masks: Newest mask of each object (1, O, H/4, W/4), 0-1.
        time: Its number, also as a tensor (1,).
    """

    features: Features
    references: Source
    previous: Source
    masks: Tensor
    time: int | Tensor


class Segmented(NamedTuple):
    """What the model makes of a frame.

    Attributes:
        logits: (1, O, H/4, W/4) float32.
        keys: Per layer (1, h, w, C), for later frames.
        values: As in `FrameMemory`.
    """

    logits: Tensor
    keys: tuple[Tensor, ...]
    values: tuple[Tensor, ...]


class Engine(ABC):
    """Runs one model for one clip size."""

    name: str

    def __init__(self, model: SST) -> None:
        self.model = model

    @abstractmethod
    def embed(self, frame: Tensor) -> Features:
        """Embed one RGB frame (1, 3, H, W), uint8 or float32, 0-255."""

    @abstractmethod
    def decode(
        self,
        tokens: Tensor,
        features: Features,
        evidence: Tensor,
        masks: Tensor,
        instances: Instances | None = None,
    ) -> Tensor:
        """Decode O objects of one frame.

        Args:
            tokens: Encoder output (1, C, h, w).
            features: What `embed` returned for the frame.
            evidence: (O, E, h, w).
            masks: Previous mask of each object and of all others at stride 4 (O, 2, H/4, W/4).
            instances: What CFBI's decoder is told beside.

        Returns:
            Logits (O, H/4, W/4), float32.
        """

    def segment(self, asked: Asked) -> Segmented:
        """Read what is remembered, and decode."""
        with autocast(self.model.device):
            reading = self.model.read(asked.features, asked.references, asked.previous, asked.time)
        both = with_others(asked.masks)[0]  # (O, 2, h4, w4)
        evidence = with_patches(reading.evidence[0], both)  # (O, E, h, w)
        told = reading.instances and reading.instances.of_frame(0)
        inputs = reading.tokens, asked.features, evidence, both
        logits = self.decode(*inputs, instances=told)[None]
        return Segmented(logits, reading.keys, reading.values)


class TorchEngine(Engine):
    """PyTorch in the device's fast number format; always there."""

    name = "torch"

    def embed(self, frame: Tensor) -> Features:
        """See `Engine.embed`."""
        with autocast(self.model.device):
            return self.model.embed_frames(frame.contiguous(memory_format=torch.channels_last))

    def decode(
        self,
        tokens: Tensor,
        features: Features,
        evidence: Tensor,
        masks: Tensor,
        instances: Instances | None = None,
    ) -> Tensor:
        """See `Engine.decode`."""
        frame_of = torch.zeros(evidence.shape[0], dtype=torch.int64, device=evidence.device)
        with autocast(self.model.device):
            logits: Tensor = self.model.decoder(
                tokens, features, evidence, masks, frame_of, instances
            )
        return logits.float()
