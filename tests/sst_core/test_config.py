"""A configuration survives its trip through a checkpoint, and refuses what cannot be built."""

import json

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
