"""Sizes that are known without building agree with what is built."""

import pytest
import torch

from sst_core.backbone import build_backbone, sizes
from sst_core.config import NAMED
from sst_core.footprint import footprint


@pytest.mark.parametrize("name", ["sst-lite", "sst-tiny", "sst-r101"])
def test_channels_of_the_features(name: str) -> None:
    config = NAMED[name]
    with torch.device("meta"):
        backbone = build_backbone(config)
    assert sizes(config)[1] == backbone.channels
    features = backbone(torch.zeros(1, 3, 64, 96, device="meta"))
    assert tuple(tap.shape[1] for tap in features) == backbone.channels
    with torch.device("meta"):
        assert backbone.at(features, config.stride).shape[1] == backbone.width(config.stride)


def test_the_papers_model_is_forecast_to_take_more() -> None:
    small, large = (
        footprint(NAMED[name], (480, 854), short_side=480, objects=1)
        for name in ("sst-lite", "sst-r101")
    )
    assert large.engine > small.engine
    assert large.per_object > 4 * small.per_object
    assert large.per_frame > 4 * small.per_frame
