"""Feeds every reader of files with damage and counts what is not one sentence.

python -m tests.fuzz.run [--target video ...] [--seconds 60 | --inputs 500] [--first 0]

Each target runs in a process of its own with a limit of memory; an input that takes longer than
its time, kills the process or raises anything but a UserError is a fault, named by its number:
--target video --first 4711 --inputs 1 shows it again. Exit code 1 where there was a fault.
"""

import argparse
import faulthandler
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.driven import markdown, say

ROOT = Path(__file__).resolve().parents[2]
_GIB = 2**30
_LIMIT_S = 10
"""Seconds that one input may take."""
_MEMORY = 3 * _GIB
"""Address space beyond what the process has when it begins."""
_PEAK_MB = 700
"""Memory beyond what the process has when it begins that one small file may cost."""


@dataclass
class Outcome:
    """What a target did.

    Attributes:
        inputs: How many were tried.
        faults: (number, what) of those that were no sentence.
        slowest: Seconds of the slowest input.
        peak_mb: Memory above the beginning, at most.
    """

    inputs: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)
    slowest: float = 0.0
    peak_mb: float = 0.0


def child(name: str, first: int, last: int, seconds: float) -> None:
    """Runs inputs, with a line before and after each."""
    import resource  # noqa: PLC0415 - not on Windows

    from tests.fuzz.targets import once, plain  # noqa: PLC0415 - heavy

    faulthandler.enable()
    with tempfile.TemporaryDirectory() as place, suppress(Exception):
        once(name, -1, Path(place), lambda _draw: lambda seed: seed)  # everything loaded
    size = (
        int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        * resource.getpagesize()
    )
    resource.setrlimit(resource.RLIMIT_AS, (size + _MEMORY, size + _MEMORY))
    start, end = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic() + seconds
    signal.signal(signal.SIGALRM, _too_long)
    jail = Path(tempfile.mkdtemp())
    for number in range(first, last):
        if time.monotonic() > end:
            break
        say(f"BEGIN {number}")
        began = time.monotonic()
        signal.alarm(_LIMIT_S)
        try:
            once(name, number, jail, plain)
        except Exception:  # noqa: BLE001 - that is what is looked for
            say("FAULT " + _where(traceback.format_exc()))
        signal.alarm(0)
        peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start) / 1024
        say(f"END {number} {time.monotonic() - began:.3f} {peak:.0f}")
        shutil.rmtree(jail)
        jail.mkdir()
        if peak > _PEAK_MB:
            say(f"FAULT memory: {peak:.0f} MB more than at the beginning")
            break  # a peak never falls again: a new process goes on
    shutil.rmtree(jail)


def _too_long(_number: int, _frame: object) -> None:
    raise TimeoutError(f"longer than {_LIMIT_S} s")


def _where(trace: str) -> str:
    """The error and the last of our own lines in a traceback."""
    lines = trace.strip().splitlines()
    ours = [line.strip() for line in lines if 'File "' in line and str(ROOT) in line]
    places = [
        line.replace(f"{ROOT}/", "").replace('File "', "").replace('", line ', ":") for line in ours
    ]
    return f"{lines[-1][:200]} | {' < '.join(reversed(places[-4:]))}"


def run(name: str, *, first: int = 0, inputs: int = 10**9, seconds: float = 1e9) -> Outcome:
    """Runs a target in processes of its own until it had its inputs or its time."""
    outcome, end, place = Outcome(), time.monotonic() + seconds, first
    while place < first + inputs and (left := end - time.monotonic()) > 0:
        arguments = ["--child", name, str(place), str(first + inputs), str(left)]
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.run", *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"},
        )
        reached = _listen(process, outcome, place)
        _, errors = process.communicate()
        if process.returncode and reached is not None:
            outcome.faults.append(
                (reached, f"process died with {process.returncode}: {_last(errors)}")
            )
        elif process.returncode:
            outcome.faults.append((place, f"does not even begin: {_last(errors)}"))
            break
        if reached is None:
            break
        place = reached + 1
    return outcome


def _last(errors: str) -> str:
    lines = [line for line in errors.strip().splitlines() if line.strip()]
    return " / ".join(lines[:6])[:400]


def _listen(process: subprocess.Popen[str], outcome: Outcome, first: int) -> int | None:
    """Reads what a child says; the last input that it began."""
    reached: int | None = None
    assert process.stdout is not None, "it has a pipe"
    for line in process.stdout:
        word, _, rest = line.strip().partition(" ")
        if word == "BEGIN":
            reached = int(rest)
            outcome.inputs += 1
        elif word == "FAULT":
            outcome.faults.append((first if reached is None else reached, rest))
        elif word == "END":
            _, took, peak = rest.split()
            outcome.slowest = max(outcome.slowest, float(took))
            outcome.peak_mb = max(outcome.peak_mb, float(peak))
    return reached


def main() -> int:
    """Runs the targets and prints a table."""
    if sys.argv[1:2] == ["--child"]:
        name, first, last, seconds = sys.argv[2:]
        child(name, int(first), int(last), float(seconds))
        return 0
    from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - heavy

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target", nargs="*", choices=sorted(TARGETS), default=list(TARGETS))
    parser.add_argument("--seconds", type=float, default=60.0, help="for each target")
    parser.add_argument("--inputs", type=int, default=10**9, help="for each target")
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    given = parser.parse_args()
    rows, faults = [], 0
    for name in given.target:
        found = run(name, first=given.first, inputs=given.inputs, seconds=given.seconds)
        faults += len(found.faults)
        kinds: dict[str, list[int]] = {}
        for number, what in found.faults:
            kinds.setdefault(what, []).append(number)
        for what, numbers in list(kinds.items())[:25]:
            say(f"FAULT {name} {numbers[0]} (x{len(numbers)}): {what}")
        row = (name, str(found.inputs), str(len(found.faults)))
        rows.append((*row, f"{found.slowest:.2f}", f"{found.peak_mb:.0f}"))
        say(" | ".join(rows[-1]))
    say("\n" + markdown(("target", "inputs", "faults", "slowest, s", "memory, MB"), rows))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
