"""Weights by name: found, listed with their card, kept, deleted; the shipped ones are safe."""

import subprocess
import sys
from pathlib import Path

import pytest

from sst_core.checkpoint import save_model
from sst_core.config import NAMED
from sst_core.errors import WeightsError
from sst_core.model import SST
from sst_core.weights import (
    DEFAULT,
    adopt,
    check_name,
    delete_weights,
    find_weights,
    list_weights,
    user_weights,
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setattr("sst_core.weights.user_weights", lambda: folder)
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    config = NAMED["sst-tiny"]
    save_model(tmp_path / "a.safetensors", config, SST(config).state_dict(), card={"steps": 9})
    return tmp_path / "a.safetensors"


def test_kept_weights_are_listed_with_their_card_and_can_be_deleted(home: Path, file: Path) -> None:
    kept = adopt(file, "pond 2.1")
    assert kept.read_bytes() == file.read_bytes()
    assert find_weights("pond 2.1") == kept, "a dot in a name is no suffix"
    (mine,) = [weights for weights in list_weights() if not weights.shipped]
    assert (mine.name, mine.path, mine.card) == ("pond 2.1", kept, {"steps": 9})
    delete_weights("pond 2.1")
    assert not list(home.iterdir())
    assert not find_weights("pond 2.1").exists(), "then it can only be a file"
    with pytest.raises(WeightsError, match="no weights are called"):
        find_weights("pond")


def test_shipped_weights_are_first_and_stay(home: Path, file: Path) -> None:
    assert list_weights()[0].name == DEFAULT
    assert list_weights()[0].shipped
    with pytest.raises(WeightsError, match="shipped with the program"):
        adopt(file, DEFAULT)
    with pytest.raises(WeightsError, match="shipped with the program"):
        delete_weights(DEFAULT)
    assert find_weights(DEFAULT).is_file()


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "a/b", "a\\b", ".x", "x.", "x" * 64, "a\n"]
)
def test_names_that_are_no_names(home: Path, file: Path, name: str) -> None:
    with pytest.raises(WeightsError, match="cannot be the name"):
        check_name(name)
    with pytest.raises(WeightsError):
        adopt(file, name)
    assert not home.exists()


def test_a_damaged_file_is_listed_without_a_card(home: Path) -> None:
    home.mkdir()
    (home / "bad.safetensors").write_bytes(b"\xff" * 12)
    (mine,) = [weights for weights in list_weights() if not weights.shipped]
    assert (mine.name, dict(mine.card)) == ("bad", {})


def test_what_is_missing_is_said(home: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="no such weights file"):
        adopt(tmp_path / "gone.safetensors", "x")
    with pytest.raises(WeightsError, match="no weights of yours"):
        delete_weights("gone")


def test_it_loads_without_torch() -> None:
    code = "import sys, sst_core.weights; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert user_weights().name == "weights"
