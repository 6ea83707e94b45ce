"""The per-frame embedding f of Eq. 1: EfficientNet-Lite, or DeepLabV3+ on ResNet-101."""

from sst_core.backbone.base import Backbone, Features
from sst_core.backbone.build import build_backbone
from sst_core.backbone.lite import (
    STEM_CHANNELS,
    EfficientNetLite,
    InvertedResidual,
    SameConv,
    normalise,
    stages,
)

__all__ = [
    "STEM_CHANNELS",
    "Backbone",
    "EfficientNetLite",
    "Features",
    "InvertedResidual",
    "SameConv",
    "build_backbone",
    "normalise",
    "stages",
]
