"""A restless user in the real window: strokes, undo, runs, import and export, until it ends."""

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from annotator.commands.session import Session
from annotator.document import gestures
from annotator.ui.dialogs.export import ExportDialog
from annotator.ui.main_window import MainWindow
from tests.bench.driven import Hand, pause, wait
from tests.crash.journal import Journal

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_FORMATS = ("davis", "youtube-vos", "png-per-object", "collection", "qa")


class Restless:
    """Does one thing after another, each told to the journal when it begins and ends.

    Args:
        window: The window, with a clip open.
        journal: The witness.
        seed: Of everything random.
        out: Where exports go.
    """

    def __init__(self, window: MainWindow, journal: Journal, seed: int, out: Path) -> None:
        self._window, self._journal, self._out = window, journal, out
        self._random = random.Random(seed)
        self._hand = Hand(window)
        self._engine: int | None = None
        self._is_up = False
        self.exports = 0

    @property
    def session(self) -> Session:
        """The open clip."""
        assert self._window.session is not None, "a clip is open"
        return self._window.session

    def first_mask(self) -> None:
        """Two squares on frame 0, where nothing is drawn yet."""
        document = self.session.document
        if not document.objects:
            first = np.zeros(document.size, np.uint8)
            height, width = document.size
            first[height // 4 : height // 2, width // 4 : width // 2] = 1
            first[height // 2 : -height // 4, width // 2 : -width // 4] = 2
            self.act("import", lambda: self.session.do(gestures.import_maps(document, {0: first})))
        self.session.choose(1)

    def once(self) -> None:
        """One random thing."""
        acts: tuple[tuple[str, Callable[[], object], int], ...] = (
            ("stroke", self._stroke, 8),
            ("undo", lambda: self._hand.key(Qt.Key.Key_Z, _CTRL), 1),
            ("redo", lambda: self._hand.key(Qt.Key.Key_Z, _CTRL, _SHIFT), 1),
            ("track", lambda: self._run(Qt.Key.Key_F), 2),
            ("outward", lambda: self._run(Qt.Key.Key_R), 1),
            ("accept", lambda: self._hand.key(Qt.Key.Key_A), 1),
            ("go", self._go, 3),
            ("import", self._import, 1),
            ("export", self._export, 2),
            ("pause", lambda: pause(0.05), 2),
        )
        name, do, _ = self._random.choices(acts, [weight for *_, weight in acts])[0]
        self.act(name, do)

    def act(self, name: str, do: Callable[[], object]) -> None:
        """Does something between two lines of the journal."""
        self._journal.line("begin", act=name)
        do()
        pause(0.005)
        self._journal.line("end", act=name)

    def note_engine(self, pid: int | None) -> None:
        """Tells the journal of a new engine process, and once that the model is loaded."""
        if self.session.runs.device and not self._is_up:
            self._is_up = True
            self._journal.line("up")
        if pid is not None and pid != self._engine:
            self._engine = pid
            self._journal.line("engine", pid=pid)

    def _run(self, key: Qt.Key) -> None:
        """Starts a run and lets it bring some frames, once the engine is up."""
        self._hand.key(key)
        if self.session.runs.device:
            pause(self._random.uniform(0, 0.6))

    def _stroke(self) -> None:
        height, width = self.session.document.size
        start = self._random.uniform(20, height - 20), self._random.uniform(20, width - 60)
        end = start[0] + self._random.uniform(-15, 15), start[1] + self._random.uniform(5, 40)
        self._hand.key(self._random.choice((Qt.Key.Key_D, Qt.Key.Key_D, Qt.Key.Key_E)))
        self._hand.drag(start, end, steps=4)

    def _go(self) -> None:
        self.session.go(self._random.randrange(self.session.frames))
        wait(lambda: self._window.picture.exact, 10)

    def _import(self) -> None:
        document, frame = self.session.document, self._random.randrange(self.session.frames)
        made = np.zeros(document.size, np.uint8)
        row = self._random.randrange(document.size[0] - 30)
        made[row : row + 30, 10:60] = 1 + row % 2
        self.session.do(gestures.import_maps(document, {frame: made}))

    def _export(self) -> None:
        """Begins an export; it goes on while other things are done."""
        for dialog in self._window.findChildren(QDialog):
            dialog.close()
        self._window.desk.show("export")
        dialog = self._window.findChildren(ExportDialog)[-1]
        kind = self._random.choice(_FORMATS)
        self.exports += 1
        dialog.choose(kind, self._out / f"{self._random.getrandbits(40):010x}-{kind}")
        dialog.export()
