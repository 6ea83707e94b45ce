"""Runs of a table: each variant trained with the same recipe and seeds, and scored; resumable."""

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from sst_core.checkpoint import load_model
from sst_core.errors import DataError, OutputError
from sst_core.labels import VosFolder
from sst_core.model import SST
from sst_core.session import InferenceSession
from training.config import Recipe, load_recipe
from training.data.collections import Source
from training.evaluate import Score, mean_score
from training.interactive.clip import Clip, load_clip
from training.pretrained import load_imagenet
from training.report.clips import show_clip
from training.state import FILE
from training.tables.paper import SCALES
from training.trainer import WEIGHTS, Plan, Trainer, new_model

SCORE = "score.json"
IMAGENET, RANDOM = "imagenet", "random"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Bench:
    """What all runs of a table share.

    Attributes:
        scale: A key of SCALES.
        steps: Optimizer steps of every run.
        train: What to train on.
        judge: The collection and the sequences to score.
        output: Folder of the runs; those of all tables share it.
        device: Where to train and run.
        backbone: Weights whose backbone to start from, IMAGENET or RANDOM.
        short_side: Resolution to score at; None: that of the configuration.
        every: Truth is compared with one frame in so many.
        frames: Sequences end after so many frames; None: where they end.
        workers: Processes that prepare clips.
    """

    scale: str
    steps: int
    train: Sequence[Source]
    judge: tuple[VosFolder, tuple[str, ...]]
    output: Path
    device: torch.device
    backbone: str = RANDOM
    short_side: int | None = None
    every: int = 1
    frames: int | None = None
    workers: int = 0

    def name(self, suffix: str) -> str:
        """The configuration of a variant."""
        base = SCALES[self.scale]
        return f"{base}-{suffix}" if suffix else base

    def recipe(self, suffix: str, seed: int) -> Recipe:
        """The recipe of a run: that of the scale, with another model and seed."""
        recipe = load_recipe(SCALES[self.scale]).scaled(self.steps)
        return replace(recipe, name=self.name(suffix), model=self.name(suffix), seed=seed)

    def folder(self, suffix: str, seed: int) -> Path:
        """Where a run lives."""
        return self.output / "runs" / f"{self.name(suffix)}-{self.steps}-seed{seed}"


@dataclass(frozen=True)
class Judged:
    """A finished run: J&F, J and F, the mean over objects, 0-1."""

    jf: float
    j: float
    f: float


def judged(bench: Bench, suffix: str, seed: int) -> Judged | None:
    """The score of a run; None where it is not finished.

    Raises:
        DataError: The file is not one of ours.
    """
    path = bench.folder(suffix, seed) / SCORE
    if not path.is_file():
        return None
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        return Judged(*(float(values[key]) for key in ("jf", "j", "f")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError("this is no score of a run", where=path, todo="Delete it") from error


def carry_out(
    bench: Bench, wanted: Sequence[tuple[str, int]], *, deadline_s: float | None, say: Say
) -> bool:
    """Train and score what is not finished yet, one run after the other.

    Args:
        bench: What all runs share.
        wanted: Suffix and seed of every run.
        deadline_s: `time.monotonic` at which to stop; what was begun can go on later.
        say: Receives a line of progress.

    Returns:
        True when all are finished.

    Raises:
        UserError: Data or output cannot be used.
    """
    left = [run for run in wanted if judged(bench, *run) is None]
    for count, (suffix, seed) in enumerate(left):
        if deadline_s is not None and time.monotonic() >= deadline_s:
            return False
        say(f"{bench.name(suffix)}, seed {seed}: {len(left) - count} of {len(wanted)} runs to go")
        if not _train(bench, suffix, seed, deadline_s, say):
            return False
        found = _judge(bench, suffix, seed, say)
        say(f"{bench.name(suffix)}, seed {seed}: J&F {found.jf:.3f}")
    return True


def _train(bench: Bench, suffix: str, seed: int, deadline_s: float | None, say: Say) -> bool:
    """Train a run to its end; False where the time is up before."""
    recipe, folder = bench.recipe(suffix, seed), bench.folder(suffix, seed)
    plan = Plan(
        recipe=recipe,
        sources=bench.train,
        output=folder,
        device=bench.device,
        time_budget_s=None if deadline_s is None else max(1.0, deadline_s - time.monotonic()),
        workers=bench.workers,
    )
    model = _fresh(recipe, bench.backbone)
    trainer = Trainer(plan, model, resume=(folder / FILE).exists())
    due = time.monotonic()

    def report(row: dict[str, float]) -> None:
        nonlocal due
        if time.monotonic() >= due:
            due = time.monotonic() + 20.0
            say(f"  step {int(row['step'])}/{recipe.steps}, loss {row['loss']:.3f}")

    return trainer.run(report)


def _fresh(recipe: Recipe, backbone: str) -> SST:
    model = new_model(recipe)
    if backbone == IMAGENET:
        load_imagenet(model.backbone, model.config.backbone)
    elif backbone != RANDOM:
        given = load_model(backbone, device="cpu")
        if given.config.backbone != model.config.backbone:
            raise DataError(
                f"these weights have the backbone {given.config.backbone}, "
                f"the table needs {model.config.backbone}",
                where=backbone,
                todo="Give others with --backbone",
            )
        model.backbone.load_state_dict(given.backbone.state_dict())
    return model


def _judge(bench: Bench, suffix: str, seed: int, say: Say) -> Judged:
    """Score a trained run and write what was found beside its weights."""
    folder = bench.folder(suffix, seed)
    model = load_model(folder / WEIGHTS, device=bench.device.type)
    scores: dict[str, Score] = {}
    every: list[Score] = []
    for clip in _clips(bench):
        session = InferenceSession(model, short_side=bench.short_side)
        shown = show_clip(session, clip)
        scores[clip.name] = shown.score()
        every += shown.scores()
        say(f"  {clip.name}: {scores[clip.name].jf:.3f}")
    mean = mean_score(every)
    found = Judged(mean.jf, mean.j.mean, mean.f.mean)
    document = {
        **vars(found),
        "sequences": {name: score.jf for name, score in scores.items()},
        "every": bench.every,
        "frames": bench.frames,
        "short_side": bench.short_side or model.config.short_side,
    }
    write_text(folder / SCORE, json.dumps(document, indent=2) + "\n")
    return found


def _clips(bench: Bench) -> Iterator[Clip]:
    """The sequences to score, with the truth of one frame in so many."""
    folder, names = bench.judge
    for name in names:
        clip = load_clip(folder, name)
        frames = clip.frames[: bench.frames]
        numbers = [number for number in sorted(clip.truth) if number < len(frames)]
        kept = {*numbers[:: bench.every], numbers[-1]}
        truth = {n: clip.truth[n] for n in numbers if n in kept}
        yield replace(clip, frames=frames, truth=truth)


def write_text(path: Path, text: str) -> None:
    """Write a file through a neighbour, so that none is ever half written.

    Raises:
        OutputError: It cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"cannot be written ({reason})", where=path) from error
