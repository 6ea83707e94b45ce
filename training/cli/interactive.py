"""`sst-eval interactive`: runs the robot annotator, prints its table, writes figures and plot."""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from sst_core import __version__
from sst_core.checkpoint import load_model
from sst_core.errors import OutputError
from sst_core.session import InferenceSession
from training.interactive.clip import clip_names, load_clip
from training.interactive.figures import (
    TARGET,
    Curves,
    areas,
    every_frame,
    mean_curve,
    never_corrected,
    pairs,
    reached,
    uncorrected,
)
from training.interactive.loop import Annotator, Rules, Run
from training.interactive.plot import Line, draw_curves, save_plot

TITLES = {
    "suggestion": "suggested frame",
    "uniform": "even spacing",
    "random": "random",
    "worst": "worst frame (oracle)",
}


def annotate(arguments: argparse.Namespace) -> None:
    """Runs the command.

    Args:
        arguments: Its parsed options.

    Raises:
        UserError: A folder or weights cannot be used, or a result cannot be written.
    """
    _check(arguments)
    runs: list[Run] = []
    begun = time.monotonic()
    for run in _runs(arguments):
        runs.append(run)
        _say(f"{_clock(begun)}  {_line(run)}")
        if arguments.json is not None:
            _write(arguments.json, _document(runs, arguments))
    print(table(runs))
    if arguments.plot is not None:
        save_plot(arguments.plot, picture(runs, arguments))


def table(runs: Sequence[Run]) -> str:
    """J&F after each round, areas, pairs of policies and rounds to the target, as text."""
    curves, final = never_corrected(runs), every_frame(runs)
    lines = ["J&F on frames that nobody corrected, mean of sequences, after each round"]
    lines += _curve_lines({**curves, "uncorrected": uncorrected(runs)})
    lines += ["", "J&F of all frames, the corrected ones included"]
    lines += _curve_lines(final)
    lines += ["", "area under the first curve, per sequence"]
    names = list(next(iter(curves.values())))
    lines.append(" " * 12 + "".join(f"{name[:14]:>16}" for name in names))
    for policy, of_policy in curves.items():
        found = areas(of_policy)
        lines.append(f"{policy:12}" + "".join(f"{found[name]:16.3f}" for name in names))
    for pair in pairs(curves):
        lines.append(
            f"{pair.better} - {pair.other}: {pair.mean:+.4f}, spread {pair.spread:.4f}, larger in "
            f"{pair.wins} of {pair.sequences}"
        )
    lines += ["", f"until J&F is {TARGET:.2f} on frames that nobody corrected"]
    for policy, goal in reached(runs, curves).items():
        strokes = (
            ""
            if np.isnan(goal.strokes) or not runs[0].strokes
            else (f", {goal.strokes:.1f} strokes")
        )
        spent = f": {goal.rounds:.1f} rounds{strokes}" if goal.sequences else ""
        lines.append(f"{policy:12} {goal.sequences} of {goal.of} sequences{spent}")
    return "\n".join(lines)


def picture(runs: Sequence[Run], arguments: argparse.Namespace) -> Any:  # noqa: ANN401
    """The plot of the mean curves, a Pillow image."""
    lines = []
    for policy, of_policy in never_corrected(runs).items():
        curve = mean_curve(of_policy)
        lines.append(Line(TITLES[policy], tuple(curve.tolist()), mark=policy))
    before = mean_curve(uncorrected(runs))
    lines.append(Line("no correction", tuple(before.tolist()), mark="none"))
    how = "whole frames" if arguments.correct == "frames" else f"{arguments.strokes} strokes each"
    count = len({run.sequence for run in runs})
    title = f"Frames that nobody corrected, {count} sequences"
    return draw_curves(lines, title=title, x_title=f"corrected frames ({how})", y_title="J&F")


def _runs(arguments: argparse.Namespace) -> Iterator[Run]:
    """Clip by clip, so that a clip's frames are looked at once."""
    if arguments.threads is not None:
        torch.set_num_threads(arguments.threads)
    folder, names = clip_names(arguments.gt, split=arguments.split, names=arguments.sequences)
    model = load_model(arguments.weights, device=arguments.device)
    rules = Rules(arguments.rounds, _strokes(arguments), arguments.brush)
    for name in names:
        session = InferenceSession(model, short_side=arguments.resolution)
        robot = Annotator(session, load_clip(folder, name))
        for policy in arguments.policy:
            for seed in range(arguments.seeds if policy == "random" else 1):
                yield robot.run(policy, rules, seed=seed)


def _strokes(arguments: argparse.Namespace) -> int | None:
    return arguments.strokes if arguments.correct == "strokes" else None


def _check(arguments: argparse.Namespace) -> None:
    for path in (arguments.json, arguments.plot):
        if path is not None and not path.parent.is_dir():
            raise OutputError("there is no such folder to write to", where=path.parent)


def _line(run: Run) -> str:
    who = f"{run.policy} {run.seed}" if run.policy == "random" else run.policy
    mean = [np.nanmean(row[1:]) for row in run.quality]
    frames = " ".join(map(str, run.corrected))
    return f"{run.sequence:18} {who:12} all frames {mean[0]:.3f} -> {mean[-1]:.3f}; {frames}"


def _curve_lines(curves: Curves) -> list[str]:
    means = {policy: mean_curve(of_policy) for policy, of_policy in curves.items()}
    length = max(len(curve) for curve in means.values())
    lines = [" " * 12 + "".join(f"{number:>7}" for number in range(length)) + "    area"]
    for policy, curve in means.items():
        area = float(np.mean(list(areas(curves[policy]).values())))
        figures = "".join(f"{value:7.3f}" for value in curve)
        lines.append(f"{policy:12}{figures}{area:8.3f}")
    return lines


def _document(runs: Sequence[Run], arguments: argparse.Namespace) -> dict[str, Any]:
    curves = never_corrected(runs)
    return {
        "version": __version__,
        "weights": str(arguments.weights),
        "resolution": arguments.resolution,
        "correct": arguments.correct,
        "strokes": _strokes(arguments),
        "rounds": arguments.rounds,
        "never_corrected": {
            policy: {name: _figures(curve) for name, curve in of_policy.items()}
            for policy, of_policy in curves.items()
        },
        "area": {policy: areas(of_policy) for policy, of_policy in curves.items()},
        "runs": [
            {
                "sequence": run.sequence,
                "policy": run.policy,
                "seed": run.seed,
                "corrected": run.corrected,
                "strokes": run.strokes,
                "quality": [_figures(row) for row in run.quality],
            }
            for run in runs
        ],
    }


def _figures(values: np.ndarray) -> list[float | None]:
    return [None if np.isnan(value) else round(float(value), 5) for value in values]


def _write(path: Path, document: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(document) + "\n", encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"the figures cannot be written ({reason})", where=path) from error


def _clock(begun: float) -> str:
    minutes, seconds = divmod(int(time.monotonic() - begun), 60)
    return f"{minutes:3}:{seconds:02}"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
