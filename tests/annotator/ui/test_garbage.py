"""Garbage with Qt objects in it is collected on the window's thread, whoever asks for memory."""

import gc
import threading

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from annotator.app import make_application


class _Knot(QObject):
    """An object that only a collection frees, and that says on which thread it was."""

    def __init__(self, freed: list[threading.Thread]) -> None:
        super().__init__()
        self._self, self._freed = self, freed

    def __del__(self) -> None:
        self._freed.append(threading.current_thread())


def test_a_busy_thread_collects_nothing_and_the_window_does(qtbot: QtBot) -> None:
    make_application()
    make_application()  # a second call changes nothing
    freed: list[threading.Thread] = []

    def work() -> None:
        kept = [[number] for number in range(200_000)]  # far beyond what starts a collection
        assert kept

    _Knot(freed)
    busy = threading.Thread(target=work)
    busy.start()
    busy.join()
    assert not freed
    assert not gc.isenabled()
    knots = [[number] for number in range(2_000)]  # a generation is due
    qtbot.waitUntil(lambda: bool(freed), timeout=20_000)
    assert knots
    assert freed == [threading.main_thread()]
