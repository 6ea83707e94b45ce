"""A walk through the real window: correct five frames, learn from them, compare, use, go back.

python -m tests.bench.learning_walk JPEGImages/480p/SEQUENCE [--pictures DIR] [--resolution 240]

It needs a display (Xvfb is one) and a sequence with its truth in DAVIS layout, of which it takes
frame 0 and the corrections; J&F is that of all other frames. Settings, weights and the project lie
in a folder that is gone afterwards. Exit code 1: the gate kept the old weights.
"""

import argparse
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TypeVar

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QMenu, QPushButton, QTableWidget

from annotator.app import make_application, make_window
from annotator.commands.preferences import Preferences
from annotator.commands.session import Session
from annotator.ui.dialogs.import_ import ImportDialog
from annotator.ui.dialogs.train import TrainDialog
from sst_core.labels import LabelMap, read_label_map
from sst_core.metrics import boundary_f, region_similarity
from tests.bench.driven import Hand, markdown, say, snap, wait
from tests.bench.session_log import Log

SHIFT = Qt.KeyboardModifier.ShiftModifier
Kind = TypeVar("Kind", bound=QDialog)
FIVE = 5
_SHOWN_AT_STEP = 90
"""The curve of the loss is looked at when it has a shape."""


class Walk:
    """The open clip, its truth, and what every run came to.

    Args:
        log: Seconds, gestures and pictures.
        truth: The true label map of every frame, in order.
        own: A folder for what the dialogs are handed.

    Attributes:
        scores: (run, weights, J, F) over the frames that were never corrected.
    """

    def __init__(self, log: Log, truth: list[Path], own: Path) -> None:
        self._log, self._truth, self._own = log, truth, own
        self.scores: list[tuple[str, str, float, float]] = []
        frames = len(truth)
        self.corrected = [round((frames - 1) * part / (FIVE + 1)) for part in range(1, FIVE + 1)]

    @property
    def session(self) -> Session:
        """The open clip."""
        assert self._log.window.session is not None
        return self._log.window.session

    def bring(self, name: str, *frames: int) -> None:
        """The true masks of some frames through the import dialog."""
        folder = self._own / name.replace(" ", "_")
        folder.mkdir()
        for frame in frames:
            shutil.copy(self._truth[frame], folder)
        path = folder if len(frames) > 1 else folder / self._truth[frames[0]].name
        window, hand, document = self._log.window, self._log.hand, self.session.document
        self.menu("file.import")
        dialog = self._dialog(ImportDialog)
        QTest.keyClicks(dialog.path, str(path))
        wait(lambda: dialog.ready)
        snap(dialog, self._log.pictures, f"{len(self._log.rows) + 1:02d}_import")
        before = document.undo_steps

        def act() -> None:
            hand.click(_button(dialog, "Import"))
            wait(lambda: document.undo_steps > before)
            self.session.go(frames[len(frames) // 2])

        self._log.step(name, act, lambda: window.picture.exact)

    def track(self, name: str, key: Qt.Key, *held: Qt.KeyboardModifier) -> dict[int, LabelMap]:
        """A run to its end, scored; its label maps."""
        runs, begun = self.session.runs, [False]

        def over() -> bool:
            begun[0] = begun[0] or runs.state is not None
            return begun[0] and runs.state is None

        if held:  # what the model did is seen between two corrections
            self.session.go(self.corrected[FIVE // 2] + 4)
        self._log.step(name, lambda: self._log.hand.key(key, *held), over)
        if runs.outcome != "done":
            raise SystemExit(f"the run ended with: {runs.outcome}")
        document = self.session.document
        maps = {frame: np.array(document.label_map(frame)) for frame in range(len(self._truth))}
        j, f = self._score(maps)
        weights = self._log.window.preferences.value.weights
        self.scores.append((name, weights, j, f))
        say(f"          {weights}: J {j:.4f}, F {f:.4f}, J&F {(j + f) / 2:.4f}")
        return maps

    def train(self) -> bool:
        """The dialog from its forecast to its verdict; whether the new weights are in use."""
        log, hand = self._log, self._log.hand
        log.step(
            "training dialog with its forecast",
            lambda: self.menu("track.train"),
            lambda: log.window.findChildren(TrainDialog),
        )
        dialog = self._dialog(TrainDialog)

        def learning() -> bool:
            found = re.match(r"Step (\d+)", dialog.words)
            return (found is not None and int(found[1]) >= _SHOWN_AT_STEP) or judged()

        def judged() -> bool:
            return dialog.pages.currentIndex() != 1

        log.step("loss while it learns", lambda: hand.click(_button(dialog, "Train")), learning)
        say(f"          {dialog.words}")
        log.step("verdict of the gate", lambda: None, judged)
        if dialog.pages.currentIndex() != 2:
            raise SystemExit(f"no verdict: {dialog.words}")
        table = dialog.findChildren(QTableWidget)[0]
        for row in range(table.rowCount()):
            cells = [table.item(row, column) for column in range(table.columnCount())]
            say("          " + "  ".join(cell.text() for cell in cells if cell is not None))
        say(f"          {dialog._result_page.title}")
        use = _button(dialog, "Use it")
        if use.isHidden():
            return False
        log.step("accept", lambda: hand.click(use), lambda: "from now on" in dialog.words)
        hand.click(_button(dialog, "Close"))
        return True

    def menu(self, command: str) -> None:
        """One line of the menu bar, opened and clicked as a person does."""
        window = self._log.window
        action = window.actions_[command]
        (menu,) = (one for one in window.menuBar().findChildren(QMenu) if action in one.actions())
        window.actions_.refresh()
        corner = window.menuBar().actionGeometry(menu.menuAction()).bottomLeft()
        menu.popup(window.menuBar().mapToGlobal(corner))
        wait(menu.isVisible)
        if command.startswith("track."):
            snap(menu, self._log.pictures, f"{len(self._log.rows) + 1:02d}_menu")
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
        self._log.hand.clicks += 2

    def _dialog(self, kind: type[Kind]) -> Kind:
        def shown() -> list[Kind]:
            return [one for one in self._log.window.findChildren(kind) if one.isVisible()]

        wait(shown)
        return shown()[-1]

    def _score(self, maps: dict[int, LabelMap]) -> tuple[float, float]:
        judged = [frame for frame in maps if frame and frame not in self.corrected]
        pairs = [(read_label_map(self._truth[frame]) == 1, maps[frame] == 1) for frame in judged]
        j = np.mean([region_similarity(*pair) for pair in pairs])
        return float(j), float(np.mean([boundary_f(*pair) for pair in pairs]))


def walk(log: Log, sequence: Path, truth: list[Path], own: Path) -> Walk | None:
    """All of it; None where the gate kept the old weights."""
    window = log.window

    def opened() -> bool:
        return window.session is not None and window.picture.exact

    log.step("open the clip", lambda: window.open_path(sequence), opened)
    this = Walk(log, truth, own)
    this.bring("first mask", 0)
    wait(lambda: this.session.runs.device, 300)
    this.track("track forward", Qt.Key.Key_F)
    this.bring("five frames corrected", *this.corrected)
    first = this.track("track both ways", Qt.Key.Key_F, SHIFT)
    if not this.train():
        return None
    tuned = this.track("again with the tuned weights", Qt.Key.Key_F, SHIFT)
    log.step(
        "back to the shipped weights",
        lambda: this.menu("track.shipped_weights"),
        lambda: window.preferences.value.weights == "sst-lite",
    )
    last = this.track("again with the shipped weights", Qt.Key.Key_F, SHIFT)
    differ = [_pixels(first, other) for other in (tuned, last)]
    say(f"          pixels unlike the first run: tuned {differ[0]}, shipped again {differ[1]}")
    return this


def _pixels(one: dict[int, LabelMap], other: dict[int, LabelMap]) -> int:
    return sum(int(np.count_nonzero(one[frame] != other[frame])) for frame in one)


def _button(dialog: QDialog, text: str) -> QPushButton:
    (found,) = (one for one in dialog.findChildren(QPushButton) if one.text() == text)
    return found


def main() -> int:
    """Walks and prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "sequence", type=Path, help="JPEGImages/480p/NAME of a root in DAVIS layout"
    )
    parser.add_argument("--resolution", type=int, default=240)
    parser.add_argument("--pictures", type=Path, help="keep a picture of every step here")
    given = parser.parse_args()
    images: Path = given.sequence.resolve()
    root = images.parent.parent.parent
    truth = sorted((root / "Annotations" / images.parent.name / images.name).glob("*.png"))
    if not truth:
        parser.error(f"no truth in {root / 'Annotations'} for {images.name}")
    if given.pictures is not None:
        given.pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder)
        for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "SST_LOGS"):
            os.environ[name] = str(own / name.lower())
        sequence = Path(shutil.copytree(images, own / images.name))
        app = make_application()
        preferences = Preferences(None)
        preferences.set(resolution=given.resolution)
        window = make_window(preferences)
        window.show()
        window.activateWindow()
        wait(window.isActiveWindow)
        log = Log(window, Hand(window), given.pictures)
        done = walk(log, sequence, truth, own)
        window.close()
        app.quit()
    say(f"\n{images.name}, {given.resolution} pixels short side, {os.cpu_count()} processors\n")
    say(
        markdown(("step", "gestures", "seconds"), [(*row[:2], f"{row[2]:.1f}") for row in log.rows])
    )
    if done is None:
        say("\nThe gate kept the weights in use: there is nothing to go back from.")
        return 1
    rows = [(n, w, f"{j:.4f}", f"{f:.4f}", f"{(j + f) / 2:.4f}") for n, w, j, f in done.scores]
    say("\n" + markdown(("run", "weights", "J", "F", "J&F"), rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
