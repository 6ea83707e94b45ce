"""The window on drives that do not answer: it goes on, says so, and nothing is lost."""

import shutil
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot
from stalled import stalled
from still_window import drag, open_clip, press

from annotator.commands.session import Session
from annotator.project import MediaReference, Project, open_project
from annotator.ui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

LATE = 0.2
"""Seconds that a turn may take: the drive stalls far longer, a busy machine hardly as long."""


class Turns:
    """How long the window's turns take, by a tick every 5 ms."""

    def __init__(self, window: MainWindow) -> None:
        self.longest, self._last = 0.0, time.perf_counter()
        self._timer = QTimer(window, interval=5)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last - 0.005), now


def _drawn(qtbot: QtBot, window: MainWindow, clip: Path) -> Session:
    """A clip with a first stroke that is stored."""
    open_clip(qtbot, window, clip)
    session = window.session
    assert session is not None
    drag(window, (250, 100), (270, 200))
    qtbot.waitUntil(lambda: session.project.waiting == 0, timeout=10_000)
    return session


def _saved(window: MainWindow) -> str:
    return window.status.text("saved")


def _masks(path: Path) -> bytes:
    with open_project(path, read_only=True) as project:
        return project.document.label_map(0).tobytes()


def test_the_window_goes_on_while_a_stroke_waits_for_its_drive(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    session = _drawn(qtbot, window, clip)
    with stalled(session.project) as stall:
        turns = Turns(window)
        drag(window, (100, 300), (120, 400))
        press(window, Qt.Key.Key_Right)
        press(window, Qt.Key.Key_Left)
        drag(window, (50, 300), (60, 400))
        qtbot.waitUntil(lambda: _saved(window) == "Storing… the drive does not answer")
        assert turns.longest < LATE
        assert session.project.waiting == 2
        drawn = session.document.label_map(0).tobytes()
        stall.end()
        qtbot.waitUntil(lambda: _saved(window) == "saved ✓")
        assert turns.longest < LATE
    assert _masks(session.project.path) == drawn


def test_nothing_is_said_of_a_drive_that_answers(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    session = _drawn(qtbot, window, clip)
    began = time.monotonic()
    for row in range(20, 200, 20):
        drag(window, (row, 300), (row, 400))
        qtbot.waitUntil(lambda: session.project.waiting == 0)
        assert _saved(window) == "saved ✓"
    assert session.project.activity.gestures >= 10
    assert time.monotonic() - began < 20


def test_a_long_silence_of_the_drive_lets_drawing_wait(
    qtbot: QtBot, window: MainWindow, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.ui.space.LONG", 0.8)
    session = _drawn(qtbot, window, clip)
    with stalled(session.project) as stall:
        drag(window, (100, 300), (120, 400))
        drawn = session.document.label_map(0).tobytes()
        qtbot.waitUntil(lambda: "safe in memory" in window.banner.sentence)
        window.banner.hide()
        drag(window, (50, 300), (60, 400))
        assert window.banner.sentence == "Drawing waits until the drive answers."
        assert session.document.label_map(0).tobytes() == drawn
        window.banner.hide()
        stall.end()
        qtbot.waitUntil(lambda: "answers again" in window.banner.sentence)
    drag(window, (50, 300), (60, 400))
    assert session.document.label_map(0).tobytes() != drawn


def test_a_window_that_is_closed_too_early_closes_once_all_is_stored(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    session = _drawn(qtbot, window, clip)
    with stalled(session.project) as stall:
        drag(window, (100, 300), (120, 400))
        drawn = session.document.label_map(0).tobytes()
        began = time.monotonic()
        assert not window.close()
        assert time.monotonic() - began < 2
        assert "left as soon as they are stored" in window.banner.sentence
        stall.end()
        qtbot.waitUntil(lambda: not window.isVisible(), timeout=10_000)
    assert _masks(session.project.path) == drawn


def test_who_goes_on_drawing_stays(qtbot: QtBot, window: MainWindow, clip: Path) -> None:
    session = _drawn(qtbot, window, clip)
    with stalled(session.project) as stall:
        drag(window, (100, 300), (120, 400))
        assert not window.close()
        drag(window, (50, 300), (60, 400))
        stall.end()
        qtbot.waitUntil(lambda: session.project.waiting == 0)
        qtbot.wait(300)
    assert window.isVisible()


def test_who_leaves_without_them_is_not_held_up_and_they_are_stored_if_the_drive_answers(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    session = _drawn(qtbot, window, clip)
    with stalled(session.project) as stall:
        drag(window, (100, 300), (120, 400))
        drawn = session.document.label_map(0).tobytes()
        assert not window.close()
        began = time.monotonic()
        window.banner.act()
        assert not window.isVisible()
        assert time.monotonic() - began < 4
        stall.end()
        assert _masks(session.project.path) == drawn


def test_what_is_drawn_while_another_clip_opens_is_stored_before_it_is_shown(
    qtbot: QtBot, window: MainWindow, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = _drawn(qtbot, window, clip)
    other = clip.with_name("other.mp4")
    shutil.copy(clip, other)
    drive = SlowOpening(monkeypatch)
    window.open_path(other)
    qtbot.waitUntil(drive.asked.is_set, timeout=20_000)
    with stalled(session.project) as stall:
        drag(window, (100, 300), (120, 400))
        drawn = session.document.label_map(0).tobytes()
        drive.answers.set()
        qtbot.waitUntil(lambda: "left as soon as" in window.banner.sentence, timeout=10_000)
        assert window.session is session
        stall.end()
        qtbot.waitUntil(lambda: window.windowTitle().startswith("other.mp4"), timeout=20_000)
    assert window.session is not None
    assert not window.session.read_only
    assert _masks(session.project.path) == drawn


class SlowOpening:
    """Opening a project waits for its drive."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers, self.asked = threading.Event(), threading.Event()
        self.opened: list[Project] = []
        monkeypatch.setattr("annotator.ui.found.open_project", self.open)

    def open(self, path: Path, *, create_for: MediaReference | None = None) -> Project:
        """Opens it, late."""
        self.asked.set()
        assert self.answers.wait(30), "the test forgot the drive"
        self.opened.append(open_project(path, create_for=create_for))
        return self.opened[-1]


def test_the_window_goes_on_while_a_project_is_read(
    qtbot: QtBot, window: MainWindow, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drive = SlowOpening(monkeypatch)
    turns = Turns(window)
    window.open_path(clip)
    qtbot.waitUntil(drive.asked.is_set, timeout=20_000)
    turns.longest = 0.0  # what the first frame took to show is another matter
    qtbot.wait(600)
    assert turns.longest < LATE
    assert window.session is None
    drive.answers.set()
    qtbot.waitUntil(lambda: window.session is not None)
    assert not window.session.read_only


def test_a_project_that_nobody_awaits_any_more_is_let_go(
    qtbot: QtBot, window: MainWindow, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drive = SlowOpening(monkeypatch)
    window.open_path(clip)
    qtbot.waitUntil(drive.asked.is_set, timeout=20_000)
    window.close()
    drive.answers.set()
    qtbot.waitUntil(lambda: len(drive.opened) == 1, timeout=20_000)
    qtbot.waitUntil(lambda: drive.opened[0]._closed, timeout=20_000)
    with open_project(clip.with_suffix(".sst")) as project:
        assert not project.read_only
