"""Our mask decoder: from evidence per object to one map of logits each.

Every object is decoded by the same weights as a batch. What all objects share (features of the
frame) is computed once and added; only the evidence is per object.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from sst_core.backbone import Features
from sst_core.config import MASK_STRIDE
from sst_core.decoder.instances import Instances

DETAIL = 4
"""Stride-4 maps that the evidence itself draws (mask patches put back in place)."""


class Residual(nn.Module):
    """Two 3x3 convolutions with group normalisation, added to the input."""

    def __init__(self, channels: int, *, dilation: int = 1) -> None:
        super().__init__()
        groups = max(1, channels // 16)
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=dilation, dilation=dilation),
            nn.GroupNorm(groups, channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels, channels, 3, padding=1),
            nn.GroupNorm(groups, channels),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, C, H, W) to the same shape."""
        return functional.relu(x + self.body(x))


class Decoder(nn.Module):
    """Evidence at the stride of attention, features at strides 4, 8, 16 -> logits at stride 4."""

    def __init__(
        self,
        *,
        widths: tuple[int, int, int],
        tokens: int,
        taps: tuple[int, int, int],
        evidence: int,
        stride: int = 16,
    ) -> None:
        super().__init__()
        d16, d8, d4 = widths
        self.subcell, self.pooled = stride // MASK_STRIDE, 16 // stride
        self.frame16 = nn.Conv2d(tokens + taps[2], d16, 1)
        self.frame8 = nn.Conv2d(taps[1], d8, 1)
        self.frame4 = nn.Conv2d(taps[0], d4, 1)
        self.evidence16 = nn.Conv2d(evidence, d16, 1)
        self.detail = nn.Conv2d(evidence, DETAIL * self.subcell**2, 1)
        self.stage16 = nn.Sequential(
            nn.GroupNorm(max(1, d16 // 16), d16),
            nn.ReLU(),
            Residual(d16),
            Residual(d16, dilation=2),
        )
        self.narrow16 = nn.Conv2d(d16, d8, 1)
        self.evidence8 = nn.Conv2d(evidence, d8, 1) if stride < 16 else None
        self.stage8 = nn.Sequential(nn.ReLU(), nn.Conv2d(d8, d8, 3, padding=1), nn.ReLU())
        self.narrow8 = nn.Conv2d(d8, d4, 1)
        self.mask4 = nn.Conv2d(DETAIL + 2, d4, 1)
        self.stage4 = nn.Sequential(
            nn.ReLU(),
            nn.Conv2d(d4, d4, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(d4, 1, 3, padding=1),
        )

    def forward(
        self,
        tokens: Tensor,
        features: Features,
        evidence: Tensor,
        masks: Tensor,
        frame_of: Tensor | None,
        instances: Instances | None = None,
    ) -> Tensor:
        """Decode N (frame, object) pairs.

        Args:
            tokens: Encoder output (B, C, H, W).
            features: Embeddings of the B frames.
            evidence: (N, E, H, W).
            masks: Previous mask of the object and of all others (N, 2, 4H, 4W).
            frame_of: (N,) index of each pair's frame; None: there is only one.
            instances: Not looked at; CFBI's decoder does.

        Returns:
            Logits (N, 4H, 4W).
        """
        coarse = self._coarse(tokens)
        shared16 = self.frame16(torch.cat([coarse, features.s16.to(tokens.dtype)], dim=1))
        x = self.stage16(self.evidence16(self._coarse(evidence)) + _of(shared16, frame_of))
        x = _double(self.narrow16(x)) + _of(self.frame8(features.s8), frame_of)
        if self.evidence8 is not None:
            x = x + functional.avg_pool2d(self.evidence8(evidence), self.pooled // 2)
        x = self.stage8(x)
        detail = functional.pixel_shuffle(self.detail(evidence), self.subcell)
        drawn = self.mask4(torch.cat([detail, masks.to(detail.dtype)], dim=1))
        x = _double(self.narrow8(x)) + _of(self.frame4(features.s4), frame_of) + drawn
        logits: Tensor = self.stage4(x)
        return logits[:, 0]

    def _coarse(self, x: Tensor) -> Tensor:
        """Average a map at the stride of attention to stride 16."""
        return x if self.pooled == 1 else functional.avg_pool2d(x, self.pooled)


def _of(shared: Tensor, frame_of: Tensor | None) -> Tensor:
    """What each pair's frame holds: (B, C, H, W) -> (N, C, H, W), or (1, C, H, W) for all."""
    return shared if frame_of is None else shared[frame_of]


def _double(x: Tensor) -> Tensor:
    return functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
