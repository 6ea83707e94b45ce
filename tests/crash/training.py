"""kill -9 of sst-train while it trains and writes checkpoints; each run resumes the one before."""

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import torch

from sst_core.checkpoint import load_model, read_tensors, save_model
from sst_core.config import NAMED
from sst_core.errors import UserError
from sst_core.model import SST
from training.state import FILE
from training.trainer import WEIGHTS

ROOT = Path(__file__).resolve().parents[2]
_OFTEN = """
import sys
from training import trainer
from training.cli.train import main
make = trainer.Plan
def often(**how):
    return make(**how, save_every_s=0.05)
trainer.Plan = often
sys.exit(main(sys.argv[1:]))
"""
"""The real command, but a checkpoint at nearly every step, so that deaths fall into writing."""


def kill_trainings(base: Path, runs: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Kills training; after each death state and weights load, and the next run resumes."""
    sys.path.insert(0, str(ROOT / "tests" / "training"))
    from data_worlds import vos_world  # noqa: PLC0415 - its folder is no package

    draw, counts, faults = random.Random(seed), Counter[str](), []
    base.mkdir(parents=True, exist_ok=True)
    data, output = vos_world(base / "clips"), base / "run"
    torch.manual_seed(0)
    tiny = base / "tiny.safetensors"
    save_model(tiny, NAMED["sst-tiny"], SST(NAMED["sst-tiny"]).state_dict(), card={})
    command = [sys.executable, "-c", _OFTEN, "--config", "sst-tiny", "--init", str(tiny)]
    command += ["--output", str(output), "--device", "cpu", "--workers", "0", "--steps", "100000"]
    command += ["--threads", "1", "--data", str(data)]
    reached = 0
    for run in range(runs):
        resumed = ["--resume"] if (output / FILE).exists() else []
        before = (output / FILE).stat().st_mtime_ns if resumed else 0
        victim = subprocess.Popen(
            [*command, *resumed],
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        _wait_for_a_checkpoint(output / FILE, before, victim)
        time.sleep(draw.uniform(0, 0.6))
        if victim.poll() is not None:
            said = victim.stderr.read().decode()[-300:] if victim.stderr else ""
            faults.append(f"run {run}: training ended by itself with {victim.returncode}: {said}")
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        if victim.stderr:
            victim.stderr.close()
        counts["runs"] += 1
        step, said_now = look(output, counts)
        faults += [f"run {run}: {fault}" for fault in said_now]
        if step < reached:
            faults.append(f"run {run}: went back from step {reached} to {step}")
        reached = step
    counts["steps on disk in the end"] = reached
    return counts, faults


def look(output: Path, counts: Counter[str]) -> tuple[int, list[str]]:
    """Loads state and weights; the step that the state stands at, and faults."""
    faults, step = [], 0
    parts = list(output.rglob("*.part")) if output.exists() else []
    counts["deaths that left a temporary file"] += bool(parts)
    try:
        if (output / FILE).exists():
            step = json.loads(read_tensors(output / FILE)[1]["position"])["step"]
            counts["states that load"] += 1
        if (output / WEIGHTS).exists():
            load_model(output / WEIGHTS, device="cpu")
            counts["weights that load"] += 1
    except (UserError, ValueError) as error:
        faults.append(str(error))
    log = output / "log.csv"
    if log.exists():
        with log.open(encoding="utf-8", newline="") as file:
            steps = [row["step"] for row in csv.DictReader(file) if row["step"]]
        if steps and int(steps[-1]) < step:
            faults.append(f"the log ends at {steps[-1]}, the state at {step}")
    return step, faults


def _wait_for_a_checkpoint(file: Path, before: int, victim: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while victim.poll() is None and time.monotonic() < end:
        if file.exists() and file.stat().st_mtime_ns != before:
            return
        time.sleep(0.02)
