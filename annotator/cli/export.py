"""The shell command sst-export: writes a project in the layouts of the field, without a window."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.export.formats import FORMATS
from sst_core import __version__
from sst_core.errors import UserError

if TYPE_CHECKING:
    from annotator.cli.export_run import Request

_NAME = "sst-export"


def main(argv: Sequence[str] | None = None) -> int:
    """Runs sst-export.

    Args:
        argv: Arguments without the program's name; None takes those of the process.

    Returns:
        The exit code: 0 good, 2 the user can mend it, 130 interrupted.
    """
    parser = _parser()
    arguments = parser.parse_args(argv)
    # Late imports: --help must answer at once.
    from annotator.cli import export_run  # noqa: PLC0415

    if arguments.format == "list":
        print(export_run.listing(as_json=arguments.json))
        return 0
    for name in ("project", "output"):
        if getattr(arguments, name) is None:
            parser.error(f"a {name} is needed, unless --format is list")
    try:
        return export_run.run(_request(arguments))
    except UserError as error:
        print(f"{_NAME}: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(f"\n{_NAME}: interrupted.", file=sys.stderr)
        return 130


def _request(arguments: argparse.Namespace) -> "Request":
    from annotator.cli import export_run  # noqa: PLC0415 - as above

    return export_run.Request(
        project=arguments.project,
        output=arguments.output,
        format=arguments.format,
        range=arguments.range,
        every=arguments.every,
        sequence=arguments.sequence,
        media=arguments.media,
        options=dict(arguments.option),
        accepted_only=arguments.accepted_only,
        overwrite=arguments.overwrite,
        json=arguments.json,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=_NAME,
        description="Writes the masks of a project in the layouts of the field, or as overlay "
        "video, cut-outs, training collection or QA report.",
        epilog="Exit codes: 0 good, 2 something to mend (one sentence says what), 1 a bug, "
        "130 interrupted (finished files stay).",
    )
    add = parser.add_argument
    add("--version", action="version", version=f"%(prog)s {__version__}")
    add("project", type=Path, nargs="?", metavar="PROJECT", help="a project of the app, NAME.sst")
    add(
        "--format",
        required=True,
        metavar="FORMAT",
        help=f"one of {', '.join(entry.id for entry in FORMATS)}; list describes them",
    )
    add("--output", type=Path, metavar="DIR", help="the folder to write into")
    add(
        "--option",
        type=_option,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="an option of the format, such as images=png; may be given several times",
    )
    add("--range", metavar="A:B", help="frames A to B-1, counted from 0 (default: all)")
    add("--every", type=_count, default=1, metavar="N", help="only every N-th frame of the range")
    add(
        "--accepted-only",
        action="store_true",
        help="leave out frames with a mask that nobody drew or accepted (default: a warning)",
    )
    add("--sequence", metavar="NAME", help="name of the clip in the layout (default: the video's)")
    add("--media", type=Path, metavar="FILE", help="the video, where it has moved")
    add("--overwrite", action="store_true", help="replace files of the same names in DIR")
    add("--json", action="store_true", help="print one JSON object instead of sentences")
    return parser


def _option(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name, value


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not 1 or more")
    return number


if __name__ == "__main__":
    sys.exit(main())
