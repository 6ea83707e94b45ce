"""The segmenter behind a click: the tracker's backbone, frozen, and a small head of its own.

Prompt maps and the mask so far enter the head, not the backbone, so that the features of a frame
are made once however many clicks follow. At stride 16 every cell attends to every other: what was
clicked on one side of an object is known on the other. Clicks as disks and the mask so far as an
input follow RITM (arXiv 2102.06583).
"""

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from sst_core.backbone import EfficientNetLite, Features, normalise
from sst_core.backbone.lite import Lite

MAPS = 4
"""Object, not the object, box, mask so far."""
_PATCH = 4
_SUB = 2


@dataclass(frozen=True)
class SelectConfig:
    """Shape of the segmenter."""

    name: str = "sst-select"
    backbone: Lite = "lite0"
    widths: tuple[int, int, int] = (96, 64, 40)
    """Of the head at strides 16, 8 and 4."""
    layers: int = 2
    """Attention layers at stride 16."""
    heads: int = 4
    side: int = 320
    """A window is shown on a canvas of about side x side pixels."""

    def as_dict(self) -> dict[str, object]:
        """JSON values."""
        return asdict(self)


class Mixer(nn.Module):
    """Every cell attends to every other, then looks at its neighbours."""

    def __init__(self, channels: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.before = _norm(channels)
        self.project = nn.Conv2d(channels, 3 * channels, 1)
        self.merge = nn.Conv2d(channels, channels, 1)
        self.between = _norm(channels)
        self.widen = nn.Conv2d(channels, 2 * channels, 1)
        self.near = nn.Conv2d(2 * channels, 2 * channels, 3, padding=1, groups=2 * channels)
        self.narrow = nn.Conv2d(2 * channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, C, h, w) to the same shape."""
        b, c, h, w = x.shape
        stacked = self.project(self.before(x)).reshape(b, 3, self.heads, c // self.heads, h * w)
        query, key, value = stacked.transpose(-1, -2).unbind(1)  # (B, heads, N, C / heads)
        seen = functional.scaled_dot_product_attention(query, key, value)
        x = x + self.merge(seen.transpose(-1, -2).reshape(b, c, h, w))
        y = functional.relu(self.widen(self.between(x)))
        mixed: Tensor = x + self.narrow(functional.relu(y + self.near(y)))
        return mixed


class SelectHead(nn.Module):
    """Features and prompt maps of a window -> mask logits at half its resolution."""

    def __init__(self, config: SelectConfig, taps: tuple[int, int, int]) -> None:
        super().__init__()
        d16, d8, d4 = config.widths
        p4, p8, p16 = 24, 32, 48
        prompts = MAPS * _SUB * _SUB
        self.prompt4 = nn.Sequential(nn.Conv2d(prompts, p4, 3, padding=1), nn.ReLU())
        self.prompt8 = nn.Sequential(nn.Conv2d(p4, p8, 3, stride=2, padding=1), nn.ReLU())
        self.prompt16 = nn.Sequential(nn.Conv2d(p8, p16, 3, stride=2, padding=1), nn.ReLU())
        self.enter16 = nn.Conv2d(taps[2] + p16 + MAPS, d16, 1)
        self.layers = nn.ModuleList(Mixer(d16, config.heads) for _ in range(config.layers))
        self.down16 = nn.Conv2d(d16, d8, 1)
        self.enter8 = nn.Conv2d(taps[1] + p8, d8, 1)
        self.stage8 = _stage(d8, depth=1)
        self.down8 = nn.Conv2d(d8, d4, 1)
        self.enter4 = nn.Conv2d(taps[0] + p4 + 3 * _PATCH * _PATCH, d4, 1)
        self.stage4 = _stage(d4, depth=2)
        self.leave = nn.Conv2d(d4, _SUB * _SUB, 1)

    def forward(self, image: Tensor, features: Features, maps: Tensor) -> Tensor:
        """Segment B windows.

        Args:
            image: (B, 3, H, W), normalised.
            features: What the backbone makes of it.
            maps: (B, MAPS, H/2, W/2), 0-1.

        Returns:
            Logits (B, H/2, W/2).
        """
        p4 = self.prompt4(functional.pixel_unshuffle(maps, _SUB))
        p8 = self.prompt8(p4)
        coarse = functional.max_pool2d(maps, 16 // _SUB)
        x = self.enter16(torch.cat([features.s16, self.prompt16(p8), coarse], 1))
        for layer in self.layers:
            x = layer(x)
        x = _double(self.down16(x)) + self.enter8(torch.cat([features.s8, p8], 1))
        x = self.stage8(x)
        pixels = functional.pixel_unshuffle(image, _PATCH)  # (B, 48, H/4, W/4)
        x = _double(self.down8(x)) + self.enter4(torch.cat([features.s4, p4, pixels], 1))
        logits = functional.pixel_shuffle(self.leave(self.stage4(x)), _SUB)
        return logits[:, 0]


class SelectModel(nn.Module):
    """Backbone and head."""

    def __init__(self, config: SelectConfig) -> None:
        super().__init__()
        self.config = config
        self.backbone = EfficientNetLite(config.backbone)
        self.head = SelectHead(config, self.backbone.channels)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.head.leave.weight.device

    def embed(self, frames: Tensor) -> tuple[Tensor, Features]:
        """Normalise and embed RGB windows (B, 3, H, W), 0-255; H and W multiples of 16."""
        image = normalise(frames).contiguous(memory_format=torch.channels_last)
        features: Features = self.backbone(image)
        return image, features

    def forward(self, image: Tensor, features: Features, maps: Tensor) -> Tensor:
        """See `SelectHead.forward`."""
        logits: Tensor = self.head(image, features, maps)
        return logits


def _norm(channels: int) -> nn.GroupNorm:
    return nn.GroupNorm(max(1, channels // 16), channels)


def _stage(channels: int, *, depth: int) -> nn.Sequential:
    steps: list[nn.Module] = [_norm(channels), nn.ReLU()]
    for _ in range(depth):
        steps += [nn.Conv2d(channels, channels, 3, padding=1), nn.ReLU()]
    return nn.Sequential(*steps)


def _double(x: Tensor) -> Tensor:
    return functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
