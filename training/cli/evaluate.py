"""The shell command sst-eval: scores masks against the truth."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sst_core import __version__
from sst_core.errors import DataError, UserError


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
    _add_views_options(report)
    report.add_argument("--output", type=Path, required=True, metavar="HTML", help="the page")
    table = commands.add_parser(
        "table",
        help="re-run a table of the SST paper, ours beside the paper's",
        description="Tables 4, 5 and 6 train every variant with the same recipe and seeds and "
        "score it; finished runs are kept, and the same command goes on where it was stopped. "
        "Table 1 counts multiply-accumulates. Tables 2 and 3 score --weights.",
    )
    _add_table_options(table)
    explain = commands.add_parser(
        "explain",
        help="pictures of where attention leads on a clip",
        description="Draws, over a frame and those before it, which cells one pixel reaches in "
        "one, two and three hops of attention and how strongly, and its affinity with all cells.",
    )
    _add_explain_options(explain)
    macs = commands.add_parser(
        "macs",
        help="multiply-accumulates and parameters of configurations",
        description="Counts what one frame costs, part by part, and the parameters.",
    )
    add = macs.add_argument
    names = ("sst-lite", "sst-r101", "sst-lite-paper")
    add("--config", nargs="+", default=names, metavar="NAME", help=f"default {' '.join(names)}")
    add("--size", nargs=2, type=int, default=(465, 465), metavar=("H", "W"), help="465 465")
    return parser


def _add_table_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("number", choices=("1", "2", "3", "4", "5", "6"), metavar="N", help="1 to 6")
    add("--data", type=Path, metavar="ROOT", help="a collection with the splits train and --split")
    add("--output", type=Path, metavar="DIR", help="runs, scores, table as JSON and CSV")
    add("--scale", choices=("reduced", "paper"), default="reduced", help="size of the model")
    add("--steps", type=int, default=150, metavar="N", help="of every run (default 150)")
    add("--seeds", type=int, nargs="+", default=[0, 1], metavar="K", help="default 0 1")
    add("--budget", type=float, metavar="MINUTES", help="stop after this time; go on later")
    add("--split", default="dev", metavar="NAME", help="what is scored (default dev)")
    add("--sequences", nargs="+", metavar="NAME", help="score only these of the split")
    add("--every", type=int, default=1, metavar="N", help="judge one frame in N (default 1)")
    add("--frames", type=int, metavar="N", help="only the first N frames of each sequence")
    starts = "whose backbone to start from, or imagenet, or random (default: sst-lite; imagenet)"
    add("--backbone", metavar="WEIGHTS", help=starts)
    add("--weights", default="sst-lite", metavar="NAME|FILE", help="tables 2 and 3: the model")
    add("--resolution", type=int, metavar="PX", help="short side that the model sees")
    add("--device", default="auto", choices=("auto", "cpu", "cuda", "mps"))
    add("--threads", type=int, metavar="N", help="CPU threads for the model")
    add("--workers", type=int, default=1, metavar="N", help="processes that prepare clips")
    _add_views_options(parser)


def _add_explain_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("clip", type=Path, metavar="CLIP", help="a video or a folder of frames")
    add("--masks", type=Path, metavar="DIR", help="masks to tint the objects by")
    add("--frame", type=int, required=True, metavar="F", help="the frame that asks, from 0")
    add("--pixel", type=int, nargs=2, required=True, metavar=("ROW", "COL"), help="its pixel")
    add("--count", type=int, default=3, metavar="N", help="frames shown (default 3)")
    add("--output", type=Path, required=True, metavar="DIR", help="folder of the pictures")
    patterns = ("grid", "local", "strided", "local-strided")
    add("--patterns", nargs="+", choices=patterns, default=("grid", "local"))
    _add_engine_options(parser)


def _add_views_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    scales = "multiples of the resolution to see every frame at; probabilities are averaged"
    add("--scales", type=float, nargs="+", metavar="S", help=scales)
    add("--flip", action="store_true", help="see every frame mirrored too")
    protocols = "how objects share a pixel (default: as the model has it)"
    add("--aggregation", choices=("soft", "naive"), help=protocols)


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


def _add_speed_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("clip", type=Path, metavar="CLIP|ROOT", help="a video, or a collection (first sequence)")
    add("--split", metavar="NAME", help="of the collection")
    add("--sequences", nargs="+", metavar="NAME", help="of the collection; the first is taken")
    add("--frames", type=int, default=40, metavar="N", help="how many at most (default 40)")
    add("--objects", type=int, metavar="N", help="so many ellipses instead of the first mask")
    add("--json", type=Path, metavar="FILE", help="write all figures to this file")
    _add_engine_options(parser)


def _add_collection_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--gt", type=Path, required=True, metavar="ROOT", help="a collection (DAVIS layout)")
    add("--split", metavar="NAME", help="its sequences of this split")
    add("--sequences", nargs="+", metavar="NAME", help="only these sequences")
    _add_engine_options(parser)


def _add_engine_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--weights", default="sst-lite", metavar="NAME|FILE", help="the model (default sst-lite)")
    add("--resolution", type=int, metavar="PX", help="short side that the model sees")
    add("--device", default="auto", choices=("auto", "cpu", "cuda", "mps"))
    add("--threads", type=int, metavar="N", help="CPU threads for the model")


def _masks(arguments: argparse.Namespace) -> None:
    from training.cli.scores import score_masks  # noqa: PLC0415 - --help must answer at once

    score_masks(arguments)


def _interactive(arguments: argparse.Namespace) -> None:
    from training.cli.interactive import annotate  # noqa: PLC0415

    annotate(arguments)


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
    "explain": _explain,
    "macs": _macs,
    "masks": _masks,
    "interactive": _interactive,
    "speed": _speed,
    "report": _report,
    "table": _table,
}
_COUNTS = (
    "rounds", "strokes", "resolution", "threads", "frames", "objects", "jobs", "brush", "steps",
    "every", "count",
)  # fmt: skip
_POLICIES = ("suggestion", "uniform", "random", "worst")


if __name__ == "__main__":
    sys.exit(main())
