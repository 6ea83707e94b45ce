"""A newcomer's way from a clone to exported masks, timed: python packaging/check_newcomer.py.

Clones this repository into an empty folder, runs the README's first command there with an empty
home, and does with mouse and keys what the README and the tour say: a box around a fish, track,
export. Needs what `check_bundle.py` needs, on Linux, and the package registry.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from check_bundle import (
    FRAMES,
    CheckError,
    box_fish,
    display,
    keep_picture,
    maps,
    press,
    wait,
    xdotool,
)

ROOT = Path(__file__).resolve().parent.parent
_PROJECT = "sample/sample.sst"


def main(argv: Sequence[str] | None = None) -> int:
    """Walks the way; 0 where it leads to masks."""
    parser = argparse.ArgumentParser(prog="check_newcomer.py", description="A newcomer's way.")
    parser.add_argument("--clone", type=Path, help="one that is there, set up or not")
    parser.add_argument("--picture", type=Path, default=Path("newcomer.png"), help="of the end")
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="sst-newcomer-") as name:
        try:
            walk(Path(name), arguments.clone, arguments.picture.absolute())
        except CheckError as error:
            print(f"check_newcomer.py: {error}", file=sys.stderr)
            return 1
    return 0


def walk(place: Path, clone: Path | None, picture: Path) -> None:
    """From nothing to masks in the home of somebody new.

    Raises:
        CheckError: It leads nowhere.
    """
    begin = time.monotonic()
    if clone is None:
        clone = place / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        tell(begin, "cloned")
    home = place / "home"
    home.mkdir()
    with display() as number:
        environment = {**os.environ, "HOME": str(home), "DISPLAY": number}
        environment.pop("QT_QPA_PLATFORM", None)
        line = [shutil.which("python3") or "python3", "packaging/run.py", "app"]
        with subprocess.Popen(line, cwd=clone, env=environment) as process:
            try:
                use(number, home, picture, begin)
                press(number, "ctrl+q")
                wait(lambda: process.poll() is not None, 30, "the window did not close")
            finally:
                process.kill()


def use(number: str, home: Path, picture: Path, begin: float) -> None:
    """What a newcomer does in the window."""
    wait(lambda: xdotool(number, "search", "--name", "sample.mp4"), 1200, "no window came")
    tell(begin, "window with the sample")
    window = xdotool(number, "search", "--name", "sample.mp4").split()[-1]
    xdotool(number, "windowmove", window, "0", "0")
    xdotool(number, "windowfocus", window)
    time.sleep(3)  # a newcomer looks first
    project = next(iter(home.rglob(_PROJECT)), home / _PROJECT)
    box_fish(number)
    wait(lambda: maps(project) > 0, 120, "no mask came of the box")
    tell(begin, "first mask")
    press(number, "f")
    wait(lambda: maps(project) == FRAMES, 600, "not all frames were tracked")
    tell(begin, f"{FRAMES} frames have masks")
    press(number, "ctrl+e")
    wait(lambda: xdotool(number, "search", "--name", "^Export$"), 20, "no export dialog came")
    dialog = xdotool(number, "search", "--name", "^Export$").split()[-1]
    xdotool(number, "windowfocus", dialog)  # what a window manager does
    press(number, "Return")
    wait(lambda: len(exported(home)) == FRAMES, 60, "the masks were not exported")
    tell(begin, f"{FRAMES} masks exported to {exported(home)[0].parent.relative_to(home)}")
    keep_picture(number, picture)
    press(number, "Escape")
    xdotool(number, "windowfocus", window)


def exported(home: Path) -> list[Path]:
    """The masks under a home, DAVIS' way."""
    return sorted(home.rglob("Annotations/**/*.png"))


def tell(begin: float, what: str) -> None:
    """Prints what was reached, and when."""
    print(f"{time.monotonic() - begin:7.1f} s  {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
