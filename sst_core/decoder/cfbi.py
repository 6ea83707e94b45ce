"""A decoder like CFBI's collaborative ensembler (arXiv 2003.08333, sec. 3.4), as the paper uses.

Per object, at stride 4: the features (embedding and low-level stage), the encoder's tokens, the
previous embedding on the object and beside it, and what attention found. Every stage is gated per
channel by the object's instance vector, and the last convolution is made from it. CFBI compares
objects by logits of object and rest; here their difference is the object's logit, so that both
decoders are aggregated alike.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from sst_core.backbone.base import Features
from sst_core.backbone.deeplab import Aspp, conv_norm, group_norm
from sst_core.decoder.instances import Instances

EVIDENCE = 64
SKIP = 64
"""Channels that the evidence, and the skip connection at stride 4, are brought to."""


class Gate(nn.Module):
    """Instance attention: (1 + tanh(linear(vector))) per channel."""

    def __init__(self, vector: int, channels: int) -> None:
        super().__init__()
        self.linear = nn.Linear(vector, channels)

    def forward(self, x: Tensor, vector: Tensor) -> Tensor:
        """Gate (N, C, H, W) by (N, V)."""
        share: Tensor = 1 + self.linear(vector).tanh()
        return x * share[..., None, None].to(x.dtype)


class ChannelTransform(nn.Module):
    """Gated channel transformation (arXiv 1909.11519): channels compete by their norms."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.alpha = nn.Parameter(torch.ones(channels))
        self.gamma, self.beta = (nn.Parameter(torch.zeros(channels)) for _ in range(2))

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, C, H, W) to the same shape."""
        norms = (x.float().pow(2).sum((2, 3)) + 1e-5).sqrt() * self.alpha  # (N, C)
        scale = self.gamma / (norms.pow(2).mean(1, keepdim=True) + 1e-5).sqrt()
        return x * (1 + (norms * scale + self.beta).tanh())[..., None, None].to(x.dtype)


class GatedBottleneck(nn.Module):
    """Instance gate, channel transformation, 1x1, 3x3, 1x1, a skip."""

    def __init__(
        self, inputs: int, outputs: int, vector: int, *, stride: int = 1, dilation: int = 1
    ) -> None:
        super().__init__()
        width = max(1, outputs // 4)
        self.gate, self.transform = Gate(vector, inputs), ChannelTransform(inputs)
        self.narrow = conv_norm(inputs, width)
        self.spread = nn.Sequential(
            nn.Conv2d(
                width, width, 3, stride=stride, padding=dilation, dilation=dilation, bias=False
            ),
            group_norm(width),
            nn.ReLU(inplace=True),
        )
        self.widen = nn.Sequential(nn.Conv2d(width, outputs, 1, bias=False), group_norm(outputs))
        self.skip: nn.Module = nn.Identity()
        if stride > 1 or inputs != outputs:
            conv = nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False)
            self.skip = nn.Sequential(conv, group_norm(outputs))

    def forward(self, x: Tensor, vector: Tensor) -> Tensor:
        """Map (N, C, H, W) to (N, outputs, H / stride, W / stride)."""
        x = self.gate(x, vector)
        y = self.widen(self.spread(self.narrow(self.transform(x))))
        return functional.relu(self.skip(x) + y)


class CfbiDecoder(nn.Module):
    """Evidence at the stride of attention, features and instances -> logits at stride 4."""

    def __init__(
        self,
        *,
        widths: tuple[int, int, int],
        tokens: int,
        taps: tuple[int, int, int],
        evidence: int,
    ) -> None:
        super().__init__()
        d16, d8, d4 = widths
        vector, out = 4 * tokens, max(8, d4 // 2)
        self.evidence = conv_norm(evidence, EVIDENCE)
        inputs = 3 * tokens + taps[0] + EVIDENCE
        self.stage4 = _stage(inputs, d4, vector, stride=1, dilations=(1, 2))
        self.stage8 = _stage(d4, d8, vector, stride=2, dilations=(1, 2, 4))
        self.stage16 = _stage(d8, d16, vector, stride=2, dilations=(1, 2, 4))
        self.gate_aspp = Gate(vector, d16)
        self.aspp = Aspp(d16, out, d4)
        self.low = conv_norm(taps[0] + d4, SKIP)
        self.gates = nn.ModuleList([Gate(vector, d4 + SKIP), Gate(vector, out)])
        self.refine = nn.ModuleList([conv_norm(d4 + SKIP, out, 3), conv_norm(out, out, 3)])
        self.heads = nn.Linear(vector, 2 * (out + 1))

    def forward(
        self,
        tokens: Tensor,
        features: Features,
        evidence: Tensor,
        masks: Tensor,
        frame_of: Tensor,
        instances: Instances | None = None,
    ) -> Tensor:
        """Decode N (frame, object) pairs.

        Args:
            tokens: Encoder output (B, C, h, w).
            features: Embeddings of the B frames.
            evidence: (N, E, h, w).
            masks: Previous mask of the object and of all others (N, 2, H/4, W/4); the evidence
                holds them too, so they are not looked at.
            frame_of: (N,) index of each pair's frame.
            instances: Of the pairs.

        Returns:
            Logits (N, H/4, W/4).

        Raises:
            ValueError: There are no instances.
        """
        if instances is None:
            raise ValueError("CFBI's decoder needs the instances of the objects")
        size, vector = features.s4.shape[2:], instances.vector
        shared = torch.cat([features.s4.to(tokens.dtype), _sized(tokens, size)], 1)[frame_of]
        found = _sized(instances.previous, size), _sized(self.evidence(evidence), size)
        own = torch.cat([part.to(shared.dtype) for part in found], 1)
        low = x = _through(self.stage4, torch.cat([shared, own], 1), vector)
        x = _through(self.stage16, _through(self.stage8, x, vector), vector)
        x = _sized(self.aspp(self.gate_aspp(x, vector)), size)
        skip = self.low(torch.cat([features.s4[frame_of].to(low.dtype), low], 1))
        x = torch.cat([x, skip], 1)
        for gate, conv in zip(self.gates, self.refine, strict=True):
            x = conv(gate(x, vector))
        return self._score(x, vector)

    def _score(self, x: Tensor, vector: Tensor) -> Tensor:
        """Per-pair 1x1 convolutions for the object and for the rest; their difference counts."""
        own, rest = self.heads(vector).float().chunk(2, dim=1)
        kernel: Tensor = own - rest  # (N, out + 1)
        logits: Tensor = torch.einsum("nchw,nc->nhw", x.float(), kernel[:, :-1])
        return logits / math.sqrt(x.shape[1]) + kernel[:, -1, None, None]


def _stage(
    before: int, after: int, vector: int, *, stride: int, dilations: tuple[int, ...]
) -> nn.ModuleList:
    """Blocks of one width; the first one is strided."""
    more = len(dilations) - 1
    sizes, strides = [before, *[after] * more], [stride, *[1] * more]
    return nn.ModuleList(
        GatedBottleneck(size, after, vector, stride=step, dilation=rate)
        for size, step, rate in zip(sizes, strides, dilations, strict=True)
    )


def _sized(x: Tensor, size: tuple[int, ...]) -> Tensor:
    if x.shape[2:] == size:
        return x
    return functional.interpolate(x, size=size, mode="bilinear", align_corners=False)


def _through(stage: nn.ModuleList, x: Tensor, vector: Tensor) -> Tensor:
    for block in stage:
        x = block(x, vector)
    return x
