"""Training from the window: what is offered, what is shown meanwhile, and what a choice changes."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot
from still_window import open_clip

from annotator.commands.preferences import Preferences
from annotator.document import gestures
from annotator.engine.collect import Corrected, collect, corrected_in, look_into
from annotator.ui.dialogs.train import TrainDialog
from annotator.ui.main_window import MainWindow
from annotator.ui.training import Training
from annotator.words import _TONGUE
from sst_core.errors import Cancelled
from sst_core.saying import as_json, said

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


class StillTraining(QObject):
    """A training that the test tells what to say."""

    said = Signal(dict)
    ended = Signal(str)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.result = folder
        self.heard: list[str] = []

    def start(self, chosen: tuple[Corrected, ...], **how: object) -> None:
        """Notes how much there is to learn."""
        self.heard.append(f"start {sum(len(one.frames) for one in chosen)} {how['weights']}")

    def pause(self) -> None:
        """Notes the wish."""
        self.heard.append("pause")

    def go_on(self) -> None:
        """Notes the wish."""
        self.heard.append("go on")

    def stop(self) -> None:
        """Notes the wish."""
        self.heard.append("stop")

    def close(self) -> None:
        """Notes the wish."""
        self.heard.append("close")


def corrected(name: str, *frames: int) -> Corrected:
    return Corrected(Path(f"{name}.sst"), Path(f"{name}.mp4"), frames)


def result(folder: Path, decision: str) -> dict[str, Any]:
    """A gate's report with one example."""
    (folder / "examples").mkdir(exist_ok=True)
    Image.fromarray(np.zeros((8, 24, 3), np.uint8)).save(folder / "examples" / "00.png")
    (folder / "candidate.safetensors").write_bytes(b"weights")
    clip = {"name": "pond", "held_out": True, "before": 0.7, "after": 0.8, "frames": 1}
    clip["example"] = {"frame": 3, "file": "examples/00.png"}
    return {
        "event": "result",
        "decision": decision,
        "reason": "it is so",
        "clips": [clip],
        "weights": "candidate.safetensors",
    }


@pytest.fixture
def training(tmp_path: Path) -> StillTraining:
    return StillTraining(tmp_path)


@pytest.fixture
def preferences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Preferences:
    monkeypatch.setattr("sst_core.weights.user_weights", lambda: tmp_path / "home")
    return Preferences(None)


Make = Callable[..., TrainDialog]


@pytest.fixture
def make(
    qtbot: QtBot, preferences: Preferences, training: StillTraining, window: MainWindow
) -> Make:
    """A shown dialog for projects; the window sets the theme."""

    def made(*projects: Corrected) -> TrainDialog:
        dialog = TrainDialog(window, projects, preferences, lambda: training)  # type: ignore[arg-type, return-value]
        dialog.show()
        return dialog

    return made


def test_projects_are_chosen_and_counted(make: Make) -> None:
    dialog = make(corrected("pond", 0, 5, 9), corrected("lake", 1, 2), corrected("sea"))
    assert [one.media.stem for one in dialog.chosen] == ["pond", "lake"], "nothing to learn in sea"
    assert "5 corrected frames, about" in dialog._summary.text()
    from PySide6.QtCore import Qt  # noqa: PLC0415

    dialog.projects.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert "cannot be tested" in dialog._summary.text()
    dialog.projects.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog._start.isEnabled()


def test_better_weights_are_used_and_one_command_goes_back(
    make: Make,
    training: StillTraining,
    preferences: Preferences,
    tmp_path: Path,
) -> None:
    dialog = make(corrected("pond", 0, 5, 9, 12))
    dialog.train()
    assert training.heard == ["start 4 sst-lite"]
    training.said.emit({"event": "look", "done": 3, "of": 9})
    assert "3 of 9" in dialog.words
    for step in (1, 2):
        training.said.emit({"event": "learn", "done": step, "of": 9, "loss": 0.5, "left_s": 61})
    assert dialog.words == "Step 2 of 9, 1 min 01 s left"
    assert len(dialog._curve.getData()[0]) == 2
    training.said.emit(result(tmp_path, "accept"))
    training.ended.emit("")
    assert dialog._result_page.title == "The new weights are better."
    said, why = dialog._result_page._title, dialog._result_page._reason
    assert said.fontMetrics().height() > why.fontMetrics().height(), "the verdict is read first"
    assert dialog._result_page.table.item(0, 3).text() == "+0.100"
    assert preferences.value.weights == "sst-lite", "nothing changes before the user says so"
    dialog.name.setText("a/b")
    dialog.use()
    assert "cannot be the name" in dialog.words
    dialog.name.setText("pond-tuned")
    dialog.use()
    assert preferences.value.weights == "pond-tuned"
    assert (tmp_path / "home" / "pond-tuned.safetensors").read_bytes() == b"weights"


def test_the_verdict_is_told_in_the_language_of_the_window(
    make: Make, training: StillTraining, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = {"{clip} went from {before} to {after}": "{clip} fiel von {before} auf {after}"}
    monkeypatch.setattr(_TONGUE, "translate", lambda text: words.get(text, text))
    dialog = make(corrected("pond", 0, 5, 9, 12))
    dialog.train()
    reason = said("{clip} went from {before} to {after}", clip="pond", before="0.9", after="0.8")
    told = {**result(tmp_path, "keep"), "reason": reason, "reason_words": as_json(reason)}
    training.said.emit(json.loads(json.dumps(told)))
    training.ended.emit("")
    assert dialog._result_page._reason.text() == "Pond fiel von 0.9 auf 0.8."


@pytest.mark.parametrize("decision", ["keep", "cannot judge"])
def test_what_is_not_better_cannot_be_used(
    make: Make, training: StillTraining, tmp_path: Path, decision: str
) -> None:
    dialog = make(corrected("pond", 0, 5))
    dialog.train()
    training.said.emit(result(tmp_path, decision))
    training.ended.emit("")
    assert dialog._use.isHidden()
    assert dialog.words == "The weights in use are kept."


def test_pause_stop_and_failure(make: Make, training: StillTraining) -> None:
    dialog = make(corrected("pond", 0, 5))
    dialog.train()
    dialog._pause.click()
    assert dialog._pause.text() == "Go on"
    dialog._pause.click()
    dialog._stop.click()
    assert training.heard[1:] == ["pause", "go on", "stop"]
    training.ended.emit("The disk is full.")
    assert dialog.words == "The disk is full."
    assert not dialog._start.isHidden(), "it can be tried again"
    dialog.close()
    assert training.heard[-1] == "close"


def test_the_menu_leads_there_and_back(qtbot: QtBot, window: MainWindow, clip: Path) -> None:
    open_clip(qtbot, window, clip)
    window.actions_.run("track.train")
    (dialog,) = window.findChildren(TrainDialog)
    assert "No frame is corrected" in dialog._summary.text()
    dialog.close()
    window.preferences.set(weights="pond-tuned")
    window.actions_.run("track.shipped_weights")
    assert window.preferences.value.weights == "sst-lite"


def test_frames_are_gathered_from_a_project(
    qtbot: QtBot, window: MainWindow, clip: Path, tmp_path: Path
) -> None:
    open_clip(qtbot, window, clip)
    session = window.session
    assert session is not None
    mask = np.zeros(session.document.size, np.uint8)
    mask[40:120, 60:200] = 1
    session.do(gestures.import_maps(session.document, {1: mask, 3: mask}))
    assert corrected_in(session.document) == (1, 3)
    found = look_into(session.project.path)
    assert found.frames == (1, 3)
    seen: list[tuple[int, int]] = []
    (root,) = collect(
        [found], tmp_path / "out", progress=lambda *n: seen.append(n), cancelled=lambda: False
    )
    assert len(list((root / "JPEGImages").rglob("*.jpg"))) == 3, "frames between are needed too"
    assert len(list((root / "Annotations").rglob("*.png"))) == 2
    assert (root / "Provenance").is_dir()
    assert seen[-1] == (3, 3)
    with pytest.raises(Cancelled):
        collect([found], tmp_path / "no", progress=lambda *_: None, cancelled=lambda: True)


def test_a_process_that_fails_says_why(qtbot: QtBot, tmp_path: Path, window: MainWindow) -> None:
    training = Training(tmp_path / "run", window)
    training._options = ["--init", "nobody"]
    with qtbot.waitSignal(training.ended, timeout=120_000) as ended:
        training._gathered((tmp_path,))
    assert "nobody" in ended.args[0] or "JPEGImages" in ended.args[0]
    training.close()


def test_starting_up_loads_no_chart() -> None:
    code = (
        "import sys, annotator.ui.main_window, annotator.ui.dialogs.train;"
        "sys.exit('torch' in sys.modules or 'training' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
