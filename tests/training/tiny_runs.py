"""Runs of the tiny model on the tiny data, and all tensors they end with."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import torch

from training.config import Recipe, Stage
from training.data.collections import detect
from training.trainer import Plan, Trainer, new_model

RECIPE = Recipe(
    name="two-stages",
    model="sst-tiny",
    stages=(
        Stage(steps=2, batch=1, frames=2, crop=48, short_side=(48, 64)),
        Stage(steps=2, batch=2, frames=4, crop=48, short_side=(48, 64), stills=0.3),
    ),
    warmup=2,
    rate=1e-3,
    forget=0.3,
    two_references=0.5,
)


def start(
    data: tuple[Path, ...],
    output: Path,
    *,
    recipe: Recipe = RECIPE,
    workers: int = 0,
    resume: bool = False,
    time_budget_s: float | None = None,
    accumulate: int = 1,
) -> Trainer:
    """A trainer on the CPU; a resumed one starts from other weights, to be sure they are replaced.

    Args:
        data: Roots of collections and stills.
        output: Folder of the run.
        recipe: What to do.
        workers: Processes that prepare clips.
        resume: Go on with what is in the folder.
        time_budget_s: See `Plan`.
        accumulate: See `Plan`.
    """
    plan = Plan(
        recipe=recipe,
        sources=[detect(root) for root in data],
        output=output,
        device=torch.device("cpu"),
        workers=workers,
        time_budget_s=time_budget_s,
        accumulate=accumulate,
    )
    model = new_model(replace(recipe, seed=recipe.seed + 7) if resume else recipe)
    return Trainer(plan, model, resume=resume)


def run_to(trainer: Trainer, step: int) -> None:
    """Train, and stop as Ctrl+C does once `step` steps are done."""

    def stop(row: Mapping[str, float]) -> None:
        if row["step"] >= step:
            raise KeyboardInterrupt

    try:
        trainer.run(stop)
    except KeyboardInterrupt:
        assert trainer.position.step == step


def all_tensors(trainer: Trainer) -> dict[str, torch.Tensor]:
    """Weights, moving average and optimizer moments, by name."""
    found = {f"ema/{name}": value for name, value in trainer.average.shadow.items()}
    for name, parameter in trainer.model.named_parameters():
        found[f"model/{name}"] = parameter.detach()
        for key, value in trainer.optimizer.state.get(parameter, {}).items():
            found[f"{key}/{name}"] = value
    return found
