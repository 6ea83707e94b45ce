"""EfficientNet-Lite to stride 16: the per-frame embedding f of Eq. 1 (arXiv 2101.08833).

Architecture figures: EfficientNet-Lite (Tan & Le, arXiv 1905.11946; Lite variants without
squeeze-excite, ReLU6, TensorFlow "same" padding). Batch normalisation is folded into the
convolutions: it is frozen in video training anyway, and folded it costs nothing.
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from sst_core.config import Backbone


class Stage(NamedTuple):
    """One row of the EfficientNet table: kernel, expansion, stride, channels, repeats."""

    kernel: int
    expansion: int
    stride: int
    channels: int
    repeats: int


STEM_CHANNELS = 32
STAGES = (
    Stage(3, 1, 1, 16, 1),
    Stage(3, 6, 2, 24, 2),
    Stage(5, 6, 2, 40, 2),
    Stage(3, 6, 2, 80, 3),
    Stage(5, 6, 1, 112, 3),
)
SCALING: dict[Backbone, tuple[float, float]] = {
    "lite0": (1.0, 1.0),
    "lite1": (1.0, 1.1),
    "lite2": (1.1, 1.2),
}
"""(width, depth) multipliers."""


class Features(NamedTuple):
    """Embeddings of B frames of H x W pixels at three strides."""

    s4: Tensor  # (B, C4, H/4, W/4)
    s8: Tensor  # (B, C8, H/8, W/8)
    s16: Tensor  # (B, C16, H/16, W/16)


def stages(name: Backbone) -> tuple[Stage, ...]:
    """Return the scaled stage table up to stride 16 (the first stage is never repeated more)."""
    width, depth = SCALING[name]
    return tuple(
        row._replace(
            channels=_round8(row.channels * width),
            repeats=row.repeats if index == 0 else math.ceil(row.repeats * depth),
        )
        for index, row in enumerate(STAGES)
    )


def _round8(channels: float) -> int:
    """Round to a multiple of 8, never below 90 % (the EfficientNet rule)."""
    rounded = max(8, int(channels + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * channels else rounded


class SameConv(nn.Conv2d):
    """Convolution with TensorFlow "same" padding: the odd pixel goes right and below."""

    def __init__(
        self, inputs: int, outputs: int, kernel: int, *, stride: int = 1, groups: int = 1
    ) -> None:
        padding = kernel // 2 if stride == 1 else 0
        super().__init__(inputs, outputs, kernel, stride=stride, padding=padding, groups=groups)
        total = kernel - stride
        self.before, self.after = total // 2, total - total // 2

    def forward(self, x: Tensor) -> Tensor:
        """Convolve (B, C, H, W); H and W are multiples of the stride."""
        if self.stride[0] > 1:
            x = functional.pad(x, (self.before, self.after, self.before, self.after))
        return super().forward(x)


class InvertedResidual(nn.Module):
    """Expand, depthwise, project; skip where shapes allow."""

    def __init__(self, inputs: int, row: Stage, stride: int) -> None:
        super().__init__()
        hidden = inputs * row.expansion
        convs: list[nn.Module] = []
        if row.expansion > 1:
            convs += [SameConv(inputs, hidden, 1), nn.ReLU6(inplace=True)]
        convs += [
            SameConv(hidden, hidden, row.kernel, stride=stride, groups=hidden),
            nn.ReLU6(inplace=True),
            SameConv(hidden, row.channels, 1),
        ]
        self.convs = nn.Sequential(*convs)
        self.skip = stride == 1 and inputs == row.channels

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, C, H, W) to (B, C', H/stride, W/stride)."""
        y: Tensor = self.convs(x)
        return x + y if self.skip else y


class EfficientNetLite(nn.Module):
    """Frames (B, 3, H, W), normalised, H and W multiples of 16 -> `Features`."""

    def __init__(self, name: Backbone) -> None:
        super().__init__()
        rows = stages(name)
        self.stem = nn.Sequential(SameConv(3, STEM_CHANNELS, 3, stride=2), nn.ReLU6(inplace=True))
        inputs, groups = STEM_CHANNELS, []
        for row in rows:
            blocks = []
            for repeat in range(row.repeats):
                blocks.append(InvertedResidual(inputs, row, row.stride if repeat == 0 else 1))
                inputs = row.channels
            groups.append(nn.Sequential(*blocks))
        self.stages = nn.ModuleList(groups)
        self.channels = (rows[1].channels, rows[2].channels, rows[4].channels)

    def forward(self, frames: Tensor) -> Features:
        """Embed normalised frames."""
        x = self.stem(frames)  # (B, 32, H/2, W/2)
        taps = []
        for stage in self.stages:
            x = stage(x)
            taps.append(x)
        return Features(taps[1], taps[2], taps[4])


def normalise(frames: Tensor) -> Tensor:
    """Map RGB uint8 or float (..., 0-255) to the range the weights expect: (x - 127) / 128."""
    return (frames.to(torch.float32) - 127.0) / 128.0
