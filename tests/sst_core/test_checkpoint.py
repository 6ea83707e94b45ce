"""Weights files: what goes in comes out, and everything foreign is refused in one sentence."""

import json
import pickle
from pathlib import Path

import pytest
import torch

from sst_core.checkpoint import (
    find_weights,
    load_model,
    pick_device,
    read_card,
    read_tensors,
    save_model,
    write_tensors,
)
from sst_core.errors import DeviceError, OutputError, WeightsError
from sst_core.model import SST


@pytest.fixture
def saved(tmp_path: Path, tiny_model: SST) -> Path:
    path = tmp_path / "weights.safetensors"
    save_model(path, tiny_model.config, tiny_model.state_dict(), card={"licence": "research"})
    return path


def test_round_trip_in_half_precision(saved: Path, tiny_model: SST) -> None:
    model = load_model(saved, device="cpu")
    assert not model.training
    assert model.config == tiny_model.config
    assert read_card(saved) == {"licence": "research"}
    for name, value in tiny_model.state_dict().items():
        torch.testing.assert_close(model.state_dict()[name], value.half().float())


def test_files_have_the_usual_permissions(saved: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("x")
    assert saved.stat().st_mode == plain.stat().st_mode


def test_a_header_of_any_length_is_read(tmp_path: Path) -> None:
    """A header of 128 (mod 256) bytes starts the file with the first byte of a pickle."""
    path = tmp_path / "weights.safetensors"
    tensors, lengths = {"a": torch.ones(1)}, set()
    for padding in range(0, 256, 8):
        write_tensors(path, tensors, {"note": "x" * padding})
        lengths.add(path.read_bytes()[0])
        assert read_tensors(path)[1]["note"] == "x" * padding
    assert 0x80 in lengths


def test_a_pickle_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "evil.pt"
    path.write_bytes(pickle.dumps({"a": 1}))
    with pytest.raises(WeightsError, match="could run code"):
        load_model(path)
    torch.save({"a": torch.zeros(1)}, path)
    with pytest.raises(WeightsError, match="could run code"):
        load_model(path)


def test_a_truncated_file_is_refused(saved: Path) -> None:
    saved.write_bytes(saved.read_bytes()[:-100])
    with pytest.raises(WeightsError, match="damaged"):
        load_model(saved)


def test_a_file_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "foreign.safetensors"
    write_tensors(path, {"a": torch.zeros(1)}, {})
    with pytest.raises(WeightsError, match="another program"):
        load_model(path)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"version": "99"}, "version 99"),
        ({"config": "{}"}, "unknown or missing"),
        ({"config": "not json"}, "no readable configuration"),
    ],
)
def test_wrong_metadata_is_refused(saved: Path, change: dict[str, str], sentence: str) -> None:
    tensors, metadata = read_tensors(saved)
    write_tensors(saved, tensors, {**metadata, **change})
    with pytest.raises(WeightsError, match=sentence):
        load_model(saved)


def test_keys_are_strict_and_shapes_fit_the_configuration(saved: Path) -> None:
    tensors, metadata = read_tensors(saved)
    write_tensors(saved, {**tensors, "extra": torch.zeros(1)}, metadata)
    with pytest.raises(WeightsError, match="do not fit"):
        load_model(saved)
    config = {**json.loads(metadata["config"]), "channels": 64}
    write_tensors(saved, tensors, {**metadata, "config": json.dumps(config)})
    with pytest.raises(WeightsError, match="do not fit"):
        load_model(saved)


def test_values_that_are_not_numbers_are_refused(saved: Path) -> None:
    tensors, metadata = read_tensors(saved)
    tensors["slots"][0, 0] = float("nan")
    write_tensors(saved, tensors, metadata)
    with pytest.raises(WeightsError, match=r"not numbers \(slots\)"):
        load_model(saved)


def test_names_and_paths(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WeightsError, match="no such weights file"):
        load_model(tmp_path / "none.safetensors")
    with pytest.raises(WeightsError, match="no weights are called 'mine'"):
        find_weights("mine")
    monkeypatch.setattr("sst_core.weights.user_weights", lambda: tmp_path)
    saved.rename(tmp_path / "mine.safetensors")
    assert find_weights("mine") == tmp_path / "mine.safetensors"


def test_a_missing_device_is_refused() -> None:
    if torch.cuda.is_available():
        pytest.skip("there is a CUDA device here")
    with pytest.raises(DeviceError, match="no cuda device"):
        pick_device("cuda")
    assert pick_device("cpu").type == "cpu"


def test_an_unwritable_place_is_one_sentence(tmp_path: Path, tiny_model: SST) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="cannot write"):
        save_model(tmp_path / "file" / "w.safetensors", tiny_model.config, {}, card={})
