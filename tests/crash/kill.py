"""kill -9 of window, engine and training at random moments: counts what is lost, finds faults.

python -m tests.crash.kill --target window|engine|training [--runs 100] [--seed 0]

Exit code 1 where a run left a fault. Every run is one process and one death; the next one goes on
with what it left.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import torch

from annotator.project import open_project
from sst_core.checkpoint import save_model
from sst_core.config import NAMED
from sst_core.model import SST
from tests.bench.clips import write_clip
from tests.bench.driven import markdown, say
from tests.crash import training
from tests.crash.journal import fingerprint, read_witness
from tests.crash.verify import integrity, look

ROOT = Path(__file__).resolve().parents[2]
_FRESH = 12
"""After so many deaths a new project begins."""


def stock(folder: Path, frames: int = 24) -> None:
    """A small clip and a model of test size, for the victims."""
    folder.mkdir(parents=True, exist_ok=True)
    write_clip(folder / "clip.mp4", (192, 256), frames, keyframe=8)
    torch.manual_seed(3)
    weights = SST(NAMED["sst-tiny"]).state_dict()
    save_model(folder / "tiny.safetensors", NAMED["sst-tiny"], weights, card={})


def begin(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Starts a victim, at home in its own folder."""
    home = {
        f"XDG_{name}_HOME": str(folder / ".home" / name) for name in ("DATA", "CONFIG", "CACHE")
    }
    home["SST_LOGS"] = str(folder / ".home" / "logs")
    return subprocess.Popen(
        [sys.executable, "-m", "tests.crash.victim", str(folder), *arguments],
        cwd=ROOT,
        env={**os.environ, **home, "QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def outlives(pids: frozenset[int], seconds: float = 40.0) -> list[str]:
    """Engine processes that live on after their window died."""
    end = time.monotonic() + seconds
    alive = set(pids)
    while alive and time.monotonic() < end:
        alive = {pid for pid in alive if "sst-engine" in _name(pid) or "spawn_main" in _name(pid)}
        time.sleep(0.02)
    return [f"engine {pid} outlived its window" for pid in sorted(alive)]


def _name(pid: int) -> str:
    try:
        text = Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "" if state.rpartition(")")[2].split()[0] == "Z" else text


def kill_windows(base: Path, runs: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Kills the window: a third anywhere from the start, the rest once it is at work."""
    draw, counts, faults = random.Random(seed), Counter[str](), []
    folder = base / "0"
    for run in range(runs):
        if run % _FRESH == 0:
            folder = base / str(run)
            stock(folder)
        journal = folder / "journal.txt"
        journal.unlink(missing_ok=True)
        victim = begin(folder, "--seed", str(seed + run))
        _wait_for_the_moment(journal, victim, draw)
        if victim.poll() is not None:
            faults.append(f"run {run}: the window ended by itself with {victim.returncode}")
        victim.kill()
        victim.wait()
        witness = read_witness(journal)
        found = look(folder, witness)
        counts["runs"] += 1
        counts[f"killed while: {witness.doing}"] += 1
        counts["groups stored in all"] += witness.stored
        counts["deaths with a group being stored"] += witness.in_hand
        counts["of these, the group was in the file"] += bool(found.hand_stored)
        counts["most groups in memory only at a death"] = max(
            counts["most groups in memory only at a death"], found.lost
        )
        counts["exports looked at"] += found.exports
        said = found.faults + outlives(witness.engines)
        faults += [f"run {run} ({witness.doing}): {fault}" for fault in said]
        shutil.rmtree(folder / "out", ignore_errors=True)
    return counts, faults


def _wait_for_the_moment(
    journal: Path, victim: subprocess.Popen[bytes], draw: random.Random
) -> None:
    """Anywhere from the start; or at work; or, aimed at, while a group is being stored."""
    if (kind := draw.random()) < 0.2:
        time.sleep(draw.uniform(0.2, 4.0))
        return
    _until(lambda: b'"up"' in _bytes(journal), victim, 60)
    time.sleep(draw.uniform(0, 1.2))
    if kind < 0.6:
        end = time.monotonic() + 10
        while b'"in hand"' not in _tail(journal) and time.monotonic() < end:
            pass


def _tail(path: Path) -> bytes:
    """The last line, or what is there of it."""
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - 300))
        return file.read().rstrip(b"\n").rpartition(b"\n")[2]


def kill_engines(base: Path, runs: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Kills the engine of a living window, in one window after another."""
    counts, faults = Counter[str](), []
    for first in range(0, runs, _FRESH):
        folder, most = base / str(first), min(_FRESH, runs - first)
        stock(folder)
        victim = begin(folder, "--seed", str(seed + first), "--engines", str(most))
        code = victim.wait(60 + 60 * most)
        lines = (folder / "journal.txt").read_text(encoding="utf-8").splitlines()
        deaths = [line for line in lines if '"what": "killed"' in line]
        counts["runs"] += len(deaths)
        counts["in the middle of a propagation"] += sum('"running": true' in one for one in deaths)
        counts["told in one sentence"] += sum('"told": ""' not in one for one in deaths)
        counts["frames finished before, all kept"] += sum('"kept": true' in one for one in deaths)
        if code or len(deaths) != most or '"closed"' not in lines[-1]:
            faults.append(f"window {first}: ended with {code} after {len(deaths)} deaths")
        faults += [f"window {first}: {one}" for one in deaths if '"kept": false' in one]
        faults += [f"window {first}: {fault}" for fault in integrity(folder / "clip.sst")]
        state = read_witness(folder / "journal.txt").states[-1]
        with open_project(folder / "clip.sst") as project:
            if fingerprint(project.document) != state:
                faults.append(f"window {first}: the project is not as it was shown")
    return counts, faults


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _until(condition: Callable[[], bool], victim: subprocess.Popen[bytes], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition() and victim.poll() is None and time.monotonic() < end:
        time.sleep(0.02)


TARGETS = {"window": kill_windows, "engine": kill_engines, "training": training.kill_trainings}


def main() -> int:
    """Kills, looks, and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target", choices=sorted(TARGETS), default="window")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="keep what the deaths left here")
    given = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        counts, faults = TARGETS[given.target](given.folder or Path(place), given.runs, given.seed)
    rows = [(name, str(count)) for name, count in counts.items()]
    rows += [("faults", str(len(faults))), ("seconds", f"{time.monotonic() - began:.0f}")]
    say(f"\nkill -9 of the {given.target}\n")
    say(markdown(("what", "count"), rows))
    for fault in faults:
        say(f"FAULT {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
