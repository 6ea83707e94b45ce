"""A configuration survives its trip through a checkpoint, and refuses what cannot be built."""

import json
from dataclasses import replace

import pytest

from sst_core.config import NAMED, SST_LITE, ModelConfig
from sst_core.errors import WeightsError


@pytest.mark.parametrize("name", sorted(NAMED))
def test_named_configurations_round_trip_through_json(name: str) -> None:
    config = NAMED[name]
    assert config.name == name
    assert ModelConfig.from_dict(json.loads(json.dumps(config.as_dict()))) == config


def test_an_unknown_field_is_named() -> None:
    with pytest.raises(WeightsError, match="colour"):
        ModelConfig.from_dict({**SST_LITE.as_dict(), "colour": 1})


def test_a_missing_field_is_named() -> None:
    values = SST_LITE.as_dict()
    del values["tau"]
    with pytest.raises(WeightsError, match="tau"):
        ModelConfig.from_dict(values)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("heads", 3),
        ("tau", 0),
        ("side", 0),
        ("pattern", "round"),
        ("backbone", "vgg"),
        ("position", "polar"),
        ("layers", "two"),
    ],
)
def test_what_no_model_can_be_built_from_is_refused(field: str, value: object) -> None:
    with pytest.raises(WeightsError):
        ModelConfig.from_dict({**SST_LITE.as_dict(), field: value})


def test_weights_from_before_the_papers_fields_still_mean_what_they_did() -> None:
    """The first shipped files were written with these fields alone."""
    written = {
        **{"name": "sst-lite", "backbone": "lite0", "channels": 128, "layers": 2, "heads": 4},
        **{"feedforward": 2, "tau": 2, "memory": 2, "memory_every": 2, "pattern": "local"},
        **{"side": 5, "position": "none", "decoder": [128, 64, 32], "short_side": 480},
    }
    meant = replace(SST_LITE, tau=2, memory=2, memory_every=2, memory_reach=0, reading_step=1)
    assert ModelConfig.from_dict(written) == meant


@pytest.mark.parametrize(
    ("field", "value"),
    [("stride", 12), ("references", "some"), ("scores", "l2"), ("head", "mlp"), ("memory", 2)],
)
def test_odd_protocols_are_refused(field: str, value: object) -> None:
    with pytest.raises(WeightsError):
        ModelConfig.from_dict({**NAMED["sst-r101"].as_dict(), field: value})
