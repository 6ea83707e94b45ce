"""The shell command sst-eval: scores masks against the truth."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sst_core import __version__
from sst_core.errors import DataError, UserError
from training.cli.options import add_engine_options, add_paper_commands, add_views_options


def main(argv: Sequence[str] | None = None) -> int:
    """Runs sst-eval.

    Args:
        argv: Arguments without the program's name; None takes those of the process.

    Returns:
        The exit code: 0 good, 2 the user can mend it, 130 interrupted.
    """
    arguments = _parser().parse_args(argv)
    try:
        _check_counts(arguments)
        _check_truth(arguments)
        _RUNS[arguments.command](arguments)
    except UserError as error:
        print(f"sst-eval: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    return 0


def _check_counts(arguments: argparse.Namespace) -> None:
    for option in _COUNTS:
        value = getattr(arguments, option, None)
        if value is not None and value < 1:
            raise DataError("must be at least 1", where=f"--{option}")
    runs = getattr(arguments, "seeds", None)  # a number of runs, or the seeds themselves
    if isinstance(runs, int) and runs < 1:
        raise DataError("must be at least 1", where="--seeds")


def _check_truth(arguments: argparse.Namespace) -> None:
    """Refuses a collection that the command is to score on, with every fault that it has."""
    root: Path | None = getattr(arguments, "gt", None)
    if root is not None and arguments.command != "davisinteractive":
        from training.cli.roots import refuse_faulty  # noqa: PLC0415 - as above

        only_masks = arguments.command == "masks"
        refuse_faulty(root, split=arguments.split, names=arguments.sequences, masks=only_masks)


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
    interactive = commands.add_parser(
        "interactive",
        help="a robot annotator: quality after each corrected frame",
        description="From the first mask, a robot corrects one frame after the other, chosen by "
        "each policy; after each correction, masks between the neighbouring references are "
        "propagated anew. Scored are the frames that no policy has corrected so far. Objects "
        "that are not on the first frame are left out.",
    )
    _add_interactive_options(interactive)
    davis = commands.add_parser(
        "davisinteractive",
        help="answer the scribbles of PyPI davisinteractive, where you have it",
        description="The robot of the package davisinteractive scribbles on DAVIS 2017; smart "
        "select makes masks of the scribbles, the tracker carries them. Package and data are not "
        "a part of this program.",
    )
    _add_davis_options(davis)
    speed = commands.add_parser(
        "speed",
        help="frames per second and memory of propagation",
        description="Propagates through frames that lie in memory; reading images and writing "
        "masks is not timed.",
    )
    _add_speed_options(speed)
    report = commands.add_parser(
        "report",
        help="one page with scores, curves, failures and speed of a model",
        description="Propagates the first mask of every sequence and writes one HTML page that "
        "needs no other file.",
    )
    _add_collection_options(report)
    add_views_options(report)
    report.add_argument("--output", type=Path, required=True, metavar="HTML", help="the page")
    _add_root_commands(commands)
    add_paper_commands(commands)
    return parser


def _add_root_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    from training.cli import roots  # noqa: PLC0415 - loads without torch, but not at once

    check = commands.add_parser(
        "check",
        help="everything that is wrong with a data set, in one pass",
        description="Looks at every frame, mask, list and meta.json of a root in the layout of "
        "DAVIS or YouTube-VOS, prints every fault with its path and what is there, and exits "
        "with 2 where there is a fault.",
    )
    roots.add_check_options(check)
    submission = commands.add_parser(
        "submission",
        help="whether results are as the evaluation server expects them",
        description="Compares a folder of results (or its zip file) with what the server of "
        "DAVIS or YouTube-VOS expects, prints every fault, and exits with 2 where there is one.",
    )
    roots.add_submission_options(submission)


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
    add(
        "--seen-categories",
        type=Path,
        metavar="FILE",
        help="categories of the training set, for G of YouTube-VOS: a meta.json or a name per "
        "line (default: ../train/meta.json beside --gt)",
    )


def _add_interactive_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    _add_collection_options(parser)
    add("--rounds", type=int, default=8, metavar="K", help="corrections per sequence (default 8)")
    add(
        "--policy",
        nargs="+",
        choices=_POLICIES,
        default=_POLICIES,
        help="who chooses the frame: the app's suggestion, even spacing, chance, or an oracle that "
        "knows the worst (default: all); the first is compared with the others",
    )
    add("--seeds", type=int, default=2, metavar="N", help="runs of random, averaged (default 2)")
    add(
        "--correct",
        choices=("frames", "strokes"),
        default="frames",
        help="give a frame its whole truth, or paint and erase its largest errors with a brush",
    )
    add("--strokes", type=int, default=5, metavar="N", help="strokes per frame (default 5)")
    add("--brush", type=float, metavar="PX", help="its radius (default 3 %% of the shorter side)")
    add("--json", type=Path, metavar="FILE", help="write all figures to this file")
    add("--plot", type=Path, metavar="PNG", help="draw the curves")


def _add_davis_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--gt", type=Path, required=True, metavar="ROOT", help="DAVIS 2017, with Scribbles")
    add("--subset", default="val", choices=("train", "val"), help="of the data (default val)")
    add("--rounds", type=int, default=8, metavar="K", help="per sample (default 8)")
    add("--select", default="sst-select", metavar="NAME|FILE", help="weights of smart select")
    add("--csv", type=Path, metavar="FILE", help="write the package's report to this file")
    add_engine_options(parser)


def _add_speed_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("clip", type=Path, metavar="CLIP|ROOT", help="a video, or a collection (first sequence)")
    add("--split", metavar="NAME", help="of the collection")
    add("--sequences", nargs="+", metavar="NAME", help="of the collection; the first is taken")
    add("--frames", type=int, default=40, metavar="N", help="how many at most (default 40)")
    add("--objects", type=int, metavar="N", help="so many ellipses instead of the first mask")
    add("--json", type=Path, metavar="FILE", help="write all figures to this file")
    add_engine_options(parser)


def _add_collection_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--gt", type=Path, required=True, metavar="ROOT", help="a collection (DAVIS layout)")
    add("--split", metavar="NAME", help="its sequences of this split")
    add("--sequences", nargs="+", metavar="NAME", help="only these sequences")
    add_engine_options(parser)


def _masks(arguments: argparse.Namespace) -> None:
    from training.cli.scores import score_masks  # noqa: PLC0415 - --help must answer at once

    score_masks(arguments)


def _check(arguments: argparse.Namespace) -> None:
    from training.cli.roots import check  # noqa: PLC0415

    check(arguments)


def _submission(arguments: argparse.Namespace) -> None:
    from training.cli.roots import submission  # noqa: PLC0415

    submission(arguments)


def _interactive(arguments: argparse.Namespace) -> None:
    from training.cli.interactive import annotate  # noqa: PLC0415

    annotate(arguments)


def _davis(arguments: argparse.Namespace) -> None:
    from training.cli.davis import scribble  # noqa: PLC0415

    scribble(arguments)


def _speed(arguments: argparse.Namespace) -> None:
    from training.cli.speed import time_propagation  # noqa: PLC0415

    time_propagation(arguments)


def _report(arguments: argparse.Namespace) -> None:
    from training.cli.report import write_report  # noqa: PLC0415

    write_report(arguments)


def _table(arguments: argparse.Namespace) -> None:
    from training.cli.table import make_table  # noqa: PLC0415

    make_table(arguments)


def _macs(arguments: argparse.Namespace) -> None:
    from training.cli.macs import print_macs  # noqa: PLC0415

    print_macs(arguments)


def _explain(arguments: argparse.Namespace) -> None:
    from training.cli.explain import explain  # noqa: PLC0415

    explain(arguments)


_RUNS = {
    "check": _check,
    "davisinteractive": _davis,
    "explain": _explain,
    "interactive": _interactive,
    "macs": _macs,
    "masks": _masks,
    "report": _report,
    "speed": _speed,
    "submission": _submission,
    "table": _table,
}
_COUNTS = (
    "rounds", "strokes", "resolution", "threads", "frames", "objects", "jobs", "brush", "steps",
    "every", "count",
)  # fmt: skip
_POLICIES = ("suggestion", "uniform", "random", "worst")


if __name__ == "__main__":
    sys.exit(main())
