"""Python's cyclic garbage is collected on the window's thread alone.

A collection runs on whichever thread happens to ask for memory. On a decoder's thread it once met a
window that was closed: it waited for Qt's lock, which the window's thread held, which waited for
the interpreter's. Both stood still for good.
"""

import gc
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

_EVERY_MS: Final = 500
_NAME: Final = "garbage"


def collect_here(app: QApplication) -> None:
    """From now on collects on this thread, between its turns; a second call does nothing.

    What is there already (modules, mostly) stays and is not looked at again.
    """
    if app.findChild(QTimer, _NAME) is not None:
        return
    gc.freeze()
    gc.disable()
    timer = QTimer(app, interval=_EVERY_MS)
    timer.setObjectName(_NAME)
    timer.timeout.connect(collect_due)
    timer.start()


def collect_due() -> None:
    """Collects the generations that are due, as the interpreter would do by itself."""
    limits = gc.get_threshold()
    for generation in range(3):
        if gc.get_count()[generation] <= limits[generation]:
            return
        gc.collect(generation)
