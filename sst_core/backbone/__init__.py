"""The per-frame embedding f of Eq. 1: EfficientNet-Lite, or DeepLabV3+ on ResNet-101."""

from sst_core.backbone.base import Backbone, Features
from sst_core.backbone.build import build_backbone, sizes
from sst_core.backbone.deeplab import DeepLab
from sst_core.backbone.lite import (
    STEM_CHANNELS,
    EfficientNetLite,
    InvertedResidual,
    Lite,
    SameConv,
    normalise,
    stages,
)
from sst_core.backbone.resnet import ResNet101

__all__ = [
    "STEM_CHANNELS",
    "Backbone",
    "DeepLab",
    "EfficientNetLite",
    "Features",
    "InvertedResidual",
    "Lite",
    "ResNet101",
    "SameConv",
    "build_backbone",
    "normalise",
    "sizes",
    "stages",
]
