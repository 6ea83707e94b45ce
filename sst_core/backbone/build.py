"""Which backbone a configuration asks for."""

from torch import nn

from sst_core.backbone.lite import EfficientNetLite
from sst_core.config import ModelConfig


def build_backbone(config: ModelConfig) -> nn.Module:
    """Build the backbone; it is a `Backbone`."""
    if config.backbone == "r101":
        raise NotImplementedError
    return EfficientNetLite(config.backbone)
