"""The training loop: recipe in, weights out, stoppable at any step and resumed exactly there."""

import math
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import torch
from torch.nn.utils import clip_grad_norm_

from sst_core.backbone import Backbone
from sst_core.checkpoint import save_model
from sst_core.config import NAMED as MODELS
from sst_core.errors import DataError, DeviceError
from sst_core.model import SST
from sst_core.precision import fast_dtype
from training.config import Recipe
from training.data.collections import Source
from training.feed import Feed
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
OVERLAYS = "overlays"


@dataclass(frozen=True)
class Plan:
    """What a run is asked to do.

    Attributes:
        recipe: Stages and rates.
        sources: Collections and stills.
        output: Folder for state, weights, log and overlays.
        device: Where to train.
        time_budget_s: Stop at the first step after so many seconds; None: run all steps.
        workers: Processes that prepare clips; 0: in this one.
        save_every_s: Seconds between checkpoints.
        card: Notes that travel with the weights.
    """

    recipe: Recipe
    sources: Sequence[Source]
    output: Path
    device: torch.device
    time_budget_s: float | None = None
    workers: int = 1
    save_every_s: float = 300.0
    card: dict[str, object] | None = None


class Trainer:
    """Holds one run: model, its average, optimizer, and where it stands.

    Args:
        plan: What is asked for.
        model: Where to start from; ignored values when resuming.
        resume: Go on from the state in the output folder.

    Raises:
        UserError: Data, state or output folder cannot be used; nothing is written then.
    """

    def __init__(self, plan: Plan, model: SST, *, resume: bool) -> None:
        self.plan, self.recipe = plan, plan.recipe
        for source in plan.sources:
            source.open()  # what cannot be read is said before anything is written
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
        self.log = RunLog(plan.output, step=self.position.step)
        self.started_s = self.saved_s = time.monotonic()
        self.saved_step = self.position.step
        self.latest: tuple[Batch, Outcome] | None = None

    def run(self, on_report: Callable[[dict[str, float]], None]) -> bool:
        """Train until the recipe ends or the time is up; at least one step is done.

        Args:
            on_report: Receives every report; may raise to stop (what was done is saved).

        Returns:
            True when every step of the recipe is done.

        Raises:
            UserError: Data that cannot be read, a full disk, a device that is too small, a loss
                that is no number any more.
        """
        stopped = False
        try:
            while self.position.step < self.recipe.steps and not stopped:
                stopped = self._run_stage(on_report)
        except torch.OutOfMemoryError as error:
            todo = "Lower batch, crop or frames in the recipe"
            raise DeviceError("the device has too little memory", todo=todo) from error
        finally:
            if self.position.step > self.saved_step:
                self.save()
            self.log.close()
        return self.position.step >= self.recipe.steps

    def save(self) -> None:
        """Write the state to resume from, the averaged weights, and a picture of the last batch.

        Raises:
            OutputError: The output folder cannot be written.
        """
        output, card = self.plan.output, dict(self.plan.card or {})
        save_state(output, self.model, self.average, self.optimizer, self.position)
        card |= {"recipe": self.recipe.name, "steps": self.position.step}
        save_model(output / WEIGHTS, self.model.config, self.average.shadow, card=card)
        self.saved_s, self.saved_step = time.monotonic(), self.position.step
        if self.latest is not None:
            batch, outcome = self.latest
            truth = batch.label_maps[0]
            path = output / OVERLAYS / f"{self.position.step:06d}.png"
            write_overlay(path, batch.frames[0], truth, outcome.label_maps(truth))

    def _run_stage(self, on_report: Callable[[dict[str, float]], None]) -> bool:
        """Train to the end of the present stage; returns True when the time is up."""
        number, first = self.recipe.stage_at(self.position.step)
        stage, recipe = self.recipe.stages[number], self.recipe
        feed = Feed(self.plan.sources, self.plan.device, self.plan.workers)
        before = time.monotonic()
        for batch in feed.batches(recipe, stage, start=recipe.samples_before(self.position.step)):
            outcome, norm, rate = self._step(batch)
            self.latest = batch, outcome
            now = time.monotonic()
            self.position = Position(self.position.step + 1, self.position.elapsed_s + now - before)
            before = now
            row = self._row(outcome, number, norm=norm, rate=rate)
            self.log.add(row)
            on_report(row)
            if self.position.step == first + stage.steps or self._time_is_up():
                break
            if now - self.saved_s > self.plan.save_every_s:
                self.save()
        return self._time_is_up()

    def _time_is_up(self) -> bool:
        budget = self.plan.time_budget_s
        return budget is not None and time.monotonic() - self.started_s > budget

    def _step(self, batch: Batch) -> tuple[Outcome, float, float]:
        recipe, step = self.recipe, self.position.step
        rate = recipe.rate * rate_factor(step, total=recipe.steps, warmup=recipe.warmup)
        set_rate(self.optimizer, rate)
        generator = torch.Generator().manual_seed(recipe.seed * 1_000_003 + step)
        with _bfloat16(self.plan.device):
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
        if not math.isfinite(norm):
            todo = "Lower the recipe's rate, or check --init"
            raise DataError(f"the loss is no number any more at step {step}", todo=todo)
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
    for part in cast("Backbone", model.backbone).parts[:parts]:
        part.requires_grad_(False)  # noqa: FBT003 - torch's own signature


def new_model(recipe: Recipe) -> SST:
    """Build the recipe's model with random weights, reproducibly."""
    torch.manual_seed(recipe.seed)
    return SST(MODELS[recipe.model])


def _bfloat16(device: torch.device) -> AbstractContextManager[None]:
    """Multiply in bfloat16 where that is fast; float16 would need its losses scaled."""
    enabled = fast_dtype(device.type) == torch.bfloat16
    return torch.autocast(device.type, torch.bfloat16, enabled=enabled)
