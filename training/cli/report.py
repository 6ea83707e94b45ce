"""`sst-eval report`: one page of scores, curves, failures and speed of a model."""

import argparse
import sys
from pathlib import Path

import torch

from sst_core.checkpoint import find_weights, load_model, read_card
from sst_core.errors import OutputError
from training.interactive.clip import clip_names, load_clip
from training.report.clips import Shown, show_clip
from training.report.page import build_page
from training.report.sessions import open_session, views_words
from training.report.speed import machine


def write_report(arguments: argparse.Namespace) -> None:
    """Runs the command.

    Args:
        arguments: Its parsed options.

    Raises:
        UserError: A folder or the weights cannot be used, or the page cannot be written.
    """
    if not arguments.output.parent.is_dir():
        raise OutputError("there is no such folder to write to", where=arguments.output.parent)
    if arguments.threads is not None:
        torch.set_num_threads(arguments.threads)
    folder, names = clip_names(arguments.gt, split=arguments.split, names=arguments.sequences)
    model = load_model(arguments.weights, device=arguments.device)
    shown: list[Shown] = []
    engine = ""
    for name in names:
        session = open_session(model, arguments)
        shown.append(show_clip(session, load_clip(folder, name)))
        print(f"{name:18} J&F {shown[-1].score().jf:.3f}", file=sys.stderr, flush=True)
        engine = session.engine.name if session.engine is not None else ""
    settings = {
        "collection": arguments.gt.resolve().name,
        "sequences": arguments.split or ", ".join(names),
        "short side": views_words(model, arguments),
        "engine": engine,
    }
    page = build_page(
        Path(arguments.weights).stem,
        shown,
        card=read_card(find_weights(arguments.weights)),
        machine=machine(model.device),
        settings=settings,
    )
    _write(arguments.output, page)
    print(f"{arguments.output}: {len(page) / 2**20:.1f} MiB, {len(shown)} sequences")


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"the report cannot be written ({reason})", where=path) from error
