"""Fine-tuning on a person's corrections: the backbone stays, the rest learns in minutes."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn.utils import clip_grad_norm_

from sst_core.checkpoint import save_model
from sst_core.errors import DataError
from sst_core.model import SST
from sst_core.precision import fast_dtype
from sst_core.saying import said
from training.corrections import CorrectedClip, corrected_frames
from training.optim import MovingAverage, build_optimizer, rate_factor, set_rate
from training.rehearsal import FRAMES, rehearse
from training.steps import Walk, choose_part, choose_walk, clip_loss
from training.tapes import Tape, looks_needed, make_tapes

_TRIES = 50
_REHEARSED = 24
_STILLS_ALONE, _STILLS_BESIDE = 24, 8
"""Pseudo-videos made: where no clip has two corrected frames, and otherwise."""


@dataclass(frozen=True)
class Tuning:
    """How a model learns from corrections (defaults: EXPERIMENTS.md, learning from corrections)."""

    steps: int = 300
    """Optimizer steps."""
    clips: int = 1
    """Clips per step."""
    rate: float = 1e-4
    """Peak learning rate."""
    warmup: int = 10
    """Steps of linear warm-up."""
    hardest: float = 0.3
    """Share of pixels in the cross-entropy."""
    ema: float = 0.98
    """Decay of the moving average that is kept."""
    pseudo: float = 0.25
    """Share of clips that are pseudo-video, where real ones are there."""
    rehearsed: float = 0.3
    """Share of clips that are rendered ones, so that what was known is not forgotten."""
    clip_norm: float = 1.0
    """Largest gradient norm."""
    seed: int = 0
    """Of all that is random."""


@dataclass(frozen=True)
class Report:
    """One sign of progress.

    Attributes:
        phase: "look" while frames are embedded, then "learn".
        done: Frames or steps done.
        of: Frames or steps in all.
        loss: Mean loss of the last step; nan while looking.
        left_s: Seconds that learning will still take; nan while looking.
    """

    phase: str
    done: int
    of: int
    loss: float
    left_s: float


def fine_tune(
    model: SST,
    clips: Sequence[CorrectedClip],
    *,
    tuning: Tuning,
    time_budget_s: float | None = None,
    on_report: Callable[[Report], None],
) -> int:
    """Change a model's weights in place; the moving average of them is what it ends with.

    Args:
        model: To start from; on the device to learn on.
        clips: Corrected clips; held-out frames are not looked at.
        tuning: Rates and numbers.
        time_budget_s: Learning stops at the first step after so many seconds.
        on_report: Receives progress; may raise to stop, what was learned stays in the model.

    Returns:
        Steps done.

    Raises:
        DataError: Nothing can be learned from, or the loss is no number any more.
    """
    model.requires_grad_(True)  # noqa: FBT003 - torch's own signature
    model.backbone.requires_grad_(False)  # noqa: FBT003 - torch's own signature
    tapes = _Tapes(model, tuple(clips), tuning, on_report)
    return _Learner(model, tapes, tuning).run(time_budget_s, on_report)


class _Tapes:
    """Tapes of all kinds, and the draw between them."""

    def __init__(
        self,
        model: SST,
        clips: tuple[CorrectedClip, ...],
        tuning: Tuning,
        on_report: Callable[[Report], None],
    ) -> None:
        alone = all(len(clip.learned) < 2 for clip in clips)
        stills = _STILLS_ALONE if alone else _STILLS_BESIDE
        rehearsed = _REHEARSED if tuning.rehearsed else 0
        total, done = looks_needed(clips, stills=stills) + rehearsed * FRAMES, 0

        def count() -> None:
            nonlocal done
            done += 1
            on_report(Report("look", done, total, math.nan, math.nan))

        self.real, self.pseudo = make_tapes(
            model,
            clips,
            stills=stills,
            short_side=model.config.short_side,
            seed=tuning.seed,
            on_frame=count,
        )
        self.rehearsed = rehearse(model, count=rehearsed, seed=tuning.seed, on_frame=count)
        self._tuning = tuning
        if not self.real and not self.pseudo:
            raise DataError(
                "the corrected frames show no object to learn from",
                todo="Draw or accept an object on at least one frame",
            )

    def draw(self, rng: np.random.Generator) -> Tape:
        """A tape: rehearsed, of pseudo-video, or real, as chance and what is there say."""
        if self.rehearsed and rng.random() < self._tuning.rehearsed:
            return self.rehearsed[int(rng.integers(len(self.rehearsed)))]
        pseudo = not self.real or (self.pseudo and rng.random() < self._tuning.pseudo)
        listed = self.pseudo if pseudo else self.real
        return listed[int(rng.integers(len(listed)))]


class _Learner:
    """The loop."""

    def __init__(self, model: SST, tapes: _Tapes, tuning: Tuning) -> None:
        self.model, self.tapes, self.tuning = model.train(), tapes, tuning
        self.rng = np.random.default_rng(tuning.seed)
        self.optimizer = build_optimizer(
            model, rate=tuning.rate, backbone_scale=0.0, weight_decay=0.0
        )
        self.average = MovingAverage(model.named_parameters(), decay=tuning.ema)
        self.done = 0

    def run(self, time_budget_s: float | None, on_report: Callable[[Report], None]) -> int:
        """Learn until the steps are done or the time is up; the average becomes the model."""
        started, steps = time.monotonic(), self.tuning.steps
        step = 0
        try:
            while step < steps:
                spent = time.monotonic() - started
                share = spent / time_budget_s if time_budget_s is not None else 0.0
                loss = self._step(max(step, int(min(share, 1.0) * steps)))
                step += 1
                spent = time.monotonic() - started
                left = spent / step * (steps - step)
                if time_budget_s is not None:
                    left = min(left, max(0.0, time_budget_s - spent))
                on_report(Report("learn", step, steps, loss, left))
                if time_budget_s is not None and spent > time_budget_s:
                    break
        finally:
            if step:
                self.model.load_state_dict(self.average.shadow)
            self.model.eval()
        return step

    def _step(self, place: int) -> float:
        """One step; `place` is where the rate stands, so that it ends low when time runs out."""
        tuning, device = self.tuning, self.model.device
        factor = rate_factor(place, total=tuning.steps, warmup=tuning.warmup)
        set_rate(self.optimizer, tuning.rate * factor)
        self.optimizer.zero_grad(set_to_none=True)
        bfloat16 = fast_dtype(device.type) == torch.bfloat16
        total = 0.0
        for _ in range(tuning.clips):
            tape, walk = self._draw()
            part = choose_part(tape, walk, self.rng)
            with torch.autocast(device.type, torch.bfloat16, enabled=bfloat16):
                loss = clip_loss(self.model, tape, walk, part, hardest=tuning.hardest)
            (loss / tuning.clips).backward()  # type: ignore[no-untyped-call]
            total += float(loss.detach()) / tuning.clips
        trained = [p for p in self.model.parameters() if p.requires_grad]
        norm = float(clip_grad_norm_(trained, tuning.clip_norm))
        if not math.isfinite(norm):
            raise DataError(said("the loss is no number any more at step {step}", step=self.done))
        self.optimizer.step()
        self.average.update(self.model.named_parameters(), self.done)
        self.done += 1
        return total

    def _draw(self) -> tuple[Tape, Walk]:
        for _ in range(_TRIES):
            tape = self.tapes.draw(self.rng)
            walk = choose_walk(tape, self.rng)
            if walk is not None:
                return tape, walk
        raise DataError(
            "no object was corrected on two frames of the same clip",
            todo="Correct the same object on another frame",
        )


def save_tuned(
    path: Path, model: SST, *, start: str, steps: int, clips: Sequence[CorrectedClip]
) -> None:
    """Write fine-tuned weights with a card that says where they come from.

    Raises:
        OutputError: The place cannot be written.
    """
    card = {
        "recipe": "fine-tuned",
        "started_from": start,
        "steps": steps,
        "clips": [clip.name for clip in clips],
        "corrected_frames": corrected_frames(clips),
    }
    save_model(path, model.config, model.state_dict(), card=card)
