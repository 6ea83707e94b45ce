"""sst-eval table, macs and explain from the command line."""

import json
from pathlib import Path

import pytest
import torch
from data_worlds import vos_world
from PIL import Image

from sst_core.checkpoint import save_model
from sst_core.config import NAMED
from sst_core.model import SST
from training.cli.evaluate import main
from training.tables.paper import ABLATIONS, SCALES

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection with a split to train on and one to judge by."""
    root = vos_world(tmp_path_factory.mktemp("tables") / "clips")
    names = sorted(path.name for path in (root / "JPEGImages" / "480p").iterdir())
    lists = root / "ImageSets" / "480p"
    lists.mkdir(parents=True, exist_ok=True)
    (lists / "train.txt").write_text("\n".join(names[1:]) + "\n", encoding="utf-8")
    (lists / "dev.txt").write_text(names[0] + "\n", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("weights") / "tiny.safetensors"
    save_model(path, NAMED["sst-tiny"], SST(NAMED["sst-tiny"]).state_dict(), card={})
    return path


@pytest.fixture
def command(root: Path, weights: Path, tmp_path: Path) -> list[str]:
    return [
        *("table", "5", "--data", str(root), "--output", str(tmp_path / "out")),
        *("--backbone", str(weights), "--steps", "2", "--seeds", "0", "--resolution", "48"),
        *("--workers", "0", "--device", "cpu", "--threads", "1"),
    ]


def test_every_variant_of_every_table_is_a_named_configuration() -> None:
    for base in SCALES.values():
        for ablation in ABLATIONS.values():
            names = [f"{base}-{row.suffix}" if row.suffix else base for row in ablation.rows]
            assert set(names) <= set(NAMED)
            config = NAMED[base]
            assert (config.references, config.scores) == ("slice", "raw")


def test_a_table_stops_goes_on_and_is_not_run_twice(
    command: list[str], tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main([*command, "--budget", "0.00001"]) == 0
    assert "The time is up; the same command goes on." in capsys.readouterr().out
    assert main(command) == 0
    shown = capsys.readouterr()
    assert "tau = 3 > tau = 2:" in shown.out
    assert "The time is up" not in shown.out
    document = json.loads((tmp_path / "out" / "table-5.json").read_text(encoding="utf-8"))
    assert [len(row["runs"]) for row in document["rows"]] == [1, 1, 1]
    assert (tmp_path / "out" / "table-5.csv").read_text(encoding="utf-8").count("\n") == 4

    def never(*_: object, **__: object) -> None:
        raise AssertionError("trained twice")

    monkeypatch.setattr("training.tables.runs.Trainer", never)
    assert main(command) == 0
    assert capsys.readouterr().out == shown.out


def test_bad_input_is_one_sentence(command: list[str], tmp_path: Path, capsys: Capture) -> None:
    score = tmp_path / "out" / "runs" / "sst-lite-paper-tau-1-2-seed0" / "score.json"
    score.parent.mkdir(parents=True)
    score.write_text("{}", encoding="utf-8")
    for words, said in (
        (command, "this is no score of a run"),
        (["table", "4"], "--data: no collection is given"),
        ([*command, "--split", "nowhere"], "nowhere"),
        (["macs", "--config", "sst-huge"], "sst-huge: there is no such configuration"),
    ):
        assert main(words) == 2
        shown = capsys.readouterr().err
        assert said in shown
        assert shown.count("\n") == 1


def test_tables_of_benchmarks_say_what_is_missing(root: Path, capsys: Capture) -> None:
    assert main(["table", "3", "--data", str(root)]) == 0
    assert "is not DAVIS 2017, it lacks" in capsys.readouterr().out
    assert main(["table", "2", "--data", str(root)]) == 0
    assert "holds no YouTube-VOS validation set" in capsys.readouterr().out


def test_table_3_has_a_row_of_ours_where_the_data_is(
    root: Path, weights: Path, capsys: Capture
) -> None:
    listed = root / "ImageSets" / "2017" / "val.txt"
    listed.parent.mkdir(exist_ok=True)
    listed.write_text((root / "ImageSets" / "480p" / "dev.txt").read_text(), encoding="utf-8")
    small = ["--weights", str(weights), "--resolution", "32", "--scales", "1", "1.5", "--flip"]
    try:
        assert main(["table", "3", "--data", str(root), *small, "--device", "cpu"]) == 0
    finally:
        listed.unlink()
    assert f"ours, {weights}" in capsys.readouterr().out


def test_multiply_accumulates_are_printed(capsys: Capture) -> None:
    assert main(["macs", "--config", "sst-tiny", "--size", "48", "64"]) == 0
    assert "sst-tiny" in capsys.readouterr().out
    assert main(["table", "1"]) == 0
    shown = capsys.readouterr().out
    assert "not reproducible from the published description" in shown
    assert "SST (Grid)            0.32        0.95" in shown


def test_explain_draws_routes_and_affinity(
    root: Path, weights: Path, tmp_path: Path, capsys: Capture
) -> None:
    clip = next((root / "JPEGImages" / "480p").iterdir())
    masks = root / "Annotations" / "480p" / clip.name
    words = ["explain", str(clip), "--masks", str(masks), "--frame", "2", "--weights", str(weights)]
    words += ["--output", str(tmp_path / "pictures"), "--resolution", "96", "--device", "cpu"]
    assert main([*words, "--pixel", "40", "50"]) == 0
    for name in ("routes-grid", "routes-local", "affinity"):
        with Image.open(tmp_path / "pictures" / f"{name}.png") as picture:
            assert picture.width == 1526
    assert main([*words, "--pixel", "400", "50"]) == 2
    assert "--pixel: the frame has 120 rows" in capsys.readouterr().err
    assert main([*words[:1], str(tmp_path / "none.mp4"), *words[2:], "--pixel", "1", "1"]) == 2
