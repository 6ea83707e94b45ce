"""EfficientNet-Lite: published widths and depths, TensorFlow padding, strides."""

import pytest
import torch
from torch.nn import functional

from sst_core.backbone import EfficientNetLite, Lite, SameConv, normalise, stages


@pytest.mark.parametrize(
    ("name", "taps", "repeats"),
    [
        ("lite0", (24, 40, 112), (1, 2, 2, 3, 3)),
        ("lite1", (24, 40, 112), (1, 3, 3, 4, 4)),
        ("lite2", (24, 48, 120), (1, 3, 3, 4, 4)),
    ],
)
def test_scaling_gives_the_published_table(
    name: Lite, taps: tuple[int, int, int], repeats: tuple[int, ...]
) -> None:
    rows = stages(name)
    assert (rows[1].channels, rows[2].channels, rows[4].channels) == taps
    assert tuple(row.repeats for row in rows) == repeats


def test_taps_have_strides_4_8_and_16() -> None:
    features = EfficientNetLite("lite0").eval()(torch.zeros(1, 3, 64, 96))
    assert [tuple(tap.shape[1:]) for tap in features] == [(24, 16, 24), (40, 8, 12), (112, 4, 6)]


@pytest.mark.parametrize("kernel", [3, 5])
def test_stride_two_pads_the_odd_pixel_right_and_below(kernel: int) -> None:
    conv = SameConv(1, 1, kernel, stride=2)
    x = torch.randn(1, 1, 8, 8)
    total = kernel - 2
    padded = functional.pad(x, (total // 2, total - total // 2) * 2)
    expected = functional.conv2d(padded, conv.weight, conv.bias, stride=2)
    torch.testing.assert_close(conv(x), expected)


def test_normalise_maps_bytes_to_the_trained_range() -> None:
    assert normalise(torch.tensor([0, 127, 255], dtype=torch.uint8)).tolist() == [
        -0.9921875,
        0.0,
        1.0,
    ]


@pytest.mark.parametrize(("stride", "width"), [(16, 112), (8, 152), (4, 176)])
def test_attention_looks_at_its_stride_and_all_coarser_ones(stride: int, width: int) -> None:
    backbone = EfficientNetLite("lite0").eval()
    features = backbone(torch.randn(1, 3, 64, 96))
    seen = backbone.at(features, stride)
    assert seen.shape == (1, width, 64 // stride, 96 // stride)
    assert backbone.width(stride) == width
