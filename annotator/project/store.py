"""Writes what happens in a document into a project file, one transaction per group, in order."""

import sqlite3
import time
from collections import deque
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final

from annotator.document.document import Document
from annotator.document.edits import Group
from annotator.document.patches import unpack
from annotator.project.activity import Activity
from annotator.project.copies import copy_database
from annotator.project.database import Access, connect, transaction
from annotator.project.entries import Entry, entry_of, write_entry
from annotator.project.history_rows import Event, HistoryRows
from annotator.project.lock import forget, give_back, holder_of
from annotator.project.media import MediaReference
from annotator.project.rows import read_map, write_media
from annotator.project.under_us import FileUnderUs, GoneError, reason_of
from annotator.project.view import ViewState
from annotator.project.writer import Writer
from annotator.signal import Signal
from sst_core.labels import LabelMap
from sst_core.saying import said

_KEPT: Final = (
    "{reason}: your last gestures are safe in memory, and stored as soon as that is possible."
)


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

    Methods are for the thread that changes the document; only `load` and `write_copy` may be
    called on any.

    Args:
        writes: Writes the file, and only here.
        reads: Reads it; another connection where readers need not wait for a writer.
        path: The file.
        size: (height, width) of the clip.
        record: What the file holds besides the document.
        token: Of the lock that this window holds; None if it only reads.

    Attributes:
        writer: Who stores; signals but `damaged` are emitted on its thread.
        under_us: The file, known again.
        blocked: Emitted with a sentence when a group could not be stored.
        resumed: Emitted when everything is stored again.
        damaged: Emitted with a sentence when a stored label map cannot be read.
        is_blocked: Whether storing failed and groups wait for another try.
    """

    def __init__(
        self,
        writes: Access,
        reads: Access,
        path: Path,
        size: tuple[int, int],
        *,
        record: Record,
        token: str | None,
    ) -> None:
        self.writes, self._reads, self.path, self.token = writes, reads, path, token
        self.view, self.activity = record.view, record.activity
        self.blocked: Signal[[str]] = Signal()
        self.resumed: Signal[[]] = Signal()
        self.damaged: Signal[[str]] = Signal()
        self.writer, self.under_us = Writer(path), FileUnderUs(path)
        self.is_blocked = False
        self._size, self._rows = size, record.rows
        self._guard = Lock()  # of the two below; never held while the drive is asked
        self._waiting: deque[Entry] = deque()
        self._stored: list[Entry] = []

    @property
    def waiting(self) -> int:
        """How many groups are in memory only."""
        return sum(entry.event is not None for entry in self._entries())

    @property
    def delay(self) -> float:
        """Seconds for which the oldest group that waits has been waiting; 0 where none does."""
        since = [entry.since for entry in self._entries() if entry.event is not None]
        return time.monotonic() - since[0] if since else 0.0

    def load(self, frame: int) -> LabelMap | None:
        """The stored label map of a frame; damaged ones are told of and taken for none."""
        try:
            with self._reads.lock:
                data = read_map(self._reads.connection, frame)
            return None if data is None else unpack(data, self._size)
        except (sqlite3.Error, ValueError):
            self.damaged.emit(
                said("The masks of frame {frame} are damaged and cannot be read", frame=frame)
            )
            return None

    def read_ahead(self, frame: int) -> bytes | None:
        """The stored label map of a frame as it is packed; None where it is damaged or none.

        Raises:
            sqlite3.Error: The file cannot be read, or was let go of.
        """
        with self._reads.lock:
            data = read_map(self._reads.connection, frame)
        if data is not None:
            try:
                unpack(data, self._size)
            except ValueError:
                return None  # whoever asks for it is told
        return data

    def commit(self, document: Document, group: Group, kind: str) -> None:
        """Gives a group to the writer, after those that wait; in memory until it is stored."""
        self.activity = self.activity.after(gesture=kind == "apply" and not group.run)
        event = Event(group, kind, document.placed)
        self._add(entry_of(document, event, self.activity, self.view.take()))
        self._try(document)

    def flush(self, document: Document, seconds: float | None = None) -> bool:
        """Stores everything that waits, where the user stood too.

        Args:
            document: The document.
            seconds: Wait at most so long for the writer; None: as long as it takes.

        Returns:
            Whether everything is stored.
        """
        if self.token is None:
            return True
        if self.view.waiting:
            self._add(Entry(self.activity, self.view.take()))
        if self._entries():
            self._try(document)
            self.writer.wait(seconds)
            self._take_in(document)
        return not self._entries()

    def standing(self) -> Entry:
        """Where the user stands."""
        return Entry(self.activity, self.view.rows())

    def write_copy(self, copy: Path, path: Path, media: MediaReference, last: Entry) -> None:
        """Copies the file together with what waits, which goes on waiting for the file itself.

        May be called on any thread; the writer waits meanwhile.

        Args:
            copy: The copy as it is called for now.
            path: What it will be called, which says where the clip is as seen from it.
            media: The clip.
            last: What was `standing` when the copy was asked for.

        Raises:
            sqlite3.Error: The copy cannot be written.
        """
        with self.writes.lock:  # file, history and what waits belong together
            copy_database(self.writes.connection, copy)
            entries, rows = self._entries(), self._rows.copy()
        with closing(connect(copy)) as connection, transaction(connection):
            write_media(connection, path, media)
            for entry in (*entries, last):
                write_entry(connection, entry, rows)

    def close(self, seconds: float | None) -> None:
        """Lets go of the file after what was given to the writer; waits at most so long."""
        self.writer.do(self._let_go)
        self.writer.end(seconds)

    def _entries(self) -> Sequence[Entry]:
        with self._guard:
            return tuple(self._waiting)

    def _add(self, entry: Entry) -> None:
        with self._guard:
            self._waiting.append(entry)

    def _try(self, document: Document) -> None:
        self.writer.do(self._store_waiting)
        self._take_in(document)

    def _take_in(self, document: Document) -> None:
        """Tells the document, on its own thread, which label maps are stored as they are now."""
        with self._guard:
            stored, self._stored = self._stored, []
            newer = {frame for entry in self._waiting for frame in entry.maps}
        document.mark_saved({frame for entry in stored for frame in entry.maps} - newer)

    # On the writer's thread

    def _store_waiting(self) -> None:
        try:
            while entries := self._entries():
                self.under_us.refuse_if_gone()
                self._store(entries[0])
        except (sqlite3.Error, GoneError, OSError) as error:
            self._failed(error)
        except Exception as error:  # a fault of the program: reported too, but nothing is lost
            self._failed(error)
            raise
        else:
            if self.is_blocked:
                self.is_blocked = False
                self.resumed.emit()

    def _failed(self, error: Exception) -> None:
        self.is_blocked = self.waiting > 0
        if self.is_blocked:
            self.blocked.emit(said(_KEPT, reason=reason_of(error)))

    def _store(self, entry: Entry) -> None:
        connection = self.writes.connection
        with self.writes.lock:
            rows = self._rows.copy()
            with transaction(connection):
                holder = holder_of(connection)
                if holder is None or holder.token != self.token:
                    raise GoneError("Another window has taken the project over")
                write_entry(connection, entry, rows)
            self._rows = rows
            with self._guard:
                self._waiting.popleft()
                self._stored.append(entry)

    def _let_go(self) -> None:
        if self._reads is not self.writes:
            with self._reads.lock:
                self._reads.connection.close()
        with self.writes.lock:
            try:
                if self.token is not None:
                    give_back(self.writes.connection, self.token)
                    self.writes.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.Error:
                if self.token is not None:
                    forget(self.token)  # the record names a window that is gone
            finally:
                self.writes.connection.close()
