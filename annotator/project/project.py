"""An open project: a document and the file that follows it."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Self

from annotator.document.document import Document
from annotator.document.edits import Group
from annotator.project.activity import Activity
from annotator.project.copies import copy_database, write_new
from annotator.project.errors import ProjectError
from annotator.project.lock import forget, give_back
from annotator.project.media import MediaReference, MediaState, fingerprint
from annotator.project.rows import write_media
from annotator.project.store import Store
from annotator.project.view import ViewState
from annotator.signal import Signal


class Project:
    """A document whose every change is on disk when the call that made it returns.

    Opened with `open_project`. To be used from the thread that changes the document; label maps
    may be read from any.

    Args:
        document: The document.
        media: The clip.
        store: The file.
        notice: A sentence the user should see, or None.
        salvaged: The document holds what a damaged file still had; copies are made from it.

    Attributes:
        blocked: Emitted with a sentence when a group could not be stored; it is kept in memory
            and stored with the next one, or with `retry`.
        resumed: Emitted when everything is stored again.
        damaged: Emitted with a sentence when a stored label map turns out to be unreadable;
            perhaps on the thread that asked for it.
    """

    def __init__(
        self,
        document: Document,
        media: MediaReference,
        store: Store,
        *,
        notice: str | None,
        salvaged: bool = False,
    ) -> None:
        self.document, self.notice = document, notice
        self._media, self._store, self._salvaged = media, store, salvaged
        self.blocked: Signal[[str]] = store.blocked
        self.resumed: Signal[[]] = store.resumed
        self.damaged: Signal[[str]] = store.damaged
        self._closed = False
        self._disconnect = document.committed.connect(self._commit)

    @property
    def path(self) -> Path:
        """The project file."""
        return self._store.path

    @property
    def media(self) -> MediaReference:
        """The clip; its path is where it was found."""
        return self._media

    @property
    def read_only(self) -> bool:
        """Whether nothing can be changed; `notice` says why."""
        return self.document.read_only

    @property
    def view(self) -> ViewState:
        """View state by name (frame, zoom, object, ...): a dict of what JSON can say."""
        return self._store.view

    @property
    def activity(self) -> Activity:
        """How much work went into the project."""
        return self._store.activity

    @property
    def is_blocked(self) -> bool:
        """Whether gestures are in memory only; drawing should pause."""
        return self._store.waiting > 0

    def retry(self) -> bool:
        """Tries again to store what waits.

        Returns:
            Whether everything is stored now.
        """
        return self._store.flush(self.document)

    def save_copy(self, path: Path) -> None:
        """Writes the whole project to another file, which replaces what was there.

        It is whole or not there at all; what waits for space is in it.

        Raises:
            ProjectError: The copy cannot be written, or is this very file.
        """
        if path.exists() and self.path.exists() and path.samefile(self.path):
            raise ProjectError("a project cannot be copied onto itself", where=path)
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            self._write_copy(part, path)
            part.replace(path)
        except (sqlite3.Error, OSError) as error:
            raise ProjectError(
                f"the copy cannot be written ({error})", where=path, todo="Choose another place"
            ) from error
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def relink(self, path: Path, *, accept_changed: bool = False) -> None:
        """Says where the clip is now.

        Args:
            path: The video file or image folder.
            accept_changed: Take it although it is not the file the masks were drawn on.

        Raises:
            ProjectError: It cannot be read, or is another file and that is not accepted.
        """
        size_bytes, digest = fingerprint(path)
        same = (size_bytes, digest) == (self._media.size_bytes, self._media.digest)
        if not (same or accept_changed):
            raise ProjectError(
                "this is not the clip the masks were drawn on",
                where=path,
                todo="Choose the original file, or accept this one if you know it is the same",
            )
        old = self._media
        media = MediaReference(
            path.absolute(), size_bytes, digest, old.frames, old.height, old.width, old.rate
        )
        if not self.read_only:
            try:
                with self._store.lock:
                    write_media(self._store.connection, self.path, media)
            except sqlite3.Error as error:
                raise ProjectError(
                    f"the new place of the clip cannot be stored ({error})", where=self.path
                ) from error
        self._media = media

    def media_state(self) -> MediaState:
        """Whether the clip is there and the same as when the project was made."""
        return self._media.state()

    def close(self, *, discard: bool = False) -> None:
        """Stores the view state, tidies the file and lets go of it; a second call does nothing.

        Args:
            discard: Close although gestures could not be stored.

        Raises:
            ProjectError: Gestures are in memory only, and `discard` does not give them up.
        """
        if self._closed:
            return
        if not self.retry() and self.is_blocked and not discard:
            raise ProjectError(
                f"{self._store.waiting} gestures are not stored yet",
                where=self.path,
                todo="Make space on the disk, or save a copy elsewhere",
            )
        self._closed = True
        self._disconnect()
        with self._store.lock:
            self._let_go()

    def __enter__(self) -> Self:
        """The project itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes; what could not be stored was told through `blocked`."""
        self.close(discard=True)

    def _let_go(self) -> None:
        connection, token = self._store.connection, self._store.token
        try:
            if token is not None:
                give_back(connection, token)
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error:
            if token is not None:
                forget(token)  # the record names a window that is gone: the next one takes over
        finally:
            connection.close()

    def _commit(self, group: Group, kind: str) -> None:
        self._store.commit(self.document, group, kind)

    def _write_copy(self, part: Path, path: Path) -> None:
        part.unlink(missing_ok=True)
        if self._salvaged or self._store.cut_short:
            write_new(part, path, self.document, media=self._media, view=self.view)
            return
        with self._store.lock:
            copy_database(self._store.connection, part)
        self._store.write_waiting(part, path, self.document, self._media)
