"""Options of `sst-eval` that several of its commands share, and the commands about the paper."""

import argparse
from pathlib import Path
from typing import Any


def add_paper_commands(
    commands: Any,  # noqa: ANN401 - argparse keeps its type to itself
) -> None:
    """Add table, macs and explain."""
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
    add_views_options(parser)


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
    add_engine_options(parser)


def add_views_options(parser: argparse.ArgumentParser) -> None:
    """Add how often and how large each frame is seen; see `training.report.sessions`."""
    add = parser.add_argument
    scales = "multiples of the resolution to see every frame at; probabilities are averaged"
    add("--scales", type=float, nargs="+", metavar="S", help=scales)
    add("--flip", action="store_true", help="see every frame mirrored too")
    protocols = "how objects share a pixel (default: as the model has it)"
    add("--aggregation", choices=("soft", "naive"), help=protocols)


def add_engine_options(parser: argparse.ArgumentParser) -> None:
    """Add which model runs, and on what."""
    add = parser.add_argument
    add("--weights", default="sst-lite", metavar="NAME|FILE", help="the model (default sst-lite)")
    add("--resolution", type=int, metavar="PX", help="short side that the model sees")
    add("--device", default="auto", choices=("auto", "cpu", "cuda", "mps"))
    add("--threads", type=int, metavar="N", help="CPU threads for the model")
