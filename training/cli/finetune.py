"""`sst-train finetune`: learn from corrected frames, then ask the gate."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sst_core.errors import Cancelled, DataError, OutputError, UserError
from sst_core.saying import as_json
from training.cli.talk import JsonTalk, Talk, TextTalk

if TYPE_CHECKING:
    from sst_core.model import SST
    from training.corrections import CorrectedClip
    from training.finetune import Tuning
    from training.gate import Case, Verdict

CANDIDATE = "candidate.safetensors"


def build_parser() -> argparse.ArgumentParser:
    """Describe the command."""
    parser = argparse.ArgumentParser(
        prog="sst-train finetune",
        description="Fine-tune weights on corrected frames. The backbone stays as it is; one "
        "corrected frame in four is held out, and the result is compared with the present "
        "weights on these and on clips of other kinds.",
    )
    add = parser.add_argument
    add(
        *("--data", "--collection"),
        nargs="+",
        required=True,
        type=Path,
        metavar="ROOT",
        help="collections exported from the app; only masks that a person made or accepted count",
    )
    add("--init", default="sst-lite", metavar="WEIGHTS", help="weights to start from, and to beat")
    add("--output", required=True, type=Path, metavar="DIR", help="a new folder for the result")
    add("--name", help="if the gate accepts, keep the weights under this name")
    add("--check", nargs="+", type=Path, default=[], metavar="ROOT", help="also compare on these")
    add("--steps", type=int, help="optimizer steps (default: 300)")
    add("--rate", type=float, help="learning rate (default: 1e-4)")
    add("--seed", type=int, default=0, help="of all that is random")
    add("--time-budget", type=float, metavar="MINUTES", help="learn no longer than this")
    add("--device", default="auto", choices=["auto", "cpu", "cuda", "mps"])
    add("--threads", type=int, metavar="N", help="CPU threads for the model")
    add("--json", action="store_true", help="one JSON line per event; pause, go on, stop on stdin")
    return parser


def main(argv: Sequence[str]) -> int:
    """Run the command; returns the exit code."""
    arguments = build_parser().parse_args(argv)
    talk: Talk = JsonTalk() if arguments.json else TextTalk()
    try:
        with talk:
            return _finetune(arguments, talk)
    except UserError as error:
        sentence = str(error)
        talk.say("error", text=sentence, words=as_json(sentence))
        print(f"sst-train: {error}", file=sys.stderr)
        return error.exit_code
    except (KeyboardInterrupt, Cancelled):
        print("sst-train: stopped", file=sys.stderr)
        return 130


def _finetune(arguments: argparse.Namespace, talk: Talk) -> int:
    import torch  # noqa: PLC0415 - --help must not wait for torch

    from sst_core.checkpoint import load_model, pick_device  # noqa: PLC0415
    from training.corrections import corrected_frames, hold_out, read_corrections  # noqa: PLC0415

    tuning = _check(arguments)
    if arguments.threads is not None:
        torch.set_num_threads(arguments.threads)
    clips = hold_out(read_corrections(arguments.data))
    earlier = read_corrections(arguments.check) if arguments.check else ()
    device = str(pick_device(arguments.device))
    model = load_model(arguments.init, device=device)
    held = sum(len(clip.held_out) for clip in clips)
    total = corrected_frames(clips)
    talk.say("start", clips=len(clips), frames=total, held_out=held, steps=tuning.steps)
    steps, stopped = _learn(arguments, talk, model, clips, tuning)
    if stopped:
        return 130
    from training.finetune import save_tuned  # noqa: PLC0415 - loaded by now

    path = arguments.output / CANDIDATE
    save_tuned(path, model, start=arguments.init, steps=steps, clips=clips)
    verdict, share = _judge(arguments, talk, model, clips, earlier)
    # Once more: the gate may have gone only part of the way.
    save_tuned(path, model, start=arguments.init, steps=steps, clips=clips)
    _conclude(arguments, talk, verdict, {"steps": steps, "share": share})
    return 0


def _learn(
    arguments: argparse.Namespace,
    talk: Talk,
    model: "SST",
    clips: "tuple[CorrectedClip, ...]",
    tuning: "Tuning",
) -> tuple[int, bool]:
    """Steps done, and whether the user stopped; what was learned until then is written."""
    from training.finetune import Report, fine_tune, save_tuned  # noqa: PLC0415

    done = 0

    def report(row: Report) -> None:
        nonlocal done
        done = row.done if row.phase == "learn" else 0
        talk.report(row)
        talk.check()

    budget = None if arguments.time_budget is None else arguments.time_budget * 60
    try:
        steps = fine_tune(model, clips, tuning=tuning, time_budget_s=budget, on_report=report)
    except (KeyboardInterrupt, Cancelled):
        if not done:
            raise
        path = arguments.output / CANDIDATE
        save_tuned(path, model, start=arguments.init, steps=done, clips=clips)
        talk.say("stopped", steps=done, weights=str(path))
        return done, True
    return steps, False


def _judge(
    arguments: argparse.Namespace,
    talk: Talk,
    candidate: "SST",
    clips: "tuple[CorrectedClip, ...]",
    earlier: "tuple[CorrectedClip, ...]",
) -> "tuple[Verdict, float]":
    """The verdict, and how far from the present weights the candidate now is."""
    from sst_core.checkpoint import load_model  # noqa: PLC0415
    from training.corrections import LEAST_TO_JUDGE, corrected_frames  # noqa: PLC0415
    from training.gate import SHARES, Gate, blend, judge  # noqa: PLC0415

    total = corrected_frames(clips)
    if total < LEAST_TO_JUDGE:
        return judge((), corrected=total), 1.0
    present = load_model(arguments.init, device=str(candidate.device))
    gate = Gate(present, _cases(clips, earlier))
    start, tuned = present.state_dict(), dict(candidate.state_dict())
    tuned = {name: value.clone() for name, value in tuned.items()}
    verdicts = []
    for share in SHARES:
        candidate.load_state_dict(blend(start, tuned, share))
        asked = iter(range(len(gate.cases)))

        def on_case(name: str, share: float = share, asked: Iterator[int] = asked) -> None:
            talk.say("judging", done=next(asked), of=len(gate.cases), clip=name, share=share)
            talk.check()

        verdicts.append(judge(gate.compare(candidate, on_case=on_case), corrected=total))
        if verdicts[-1].decision == "accept":
            return verdicts[-1], share
    candidate.load_state_dict(tuned)
    return verdicts[0], SHARES[0]


def _cases(
    clips: "tuple[CorrectedClip, ...]", earlier: "tuple[CorrectedClip, ...]"
) -> "Iterator[Case]":
    from training.regression import (  # noqa: PLC0415
        earlier_cases,
        held_out_cases,
        rendered_cases,
    )

    yield from held_out_cases(clips)
    yield from earlier_cases(earlier)
    yield from rendered_cases()


def _conclude(
    arguments: argparse.Namespace, talk: Talk, verdict: "Verdict", facts: dict[str, object]
) -> None:
    from sst_core.weights import adopt  # noqa: PLC0415
    from training.judgement import write_judgement  # noqa: PLC0415

    weights = arguments.output / CANDIDATE
    notes: dict[str, object] = {"started_from": arguments.init, **facts}
    report = write_judgement(arguments.output, verdict, {**notes, "weights": weights.name})
    kept = None
    if verdict.decision == "accept" and arguments.name:
        kept = str(adopt(weights, arguments.name))
    content = json.loads(report.read_text(encoding="utf-8"))
    talk.say("result", **content, report=str(report), kept=kept)


def _check(arguments: argparse.Namespace) -> "Tuning":
    from sst_core.weights import check_name  # noqa: PLC0415
    from training.finetune import Tuning  # noqa: PLC0415

    for name, least in {"steps": 1, "threads": 1, "seed": 0}.items():
        value = getattr(arguments, name)
        if value is not None and value < least:
            raise DataError(f"--{name} must be at least {least}")
    for name in ("time_budget", "rate"):
        value = getattr(arguments, name)
        if value is not None and not value > 0:
            raise DataError(f"--{name.replace('_', '-')} must be above 0")
    if arguments.name is not None:
        check_name(arguments.name)
    output: Path = arguments.output
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise OutputError("this is not an empty folder", where=output, todo="Choose a new --output")
    tuning = replace(Tuning(), seed=arguments.seed)
    given = {key: getattr(arguments, key) for key in ("steps", "rate")}
    return replace(tuning, **{key: value for key, value in given.items() if value is not None})
