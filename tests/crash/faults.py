"""Full disks, drives that stall, files that change, clocks that jump, sleep: one outcome each.

python -m tests.crash.faults [--scene NAME ...]

As root, on Linux, drives are real small ones (tmpfs); without, those scenes are left out. Stalling
needs FUSE and the package mfusepy (SST_MFUSEPY names its folder), jumps of the clock libfaketime.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob
from pathlib import Path

from tests.bench.driven import markdown, say
from tests.crash.kill import ROOT, stock
from tests.crash.scenes import SCENES

_DRIVES = {"full_disk": "3m", "read_only_folder": "16m"}
_STALLING = {
    *("stalled_drive", "opening_on_a_stalled_drive", "closing_on_a_stalled_drive"),
    *("leaving_a_stalled_drive", "drive_turns_read_only"),
}


@contextmanager
def _drive(size: str, folder: Path) -> Iterator[Path]:
    """A real drive of this size."""
    place = folder / "drive"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


@contextmanager
def _stalling_drive(folder: Path) -> Iterator[Path]:
    """A drive that stalls while real/.stall exists."""
    real, place = folder / "real", folder / "drive"
    real.mkdir()
    place.mkdir()
    library = os.environ["SST_MFUSEPY"]
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.crash.stalling", str(real), str(place)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": library},
    )
    end = time.monotonic() + 20
    while not os.path.ismount(place) and time.monotonic() < end:
        time.sleep(0.05)
    try:
        yield place
    finally:
        (real / ".stall").unlink(missing_ok=True)
        subprocess.run(["umount", "-l", str(place)], check=False)
        server.terminate()
        server.wait()


def _why_not(name: str) -> str:
    """Why a scene cannot be played here."""
    if (name in _DRIVES or name in _STALLING) and (sys.platform != "linux" or os.geteuid()):
        return "needs root on Linux, to mount a drive"
    if name in _STALLING and "SST_MFUSEPY" not in os.environ:
        return "needs mfusepy: pip install it somewhere, and name the folder in SST_MFUSEPY"
    if name == "clock_jumps" and not _faketime():
        return "needs libfaketime"
    return ""


def _faketime() -> str:
    found = glob("/usr/lib/*/faketime/libfaketime.so.1")  # noqa: PTH207
    return found[0] if found else ""


def play(name: str, folder: Path) -> dict[str, object]:
    """Plays a scene in a process of its own; what it says, or how it ended."""
    if why := _why_not(name):
        return {"words": why, "faults": [], "left out": True}
    if name in _DRIVES:
        with _drive(_DRIVES[name], folder) as place:
            return _run(name, place, {})
    if name in _STALLING:
        with _stalling_drive(folder) as place:
            return _run(name, place, {})
    more = {}
    if name == "clock_jumps":
        (folder / "clock").write_text("+0")
        more = {
            "LD_PRELOAD": _faketime(),
            "FAKETIME_TIMESTAMP_FILE": str(folder / "clock"),
            "FAKETIME_NO_CACHE": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }
    return _run(name, folder, more)


def _run(name: str, folder: Path, more: dict[str, str]) -> dict[str, object]:
    stock(folder, 500 if name in _STALLING else 24)
    home = {f"XDG_{one}_HOME": str(folder / one) for one in ("DATA", "CONFIG", "CACHE")}
    if name in _DRIVES or name in _STALLING:
        home = {}
    with tempfile.TemporaryDirectory() as logs:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "tests.crash.scenes", name, str(folder)],
                cwd=ROOT,
                env={
                    **os.environ,
                    **home,
                    **more,
                    "SST_LOGS": logs,
                    "QT_QPA_PLATFORM": "offscreen",
                },
                capture_output=True,
                text=True,
                timeout=400,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"words": "", "faults": ["hung"]}
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        last = " / ".join(done.stderr.strip().splitlines()[-6:])
        return {"words": "", "faults": [f"ended with {done.returncode}: {last}"]}
    found: dict[str, object] = json.loads(lines[-1])
    return found


def main() -> int:
    """Plays the scenes and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scene", nargs="*", choices=list(SCENES), default=list(SCENES))
    given = parser.parse_args()
    rows, bad = [], 0
    for name in given.scene:
        with tempfile.TemporaryDirectory() as place:
            found = play(name, Path(place))
        faults = found["faults"]
        assert isinstance(faults, list), "a scene lists its faults"
        bad += len(faults)
        verdict = "left out" if found.get("left out") else "; ".join(faults) or "good"
        rows.append((name.replace("_", " "), str(found["words"]), verdict))
        say(" | ".join(rows[-1]))
    say("\n" + markdown(("fault", "outcome", "verdict"), rows))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
