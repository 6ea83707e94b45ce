"""Slow tools on their own thread: results come back, and a window that goes does not wait."""

import os
import subprocess
import sys
from pathlib import Path
from threading import current_thread

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from annotator.ui.tools.background import BackgroundRunner


def test_work_is_done_elsewhere_and_told_here(qtbot: QtBot) -> None:
    parent = QObject()
    runner = BackgroundRunner(parent)
    told: list[tuple[str, str]] = []
    worked: list[str] = []

    for name in ("one", "two"):

        def work(name: str = name) -> None:
            worked.append(f"{name} on {current_thread().name}")

        runner(work, lambda _gesture, name=name: told.append((name, current_thread().name)))
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told == [("one", "MainThread"), ("two", "MainThread")]
    assert worked == ["one on tool", "two on tool"]


_GONE = """
import time
from threading import Event
import shiboken6
from PySide6.QtCore import QCoreApplication, QObject
from annotator.ui.tools.background import BackgroundRunner
app = QCoreApplication([])
parent, begun, over = QObject(), Event(), Event()
def work():
    begun.set()
    time.sleep(0.2)
    over.set()
runner = BackgroundRunner(parent)
runner(work, print)
begun.wait(5)
shiboken6.delete(parent)
began = time.perf_counter()
assert over.wait(5), "the thread never got its turn again"
print("gone")
"""


def test_a_window_that_goes_while_a_tool_works_is_gone_at_once(project_root: Path) -> None:
    """Waiting for the thread while holding Python's lock would stand still for ever."""
    done = subprocess.run(
        [sys.executable, "-c", _GONE],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
        cwd=project_root,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.stdout.split() == ["gone"], done.stderr
