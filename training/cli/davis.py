"""`sst-eval davisinteractive`: lets the robot of that package scribble, and prints its report."""

import argparse
import sys
from pathlib import Path
from typing import Any

import torch

from sst_core.checkpoint import load_model
from sst_core.errors import OutputError
from sst_core.selecting.checkpoint import load_select
from sst_core.session import InferenceSession
from sst_core.weights import find_weights
from training.interactive.davis import drive, open_robot


def scribble(arguments: argparse.Namespace) -> None:
    """Runs the command.

    Raises:
        UserError: Package, data or weights cannot be used, or the report cannot be written.
    """
    if arguments.csv is not None and not arguments.csv.parent.is_dir():
        raise OutputError("there is no such folder to write to", where=arguments.csv.parent)
    if arguments.threads is not None:
        torch.set_num_threads(arguments.threads)
    robot = open_robot(arguments.gt, subset=arguments.subset, rounds=arguments.rounds)
    tracker = load_model(arguments.weights, device=arguments.device)
    select = load_select(find_weights(arguments.select), device=arguments.device)
    with robot as session:
        drive(
            session,
            arguments.gt,
            lambda: InferenceSession(tracker, short_side=arguments.resolution),
            select,
            say=lambda name, number, frames: print(
                f"{name} round {number}, scribbles on {list(frames)}", file=sys.stderr, flush=True
            ),
        )
        report = session.get_report()
    print(by_round(report))
    if arguments.csv is not None:
        _write(report, arguments.csv)


def by_round(report: Any) -> str:  # noqa: ANN401 - a pandas frame, which the project does without
    """Mean score and seconds of every round, as text."""
    name = next(one for one in ("j_and_f", "jaccard") if one in report.columns)
    lines = [f"round  {name:>8}  seconds"]
    for number in sorted(set(report["interaction"])):
        rows = report[report["interaction"] == number]
        lines.append(f"{number:5}  {rows[name].mean():8.4f}  {rows['timing'].mean():7.2f}")
    return "\n".join(lines)


def _write(report: Any, path: Path) -> None:  # noqa: ANN401 - see above
    try:
        report.to_csv(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"the report cannot be written ({reason})", where=path) from error
