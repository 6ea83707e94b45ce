"""Reads label maps of a project just opened, so that the window need not ask the drive later."""

import sqlite3
from threading import Event, Thread
from typing import Final

from annotator.document.document import Document
from annotator.project.store import Store

_REST_S: Final = 0.001
"""Between two maps, so that others get at the file and the interpreter."""


class Fetching:
    """A thread that goes through a document's label maps, those near to where the user stood first.

    Args:
        document: Where they go, packed, while there is room.
        store: Where they come from.
    """

    def __init__(self, document: Document, store: Store) -> None:
        self._document, self._store = document, store
        self._over = Event()
        here = store.view.get("frame")
        self._here = here if isinstance(here, int) else 0
        self._thread = Thread(target=self._run, name="project fetching", daemon=True)

    def start(self) -> None:
        """Begins; a second call does nothing."""
        if self._thread.ident is None:
            self._thread.start()

    def stop(self) -> None:
        """Goes no further; does not wait, for the drive may not answer."""
        self._over.set()

    def wait(self, seconds: float) -> bool:
        """Waits at most so long until all is read or there is no more room; whether that is so."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        nearest = sorted(self._document.labelled, key=lambda frame: abs(frame - self._here))
        for frame in nearest:
            if self._over.wait(_REST_S):
                return
            try:
                packed = self._store.read_ahead(frame)
            except sqlite3.Error:
                return  # closed, or unreadable: whoever asks for a map is told
            if packed is not None and not self._document.hold(frame, packed):
                return
