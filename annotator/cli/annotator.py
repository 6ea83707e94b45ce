"""The shell command sst-annotator: the desktop app (not built yet)."""

import argparse
import sys
from collections.abc import Sequence

from sst_core import __version__


def main(argv: Sequence[str] | None = None) -> int:
    """Runs sst-annotator.

    Args:
        argv: Arguments without the program's name; None takes those of the process.

    Returns:
        The exit code 2: there is no app yet.
    """
    parser = argparse.ArgumentParser(
        prog="sst-annotator",
        description="Opens the desktop app: draw on one frame, let the model carry the masks "
        "(not built yet; sst-propagate does the same without a window).",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument("input", nargs="?", help="a video file or a folder of images")
    parser.parse_args(argv)
    message = "the app is not built yet. Use sst-propagate to carry masks through a video"
    print(f"sst-annotator: {message}.", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
