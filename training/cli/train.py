"""`sst-train`: train or fine-tune an SST on collections and stills."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sst_core import __version__
from sst_core.errors import DataError, OutputError, UserError
from training.cli.progress import Progress, stop_between_steps

if TYPE_CHECKING:
    from sst_core.model import SST
    from training.config import Recipe
    from training.trainer import Trainer


def build_parser() -> argparse.ArgumentParser:
    """Describe the command."""
    parser = argparse.ArgumentParser(
        prog="sst-train",
        description="Train an SST on collections and stills.",
        epilog="'sst-train finetune --help': learn from corrected frames in minutes; "
        "'sst-train select --help': train the segmenter behind smart select; "
        "'sst-train weights --help': list or delete weights of yours.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument(
        "--data",
        nargs="+",
        required=True,
        type=Path,
        metavar="ROOT",
        help="collections in DAVIS / YouTube-VOS layout, and folders of stills (SET/image + label)",
    )
    parser.add_argument(
        "--config", default="sst-lite", metavar="NAME|FILE", help="recipe by name or as TOML"
    )
    parser.add_argument(
        "--init",
        metavar="WEIGHTS",
        help="start from these weights (name or .safetensors; not needed with --resume); "
        "default: a backbone trained on ImageNet",
    )
    parser.add_argument(
        "--output", required=True, type=Path, metavar="DIR", help="weights, state, log, overlays"
    )
    parser.add_argument("--resume", action="store_true", help="go on where --output stands")
    parser.add_argument("--steps", type=int, help="stretch or shrink the recipe to this many steps")
    parser.add_argument("--seed", type=int, help="another stream of clips than the recipe's")
    parser.add_argument(
        "--time-budget", type=float, metavar="MINUTES", help="stop (resumable) after this time"
    )
    parser.add_argument("--device", default="auto", choices=["auto", "cpu", "cuda", "mps"])
    parser.add_argument("--threads", type=int, metavar="N", help="CPU threads for the model")
    parser.add_argument("--workers", type=int, default=1, help="processes that prepare clips")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    words = sys.argv[1:] if argv is None else argv
    if words[:1] == ["finetune"]:
        from training.cli.finetune import main as finetune  # noqa: PLC0415 - a command of its own

        return finetune(words[1:])
    if words[:1] == ["select"]:
        from training.cli.selecting import main as select  # noqa: PLC0415 - a command of its own

        return select(words[1:])
    if words[:1] == ["weights"]:
        from training.cli.weights import main as weights  # noqa: PLC0415 - a command of its own

        return weights(words[1:])
    arguments = build_parser().parse_args(words)
    try:
        return _train(arguments)
    except UserError as error:
        print(f"sst-train: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("sst-train: stopped; finished steps are kept, see --resume", file=sys.stderr)
        return 130


def _train(arguments: argparse.Namespace) -> int:
    import torch  # noqa: PLC0415 - --help must not wait for torch

    from sst_core.checkpoint import pick_device  # noqa: PLC0415
    from training.data.collections import detect  # noqa: PLC0415
    from training.trainer import Plan, Trainer  # noqa: PLC0415

    _check_numbers(arguments)
    recipe = _recipe(arguments)
    if arguments.threads is not None:
        torch.set_num_threads(arguments.threads)
    budget_s = None if arguments.time_budget is None else arguments.time_budget * 60
    plan = Plan(
        recipe=recipe,
        sources=[detect(root) for root in arguments.data],
        output=arguments.output,
        device=pick_device(arguments.device),
        time_budget_s=budget_s,
        workers=arguments.workers,
    )
    _check_output(arguments.output, resume=arguments.resume)
    trainer = Trainer(plan, _start_model(arguments, recipe), resume=arguments.resume)
    return _run(trainer, Progress(recipe.steps, budget_s=budget_s))


def _run(trainer: Trainer, progress: Progress) -> int:
    from training.trainer import WEIGHTS  # noqa: PLC0415

    with stop_between_steps() as check_interrupt:

        def report(row: dict[str, float]) -> None:
            progress.show(row)
            check_interrupt()

        try:
            finished = trainer.run(report)
        finally:
            progress.end()
    ending = "finished" if finished else "time is up; go on with --resume"
    print(f"{ending}: {trainer.position.step} steps, weights in {trainer.plan.output / WEIGHTS}")
    return 0


def _recipe(arguments: argparse.Namespace) -> Recipe:
    from training.config import load_recipe  # noqa: PLC0415

    recipe = load_recipe(arguments.config)
    if arguments.steps is not None:
        recipe = recipe.scaled(arguments.steps)
    return recipe if arguments.seed is None else replace(recipe, seed=arguments.seed)


def _start_model(arguments: argparse.Namespace, recipe: Recipe) -> SST:
    from sst_core.checkpoint import load_model  # noqa: PLC0415
    from training.pretrained import load_imagenet  # noqa: PLC0415
    from training.trainer import new_model  # noqa: PLC0415

    model = new_model(recipe)
    if arguments.resume:
        return model  # the state in --output holds all of it
    if arguments.init is None:
        load_imagenet(model.backbone, model.config.backbone)
        return model
    given = load_model(arguments.init, device="cpu")
    if given.config != model.config:
        raise DataError(
            f"the recipe is for {model.config.name}, the weights are of another shape",
            where=arguments.init,
            todo="Choose a recipe for that model",
        )
    return given


def _check_output(output: Path, *, resume: bool) -> None:
    from training.state import FILE  # noqa: PLC0415
    from training.trainer import WEIGHTS  # noqa: PLC0415

    if resume and not (output / FILE).exists():
        raise OutputError("no training run to resume", where=output, todo="Leave out --resume")
    if not resume and any((output / name).exists() for name in (FILE, WEIGHTS)):
        raise OutputError(
            "a training run is already here",
            where=output,
            todo="Add --resume to go on, or choose another --output",
        )


def _check_numbers(arguments: argparse.Namespace) -> None:
    least = {"steps": 1, "threads": 1, "workers": 0, "seed": 0}
    for name, smallest in least.items():
        value = getattr(arguments, name)
        if value is not None and value < smallest:
            raise DataError(f"--{name} must be at least {smallest}")
    if arguments.time_budget is not None and not arguments.time_budget > 0:
        raise DataError("--time-budget must be above 0 minutes")


if __name__ == "__main__":
    sys.exit(main())
