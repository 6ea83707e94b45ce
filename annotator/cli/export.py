"""The shell command sst-export: masks in the layouts of the field (not built yet)."""

import argparse
import sys
from collections.abc import Sequence

from sst_core import __version__


def main(argv: Sequence[str] | None = None) -> int:
    """Runs sst-export.

    Args:
        argv: Arguments without the program's name; None takes those of the process.

    Returns:
        The exit code 2: there is no export yet.
    """
    parser = argparse.ArgumentParser(
        prog="sst-export",
        description="Writes a project as DAVIS, YouTube-VOS, COCO or overlay video (not built "
        "yet; sst-propagate already writes DAVIS masks and an overlay video).",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument("project", nargs="?", help="a project of the app")
    parser.parse_args(argv)
    message = "export is not built yet. sst-propagate writes DAVIS masks and an overlay video"
    print(f"sst-export: {message}.", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
