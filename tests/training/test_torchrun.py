"""sst-train in two processes of torchrun over gloo: the loss curve of one, and how they end."""

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from sst_core.checkpoint import read_tensors, save_model
from sst_core.config import NAMED
from sst_core.model import SST

ROOT = Path(__file__).resolve().parents[2]
COMMAND = str(Path(__file__).with_name("two_processes.py"))
RECIPE = """
model = "sst-tiny"
warmup = 2
rate = 1e-3
forget = 0.3
two_references = 0.5
stages = [
    {steps = 2, batch = 3, frames = 4, crop = 48, short_side = [48, 64]},
    {steps = STEPS, batch = 4, frames = 3, crop = 48, short_side = [48, 64]},
]
"""


@pytest.fixture
def command(tiny_data: tuple[Path, Path], tmp_path: Path) -> list[str]:
    """The options that all runs share."""
    torch.manual_seed(0)
    weights = SST(NAMED["sst-tiny"]).state_dict()
    save_model(tmp_path / "i.safetensors", NAMED["sst-tiny"], weights, card={})
    (tmp_path / "recipe.toml").write_text(RECIPE.replace("STEPS", "4"))
    data = ["--data", *map(str, tiny_data), "--init", str(tmp_path / "i.safetensors")]
    return [*data, "--config", str(tmp_path / "recipe.toml"), "--device", "cpu", "--workers", "0"]


def begin(processes: int, options: Sequence[str]) -> subprocess.Popen[str]:
    """Starts sst-train, under torchrun where there is more than one process."""
    launcher = ["-m", "torch.distributed.run", "--nproc-per-node", str(processes)]
    launcher += ["--master-port", "0", "--rdzv-backend", "c10d", "--rdzv-endpoint", "localhost:0"]
    words = [sys.executable, *(launcher if processes > 1 else []), COMMAND, *options]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    return subprocess.Popen(words, env=environment, cwd=ROOT, text=True, stdout=pipe, stderr=pipe)


def train(processes: int, options: Sequence[str]) -> tuple[int, str]:
    """Runs sst-train to its end: exit code, and all that was printed."""
    process = begin(processes, options)
    out, err = process.communicate(timeout=900)
    return process.returncode, out + err


def curve(folder: Path) -> list[tuple[float, float]]:
    """(loss, norm of the gradient) of every step."""
    with (folder / "log.csv").open(newline="") as file:
        return [(float(row["loss"]), float(row["grad_norm"])) for row in csv.DictReader(file)]


def wait_for(process: subprocess.Popen[str], file: Path, lines: int) -> None:
    """Waits until a file has so many lines."""
    limit = time.monotonic() + 600
    while not file.exists() or len(file.read_text().splitlines()) < lines:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < limit
        time.sleep(0.05)


def test_two_processes_take_the_steps_of_one_and_one_goes_on(
    command: list[str], tmp_path: Path
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    assert train(1, [*command, "--output", str(one)])[0] == 0
    code, printed = train(2, [*command, "--output", str(two), "--time-budget", "0.0001"])
    assert code == 0, printed
    assert printed.count("time is up; go on with --resume: 1 steps") == 1
    code, printed = train(2, [*command, "--output", str(two), "--resume", "--steps", "6"])
    assert code == 0, printed
    assert len(curve(two)) == 6
    for step, (single, double) in enumerate(zip(curve(one), curve(two), strict=True)):
        assert double == pytest.approx(single, rel=1e-4), step
    ours, theirs = (read_tensors(folder / "weights.safetensors")[0] for folder in (one, two))
    for name, value in ours.items():
        torch.testing.assert_close(theirs[name].float(), value.float(), rtol=1e-2, atol=1e-3)


def test_a_stopped_run_of_two_is_resumed_by_one(command: list[str], tmp_path: Path) -> None:
    """Ctrl+C reaches both through torchrun; they agree on the step, and the state is whole."""
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(RECIPE.replace("STEPS", "400"))
    run = tmp_path / "run"
    process = begin(2, [*command, "--output", str(run)])
    wait_for(process, run / "log.csv", 4)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=600)
    assert err.count("sst-train: stopped; finished steps are kept") == 1
    done = len(curve(run))
    assert 3 <= done < 402
    code, printed = train(
        1, [*command, "--output", str(run), "--resume", "--time-budget", "0.0001"]
    )
    assert code == 0, printed
    assert f"go on with --resume: {done + 1} steps" in printed


def test_a_process_that_dies_ends_the_other_with_a_sentence(
    command: list[str], tmp_path: Path
) -> None:
    (tmp_path / "recipe.toml").write_text(RECIPE.replace("STEPS", "400"))
    run = tmp_path / "run"
    process = begin(2, [*command, "--output", str(run)])
    wait_for(process, run / "log.csv", 3)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        process.terminate()
        process.communicate()
        pytest.skip("this system does not say which processes belong together")
    victim = next(
        pid
        for pid in children.read_text().split()
        if b"\0RANK=1\0" in Path(f"/proc/{pid}/environ").read_bytes()
    )
    os.kill(int(victim), signal.SIGKILL)
    _, err = process.communicate(timeout=600)
    assert "sst-train (process 0 of 2): another process of this run has ended." in err
    assert process.returncode == 1
    assert (run / "state.safetensors").exists()


def test_what_all_of_them_would_refuse_is_said_once(command: list[str], tmp_path: Path) -> None:
    code, printed = train(2, [*command, "--output", str(tmp_path / "x"), "--accumulate", "2"])
    assert code == 1  # that of torchrun; both processes end with 2
    said = [line for line in printed.splitlines() if line.startswith("sst-train")]
    assert len(said) == 1
    assert "cannot be shared by 2 processes in 2 rounds" in said[0]
    assert not (tmp_path / "x").exists()
