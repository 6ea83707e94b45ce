"""Composition root: builds the parts of the app and wires them."""

import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from annotator.commands.preferences import Preferences
from annotator.engine.client import EngineClient
from annotator.settings import settings_path
from annotator.ui.look.icons import app_icon
from annotator.ui.look.language import LANGUAGE
from annotator.ui.main_window import MainWindow


def make_application() -> QApplication:
    """The one application object, with its name and icon."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication), "nothing else makes an application"
    app.setApplicationName("sst-annotator")
    app.setApplicationDisplayName("SST Annotator")
    app.setDesktopFileName("sst-annotator")
    app.setWindowIcon(app_icon())
    return app


def make_window(preferences: Preferences | None = None) -> MainWindow:
    """A window with an engine of its own, not yet shown."""
    chosen = Preferences(settings_path()) if preferences is None else preferences
    LANGUAGE.use(chosen.value.language)  # before anything is said
    return MainWindow(chosen, EngineClient())


def run(path: Path | None = None, *, sample: bool = False, frame: int | None = None) -> int:
    """Shows the window until it is closed.

    Args:
        path: What to open at once.
        sample: Open the sample at once.
        frame: The frame to show, instead of where the user left.

    Returns:
        The exit code.
    """
    app = make_application()
    window = make_window()
    window.show()
    if sample:
        QTimer.singleShot(0, window.desk.open_sample)
    elif path is not None:
        QTimer.singleShot(0, lambda: window.open_path(path, frame=frame))
    # Python sees Ctrl+C only when it runs; a slow tick lets it.
    signal.signal(signal.SIGINT, lambda *_: window.close())
    tick = QTimer(window, interval=250)
    tick.timeout.connect(lambda: None)
    tick.start()
    return int(app.exec())
