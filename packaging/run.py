"""Sets everything up and starts it: `run.py app` or `run.py test`; standard library only.

Both commands may be run again at any time: what is already there is not done twice. Works on
Linux, macOS and Windows with Python 3.11 or newer.
"""

from __future__ import annotations  # so that an old Python reaches the sentence about its age

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
SAMPLE = ROOT / "resources" / "sample"
RUNS = ROOT / "runs" / "sample"
OLDEST = (3, 11)

# What the wheels of Qt and OpenCV load from the system: library, Debian package, Fedora package.
LIBRARIES = (
    ("libEGL.so.1", "libegl1", "libglvnd-egl"),
    ("libGL.so.1", "libgl1", "libglvnd-glx"),
    ("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon"),
    ("libdbus-1.so.3", "libdbus-1-3", "dbus-libs"),
    ("libfontconfig.so.1", "libfontconfig1", "fontconfig"),
    ("libglib-2.0.so.0", "libglib2.0-0", "glib2"),
)
# Needed besides when a window is to be shown on X11.
WINDOW_LIBRARIES = (
    ("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11"),
    ("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
    ("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm"),
    ("libxcb-image.so.0", "libxcb-image0", "xcb-util-image"),
    ("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms"),
    ("libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil"),
    ("libxcb-randr.so.0", "libxcb-randr0", "libxcb"),
    ("libxcb-shape.so.0", "libxcb-shape0", "libxcb"),
    ("libxcb-sync.so.1", "libxcb-sync1", "libxcb"),
    ("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb"),
    ("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb"),
)
PAIR_CHECK = "import torch, torchvision; torchvision.ops.nms"


class SetupError(Exception):
    """Something the user can mend; the message says what to do."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one of the two commands; the exit code is 0, 1 (a check failed) or 2 (set-up)."""
    parser = argparse.ArgumentParser(prog="run.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="app|test")
    commands.add_parser("app", help="set up, then open the sample (without a display: run it)")
    commands.add_parser("test", help="set up, then run every check and test")
    command = parser.parse_args(argv).command
    try:
        check_python()
        return run_app() if command == "app" else run_tests()
    except SetupError as error:
        print(f"run.py: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def check_python() -> None:
    """Stops with a SetupError on a Python that is too old."""
    if sys.version_info[:2] < OLDEST:
        version = ".".join(map(str, sys.version_info[:2]))
        raise SetupError(f"Python 3.11 or newer is needed, and this is {version}.")


def run_app() -> int:
    """Sets up, then opens the window with the sample, or runs the sample where none can be shown.

    Without a display the first mask of the sample is carried through its clip by sst-propagate,
    and where all lies is said at the end.
    """
    provide_system_libraries(required=False)
    install(extra="app")
    if has_display():
        return python("-m", "annotator", "--sample")
    shutil.rmtree(RUNS, ignore_errors=True)
    RUNS.mkdir(parents=True)
    masks, overlay = RUNS / "masks", RUNS / "overlay.mp4"
    first, clip = SAMPLE / "masks" / "00000.png", SAMPLE / "clip.mp4"
    options = ("--masks", first, "--output", masks, "--overlay", overlay)
    code = python("-m", "annotator.cli.propagate", clip, *options)
    if code == 0:
        print("\nAgainst the known truth of the sample:", flush=True)
        truth = SAMPLE / "truth"
        code = python("-m", "training.cli.evaluate", "masks", "--gt", truth, "--pred", masks)
    if code == 0:
        print(f"\nClip:    {clip}\nMasks:   {masks}\nOverlay: {overlay}")
    return code


def run_tests() -> int:
    """Sets up, then runs every check in turn and stops at the first that fails."""
    provide_system_libraries(required=True)
    install(extra="test")
    if not has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    contracts = "from importlinter.cli import lint_imports_command as main; main()"
    steps: dict[str, tuple[str, ...]] = {
        "ruff check": ("-m", "ruff", "check", "."),
        "ruff format": ("-m", "ruff", "format", "--check", "."),
        "mypy": ("-m", "mypy"),
        "import contracts": ("-c", contracts),
        "pytest": ("-m", "pytest", "-q", "--durations=10"),
    }
    took: dict[str, float] = {}
    for name, arguments in steps.items():
        print(f"\n== {name}", flush=True)
        begin = time.monotonic()
        code = python(*arguments)
        took[name] = time.monotonic() - begin
        if code:
            print(f"\nrun.py: {name} failed.", file=sys.stderr)
            break
    print("\n" + "\n".join(f"{name:<18}{seconds:7.1f} s" for name, seconds in took.items()))
    return 1 if code else 0


def provide_system_libraries(*, required: bool) -> None:
    """Looks for the system libraries of Qt and OpenCV; installs them where that is allowed.

    Args:
        required: Stop when some are missing and cannot be installed; otherwise only say so.

    Raises:
        SetupError: They are required and missing; the message holds the exact line to run.
    """
    missing = missing_libraries()
    if not missing:
        return
    if may_use_apt():
        packages = [debian for _, debian, _ in missing]
        print(f"Installing system libraries: {' '.join(packages)}", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for line in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            subprocess.run(["apt-get", "-qq", *line], env=environment, check=False)
        missing = missing_libraries()
    if missing:
        message = install_line(missing)
        if required:
            raise SetupError(message)
        print(f"run.py: {message}", file=sys.stderr)


def missing_libraries() -> list[tuple[str, str, str]]:
    """The rows of the library tables that the system's loader does not find (Linux only)."""
    if not sys.platform.startswith("linux"):
        return []
    wanted = LIBRARIES + (WINDOW_LIBRARIES if has_display() else ())
    missing = [row for row in wanted if not _loads(row[0])]
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python3.{sys.version_info[1]}-venv"
        missing.append(("ensurepip", package, "python3-pip"))
    return missing


def install_line(missing: Iterable[tuple[str, str, str]]) -> str:
    """One sentence with the exact command that brings the missing libraries."""
    names, debian, fedora = zip(*missing, strict=True)
    if shutil.which("apt-get"):
        command = f"sudo apt-get install -y {' '.join(dict.fromkeys(debian))}"
    elif shutil.which("dnf"):
        command = f"sudo dnf install -y {' '.join(dict.fromkeys(fedora))}"
    else:
        return (
            f"system libraries are missing. Install with your package manager: {', '.join(names)}"
        )
    return f"system libraries are missing ({', '.join(names)}). Install them with:\n  {command}"


def may_use_apt() -> bool:
    """Whether this is root on Debian or a relative of it."""
    if sys.platform == "win32" or shutil.which("apt-get") is None:
        return False
    return os.geteuid() == 0


def has_display() -> bool:
    """Whether a window could be shown."""
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def install(*, extra: str) -> None:
    """Makes .venv and installs the project in it, unless that was done for this pyproject.toml.

    Args:
        extra: Name of an optional group of dependencies, or "".

    Raises:
        SetupError: The packages cannot be installed, or torch and torchvision do not match.
    """
    if not _works(venv_python()):
        print(f"Creating {VENV}", flush=True)
        venv.create(VENV, with_pip=True, clear=VENV.exists())
    stamp, key = VENV / "sst-setup.json", _fingerprint()
    installed = _read_stamp(stamp, key)
    if extra in installed:
        return
    print("Installing packages (a few minutes the first time)", flush=True)
    target = f".[{extra}]" if extra else "."
    if python("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-e", target):
        raise SetupError("the packages could not be installed; what pip says is above.")
    check_torch_pair()
    extras = sorted({*installed, extra, ""})
    stamp.write_text(json.dumps({"key": key, "extras": extras}), encoding="utf-8")


def check_torch_pair() -> None:
    """Imports torch and torchvision together.

    Raises:
        SetupError: They are not builds of one pair (a CPU-only torch has no torchvision).
    """
    check = [str(venv_python()), "-c", PAIR_CHECK]
    done = subprocess.run(check, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise SetupError(
            f"torch and torchvision do not match ({reason}). Delete .venv, take local or "
            "CPU-only builds of torch out of pip's configuration, and run this again."
        )


def python(*arguments: str | Path) -> int:
    """Runs the Python of .venv in the project's root; its exit code."""
    line = [str(venv_python()), *map(str, arguments)]
    return subprocess.run(line, cwd=ROOT, check=False).returncode


def venv_python() -> Path:
    """Where the Python of .venv lies on this system."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _works(executable: Path) -> bool:
    """Whether this Python starts, is new enough, and has pip."""
    if not executable.exists():
        return False
    check = f"import pip, sys; sys.exit(sys.version_info < {OLDEST})"
    line = [str(executable), "-c", check]
    try:
        return subprocess.run(line, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _fingerprint() -> str:
    """Changes when the project's dependencies or the place of the tree change."""
    content = (ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode()
    return hashlib.sha256(content).hexdigest()


def _read_stamp(path: Path, key: str) -> list[str]:
    """The extras that were installed for this key."""
    try:
        stamp = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    valid = isinstance(stamp, dict) and stamp.get("key") == key
    return list(stamp["extras"]) if valid else []


if __name__ == "__main__":
    sys.exit(main())
