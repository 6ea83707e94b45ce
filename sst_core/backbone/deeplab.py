"""DeepLabV3+ on ResNet-101: the paper's per-frame embedding (Eq. 1), C channels at stride 4.

ASPP with rates 6, 12, 18 at stride 16, joined with 48 low-level channels at stride 4 (arXiv
1802.02611); then the embedding head of CFBI (arXiv 2003.08333): depthwise 3x3 and 1x1, each with
group normalisation. What is learned from nothing here has group normalisation: it needs no large
batches, unlike the batch normalisation of the original.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from sst_core.backbone.base import Features
from sst_core.backbone.resnet import STAGE_CHANNELS, ResNet101
from sst_core.fixed import fixed

RATES = (6, 12, 18)
WIDTH = 256
LOW_LEVEL = 48
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of RGB in 0-1 over ImageNet, as torchvision's weights expect."""


def group_norm(channels: int) -> nn.GroupNorm:
    """Group normalisation in 32 groups, or as many as divide the channels."""
    return nn.GroupNorm(next(n for n in (32, 16, 8, 4, 2, 1) if channels % n == 0), channels)


def conv_norm(inputs: int, outputs: int, kernel: int = 1, *, dilation: int = 1) -> nn.Sequential:
    """Convolution that keeps the size, group normalisation, ReLU."""
    padding = kernel // 2 * dilation
    conv = nn.Conv2d(inputs, outputs, kernel, padding=padding, dilation=dilation, bias=False)
    return nn.Sequential(conv, group_norm(outputs), nn.ReLU(inplace=True))


class Aspp(nn.Module):
    """Atrous spatial pyramid pooling: 1x1, three dilated 3x3, and the mean of the frame."""

    def __init__(self, inputs: int, width: int, outputs: int) -> None:
        super().__init__()
        self.branches = nn.ModuleList(
            [conv_norm(inputs, width), *(conv_norm(inputs, width, 3, dilation=r) for r in RATES)]
        )
        self.mean = nn.Sequential(nn.Conv2d(inputs, width, 1), nn.ReLU(inplace=True))
        self.join = conv_norm(width * (2 + len(RATES)), outputs)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, C, H, W) to (B, outputs, H, W)."""
        mean = self.mean(x.mean((2, 3), keepdim=True)).expand(-1, -1, *x.shape[2:])
        joined: Tensor = self.join(torch.cat([*(branch(x) for branch in self.branches), mean], 1))
        return joined


class DeepLab(nn.Module):
    """Frames (B, 3, H, W) -> `Features`.

    s4 holds the embedding (C channels), then the low-level stage (256) that CFBI's decoder reads;
    s8 the second stage (512); s16 the ASPP (256).
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.embedding_channels = channels
        self.resnet = ResNet101()
        self.aspp = Aspp(STAGE_CHANNELS[3], WIDTH, WIDTH)
        self.low = conv_norm(STAGE_CHANNELS[0], LOW_LEVEL)
        self.refine = nn.Sequential(
            conv_norm(WIDTH + LOW_LEVEL, WIDTH, 3), conv_norm(WIDTH, WIDTH, 3)
        )
        self.embedding = nn.Sequential(
            nn.Conv2d(WIDTH, WIDTH, 3, padding=1, groups=WIDTH, bias=False),
            group_norm(WIDTH),
            nn.ReLU(inplace=True),
            conv_norm(WIDTH, channels),
        )
        self.channels = (channels + STAGE_CHANNELS[0], STAGE_CHANNELS[1], WIDTH)

    @property
    def parts(self) -> list[nn.Module]:
        """What can be frozen one after the other: the stem, then the stages."""
        stem = nn.ModuleList([self.resnet.conv1, self.resnet.bn1])
        return [stem, *self.resnet.stages]

    def forward(self, frames: Tensor) -> Features:
        """Embed normalised frames."""
        low, s8, _, top = self.resnet(frames)
        s16 = self.aspp(top)  # (B, 256, H/16, W/16)
        wide = functional.interpolate(s16, size=low.shape[2:], mode="bilinear", align_corners=False)
        refined = self.refine(torch.cat([wide, self.low(low)], 1))  # (B, 256, H/4, W/4)
        embedding = self.embedding(refined)  # (B, C, H/4, W/4)
        return Features(torch.cat([embedding, low.to(embedding.dtype)], 1), s8, s16)

    def normalise(self, frames: Tensor) -> Tensor:
        """Map RGB uint8 or float (..., 3, H, W), 0-255, to zero mean and unit deviation."""
        mean, deviation = (
            fixed(numbers, frames.device, torch.float32)[:, None, None]
            for numbers in (MEAN, DEVIATION)
        )
        return (frames.to(torch.float32) / 255 - mean) / deviation

    def width(self, stride: int) -> int:
        """Channels of what `at` gives; the same at every stride."""
        del stride
        return self.embedding_channels

    def at(self, features: Features, stride: int) -> Tensor:
        """The embedding, averaged to a stride."""
        embedding = features.s4[:, : self.embedding_channels]
        return embedding if stride == 4 else functional.avg_pool2d(embedding, stride // 4)
