"""`sst-eval table`: re-runs a table of the paper and prints ours beside the paper's."""

import argparse
import json
import sys
import time
from pathlib import Path

import torch

from sst_core.checkpoint import load_model, pick_device
from sst_core.errors import DataError, OutputError
from training.cli.macs import print_table_1
from training.data.collections import detect
from training.evaluate import ObjectScore, mean_score
from training.interactive.clip import clip_names, load_clip
from training.report.clips import show_clip
from training.report.sessions import open_session
from training.tables.paper import ABLATIONS, TABLE_2, TABLE_3
from training.tables.runs import IMAGENET, Bench, carry_out, judged, write_text
from training.tables.show import Line, as_csv, as_document, as_text, text_table, verdicts


def make_table(arguments: argparse.Namespace) -> None:
    """Runs the command.

    Args:
        arguments: Its parsed options.

    Raises:
        UserError: Data, weights or the output folder cannot be used.
    """
    if arguments.threads is not None:
        torch.set_num_threads(arguments.threads)
    if arguments.number == "1":
        print_table_1()
    elif arguments.data is None:
        raise DataError("no collection is given", where="--data", todo="Give its root")
    elif arguments.number in ABLATIONS:
        _ablate(arguments)
    else:
        _BENCHMARKS[arguments.number](arguments)


def _table_2(arguments: argparse.Namespace) -> None:
    heads = ("validation set, method", "G", "J seen", "J unseen")
    rows = [(f"{year}, {name}", *figures) for year, name, *figures in TABLE_2]
    print(f"Table 2: YouTube-VOS\n\n{text_table(heads, rows)}\n")
    where = next((p for p in (arguments.data, arguments.data / "valid") if _is_vos(p)), None)
    if where is None:
        print(f"{arguments.data} holds no YouTube-VOS validation set (valid/meta.json).")
        return
    print(
        f"The truth of {where} is with the evaluation server alone: propagate it with "
        "sst-propagate, and upload the masks for a row of ours."
    )


def _is_vos(root: Path) -> bool:
    return (root / "meta.json").is_file() and (root / "JPEGImages").is_dir()


def _table_3(arguments: argparse.Namespace) -> None:
    heads = ("method", "J&F", "J", "F")
    rows: list[tuple[str, ...]] = list(TABLE_3)
    lists = [arguments.data / "ImageSets" / year / "val.txt" for year in ("2017", ".")]
    known = next((path for path in lists if path.is_file()), None)
    if known is not None:
        rows.append(_ours(arguments))
    print(f"Table 3: DAVIS 2017 validation\n\n{text_table(heads, rows)}")
    if known is None:
        print(f"\nNo row of ours: {arguments.data} is not DAVIS 2017, it lacks {lists[0]}.")


def _ours(arguments: argparse.Namespace) -> tuple[str, ...]:
    folder, names = clip_names(arguments.data, split="val", names=arguments.sequences)
    model = load_model(arguments.weights, device=arguments.device)
    scores: list[ObjectScore] = []
    for name in names:
        shown = show_clip(open_session(model, arguments), load_clip(folder, name))
        _say(f"{name}: {shown.score().jf:.3f}")
        scores += shown.scores()
    mean = mean_score(scores)
    figures = (f"{100 * value:.1f}" for value in (mean.jf, mean.j.mean, mean.f.mean))
    return f"ours, {arguments.weights}", *figures


_BENCHMARKS = {"2": _table_2, "3": _table_3}


def _ablate(arguments: argparse.Namespace) -> None:
    if arguments.output is None:
        raise DataError("no folder is given", where="--output", todo="Say where the runs go")
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
        backbone=arguments.backbone or ("sst-lite" if reduced else IMAGENET),
        short_side=arguments.resolution,
        every=arguments.every,
        frames=arguments.frames,
        workers=arguments.workers,
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
