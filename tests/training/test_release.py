"""Shipped weights carry their card, and none ships without licence, data and metrics."""

import json
from pathlib import Path

import pytest
import torch

from sst_core.checkpoint import load_model, read_card, save_model
from sst_core.config import NAMED
from sst_core.model import SST
from training.release import main

CARD = {"licence": "research use", "data": ["ours"], "metrics": {"J&F": 0.5}}


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    model = SST(NAMED["sst-tiny"])
    save_model(tmp_path / "w.safetensors", model.config, model.state_dict(), card={"steps": 3})
    return tmp_path / "w.safetensors"


def test_the_card_goes_inside_and_the_weights_stay(weights: Path, tmp_path: Path) -> None:
    (tmp_path / "card.json").write_text(json.dumps(CARD))
    output = tmp_path / "out" / "sst-tiny.safetensors"
    assert main([str(weights), str(tmp_path / "card.json"), str(output)]) == 0
    assert read_card(output) == {"steps": 3, **CARD}
    before, after = load_model(weights, device="cpu"), load_model(output, device="cpu")
    for name, value in before.state_dict().items():
        torch.testing.assert_close(after.state_dict()[name], value, atol=0, rtol=0)


@pytest.mark.parametrize("text", ["{}", "not json", '{"licence": "x", "data": "y"}', "[]"])
def test_a_card_that_says_too_little_is_refused(
    text: str, weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "card.json").write_text(text)
    output = tmp_path / "out.safetensors"
    assert main([str(weights), str(tmp_path / "card.json"), str(output)]) == 2
    assert not output.exists()
    assert "card.json" in capsys.readouterr().err
