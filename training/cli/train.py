"""`sst-train`: train or fine-tune an SST on collections and stills."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from sst_core import __version__
from sst_core.errors import DataError, DeviceError, OutputError, PeerError, UserError
from sst_core.team import ALONE, Team, team_from
from training.cli.progress import Progress, hear_signals, stop_between_steps

if TYPE_CHECKING:
    from sst_core.model import SST
    from training.config import Recipe
    from training.trainer import Plan, Trainer

_UNCHECKED = "Mend them, or pass --unchecked; sst-eval check ROOT looks closer"

IMAGENET, RANDOM = "imagenet", "random"
"""Values of --init that are no weights."""


def build_parser() -> argparse.ArgumentParser:
    """Describe the command."""
    parser = argparse.ArgumentParser(
        prog="sst-train",
        description="Train an SST on collections and stills. Under torchrun, several processes "
        "share every batch of the recipe and take the same steps as one.",
        epilog="'torchrun --nproc-per-node 8 -m training.cli.train ...': on several GPUs; "
        "'sst-train finetune --help': learn from corrected frames in minutes; "
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
        f"default {IMAGENET}: a backbone trained on ImageNet (that of sst-r101 is fetched through "
        f"torchvision); {RANDOM}: none",
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
    parser.add_argument(
        "--workers", type=int, default=1, help="processes that prepare clips (for each of torchrun)"
    )
    _add_scale_options(parser)
    return parser


def _add_scale_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--accumulate",
        type=int,
        default=1,
        metavar="N",
        help="go through the clips of a batch in N rounds: the same steps with less memory",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="check everything, say what would be done, and end"
    )
    parser.add_argument(
        "--unchecked", action="store_true", help="take the data as it is, faults and all"
    )


def main(argv: list[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    words = sys.argv[1:] if argv is None else argv
    if words[:1] == ["finetune"]:
        from training.cli.finetune import main as finetune  # noqa: PLC0415 - a command of its own

        return finetune(words[1:])
    if words[:1] == ["weights"]:
        from training.cli.weights import main as weights  # noqa: PLC0415 - a command of its own

        return weights(words[1:])
    try:
        team = team_from()
    except UserError as error:
        return _fail(error, ALONE)
    arguments = _parse(words, team)
    try:
        return _train(arguments, team)
    except UserError as error:
        return _fail(error, team)
    except KeyboardInterrupt:
        if team.leads:
            print("sst-train: stopped; finished steps are kept, see --resume", file=sys.stderr)
        return 130


def _parse(words: list[str], team: Team) -> argparse.Namespace:
    """The arguments; what is wrong with them is said once."""
    if team.leads:
        return build_parser().parse_args(words)
    with redirect_stderr(StringIO()), redirect_stdout(StringIO()):
        return build_parser().parse_args(words)


def _fail(error: UserError, team: Team) -> int:
    if not (isinstance(error, PeerError) and error.told):
        who = "sst-train" if team.size == 1 else f"sst-train (process {team.rank} of {team.size})"
        print(f"{who}: {error}", file=sys.stderr)
    return error.exit_code


def _train(arguments: argparse.Namespace, team: Team) -> int:
    import torch  # noqa: PLC0415 - --help must not wait for torch

    if arguments.threads is not None and arguments.threads > 0:
        torch.set_num_threads(arguments.threads)
    team.join()
    plan, model, trouble = None, None, None
    try:
        plan, model = _prepare(arguments, team)
    except UserError as error:
        trouble = error
    team.agree(trouble)
    if plan is None or model is None:
        raise PeerError("this process could not start", told=True)  # never: agree() has raised
    if arguments.dry_run:
        if team.leads:
            print("\n".join(_describe(plan, team)))
        team.leave()
        return 0
    trainer = _make_trainer(plan, model, team, resume=arguments.resume)
    code = _run(trainer, Progress(plan.recipe.steps, budget_s=plan.time_budget_s))
    team.leave()
    return code


def _prepare(arguments: argparse.Namespace, team: Team) -> tuple[Plan, SST]:
    """Everything that can be refused before a step is taken."""
    from sst_core.checkpoint import pick_device  # noqa: PLC0415
    from training.cli.roots import refuse_faulty  # noqa: PLC0415
    from training.data.collections import detect  # noqa: PLC0415
    from training.trainer import Plan, check_shares  # noqa: PLC0415

    _check_numbers(arguments)
    recipe = _recipe(arguments)
    budget_s = None if arguments.time_budget is None else arguments.time_budget * 60
    sources = [detect(root) for root in arguments.data]
    plan = Plan(
        recipe=recipe,
        sources=sources,
        output=arguments.output,
        device=pick_device(arguments.device),
        time_budget_s=budget_s,
        workers=arguments.workers,
        accumulate=arguments.accumulate,
    )
    check_shares(plan, team)
    if team.size > 1 and plan.device.type == "mps":
        raise DeviceError("several processes cannot share an Apple GPU", todo="Use --device cpu")
    if team.leads:
        _check_output(arguments.output, resume=arguments.resume)
        for source in () if arguments.unchecked else sources:
            refuse_faulty(source.root, split=source.split, todo=_UNCHECKED)
    return plan, _start_model(arguments, recipe)


def _make_trainer(plan: Plan, model: SST, team: Team, *, resume: bool) -> Trainer:
    from training.trainer import Trainer  # noqa: PLC0415

    return Trainer(plan, model, resume=resume, team=team)


def _describe(plan: Plan, team: Team) -> list[str]:
    """What a run would do."""
    recipe = plan.recipe
    lines = [f"{recipe.name}: {recipe.steps} steps of {recipe.model} on {plan.device}"]
    for number, stage in enumerate(recipe.stages, 1):
        share = f"{stage.batch} clips a step"
        if team.size > 1 or plan.accumulate > 1:
            share += f" over {team.size} processes in {plan.accumulate} rounds"
        lines.append(
            f"stage {number}: {stage.steps} steps, {share}, "
            f"{stage.frames} frames of {stage.crop}x{stage.crop}"
        )
    for source in plan.sources:
        named = f", split {source.split}" if source.split is not None else ""
        lines.append(f"{source.kind}: {source.root}{named}")
    return [*lines, f"output: {plan.output}"]


def _run(trainer: Trainer, progress: Progress) -> int:
    from training.trainer import WEIGHTS  # noqa: PLC0415

    team = trainer.team
    with ExitStack() as stack:
        stack.callback(progress.end)
        if team.size == 1:
            check_interrupt = stack.enter_context(stop_between_steps())

            def report(row: dict[str, float]) -> None:
                progress.show(row)
                check_interrupt()

            finished = trainer.run(report)
        else:
            asked = stack.enter_context(hear_signals())
            finished = trainer.run(progress.show if team.leads else _ignore, asked)
    ending = "finished" if finished else "time is up; go on with --resume"
    if team.leads:
        place = trainer.plan.output / WEIGHTS
        print(f"{ending}: {trainer.position.step} steps, weights in {place}")
    return 0


def _ignore(_row: dict[str, float]) -> None:
    """Only process 0 shows how far the run has come."""


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
    if arguments.init == RANDOM:
        return model
    if arguments.init in {None, IMAGENET}:
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
    least = {"steps": 1, "threads": 1, "workers": 0, "seed": 0, "accumulate": 1}
    for name, smallest in least.items():
        value = getattr(arguments, name)
        if value is not None and value < smallest:
            raise DataError(f"--{name} must be at least {smallest}")
    if arguments.time_budget is not None and not arguments.time_budget > 0:
        raise DataError("--time-budget must be above 0 minutes")


if __name__ == "__main__":
    sys.exit(main())
