"""ResNet-101 to stride 16 with frozen normalisation (arXiv 1512.03385).

Parameters are named as in torchvision's `resnet101`, so that its ImageNet weights fit; of each
batch normalisation only the scale and the shift it comes down to are kept, and they stay as they
are: batches of video are small. The last stage is dilated instead of strided (DeepLab, arXiv
1706.05587), with the multi-grid 1, 2, 4 of CFBI's configuration.
"""

import math
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

BLOCKS = (3, 4, 23, 3)
WIDTHS = (64, 128, 256, 512)
EXPANSION = 4
STAGE_CHANNELS = tuple(width * EXPANSION for width in WIDTHS)
"""Channels of the stages: stride 4, 8, 16 and, dilated, 16."""
MULTI_GRID = (1, 2, 4)


class FrozenNorm(nn.Module):
    """y = weight * x + bias per channel; neither is trained."""

    def __init__(self, channels: int, *, scale: float = 1.0) -> None:
        super().__init__()
        weight, bias = torch.full((channels,), scale), torch.zeros(channels)
        self.weight = nn.Parameter(weight, requires_grad=False)
        self.bias = nn.Parameter(bias, requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, C, H, W) to the same shape."""
        weight, bias = (part.to(x.dtype)[:, None, None] for part in (self.weight, self.bias))
        return x * weight + bias


class Bottleneck(nn.Module):
    """1x1, 3x3, 1x1 with a skip; the stride is in the 3x3, as torchvision has it."""

    def __init__(self, inputs: int, width: int, *, stride: int = 1, dilation: int = 1) -> None:
        super().__init__()
        outputs = width * EXPANSION
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = FrozenNorm(width)
        self.conv2 = nn.Conv2d(
            width, width, 3, stride=stride, padding=dilation, dilation=dilation, bias=False
        )
        self.bn2 = FrozenNorm(width)
        self.conv3 = nn.Conv2d(width, outputs, 1, bias=False)
        # Without statistics, sums of random residuals would grow from block to block.
        self.bn3 = FrozenNorm(outputs, scale=1 / math.sqrt(sum(BLOCKS)))
        self.downsample: nn.Sequential | None = None
        if stride > 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False), FrozenNorm(outputs)
            )

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, C, H, W) to (B, 4 * width, H / stride, W / stride)."""
        y = functional.relu(self.bn1(self.conv1(x)))
        y = functional.relu(self.bn2(self.conv2(y)))
        skip = x if self.downsample is None else self.downsample(x)
        return functional.relu(skip + self.bn3(self.conv3(y)))


class ResNet101(nn.Module):
    """Frames (B, 3, H, W), normalised -> stages at strides 4, 8, 16 and, dilated, 16."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = FrozenNorm(64)
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        inputs = 64
        for number, (width, blocks) in enumerate(zip(WIDTHS, BLOCKS, strict=True), start=1):
            strides = [2 if number in {2, 3} else 1, *[1] * (blocks - 1)]
            grid = [2 * rate for rate in MULTI_GRID] if number == 4 else [1] * blocks
            layers = []
            for stride, dilation in zip(strides, grid, strict=True):
                layers.append(Bottleneck(inputs, width, stride=stride, dilation=dilation))
                inputs = width * EXPANSION
            setattr(self, f"layer{number}", nn.Sequential(*layers))
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")

    @property
    def stages(self) -> list[nn.Sequential]:
        """layer1 .. layer4."""
        return [cast("nn.Sequential", getattr(self, f"layer{n}")) for n in (1, 2, 3, 4)]

    def forward(self, frames: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Embed normalised frames; sides that are no multiple of 16 are rounded up."""
        x = self.maxpool(functional.relu(self.bn1(self.conv1(frames))))
        first, second, third, fourth = self.stages
        s4 = first(x)  # (B, 256, H/4, W/4)
        s8 = second(s4)  # (B, 512, H/8, W/8)
        s16 = third(s8)  # (B, 1024, H/16, W/16)
        return s4, s8, s16, fourth(s16)  # (B, 2048, H/16, W/16)
