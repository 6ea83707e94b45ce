"""What a run leaves to look at: the CSV, TensorBoard where installed, the overlay picture."""

import csv
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from sst_core.errors import OutputError
from sst_core.labels import davis_palette
from training.log import FIELDS, RunLog, write_overlay


def report(step: int) -> dict[str, float]:
    return {name: step + n / 8 for n, name in enumerate(FIELDS)} | {"step": float(step)}


def steps_of(path: Path) -> list[float]:
    with path.open(newline="") as file:
        return [float(row["step"]) for row in csv.DictReader(file)]


@pytest.fixture(autouse=True)
def _no_board(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """TensorBoard is slow to import; the one test of it asks for it."""
    if "board" not in request.node.name:
        monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)


def test_each_report_is_a_line_under_the_headings(tmp_path: Path) -> None:
    log = RunLog(tmp_path / "new" / "run", step=0)
    for step in (1, 2):
        log.add(report(step))
    log.close()
    rows = list(csv.reader(log.path.read_text().splitlines()))
    assert rows[0] == list(FIELDS)
    assert [float(value) for value in rows[2]] == pytest.approx(list(report(2).values()))


def test_a_fresh_run_starts_a_fresh_log(tmp_path: Path) -> None:
    RunLog(tmp_path, step=0).add(report(1))
    assert steps_of(RunLog(tmp_path, step=0).path) == []


def test_resuming_drops_reports_past_the_checkpoint_and_a_torn_line(tmp_path: Path) -> None:
    log = RunLog(tmp_path, step=0)
    for step in range(1, 6):
        log.add(report(step))
    with log.path.open("a") as file:
        file.write("6,0,0.1")  # the power went
    again = RunLog(tmp_path, step=3)
    again.add(report(4))
    assert steps_of(again.path) == [1, 2, 3, 4]


def test_a_lost_log_is_begun_again(tmp_path: Path) -> None:
    log = RunLog(tmp_path, step=3)
    log.add(report(4))
    assert steps_of(log.path) == [4]


def test_a_place_that_cannot_be_written_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write"):
        RunLog(tmp_path / "file", step=0)
    (tmp_path / "log.csv").mkdir()
    with pytest.raises(OutputError, match="cannot write"):
        RunLog(tmp_path, step=0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the full device of Linux")
def test_a_full_disk_is_said_in_one_sentence(tmp_path: Path) -> None:
    log = RunLog(tmp_path, step=0)
    log.path.unlink()
    log.path.symlink_to("/dev/full")
    with pytest.raises(OutputError, match="No space left"):
        log.add(report(1))


def test_tensorboard_gets_every_figure(tmp_path: Path) -> None:
    pytest.importorskip("tensorboard", reason="the extra [tensorboard] is not installed")
    log = RunLog(tmp_path, step=0)
    log.add(report(1))
    log.close()
    events = b"".join(path.read_bytes() for path in (tmp_path / "tensorboard").iterdir())
    assert all(name.encode() in events for name in FIELDS[2:])


def test_the_overlay_shows_truth_above_and_prediction_below(tmp_path: Path) -> None:
    frames = torch.full((3, 3, 8, 10), 100, dtype=torch.uint8)
    truth = torch.zeros(3, 8, 10, dtype=torch.uint8)
    predicted = truth.clone()
    truth[1, 2, 3] = 1
    predicted[2, 5, 7] = 2
    path = tmp_path / "overlays" / "1.png"
    write_overlay(path, frames, truth, predicted)
    picture = np.asarray(Image.open(path))
    assert picture.shape == (16, 30, 3)
    marked = {(int(row), int(col)) for row, col in np.argwhere((picture != 100).any(2))}
    assert marked == {(2, 13), (13, 27)}
    palette = davis_palette().reshape(-1, 3)
    assert picture[2, 13].tolist() == (50 + palette[1] // 2).tolist()
    assert picture[13, 27].tolist() == (50 + palette[2] // 2).tolist()


def test_an_overlay_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "overlays").write_text("")
    frames, maps = torch.zeros(1, 3, 4, 4, dtype=torch.uint8), torch.zeros(1, 4, 4)
    with pytest.raises(OutputError, match="cannot write"):
        write_overlay(tmp_path / "overlays" / "1.png", frames, maps, maps)
