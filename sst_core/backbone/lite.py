"""EfficientNet-Lite to stride 16: the per-frame embedding f of Eq. 1 (arXiv 2101.08833).

Architecture figures: EfficientNet-Lite (Tan & Le, arXiv 1905.11946; Lite variants without
squeeze-excite, ReLU6, TensorFlow "same" padding). Batch normalisation is folded into the
convolutions: it is frozen in video training anyway, and folded it costs nothing.
"""

import math
from typing import Literal, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from sst_core.backbone.base import Features

Lite = Literal["lite0", "lite1", "lite2"]


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
SCALING: dict[Lite, tuple[float, float]] = {
    "lite0": (1.0, 1.0),
    "lite1": (1.0, 1.1),
    "lite2": (1.1, 1.2),
}
"""(width, depth) multipliers."""


def stages(name: Lite) -> tuple[Stage, ...]:
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

    def __init__(self, name: Lite) -> None:
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

    @property
    def parts(self) -> list[nn.Module]:
        """What can be frozen one after the other: the stem, then the stages."""
        return [self.stem, *self.stages]

    def normalise(self, frames: Tensor) -> Tensor:
        """Map RGB uint8 or float (..., 0-255) to the range the weights expect."""
        return normalise(frames)

    def width(self, stride: int) -> int:
        """Channels of what `at` gives."""
        return sum(self.channels[2 - _doublings(stride) :])

    def at(self, features: Features, stride: int) -> Tensor:
        """The taps at a stride and all coarser ones, enlarged to it, (B, width, h, w)."""
        finest = 2 - _doublings(stride)
        if finest == 2:
            return features.s16
        size = features[finest].shape[2:]
        coarse = (
            functional.interpolate(tap, size=size, mode="bilinear", align_corners=False)
            for tap in features[finest + 1 :]
        )
        return torch.cat([features[finest], *coarse], dim=1)


def _doublings(stride: int) -> int:
    """How many times stride 16 is halved to a stride: 0, 1 or 2."""
    return {16: 0, 8: 1, 4: 2}[stride]


def normalise(frames: Tensor) -> Tensor:
    """Map RGB uint8 or float (..., 0-255) to the range the weights expect: (x - 127) / 128."""
    return (frames.to(torch.float32) - 127.0) / 128.0
