"""Writes what happens in a document into a project file, one transaction per group."""

import sqlite3
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from annotator.document.document import Document
from annotator.document.edits import CellEdit, Group
from annotator.document.patches import unpack
from annotator.project.activity import Activity, write_activity
from annotator.project.database import connect, transaction
from annotator.project.history_rows import Event, HistoryRows
from annotator.project.lock import holder_of
from annotator.project.media import MediaReference
from annotator.project.rows import read_map, write_cells, write_maps, write_media, write_objects
from annotator.project.view import ViewState
from annotator.signal import Signal
from sst_core.labels import LabelMap

_SENTENCES: Final = {
    sqlite3.SQLITE_FULL: "The disk is full",
    sqlite3.SQLITE_READONLY: "The project file can no longer be written",
    sqlite3.SQLITE_BUSY: "Another program holds the project file",
    sqlite3.SQLITE_LOCKED: "Another program holds the project file",
    sqlite3.SQLITE_CANTOPEN: "The project's folder cannot be written",
    sqlite3.SQLITE_CORRUPT: "The project file has been damaged from outside",
    sqlite3.SQLITE_IOERR: "The drive of the project file no longer takes anything",
    sqlite3.SQLITE_NOTADB: "The project file has been damaged from outside",
}
_KEPT: Final = "your last gestures are safe in memory, and stored as soon as that is possible"


class _GoneError(Exception):
    """The file under an open project is not ours any more."""


@dataclass(frozen=True)
class Record:
    """What a project file holds besides the document.

    Attributes:
        rows: The undo history by number.
        view: View state.
        activity: Work so far.
    """

    rows: HistoryRows
    view: ViewState
    activity: Activity


class Store:
    """The file of an open project, and what could not be written to it yet.

    Args:
        connection: To the file.
        path: The file.
        size: (height, width) of the clip.
        record: What the file holds besides the document.
        token: Of the lock that this window holds; None if it only reads.
        lock: Held while the connection is used.

    Attributes:
        blocked: Emitted with a sentence when a group could not be stored.
        resumed: Emitted when everything is stored again.
        damaged: Emitted with a sentence when a stored label map cannot be read.
        cut_short: Whether something else has shortened the file while it was open.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        size: tuple[int, int],
        *,
        record: Record,
        token: str | None,
        lock: AbstractContextManager[object],
    ) -> None:
        self.connection, self.path, self.token, self.lock = connection, path, token, lock
        self.view, self.activity = record.view, record.activity
        self.blocked: Signal[[str]] = Signal()
        self.resumed: Signal[[]] = Signal()
        self.damaged: Signal[[str]] = Signal()
        self._size, self._rows = size, record.rows
        self._waiting: list[Event] = []
        self._is_blocked = False
        self._identity = _identity(path)
        self._size_on_disk = _size(path)
        self.cut_short = False

    @property
    def waiting(self) -> int:
        """How many groups are in memory only."""
        return len(self._waiting)

    def load(self, frame: int) -> LabelMap | None:
        """The stored label map of a frame; damaged ones are told of and taken for none."""
        try:
            with self.lock:
                data = read_map(self.connection, frame)
            return None if data is None else unpack(data, self._size)
        except (sqlite3.Error, ValueError):
            self.damaged.emit(f"The masks of frame {frame} are damaged and cannot be read")
            return None

    def commit(self, document: Document, group: Group, kind: str) -> None:
        """Stores a group together with those that wait; keeps it in memory if that fails."""
        self._waiting.append(Event(group, kind, document.placed))
        self.flush(document)

    def flush(self, document: Document) -> bool:
        """Stores everything that waits, in one transaction.

        Returns:
            Whether everything is stored.
        """
        if self.token is None or not (self._waiting or self.view.waiting):
            return True
        try:
            self._refuse_if_gone()
            self._write(document)
        except (sqlite3.Error, _GoneError, OSError) as error:
            self._is_blocked = bool(self._waiting)
            if self._is_blocked:
                self.blocked.emit(f"{_reason(error)}: {_KEPT}.")
            return False
        if self._is_blocked:
            self._is_blocked = False
            self.resumed.emit()
        return True

    def write_waiting(
        self, copy: Path, path: Path, document: Document, media: MediaReference
    ) -> None:
        """Puts what waits into a copy of the file; it goes on waiting for the file itself.

        Args:
            copy: The copy as it is called for now.
            path: What it will be called, which says where the clip is as seen from it.
            document: The document.
            media: The clip.

        Raises:
            sqlite3.Error: The copy cannot be written.
        """
        with closing(connect(copy)) as connection, transaction(connection):
            write_media(connection, path, media)
            self._put(connection, document, self._rows.copy())

    def _write(self, document: Document) -> None:
        rows = self._rows.copy()
        with self.lock, transaction(self.connection):
            holder = holder_of(self.connection)
            if holder is None or holder.token != self.token:
                raise _GoneError("Another window has taken the project over")
            activity = self._put(self.connection, document, rows)
        self._rows, self.activity = rows, activity
        for event in self._waiting:
            document.mark_saved(event.group.pixel_frames)
        self._waiting.clear()
        self.view.stored()

    def _put(
        self, connection: sqlite3.Connection, document: Document, rows: HistoryRows
    ) -> Activity:
        activity, objects = self.activity, False
        cells: set[tuple[int, int]] = set()
        frames: set[int] = set()
        for event in self._waiting:
            group = event.group
            rows.record(connection, event)
            cells |= _cells_of(group)
            frames |= group.pixel_frames
            objects |= group.touches_objects
            activity = activity.after(gesture=event.kind == "apply" and not group.run)
        if objects:
            write_objects(connection, document.objects)
        write_cells(connection, document, cells)
        write_maps(connection, document, frames)
        rows.trim(connection, document.undo_steps)
        write_activity(connection, activity)
        self.view.write(connection)
        return activity

    def _refuse_if_gone(self) -> None:
        if _identity(self.path) != self._identity:
            raise _GoneError(
                "The project file has been moved or removed; save a copy to keep the work"
            )
        size = _size(self.path)
        if size < self._size_on_disk:  # SQLite would not notice before it reads what is missing
            self.cut_short = True
        if self.cut_short:
            raise _GoneError(
                "The project file has been cut short from outside; save a copy to keep the work"
            )
        self._size_on_disk = size


def _cells_of(group: Group) -> set[tuple[int, int]]:
    return {(edit.frame, edit.object_id) for edit in group.edits if isinstance(edit, CellEdit)}


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _size(path: Path) -> int:
    """Bytes of a file that is never shortened while it is open; 0 where it is not there."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _reason(error: Exception) -> str:
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return _SENTENCES.get(code, f"The project cannot be stored ({error})")
    return str(error)
