"""Weights whose header lies: a sentence, before any memory is asked for."""

import json
from pathlib import Path

import pytest
import torch

from sst_core.checkpoint import load_model, read_card, write_tensors
from sst_core.config import NAMED, ModelConfig
from sst_core.errors import WeightsError
from sst_core.model import SST


def _write(path: Path, config: object, card: str = "{}") -> Path:
    metadata = {"format": "sst-annotator", "version": "1", "config": json.dumps(config)}
    write_tensors(path, SST(NAMED["sst-tiny"]).state_dict(), {**metadata, "card": card})
    return path


@pytest.mark.parametrize("config", [None, [], "text", 7, True, 0.5])
def test_a_configuration_that_is_no_table(tmp_path: Path, config: object) -> None:
    with pytest.raises(WeightsError, match="no table"):
        load_model(_write(tmp_path / "w.safetensors", config), device="cpu")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("channels", 2**40),
        ("channels", 8192),
        ("channels", "32"),
        ("channels", 32.0),
        ("heads", 0),
        ("heads", -2),
        ("layers", 10**9),
        ("layers", True),
        ("feedforward", 10**9),
        ("tau", 10**9),
        ("decoder", [32, 16]),
        ("decoder", ["a", "b", "c"]),
        ("decoder", [10**12, 16, 8]),
        ("decoder", None),
    ],
)
def test_numbers_that_no_model_has(tmp_path: Path, field: str, value: object) -> None:
    config = {**NAMED["sst-tiny"].as_dict(), field: value}
    path = _write(tmp_path / "w.safetensors", config)
    before = torch.get_rng_state()
    with pytest.raises(WeightsError, match=r"configuration|do not fit"):
        load_model(path, device="cpu")
    assert torch.equal(before, torch.get_rng_state()), "nothing was built but on paper"


def test_every_named_configuration_is_within_the_bounds() -> None:
    for config in NAMED.values():
        assert ModelConfig.from_dict(config.as_dict()) == config


def test_a_card_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    path = _write(tmp_path / "w.safetensors", NAMED["sst-tiny"].as_dict(), card="[" * 10)
    with pytest.raises(WeightsError, match="card"):
        read_card(path)
