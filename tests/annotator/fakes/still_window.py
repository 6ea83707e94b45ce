"""A window whose engine stands still, and hands for it: open, drag, press keys."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotator.engine.messages import LookRequest, RunRequest, SelectRequest
from annotator.signal import Signal
from annotator.ui.main_window import MainWindow


class StillEngine:
    """An engine that takes requests and lets the test answer."""

    def __init__(self) -> None:
        self.events: Signal[[object]] = Signal()
        self.requests: list[RunRequest] = []
        self.cancelled: list[int] = []
        self.questions: list[LookRequest] = []

    def start(self) -> None:
        """Nothing to start."""

    def prepare(self, clip: str, **how: object) -> None:
        """Nothing to load."""

    def stand(self, frame: int) -> None:
        """Nothing is looked at ahead."""

    def run(self, request: RunRequest, *, background: bool = False) -> None:
        """Notes the request."""
        self.requests.append(request)

    def cancel(self, job: int) -> None:
        """Notes the job."""
        self.cancelled.append(job)

    def select(self, request: SelectRequest) -> None:
        """Does not answer: the tool finds another way."""

    def look(self, request: LookRequest) -> None:
        """Notes the question."""
        self.questions.append(request)

    def close(self) -> None:
        """Nothing to end."""


def open_clip(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    window.open_path(path)
    qtbot.waitUntil(lambda: window.session is not None, timeout=20_000)
    qtbot.waitUntil(lambda: window.picture.exact, timeout=20_000)


def at(window: MainWindow, row: float, col: float) -> QPoint:
    x, y = window.canvas.view.to_screen(row, col)
    return QPointF(x, y).toPoint()


def drag(window: MainWindow, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A stroke with the left button in ten real moves; points are (row, col)."""
    view = window.canvas.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=at(window, *start))
    for part in np.linspace(0, 1, 10):
        row = start[0] + part * (end[0] - start[0])
        col = start[1] + part * (end[1] - start[1])
        QTest.mouseMove(view, at(window, row, col))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at(window, *end))


def press(window: MainWindow, key: Qt.Key, *, ctrl: bool = False, shift: bool = False) -> None:
    held = Qt.KeyboardModifier.NoModifier
    held |= Qt.KeyboardModifier.ControlModifier if ctrl else held
    held |= Qt.KeyboardModifier.ShiftModifier if shift else held
    QTest.keyClick(window.canvas, key, held)
