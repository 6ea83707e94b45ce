"""The training loop: recipe in, weights out, stoppable at any step and resumed exactly there."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import torch
from torch.nn.utils import clip_grad_norm_
from torch.utils.data import DataLoader

from sst_core.checkpoint import save_model
from sst_core.config import NAMED as MODELS
from sst_core.model import SST
from training.config import Recipe, Stage
from training.data.clips import ClipOptions
from training.data.collections import Source
from training.data.mixture import ClipDataset, collate
from training.log import RunLog, write_overlay
from training.optim import (
    MovingAverage,
    build_optimizer,
    hardest_share,
    rate_factor,
    set_rate,
)
from training.rollout import Batch, Chances, Outcome, roll_out
from training.state import Position, load_state, save_state

WEIGHTS = "weights.safetensors"


@dataclass(frozen=True)
class Plan:
    """What a run is asked to do.

    Attributes:
        recipe: Stages and rates.
        sources: Collections and stills.
        output: Folder for state, weights, log and overlays.
        device: Where to train.
        time_budget_s: Stop after this many seconds of this call; None: run all steps.
        workers: Processes that prepare clips; 0: in this one.
        report_every: Steps between reports.
        save_every_s: Seconds between checkpoints.
        card: Notes that travel with the weights.
    """

    recipe: Recipe
    sources: Sequence[Source]
    output: Path
    device: torch.device
    time_budget_s: float | None = None
    workers: int = 1
    report_every: int = 20
    save_every_s: float = 300.0
    card: dict[str, object] | None = None


class Trainer:
    """Holds one run: model, its average, optimizer, and where it stands."""

    def __init__(self, plan: Plan, model: SST, *, resume: bool) -> None:
        self.plan, self.recipe = plan, plan.recipe
        self.model = model.to(plan.device).to(memory_format=torch.channels_last).train()
        freeze(self.model, plan.recipe.frozen_stages)
        self.optimizer = build_optimizer(
            self.model,
            rate=self.recipe.rate,
            backbone_scale=self.recipe.backbone_scale,
            weight_decay=self.recipe.weight_decay,
        )
        self.average = MovingAverage(self.model.named_parameters(), decay=self.recipe.ema)
        self.position = Position()
        if resume:
            self.position = load_state(plan.output, self.model, self.average, self.optimizer)
        self.log = RunLog(plan.output, fresh=not resume)
        self.started_s = self.saved_s = time.monotonic()

    def run(self, on_report: Callable[[dict[str, float]], None]) -> bool:
        """Train until the recipe ends or the time is up.

        Args:
            on_report: Receives every report; may raise to stop (what was done is saved).

        Returns:
            True when every step of the recipe is done.
        """
        try:
            while self.position.step < self.recipe.steps and not self._time_is_up():
                number, first = self.recipe.stage_at(self.position.step)
                stage = self.recipe.stages[number]
                self._run_stage(stage, first + stage.steps, number, on_report)
        finally:
            self.save()
            self.log.close()
        return self.position.step >= self.recipe.steps

    def save(self) -> None:
        """Write the state to resume from, and the averaged weights."""
        output, card = self.plan.output, dict(self.plan.card or {})
        save_state(output, self.model, self.average, self.optimizer, self.position)
        card |= {"recipe": self.recipe.name, "steps": self.position.step}
        save_model(output / WEIGHTS, self.model.config, self.average.shadow, card=card)
        self.saved_s = time.monotonic()

    def _time_is_up(self) -> bool:
        budget = self.plan.time_budget_s
        return budget is not None and time.monotonic() - self.started_s > budget

    def _run_stage(
        self, stage: Stage, end: int, number: int, on_report: Callable[[dict[str, float]], None]
    ) -> None:
        batches = _batches(self.plan, stage, self.recipe.samples_before(self.position.step))
        while self.position.step < end and not self._time_is_up():
            before = time.monotonic()
            batch = next(batches)
            outcome, norm, rate = self._step(batch)
            self.position.step += 1
            self.position.elapsed_s += time.monotonic() - before
            if self.position.step % self.plan.report_every == 0:
                row = self._row(outcome, number, norm=norm, rate=rate)
                self.log.add(row)
                on_report(row)
            if time.monotonic() - self.saved_s > self.plan.save_every_s:
                self.save()
                name = f"overlays/{self.position.step:06d}.png"
                truth = batch.label_maps[0]
                predicted = outcome.label_maps(truth)
                write_overlay(self.plan.output / name, batch.frames[0], truth, predicted)

    def _step(self, batch: Batch) -> tuple[Outcome, float, float]:
        recipe, step = self.recipe, self.position.step
        rate = recipe.rate * rate_factor(step, total=recipe.steps, warmup=recipe.warmup)
        set_rate(self.optimizer, rate)
        generator = torch.Generator().manual_seed(recipe.seed * 1_000_003 + step)
        with torch.autocast(self.plan.device.type, torch.bfloat16):
            outcome = roll_out(
                self.model,
                batch,
                hardest=hardest_share(step, total=recipe.steps),
                chances=Chances(recipe.forget, recipe.two_references),
                generator=generator,
            )
        self.optimizer.zero_grad(set_to_none=True)
        outcome.loss.total.backward()  # type: ignore[no-untyped-call]
        trained = [p for p in self.model.parameters() if p.requires_grad]
        norm = float(clip_grad_norm_(trained, recipe.clip_norm))
        self.optimizer.step()
        self.average.update(self.model.named_parameters(), step)
        return outcome, norm, rate

    def _row(self, outcome: Outcome, stage: int, *, norm: float, rate: float) -> dict[str, float]:
        loss = outcome.loss
        return {
            "step": self.position.step,
            "stage": stage,
            "loss": float(loss.total.detach()),
            "cross_entropy": float(loss.cross_entropy),
            "jaccard": float(loss.jaccard),
            "rate": rate,
            "grad_norm": norm,
            "elapsed_s": self.position.elapsed_s,
        }


def freeze(model: SST, parts: int) -> None:
    """Keep the first `parts` parts of the backbone (stem, stage 0, ...) as they are."""
    backbone = model.backbone
    for part in [backbone.stem, *backbone.stages][:parts]:
        part.requires_grad_(False)  # noqa: FBT003 - torch's own signature


def new_model(recipe: Recipe) -> SST:
    """Build the recipe's model with random weights, reproducibly."""
    torch.manual_seed(recipe.seed)
    return SST(MODELS[recipe.model])


def _batches(plan: Plan, stage: Stage, start: int) -> Iterator[Batch]:
    options = ClipOptions(
        frames=stage.frames,
        crop=stage.crop,
        short_side=stage.short_side,
        max_gap=stage.max_gap,
        max_objects=plan.recipe.max_objects,
    )
    dataset = ClipDataset(
        _weighted(plan.sources, stage.stills),
        options,
        seed=plan.recipe.seed,
        start=start,
        batch=stage.batch,
    )
    loader = DataLoader(
        dataset,
        batch_size=stage.batch,
        num_workers=plan.workers,
        collate_fn=collate,
        prefetch_factor=4 if plan.workers else None,
    )
    for raw in loader:
        yield Batch(*(raw[key].to(plan.device) for key in ("frames", "label_maps", "objects")))


def _weighted(sources: Sequence[Source], stills: float) -> list[Source]:
    """Give stills their share where both kinds are there; within a kind weights stay relative."""
    kinds = {source.kind for source in sources}
    if len(kinds) == 1:
        return list(sources)
    share = {"stills": stills, "clips": 1 - stills}
    total = {kind: sum(s.weight for s in sources if s.kind == kind) for kind in kinds}
    return [replace(s, weight=share[s.kind] * s.weight / total[s.kind]) for s in sources]


def progress_line(row: dict[str, float], recipe: Recipe, *, budget_left_s: float | None) -> str:
    """One line for a person: step, loss, speed and time left."""
    pace = row["elapsed_s"] / max(1.0, row["step"])
    left = (recipe.steps - row["step"]) * pace
    if budget_left_s is not None:
        left = min(left, budget_left_s)
    return (
        f"step {int(row['step'])}/{recipe.steps} stage {int(row['stage']) + 1} "
        f"loss {row['loss']:.3f} (ce {row['cross_entropy']:.3f}, jaccard {row['jaccard']:.3f}) "
        f"{pace:.2f} s/step, {timedelta(seconds=int(left))} left"
    )
