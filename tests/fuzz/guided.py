"""The same targets under a coverage-guided fuzzer, where atheris is installed.

python -m tests.fuzz.guided TARGET [-max_total_time=60 ...]

atheris is no part of the project: install it into an environment of its own that can see this
one's packages. It looks at our Python code to find inputs that take new paths; targets and limits
are those of tests.fuzz.run.
"""

import random
import shutil
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["annotator", "sst_core", "training"]):
    from tests.fuzz.targets import TARGETS, once

_ALLOWANCE = 4
"""Bytes of an input that choose what is damaged; the rest is the damage."""


def feed(name: str, jail: Path, data: bytes) -> None:
    """One input: its first bytes choose, the others replace a part of the sound file."""
    number = int.from_bytes(data[:_ALLOWANCE], "little")
    body = data[_ALLOWANCE:]

    def change(draw: random.Random) -> object:
        def replaced(seed: bytes) -> bytes:
            place = draw.randrange(min(len(seed), 4096) + 1)
            return seed[:place] + body + seed[place + len(body) :]

        return replaced

    try:
        once(name, number, jail, change)  # type: ignore[arg-type]
    finally:
        shutil.rmtree(jail / "deep", ignore_errors=True)


def main() -> None:
    """Fuzzes one target until its time is up or a fault is found."""
    name = sys.argv[1]
    if name not in TARGETS:
        sys.exit(f"there is no target {name}; there are: {', '.join(TARGETS)}")
    jail = Path(tempfile.mkdtemp())
    atheris.Setup([sys.argv[0], *sys.argv[2:]], lambda data: feed(name, jail, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
