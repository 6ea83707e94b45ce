"""`sst-train select`: train the segmenter behind a click."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sst_core.errors import DataError, OutputError, UserError, WeightsError

if TYPE_CHECKING:
    from sst_core.selecting.model import SelectModel

_BACKBONE = "sst-lite"


def build_parser() -> argparse.ArgumentParser:
    """Describe the command."""
    parser = argparse.ArgumentParser(
        prog="sst-train select",
        description="Train the segmenter behind smart select with a simulated user. The backbone "
        "is the tracker's and stays as it is; one still in ten is left out, by its name.",
    )
    add = parser.add_argument
    add(
        "--data",
        nargs="+",
        required=True,
        type=Path,
        metavar="ROOT",
        help="folders of stills (SET/image + label), and collections, of which frames are taken",
    )
    add("--output", required=True, type=Path, metavar="DIR", help="a new folder for the weights")
    add("--init", metavar="WEIGHTS", help="go on from these weights of smart select")
    add("--backbone", default=_BACKBONE, metavar="WEIGHTS", help="tracker that lends its backbone")
    add("--steps", type=int, help="optimizer steps")
    add("--side", type=int, metavar="PX", help="side of the pictures, a multiple of 16")
    add("--seed", type=int, default=0, help="of all that is random")
    add("--time-budget", type=float, metavar="MINUTES", help="learn no longer than this")
    add("--device", default="auto", choices=["auto", "cpu", "cuda", "mps"])
    add("--threads", type=int, metavar="N", help="CPU threads for the model")
    add("--workers", type=int, default=0, help="processes that prepare pictures")
    return parser


def main(argv: Sequence[str]) -> int:
    """Run the command; returns the exit code."""
    arguments = build_parser().parse_args(argv)
    try:
        _select(arguments)
    except UserError as error:
        print(f"sst-train: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("sst-train: stopped; the weights kept last can be gone on from", file=sys.stderr)
        return 130
    return 0


def _select(arguments: argparse.Namespace) -> None:
    import torch  # noqa: PLC0415 - --help must not wait for torch

    from training.data.collections import detect  # noqa: PLC0415
    from training.selecting.learn import WEIGHTS, Plan, SelectRecipe, train  # noqa: PLC0415

    _check(arguments)
    if arguments.threads is not None:
        torch.set_num_threads(arguments.threads)
    given = {"steps": arguments.steps, "side": arguments.side, "seed": arguments.seed}
    recipe = replace(SelectRecipe(), **{k: v for k, v in given.items() if v is not None})
    if (arguments.output / WEIGHTS).exists():
        todo = "Choose another --output; --init goes on from weights"
        raise OutputError("weights are already here", where=arguments.output, todo=todo)
    torch.manual_seed(recipe.seed)
    plan = Plan(
        recipe=recipe,
        sources=[detect(root) for root in arguments.data],
        output=arguments.output,
        card={"name": "sst-select", "data": [root.name for root in arguments.data]},
        time_budget_s=None if arguments.time_budget is None else 60 * arguments.time_budget,
        workers=arguments.workers,
    )
    train(_model(arguments), plan, lambda row: _say(row, recipe.steps))
    print(f"finished: weights in {arguments.output / WEIGHTS}")


def _model(arguments: argparse.Namespace) -> "SelectModel":
    from sst_core.checkpoint import load_model, pick_device  # noqa: PLC0415
    from sst_core.selecting.checkpoint import load_select  # noqa: PLC0415
    from sst_core.selecting.model import SelectConfig, SelectModel  # noqa: PLC0415
    from sst_core.weights import find_weights  # noqa: PLC0415

    device = pick_device(arguments.device)
    if arguments.init is not None:
        return load_select(find_weights(arguments.init), device=str(device))
    tracker = load_model(arguments.backbone, device="cpu")
    if tracker.config.backbone == "r101":
        raise WeightsError("smart select needs a backbone of EfficientNet-Lite", where="--backbone")
    model = SelectModel(SelectConfig(backbone=tracker.config.backbone))
    model.backbone.load_state_dict(tracker.backbone.state_dict())
    return model.to(device)


def _say(row: Mapping[str, float], steps: int) -> None:
    spent = timedelta(seconds=int(row["elapsed_s"]))
    print(
        f"step {int(row['step'])}/{steps} loss {row['loss']:.3f} IoU {row['iou']:.3f} {spent}",
        file=sys.stderr,
        flush=True,
    )


def _check(arguments: argparse.Namespace) -> None:
    for name in ("steps", "threads"):
        value = getattr(arguments, name)
        if value is not None and value < 1:
            raise DataError(f"--{name} must be at least 1")
    if arguments.side is not None and (arguments.side < 32 or arguments.side % 16):
        raise DataError("--side must be a multiple of 16, at least 32")
    if min(arguments.seed, arguments.workers) < 0:
        raise DataError("--seed and --workers cannot be below 0")
    if arguments.time_budget is not None and not arguments.time_budget > 0:
        raise DataError("--time-budget must be above 0 minutes")
