"""`sst-eval table`: re-runs a table of the paper and prints ours beside the paper's."""

import argparse
import json
import sys
import time
from pathlib import Path

import torch

from sst_core.checkpoint import pick_device
from sst_core.errors import DataError, OutputError
from training.data.collections import detect
from training.interactive.clip import clip_names
from training.tables.paper import ABLATIONS
from training.tables.runs import Bench, carry_out, judged, write_text
from training.tables.show import Line, as_csv, as_document, as_text, verdicts


def make_table(arguments: argparse.Namespace) -> None:
    """Runs the command.

    Args:
        arguments: Its parsed options.

    Raises:
        UserError: Data, weights or the output folder cannot be used.
    """
    if arguments.threads is not None:
        torch.set_num_threads(arguments.threads)
    _ablate(arguments)


def _ablate(arguments: argparse.Namespace) -> None:
    ablation = ABLATIONS[arguments.number]
    bench = _bench(arguments)
    deadline_s = None
    if arguments.budget is not None:
        deadline_s = time.monotonic() + 60 * arguments.budget
    wanted = [(row.suffix, seed) for seed in arguments.seeds for row in ablation.rows]
    done = carry_out(bench, wanted, deadline_s=deadline_s, say=_say)
    lines = []
    for row in ablation.rows:
        found = [judged(bench, row.suffix, seed) for seed in arguments.seeds]
        runs = tuple(run for run in found if run is not None)
        lines.append(Line(row, bench.name(row.suffix), runs))
    head = f"Table {arguments.number}. {ablation.title}: {_setting(arguments, bench)}"
    print(f"{head}\n\n{as_text(lines)}\n")
    print("\n".join(verdicts(ablation, lines)))
    document = {"table": arguments.number, "setting": head, **as_document(ablation, lines)}
    stem = arguments.output / f"table-{arguments.number}"
    write_text(stem.with_suffix(".json"), json.dumps(document, indent=2) + "\n")
    write_text(stem.with_suffix(".csv"), as_csv(lines))
    if not done:
        print("The time is up; the same command goes on.")


def _setting(arguments: argparse.Namespace, bench: Bench) -> str:
    first = "" if bench.frames is None else f", the first {bench.frames} frames of each"
    return (
        f"{arguments.scale} scale, {bench.steps} steps, {len(bench.judge[1])} sequences of "
        f"{arguments.data.resolve().name}/{arguments.split}{first}, "
        f"one frame in {bench.every} judged"
    )


def _bench(arguments: argparse.Namespace) -> Bench:
    output: Path = arguments.output
    if output.exists() and not output.is_dir():
        raise OutputError("this is a file, not a folder", where=output)
    source = detect(arguments.data)
    if source.kind != "clips":
        raise DataError("a table needs clips, not stills", where=arguments.data)
    judge = clip_names(arguments.data, split=arguments.split, names=arguments.sequences)
    reduced = arguments.scale == "reduced"
    return Bench(
        scale=arguments.scale,
        steps=arguments.steps,
        train=[source],
        judge=judge,
        output=output,
        device=pick_device(arguments.device),
        backbone=arguments.backbone or ("sst-lite" if reduced else None),
        short_side=arguments.resolution,
        every=arguments.every,
        frames=arguments.frames,
        workers=arguments.workers,
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
