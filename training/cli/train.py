"""`sst-train`: train or fine-tune an SST on collections and stills."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sst_core import __version__
from sst_core.errors import DataError, OutputError, UserError

if TYPE_CHECKING:
    from sst_core.model import SST
    from training.config import Recipe


def build_parser() -> argparse.ArgumentParser:
    """Describe the command."""
    parser = argparse.ArgumentParser(
        prog="sst-train", description="Train or fine-tune an SST on collections and stills."
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
        help="start from these weights (name or .safetensors); default: ImageNet backbone",
    )
    parser.add_argument("--output", required=True, type=Path, metavar="DIR")
    parser.add_argument("--resume", action="store_true", help="go on where --output stands")
    parser.add_argument("--steps", type=int, help="stretch or shrink the recipe to this many steps")
    parser.add_argument(
        "--time-budget", type=float, metavar="MINUTES", help="stop (resumable) after this time"
    )
    parser.add_argument("--device", default="auto", choices=["auto", "cpu", "cuda", "mps"])
    parser.add_argument("--threads", type=int, metavar="N", help="CPU threads for the model")
    parser.add_argument("--workers", type=int, default=1, help="processes that prepare clips")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    arguments = build_parser().parse_args(argv)
    try:
        return _train(arguments)
    except UserError as error:
        print(f"sst-train: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("sst-train: stopped; go on with --resume", file=sys.stderr)
        return 130


def _train(arguments: argparse.Namespace) -> int:
    import torch  # noqa: PLC0415 - --help must not wait for torch

    from sst_core.checkpoint import pick_device  # noqa: PLC0415
    from training.config import load_recipe  # noqa: PLC0415
    from training.data.collections import detect  # noqa: PLC0415
    from training.trainer import WEIGHTS, Plan, Trainer, progress_line  # noqa: PLC0415

    recipe = load_recipe(arguments.config)
    if arguments.steps is not None:
        recipe = recipe.scaled(_positive(arguments.steps, "--steps"))
    if arguments.threads is not None:
        torch.set_num_threads(_positive(arguments.threads, "--threads"))
    budget_s = None if arguments.time_budget is None else arguments.time_budget * 60
    plan = Plan(
        recipe=recipe,
        sources=[detect(root) for root in arguments.data],
        output=arguments.output,
        device=pick_device(arguments.device),
        time_budget_s=budget_s,
        workers=arguments.workers,
    )
    _prepare_output(arguments)
    trainer = Trainer(plan, _start_model(arguments.init, recipe), resume=arguments.resume)
    started = time.monotonic()

    def report(row: dict[str, float]) -> None:
        left = None if budget_s is None else budget_s - (time.monotonic() - started)
        print(progress_line(row, recipe, budget_left_s=left), file=sys.stderr, flush=True)

    finished = trainer.run(report)
    ending = "finished" if finished else "time is up; go on with --resume"
    print(f"{ending}: {trainer.position.step} steps, weights in {arguments.output / WEIGHTS}")
    return 0


def _start_model(init: str | None, recipe: Recipe) -> SST:
    from sst_core.checkpoint import load_model  # noqa: PLC0415
    from training.pretrained import load_imagenet  # noqa: PLC0415
    from training.trainer import new_model  # noqa: PLC0415

    model = new_model(recipe)
    if init is None:
        load_imagenet(model.backbone, model.config.backbone)
        return model
    given = load_model(init, device="cpu")
    if given.config != model.config:
        raise DataError(
            f"the recipe is for {model.config.name}, the weights are of another shape",
            where=init,
            todo="Choose a recipe for that model",
        )
    return given


def _prepare_output(arguments: argparse.Namespace) -> None:
    from training.state import FILE  # noqa: PLC0415

    output: Path = arguments.output
    if not arguments.resume and (output / FILE).exists():
        raise OutputError(
            "a training run is already here",
            where=output,
            todo="Add --resume to go on, or choose another --output",
        )
    if arguments.resume and not (output / FILE).exists():
        raise OutputError("no training run to resume", where=output, todo="Leave out --resume")
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot write ({error.strerror})", where=output) from error


def _positive(value: int, option: str) -> int:
    if value < 1:
        raise DataError(f"{option} must be at least 1")
    return value


if __name__ == "__main__":
    sys.exit(main())
