"""What a session asks of an engine, and PyTorch's own answer.

Only the convolutional parts are the engine's: backbone and decoder. Attention with its fused
affinity is ours on every device (`sst_core.ops`).
"""

from typing import Protocol

import torch
from torch import Tensor

from sst_core.backbone import Features
from sst_core.decoder import Instances
from sst_core.model import SST
from sst_core.precision import autocast


class Engine(Protocol):
    """Runs backbone and decoder of one model for one clip size."""

    name: str

    def embed(self, frame: Tensor) -> Features:
        """Embed one RGB frame (1, 3, H, W), uint8 or float32, 0-255."""
        ...

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
        ...


class TorchEngine:
    """PyTorch in the device's fast number format; always there."""

    name = "torch"

    def __init__(self, model: SST) -> None:
        self._model = model

    def embed(self, frame: Tensor) -> Features:
        """See `Engine.embed`."""
        with autocast(self._model.device):
            return self._model.embed_frames(frame.contiguous(memory_format=torch.channels_last))

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
        with autocast(self._model.device):
            logits: Tensor = self._model.decoder(
                tokens, features, evidence, masks, frame_of, instances
            )
        return logits.float()
