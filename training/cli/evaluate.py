"""The shell command sst-eval: scores masks against the truth."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sst_core import __version__
from sst_core.errors import UserError

_NOT_BUILT = {
    "interactive": "quality after k corrected frames",
    "speed": "frames per second and memory of propagation",
    "report": "one page with all figures of a model",
    "table": "a comparison of several models",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs sst-eval.

    Args:
        argv: Arguments without the program's name; None takes those of the process.

    Returns:
        The exit code: 0 good, 2 the user can mend it, 130 interrupted.
    """
    arguments = _parser().parse_args(argv)
    if arguments.command in _NOT_BUILT:
        print(f"sst-eval: {arguments.command} is not built yet.", file=sys.stderr)
        return 2
    try:
        _masks(arguments)
    except UserError as error:
        print(f"sst-eval: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sst-eval", description="Scores masks against truth.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    masks = commands.add_parser(
        "masks",
        help="J, F and J&F of folders of masks",
        description="J, F and J&F per sequence and object, as DAVIS defines them. The first "
        "(given) and the last mask of a sequence are not scored; void (255) in the truth is "
        "judged by nobody; the mean is over objects.",
    )
    _add_masks_options(masks)
    for name, purpose in _NOT_BUILT.items():
        text = f"{purpose} (not built yet)"
        commands.add_parser(name, help=text, description=text)
    return parser


def _add_masks_options(parser: argparse.ArgumentParser) -> None:
    folder = "a folder of PNGs, of folders of PNGs, or a collection root with Annotations"
    add = parser.add_argument
    add("--gt", type=Path, required=True, metavar="DIR", help=f"the truth: {folder}")
    add("--pred", type=Path, required=True, metavar="DIR", help="the predictions, laid out alike")
    add("--json", type=Path, metavar="FILE", help="write all figures to this file")
    add("--sequences", nargs="+", metavar="NAME", help="score only these sequences")
    add("--split", metavar="NAME", help="score the sequences of this split of --gt (a root)")
    add("--include-ends", action="store_true", help="score first and last masks too")
    add("--binary", action="store_true", help="take 255 for object 1 in masks of 0 and 255")
    add("--jobs", type=int, metavar="N", help="processes (default: one per core)")


def _masks(arguments: argparse.Namespace) -> None:
    from training.cli.scores import score_masks  # noqa: PLC0415 - --help must answer at once

    score_masks(arguments)


if __name__ == "__main__":
    sys.exit(main())
