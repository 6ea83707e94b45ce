"""ResNet-101 as torchvision has it, frozen; DeepLab's embedding at strides 4, 8 and 16."""

import pytest
import torch
from torch import nn

from sst_core.backbone import DeepLab, ResNet101
from sst_core.backbone.resnet import Bottleneck, FrozenNorm
from sst_core.errors import WeightsError
from training.pretrained import load_imagenet, load_torchvision

models = pytest.importorskip("torchvision.models")


def _theirs() -> nn.Module:
    """Torchvision's own, with normalisation as after training."""
    torch.manual_seed(0)
    model: nn.Module = models.resnet101(replace_stride_with_dilation=[False, False, True]).eval()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            assert module.running_mean is not None
            assert module.running_var is not None
            nn.init.normal_(module.running_mean, std=0.1)
            nn.init.uniform_(module.running_var, 0.5, 2.0)
            nn.init.uniform_(module.weight, 0.2, 0.6)
    return model


def test_torchvisions_weights_fit_by_name_and_give_the_same_numbers() -> None:
    theirs, ours = _theirs(), ResNet101().eval()
    load_torchvision(ours, theirs.state_dict())
    for block, dilation in zip(ours.layer4, (1, 2, 2), strict=True):  # without the multi-grid
        assert isinstance(block, Bottleneck)
        block.conv2.dilation = block.conv2.padding = (dilation, dilation)
    image = torch.randn(1, 3, 49, 64)
    with torch.no_grad():
        x = theirs.maxpool(theirs.relu(theirs.bn1(theirs.conv1(image))))
        for number, got in enumerate(ours(image), start=1):
            x = getattr(theirs, f"layer{number}")(x)
            torch.testing.assert_close(got, x, rtol=1e-3, atol=1e-3)


def test_weights_that_lack_something_are_named() -> None:
    state = _theirs().state_dict()
    del state["layer3.7.bn2.running_mean"]
    with pytest.raises(WeightsError, match=r"layer3\.7\.bn2\.running_mean"):
        load_torchvision(ResNet101(), state)


def test_without_a_network_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object, **__: object) -> None:
        raise OSError("no route to host")

    monkeypatch.setattr(models.ResNet101_Weights, "get_state_dict", unreachable)
    with pytest.raises(WeightsError, match=r"cannot be fetched from torchvision.*--init"):
        load_imagenet(DeepLab(8), "r101")


def test_the_embedding_comes_at_every_stride() -> None:
    backbone = DeepLab(24).eval()
    with torch.no_grad():
        features = backbone(backbone.normalise(torch.zeros(1, 3, 64, 96)))
    assert [tuple(tap.shape[1:]) for tap in features] == [
        (24 + 256, 16, 24),
        (512, 8, 12),
        (256, 4, 6),
    ]
    for stride in (4, 8, 16):
        assert backbone.at(features, stride).shape == (1, 24, 64 // stride, 96 // stride)
    fine = features.s4[:, :24, :2, :2].mean((2, 3))
    torch.testing.assert_close(backbone.at(features, 8)[:, :, 0, 0], fine)


def test_normalisation_stays_frozen_in_training_and_signals_stay_bounded() -> None:
    torch.manual_seed(1)
    backbone = DeepLab(8).train()
    norms = [m for m in backbone.modules() if isinstance(m, FrozenNorm)]
    assert len(norms) == 104  # as many as batch normalisations in ResNet-101
    assert not any(p.requires_grad for norm in norms for p in norm.parameters())
    with torch.no_grad():
        taps = backbone(torch.randn(1, 3, 64, 64))
    assert all(0.01 < float(tap.std()) < 30 for tap in taps)
