"""sst-eval interactive, speed and report from the command line, with the tiny model."""

import json
from pathlib import Path

import pytest
import torch
from PIL import Image

from sst_core.checkpoint import save_model
from sst_core.config import NAMED
from sst_core.model import SST
from training.cli.evaluate import main
from training.cli.speed import drawn_objects


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    model = SST(NAMED["sst-tiny"])
    path = tmp_path_factory.mktemp("weights") / "tiny.safetensors"
    save_model(path, model.config, model.state_dict(), card={"licence": "of a test"})
    return path


@pytest.fixture
def small(weights: Path) -> list[str]:
    """Options that keep a run small."""
    return ["--weights", str(weights), "--resolution", "48", "--device", "cpu"]


def test_interactive_prints_its_table_and_writes_figures_and_plot(
    tiny_data: tuple[Path, Path],
    small: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    figures, plot = tmp_path / "f.json", tmp_path / "p.png"
    command = ["interactive", "--gt", str(tiny_data[0]), "--rounds", "2", "--seeds", "1"]
    command += ["--policy", "suggestion", "uniform", "random", *small]
    assert main([*command, "--json", str(figures), "--plot", str(plot)]) == 0
    printed = capsys.readouterr()
    assert "suggestion - random:" in printed.out
    assert printed.err.count("all frames") == 6
    document = json.loads(figures.read_text())
    assert len(document["runs"]) == 6
    assert document["strokes"] is None
    assert len(document["runs"][0]["quality"]) == 3
    assert set(document["area"]) == {"suggestion", "uniform", "random"}
    with Image.open(plot) as image:
        assert image.size == (960, 600)


def test_interactive_paints_within_its_budget(
    tiny_data: tuple[Path, Path],
    small: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command = ["interactive", "--gt", str(tiny_data[0]), "--sequences", "seq1", "--rounds", "2"]
    command += ["--policy", "worst", "--correct", "strokes", "--strokes", "3", *small]
    assert main([*command, "--json", str(tmp_path / "f.json")]) == 0
    (run,) = json.loads((tmp_path / "f.json").read_text())["runs"]
    assert run["sequence"] == "seq1"
    assert all(1 <= count <= 3 for count in run["strokes"])
    assert "uncorrected" in capsys.readouterr().out


def test_report_is_one_file(
    tiny_data: tuple[Path, Path],
    small: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = tmp_path / "report.html"
    command = ["report", "--gt", str(tiny_data[0]), "--sequences", "seq0", *small]
    assert main([*command, "--output", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "of a test" in text
    assert str(tmp_path) not in text
    assert "1 sequences" in capsys.readouterr().out


def test_speed_names_its_parts_and_the_machine(
    tiny_data: tuple[Path, Path],
    small: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    figures = tmp_path / "s.json"
    command = ["speed", str(tiny_data[0]), "--objects", "3", *small, "--json", str(figures)]
    assert main(command) == 0
    out = capsys.readouterr().out
    assert "frames/s" in out
    assert "3 objects" in out
    assert json.loads(figures.read_text())["machine"]["device"] == "cpu"


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["interactive", "--gt", "{data}", "--rounds", "0"], "--rounds: must be at least 1."),
        (["speed", "{data}", "--threads", "0"], "--threads: must be at least 1."),
        (["interactive", "--gt", "{data}", "--plot", "{tmp}/no/p.png"], "there is no such folder"),
        (["interactive", "--gt", "{data}", "--sequences", "zebra"], "there is no sequence zebra"),
        (["report", "--gt", "{data}", "--output", "{tmp}/no/r.html"], "there is no such folder"),
        (["speed", "{tmp}/nothing.mp4"], "there is no such clip or folder"),
        (["speed", "{data}", "--frames", "3"], "fewer than 5 frames"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    command: list[str],
    sentence: str,
    tiny_data: tuple[Path, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    filled = [part.format(data=tiny_data[0], tmp=tmp_path) for part in command]
    assert main(filled) == 2
    error = capsys.readouterr().err
    assert error.startswith("sst-eval: ")
    assert sentence in error


def test_a_file_that_is_no_video_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"no video at all")
    assert main(["speed", str(path)]) == 2
    assert "this video cannot be read" in capsys.readouterr().err


def test_ellipses_stand_side_by_side() -> None:
    mask = drawn_objects((90, 160), 3)
    assert set(mask.flat) == {0, 1, 2, 3}
    assert 0.1 < (mask > 0).mean() < 0.5
