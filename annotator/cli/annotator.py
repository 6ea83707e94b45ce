"""The shell command sst-annotator: the desktop app."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from annotator.settings import load_settings, settings_path
from sst_core import __version__

_NAME = "sst-annotator"


def main(argv: Sequence[str] | None = None) -> int:
    """Runs sst-annotator.

    Args:
        argv: Arguments without the program's name; None takes those of the process.

    Returns:
        The exit code: 0 good, 2 the user can mend it.
    """
    arguments = _parser().parse_args(argv)
    if arguments.diagnostics:
        from annotator.commands.diagnosis import diagnose  # noqa: PLC0415 - --help must be quick

        print(diagnose(load_settings(settings_path())), end="")
        return 0
    if not has_display():
        message = (
            "there is no display to show a window on. Start it on a desktop, set DISPLAY or "
            "WAYLAND_DISPLAY, or use sst-propagate, which needs no window"
        )
        print(f"{_NAME}: {message}.", file=sys.stderr)
        return 2
    if arguments.path is not None and not arguments.path.exists():
        print(f"{_NAME}: {arguments.path}: there is no such file or folder.", file=sys.stderr)
        return 2
    # Late: --help must answer at once, and Qt ends the process where it finds no display.
    from annotator.app import run  # noqa: PLC0415

    return run(arguments.path, sample=arguments.sample, frame=arguments.frame)


def has_display() -> bool:
    """Whether a window could be shown; Qt's own choice of platform counts as one."""
    if not sys.platform.startswith("linux"):
        return True
    named = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    return any(os.environ.get(name) for name in named)


def _frame(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is no frame number")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=_NAME,
        description="Opens the desktop app: draw on one frame, let the model carry the masks.",
    )
    add = parser.add_argument
    add("--version", action="version", version=f"%(prog)s {__version__}")
    add(
        "path",
        nargs="?",
        type=Path,
        metavar="PATH",
        help="a video file, a folder of images, a folder of videos, or a project (.sst)",
    )
    add("--frame", type=_frame, metavar="N", help="show this frame, counted from 0")
    add("--sample", action="store_true", help="open a copy of the sample clip")
    add(
        "--diagnostics",
        action="store_true",
        help="print what a report of a fault needs, without names, and end",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
