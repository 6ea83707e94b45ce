"""`sst-train finetune` and `sst-train weights` from the shell."""

import io
import json
import threading
from pathlib import Path

import pytest
import torch
from correction_worlds import corrected_world

from sst_core.checkpoint import load_model, save_model
from sst_core.config import NAMED
from sst_core.errors import Cancelled
from sst_core.model import SST
from training.cli.finetune import CANDIDATE
from training.cli.talk import JsonTalk
from training.cli.train import main

Capture = pytest.CaptureFixture[str]
HUMAN = {1: "corrected"}


@pytest.fixture
def arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A complete command with five corrected frames and one rendered clip to compare on."""
    torch.manual_seed(0)
    weights = tmp_path / "tiny.safetensors"
    save_model(weights, NAMED["sst-tiny"], SST(NAMED["sst-tiny"]).state_dict(), card={})
    root = corrected_world(tmp_path / "data", dict.fromkeys((0, 3, 5, 8), HUMAN))
    monkeypatch.setattr("training.finetune._REHEARSED", 2)
    monkeypatch.setattr("training.regression.rendered_cases.__defaults__", (("slow",),))
    monkeypatch.setattr("sst_core.weights.user_weights", lambda: tmp_path / "home")
    return [
        *("finetune", "--data", str(root), "--init", str(weights), "--device", "cpu"),
        *("--output", str(tmp_path / "run"), "--steps", "2"),
    ]


def refused(words: list[str], capsys: Capture) -> str:
    """The one sentence with which a command ends that the user can mend."""
    assert main(words) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith("sst-train: ")
    assert shown.err.count("\n") == 1
    return shown.err


def test_it_learns_compares_and_reports(
    arguments: list[str], tmp_path: Path, capsys: Capture
) -> None:
    assert main(arguments) == 0
    shown = capsys.readouterr()
    assert "4 corrected frames of 1 clip(s), 1 held out" in shown.err
    assert "step 2/2" in shown.err
    run = tmp_path / "run"
    report = json.loads((run / "report.json").read_text())
    assert report["decision"] in ("accept", "keep")
    assert [clip["held_out"] for clip in report["clips"]] == [True, False]
    assert load_model(run / CANDIDATE, device="cpu").config.name == "sst-tiny"


def test_json_lines_can_be_read_one_by_one(
    arguments: list[str], capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main([*arguments, "--json"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    kinds = [event["event"] for event in events]
    assert kinds[0] == "start"
    assert kinds[-1] == "result"
    assert {"look", "learn", "judging"} < set(kinds)
    last = [event for event in events if event["event"] == "learn"][-1]
    assert (last["done"], last["of"], last["left_s"]) == (2, 2, 0)


def test_with_three_frames_it_cannot_judge(
    arguments: list[str], tmp_path: Path, capsys: Capture
) -> None:
    root = corrected_world(tmp_path / "three", dict.fromkeys((0, 3, 5), HUMAN))
    assert main([*arguments, "--data", str(root), "--name", "mine"]) == 0
    assert capsys.readouterr().out.startswith("cannot judge: 3 corrected frames are too few")
    assert not (tmp_path / "home").exists()


def test_bad_input(arguments: list[str], tmp_path: Path, capsys: Capture) -> None:
    assert "no such folder" in refused([*arguments, "--data", str(tmp_path / "x")], capsys)
    assert "--steps" in refused([*arguments, "--steps", "0"], capsys)
    assert "--rate" in refused([*arguments, "--rate", "nan"], capsys)
    assert "--time-budget" in refused([*arguments, "--time-budget", "0"], capsys)
    assert "cannot be the name" in refused([*arguments, "--name", "a/b"], capsys)
    assert "no weights are called" in refused([*arguments, "--init", "nobody"], capsys)
    assert not (tmp_path / "run").exists()
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "precious").write_text("")
    assert "not an empty folder" in refused(arguments, capsys)


def test_stopping_keeps_the_steps_done(
    arguments: list[str], tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = iter(range(10**6))
    done = {"learn": 0}

    def report(_self: object, row: object) -> None:
        done["learn"] += row.phase == "learn"  # type: ignore[attr-defined]

    def check(_self: object) -> None:
        next(calls)
        if done["learn"] == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr("training.cli.talk.TextTalk.report", report)
    monkeypatch.setattr("training.cli.talk.Talk.check", check)
    assert main(arguments) == 130
    assert "stopped after 1 steps, not compared" in capsys.readouterr().out
    assert load_model(tmp_path / "run" / CANDIDATE, device="cpu").config.name == "sst-tiny"


class _Wishes:
    """Lines that arrive when the test says so."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._there = threading.Semaphore(0)

    def say(self, line: str) -> None:
        self._lines.append(line)
        self._there.release()

    def __iter__(self) -> "_Wishes":
        return self

    def __next__(self) -> str:
        self._there.acquire()
        return self._lines.pop(0)


def test_pause_go_on_and_stop_are_heard() -> None:
    wishes = _Wishes()
    talk = JsonTalk(io.StringIO(), wishes)  # type: ignore[arg-type]
    with talk:
        talk.check()
        wishes.say("pause\n")
        while talk._go_on.is_set():
            pass
        passed = threading.Event()
        thread = threading.Thread(target=lambda: (talk.check(), passed.set()))
        thread.start()
        assert not passed.wait(0.1), "it rests"
        wishes.say("go on\n")
        assert passed.wait(5)
        thread.join()
        wishes.say("stop\n")
        while not talk._stop:
            pass
        with pytest.raises(Cancelled):
            talk.check()


def test_weights_by_name(arguments: list[str], tmp_path: Path, capsys: Capture) -> None:
    assert main(["weights", "add", str(tmp_path / "tiny.safetensors"), "mine"]) == 0
    assert main(["weights", "list"]) == 0
    listed = capsys.readouterr().out
    assert "sst-lite\tshipped" in listed
    assert "mine\tyours" in listed
    assert main(["weights", "delete", "mine"]) == 0
    assert "no weights of yours" in refused(["weights", "delete", "mine"], capsys)
