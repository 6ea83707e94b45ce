"""Runs a Linux bundle as a user would, on a machine without Python: python check_bundle.py FOLDER.

The commands run from an empty folder with an empty PATH; then the window is opened on a display of
its own (Xvfb), a mask is drawn and tracked with mouse and keys (xdotool), and a picture of it is
kept. Standard library only; Xvfb, xdotool and import (ImageMagick) have to be there.
"""

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

COMMANDS = ("sst-annotator", "sst-propagate", "sst-export", "sst-train", "sst-eval")
FRAMES = 72
RESOLUTION = "240"
"""Short side of what the model sees: small, since this is about packaging, not about quality."""
FOREIGN = ("torchvision", "libcuda", "libcudart", "libcublas", "triton", "tensorboard")
_TOOLS = ("Xvfb", "xdotool", "import")
_SIZE = "1280x860x24"
_FISH = ((140, 382), (445, 590))
"""Corners of a box around a fish of the sample, on the display."""


class CheckError(Exception):
    """Something is not as it should be; the message says what."""


def main(argv: Sequence[str] | None = None) -> int:
    """Checks a bundle; 0 where all is well."""
    parser = argparse.ArgumentParser(prog="check_bundle.py", description="Runs a bundle.")
    parser.add_argument("folder", type=Path, help="with sst-annotator and _internal in it")
    parser.add_argument("--train", action="store_true", help="also take two steps of training")
    parser.add_argument("--picture", type=Path, default=Path("bundle.png"), help="of the window")
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="sst-bundle-") as name:
        bundle = Bundle(arguments.folder.resolve(), Path(name))
        try:
            check_commands(bundle)
            check_shell(bundle)
            check_window(bundle, arguments.picture.absolute())
            if arguments.train:
                check_training(bundle)
        except CheckError as error:
            print(f"check_bundle.py: {error}", file=sys.stderr)
            return 1
    return 0


class Bundle:
    """A bundle and an empty place to use it in.

    Args:
        folder: The bundle.
        place: An empty folder; home, caches and settings are in it too.
    """

    def __init__(self, folder: Path, place: Path) -> None:
        self.folder = folder
        self.work, self.home = place / "work", place / "home"
        self.work.mkdir()
        (self.home / "empty").mkdir(parents=True)
        self.sample = folder / "_internal" / "resources" / "sample"
        settings = self.home / "settings.json"
        settings.write_text(json.dumps({"resolution": int(RESOLUTION)}), encoding="utf-8")
        # Nothing of this machine's Python, and no program at all by name.
        self.environment = {
            "PATH": str(self.home / "empty"),
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "SST_SETTINGS": str(settings),
        }

    def run(self, name: str, *words: str | Path, **more: str) -> str:
        """Runs a command to its end; what it printed.

        Raises:
            CheckError: It failed.
        """
        line = [str(self.folder / name), *map(str, words)]
        begin = time.monotonic()
        done = subprocess.run(
            line,
            cwd=self.work,
            env=self.environment | more,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CheckError(f"{name} ended with {done.returncode}:\n{done.stderr[-2000:]}")
        print(
            f"{name} {' '.join(map(str, words[:1]))}: {time.monotonic() - begin:.1f} s", flush=True
        )
        return done.stdout


def check_commands(bundle: Bundle) -> None:
    """All five answer --help."""
    for name in COMMANDS:
        if f"usage: {name} " not in bundle.run(name, "--help"):
            raise CheckError(f"{name} --help says nothing about {name}")


def check_shell(bundle: Bundle) -> None:
    """From a clip and a mask to masks and their score."""
    shutil.copy(bundle.sample / "clip.mp4", bundle.work)
    first, masks = bundle.sample / "masks" / "00000.png", "masks"
    line = ("clip.mp4", "--masks", first, "--output", masks, "--resolution", RESOLUTION)
    bundle.run("sst-propagate", *line)
    said = bundle.run("sst-eval", "masks", "--gt", bundle.sample / "truth", "--pred", masks)
    print("\n".join(f"    {text}" for text in said.splitlines()))
    count = len(list((bundle.work / masks).glob("*.png")))
    if count != FRAMES:
        raise CheckError(f"sst-propagate wrote {count} masks for {FRAMES} frames")


def check_window(bundle: Bundle, picture: Path) -> None:
    """Opens the clip, draws with the mouse, tracks, and exports what was tracked.

    Raises:
        CheckError: It did not come so far, or a process loaded what does not belong there.
    """
    missing = [name for name in _TOOLS if shutil.which(name) is None]
    if missing:
        raise CheckError(f"the window cannot be checked without {', '.join(missing)}")
    clip, project = bundle.work / "pond.mp4", bundle.work / "pond.sst"
    shutil.copy(bundle.sample / "clip.mp4", clip)
    with display() as number:
        environment = bundle.environment | {"DISPLAY": number, "QT_QPA_PLATFORM": "xcb"}
        line = [str(bundle.folder / "sst-annotator"), str(clip)]
        begin = time.monotonic()
        with subprocess.Popen(line, cwd=bundle.work, env=environment) as process:
            try:
                use_window(number, project, picture, begin)
                check_processes(process.pid)
                press(number, "ctrl+q")
                wait(lambda: process.poll() is not None, 30, "the window did not close")
            finally:
                process.kill()
        if process.returncode:
            raise CheckError(f"the window ended with {process.returncode}")
    bundle.run("sst-export", project, "--format", "davis", "--output", "exported")
    count = len(list((bundle.work / "exported").rglob("Annotations/**/*.png")))
    if count != FRAMES:
        raise CheckError(f"sst-export wrote {count} masks for {FRAMES} frames")
    print(f"exported: {count} masks")


def check_training(bundle: Bundle) -> None:
    """Two steps on what was exported, with processes that prepare clips."""
    line = ("--data", "exported", "--init", "sst-lite", "--steps", "2", "--output", "trained")
    bundle.run("sst-train", *line)
    if not list((bundle.work / "trained").rglob("*.safetensors")):
        raise CheckError("sst-train wrote no weights")


def use_window(number: str, project: Path, picture: Path, begin: float) -> None:
    """A first mask with a smart box, tracked through the clip; a picture of the window."""
    wait(lambda: xdotool(number, "search", "--name", "pond.mp4"), 60, "the clip did not open")
    print(f"window with the first frame: {time.monotonic() - begin:.1f} s")
    window = xdotool(number, "search", "--name", "pond.mp4").split()[-1]
    xdotool(number, "windowmove", window, "0", "0")
    xdotool(number, "windowfocus", window)
    time.sleep(2)  # the first frame is decoded exactly
    press(number, "1")
    box_fish(number)
    keep_picture(number, picture)
    wait(lambda: maps(project) > 0, 90, "no mask came of the box")
    begin = time.monotonic()
    press(number, "f")
    wait(lambda: maps(project) == FRAMES, 600, "not all frames were tracked")
    print(f"tracked {FRAMES - 1} frames: {time.monotonic() - begin:.1f} s with loading the model")
    time.sleep(1)
    keep_picture(number, picture)


def box_fish(number: str) -> None:
    """Drags a box around a fish of the sample with smart select."""
    press(number, "s")
    (x0, y0), (x1, y1) = _FISH
    xdotool(number, "mousemove", str(x0), str(y0), "mousedown", "1")
    for step in range(1, 11):
        x, y = x0 + (x1 - x0) * step // 10, y0 + (y1 - y0) * step // 10
        xdotool(number, "mousemove", str(x), str(y))
    xdotool(number, "mouseup", "1")


def check_processes(pid: int) -> None:
    """The window has no torch, the engine has it, and neither has what was left out.

    Raises:
        CheckError: It is otherwise.
    """
    threads = Path(f"/proc/{pid}/task").iterdir()  # the engine is the child of one of them
    children = [one for thread in threads for one in (thread / "children").read_text().split()]
    window = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8")
    others = [Path(f"/proc/{child}/maps").read_text(encoding="utf-8") for child in children]
    if "libtorch" in window:
        raise CheckError("the window's process has loaded torch")
    if not any("libtorch_cpu" in text for text in others):
        raise CheckError("no engine with torch runs")
    strange = [name for name in FOREIGN if any(name in text for text in (window, *others))]
    if strange:
        raise CheckError(f"loaded: {', '.join(strange)}")
    print(f"processes: the window without torch, {len(children)} beside it")


@contextmanager
def display() -> Iterator[str]:
    """A display of its own; the server picks a free number."""
    reading, writing = os.pipe()
    line = ["Xvfb", "-displayfd", str(writing), "-screen", "0", _SIZE, "-nolisten", "tcp"]
    with subprocess.Popen(line, pass_fds=(writing,), stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        try:
            yield f":{number}"
        finally:
            server.terminate()


def xdotool(number: str, *words: str) -> str:
    """Moves mouse and keys of a display; what it says, "" where it failed."""
    environment = {**os.environ, "DISPLAY": number}
    done = subprocess.run(
        ["xdotool", *words], env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def press(number: str, keys: str) -> None:
    """Presses keys, and lets the window hear them."""
    xdotool(number, "key", keys)
    time.sleep(0.3)


def keep_picture(number: str, picture: Path) -> None:
    """Keeps a picture of the whole display."""
    line = ["import", "-display", number, "-window", "root", str(picture)]
    subprocess.run(line, check=True)


def maps(project: Path) -> int:
    """How many frames of a project have masks; 0 while there is none."""
    if not project.exists():
        return 0
    with closing(sqlite3.connect(f"file:{project}?mode=ro", uri=True)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM maps").fetchone()[0])
        except sqlite3.Error:
            return 0


def wait(condition: Callable[[], object], seconds: float, otherwise: str) -> None:
    """Waits until something is so.

    Raises:
        CheckError: It did not become so in time.
    """
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise CheckError(otherwise)
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
