"""Which backbone a configuration asks for."""

from torch import nn

from sst_core.backbone.deeplab import WIDTH, DeepLab
from sst_core.backbone.lite import STEM_CHANNELS, EfficientNetLite, stages
from sst_core.backbone.resnet import STAGE_CHANNELS
from sst_core.config import ModelConfig

_AT_STRIDE_2 = 3 * 64
"""Of ResNet-101: stride 2 ends at the stem, and the first stage at stride 4 weighs more."""


def sizes(config: ModelConfig) -> tuple[int, tuple[int, int, int]]:
    """Channels of the widest layer at stride 2, and of the features, without building it."""
    if config.backbone == "r101":
        return _AT_STRIDE_2, (config.channels + STAGE_CHANNELS[0], STAGE_CHANNELS[1], WIDTH)
    rows = stages(config.backbone)
    widest = max(STEM_CHANNELS, rows[0].channels * rows[1].expansion)
    return widest, (rows[1].channels, rows[2].channels, rows[4].channels)


def build_backbone(config: ModelConfig) -> nn.Module:
    """Build the backbone; it is a `Backbone`."""
    if config.backbone == "r101":
        return DeepLab(config.channels)
    return EfficientNetLite(config.backbone)
