"""The training loop: recipe in, weights out, stoppable at any step and resumed exactly there.

Several processes (`sst_core.team`) share every batch: each takes its clips of the one stream,
gradients and losses are summed, and so all of them take the step that one process would. Before
each step they tell each other whether one of them failed or was asked to stop; process 0 writes.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import torch
from torch.nn.utils import clip_grad_norm_

from sst_core.backbone import Backbone
from sst_core.checkpoint import save_model
from sst_core.config import NAMED as MODELS
from sst_core.errors import DataError, DeviceError, PeerError, UserError
from sst_core.model import SST
from sst_core.precision import fast_dtype
from sst_core.team import ALONE, Team
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
from training.shards import (
    Whole,
    join_losses,
    parts_of,
    sum_gradients,
    synchronise_norms,
)
from training.state import FILE as STATE
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
        accumulate: Rounds in which a process goes through its clips of a batch, for less memory.
        save_every_s: Seconds between checkpoints.
        card: Notes that travel with the weights.
    """

    recipe: Recipe
    sources: Sequence[Source]
    output: Path
    device: torch.device
    time_budget_s: float | None = None
    workers: int = 1
    accumulate: int = 1
    save_every_s: float = 300.0
    card: dict[str, object] | None = None


class Trainer:
    """Holds one run: model, its average, optimizer, and where it stands.

    Args:
        plan: What is asked for.
        model: Where to start from; ignored values when resuming.
        resume: Go on from the state in the output folder (that of process 0).
        team: The processes that share the work.

    Raises:
        UserError: Data, state or output folder cannot be used; nothing is written then.
    """

    def __init__(self, plan: Plan, model: SST, *, resume: bool, team: Team = ALONE) -> None:
        self.plan, self.recipe, self.team = plan, plan.recipe, team
        check_shares(plan, team)
        for source in plan.sources:
            source.open()  # what cannot be read is said before anything is written
        self.model = model.to(plan.device).to(memory_format=torch.channels_last).train()
        freeze(self.model, plan.recipe.frozen_stages)
        synchronise_norms(self.model, team, plan.device)
        self.optimizer = build_optimizer(
            self.model,
            rate=self.recipe.rate,
            backbone_scale=self.recipe.backbone_scale,
            weight_decay=self.recipe.weight_decay,
        )
        team.take_over([parameter.data for parameter in self.model.parameters()])
        self.average = MovingAverage(self.model.named_parameters(), decay=self.recipe.ema)
        self.position = Position()
        if resume:
            with team.shared(plan.output / STATE) as folder:
                self.position = load_state(folder, self.model, self.average, self.optimizer)
        self.log = RunLog(plan.output, step=self.position.step) if team.leads else None
        self.started_s = self.saved_s = time.monotonic()
        self.saved_step = self.position.step
        self.latest: tuple[Batch, Outcome] | None = None
        self._asked: Callable[[], bool] = _never
        self._time_was_up = False

    def run(
        self, on_report: Callable[[dict[str, float]], None], asked: Callable[[], bool] | None = None
    ) -> bool:
        """Train until the recipe ends or the time is up; at least one step is done.

        Args:
            on_report: Receives every report; in a team of one it may raise to stop (what was
                done is saved).
            asked: Whether this process was asked to stop: all of them do, before the same step.

        Returns:
            True when every step of the recipe is done.

        Raises:
            KeyboardInterrupt: A process was asked to stop.
            PeerError: Another process failed or is gone.
            UserError: Data that cannot be read, a full disk, a device that is too small, a loss
                that is no number any more.
        """
        stopped = False
        self._asked = asked or _never
        try:
            while self.position.step < self.recipe.steps and not stopped:
                stopped = self._run_stage(on_report)
        except torch.OutOfMemoryError as error:
            todo = "Lower batch, crop or frames in the recipe"
            raise DeviceError("the device has too little memory", todo=todo) from error
        finally:
            if self.position.step > self.saved_step:
                self.save()
            if self.log is not None:
                self.log.close()
        return self.position.step >= self.recipe.steps

    def save(self) -> None:
        """Write the state to resume from, the averaged weights, and a picture of the last batch.

        Only process 0 writes.

        Raises:
            OutputError: The output folder cannot be written.
        """
        if not self.team.leads:
            return
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
        drawn, rows = recipe.samples_before(self.position.step), self.team.rows(stage.batch)
        batches = feed.batches(recipe, stage, start=drawn, rows=rows)
        before = time.monotonic()
        while True:
            batch, objects = self._next(batches)
            whole = Whole(stage.batch, objects)
            outcome, norm, rate = self._step(batch, whole, first=rows.start)
            self.latest = batch, outcome
            now = time.monotonic()
            self.position = Position(self.position.step + 1, self.position.elapsed_s + now - before)
            before = now
            row = self._row(outcome, number, norm=norm, rate=rate)
            if self.log is not None:
                self.log.add(row)
            on_report(row)
            if self.position.step == first + stage.steps or self._time_is_up():
                break
            if now - self.saved_s > self.plan.save_every_s:
                self.save()
        return self._time_is_up()

    def _next(self, batches: Iterator[Batch]) -> tuple[Batch, int]:
        """This process's clips of the next step, and the objects in those of all processes.

        Raises:
            UserError: A file cannot be read; in another process: PeerError.
            KeyboardInterrupt: A process was asked to stop.
        """
        if self.team.size == 1:
            batch = next(batches)
            return batch, int(batch.objects.sum())
        found: Batch | None = None
        failure: UserError | None = None
        try:
            found = next(batches)
        except UserError as error:
            failure = error
        except RuntimeError:
            if not self._asked():  # the signal that asks also ends processes that prepare clips
                raise
        objects = 0 if found is None else int(found.objects.sum())
        signs = [failure is not None, self._asked() or found is None, self._past_budget()]
        objects, failed, asked, late = self.team.sum([objects, *map(int, signs)])
        if failed:
            self.team.agree(failure)
        if asked or found is None:
            raise KeyboardInterrupt
        self._time_was_up = late > 0
        return found, objects

    def _time_is_up(self) -> bool:
        """In a team: whether it was for any of them before this step, so that all agree."""
        return self._past_budget() if self.team.size == 1 else self._time_was_up

    def _past_budget(self) -> bool:
        budget = self.plan.time_budget_s
        return budget is not None and time.monotonic() - self.started_s > budget

    def _step(self, batch: Batch, whole: Whole, *, first: int) -> tuple[Outcome, float, float]:
        recipe, step = self.recipe, self.position.step
        rate = recipe.rate * rate_factor(step, total=recipe.steps, warmup=recipe.warmup)
        set_rate(self.optimizer, rate)
        self.optimizer.zero_grad(set_to_none=True)
        outcomes: list[Outcome] = []
        for part in parts_of(batch, self.plan.accumulate, first=first, whole=whole):
            outcomes.append(self._roll_out(part))
            outcomes[-1].loss.total.backward()  # type: ignore[no-untyped-call]
        trained = [p for p in self.model.parameters() if p.requires_grad]
        loss = sum_gradients(self.team, trained, join_losses([one.loss for one in outcomes]))
        outcome = replace(outcomes[0], loss=loss)
        norm = float(clip_grad_norm_(trained, recipe.clip_norm))
        if not math.isfinite(norm):
            todo = "Lower the recipe's rate, or check --init"
            what = f"the loss is no number any more at step {step}"
            raise DataError(what, todo=todo) if self.team.leads else PeerError(what, told=True)
        self.optimizer.step()
        self.average.update(self.model.named_parameters(), step)
        return outcome, norm, rate

    def _roll_out(self, batch: Batch) -> Outcome:
        recipe, step = self.recipe, self.position.step
        with _bfloat16(self.plan.device):
            return roll_out(
                self.model,
                batch,
                hardest=hardest_share(step, total=recipe.steps),
                chances=Chances(recipe.forget, recipe.two_references),
                generator=torch.Generator().manual_seed(recipe.seed * 1_000_003 + step),
            )

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


def check_shares(plan: Plan, team: Team) -> None:
    """Refuses a team that is too large for the recipe's batches.

    Raises:
        DataError: Some process would have no clip of a batch in some round.
    """
    least = min(stage.batch for stage in plan.recipe.stages)
    if least // team.size < plan.accumulate:
        what = f"a batch of {least} clips cannot be shared by {team.size} processes"
        if plan.accumulate > 1:
            what += f" in {plan.accumulate} rounds each"
        todo = "Use fewer processes or rounds, or raise batch in the recipe"
        raise DataError(what, where="--accumulate" if team.size == 1 else "", todo=todo)


def _never() -> bool:
    return False


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
