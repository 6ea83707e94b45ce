"""Composition root: builds the parts of the app and wires them."""

import logging
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from annotator.commands.preferences import Preferences
from annotator.engine.client import EngineClient
from annotator.heap import keep_small
from annotator.record.crash import FaultFile, watch_exceptions
from annotator.record.log import start_log, stop_log
from annotator.settings import settings_path
from annotator.ui.aftermath import hear_qt, offer_report, report_the_dead, tell_of_fault
from annotator.ui.garbage import collect_here
from annotator.ui.look.icons import app_icon
from annotator.ui.look.language import LANGUAGE
from annotator.ui.main_window import MainWindow
from sst_core import __version__

_OFFER_MS = 1500
"""A clip that is opened at the start clears the place of sentences first."""
_log = logging.getLogger(__name__)


def make_application() -> QApplication:
    """The one application object, with its name and icon."""
    keep_small()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication), "nothing else makes an application"
    collect_here(app)
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
    log = start_log("window")
    hear_qt()
    report_the_dead()
    faults = FaultFile("window")
    _log.info("SST Annotator %s starts", __version__)
    app = make_application()
    window = make_window()
    tell = window.bridge.wrap(lambda report: tell_of_fault(window, report))
    watch_exceptions(tell)
    window.show()
    QTimer.singleShot(_OFFER_MS, window, lambda: offer_report(window))
    if sample:
        QTimer.singleShot(0, window.desk.open_sample)
    elif path is not None:
        QTimer.singleShot(0, lambda: window.open_path(path, frame=frame))
    # Python sees Ctrl+C only when it runs; a slow tick lets it.
    signal.signal(signal.SIGINT, lambda *_: window.close())
    tick = QTimer(window, interval=250)
    tick.timeout.connect(lambda: None)
    tick.start()
    code = int(app.exec())
    _log.info("the window is closed")
    faults.close()
    stop_log(log)
    return code
