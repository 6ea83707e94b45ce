"""An open project: a document and the file that follows it."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Final, Self

from annotator.document.document import Document
from annotator.document.edits import Group
from annotator.project.activity import Activity
from annotator.project.copies import write_new
from annotator.project.errors import ProjectError
from annotator.project.fetching import Fetching
from annotator.project.media import MediaReference, MediaState, fingerprint
from annotator.project.rows import write_media
from annotator.project.store import Store
from annotator.project.view import ViewState
from annotator.signal import Signal
from sst_core.saying import said

PATIENCE: Final = 2.0
"""Seconds that whoever closes or copies a project waits for a drive that does not answer."""


class Project:
    """A document whose every change is on disk when the call that made it returns.

    After `store_behind` that call does not wait: a change is on disk as soon as the drive takes
    it, each after the one before. Opened with `open_project`. To be used from the thread that
    changes the document; label maps may be read from any.

    Args:
        document: The document.
        media: The clip.
        store: The file.
        notice: A sentence the user should see, or None.
        salvaged: The document holds what a damaged file still had; copies are made from it.

    Attributes:
        blocked: Emitted with a sentence when a group could not be stored; it is kept in memory
            and stored with the next one, or with `retry`. After `store_behind` this and the next
            come on the writer's thread.
        resumed: Emitted when everything is stored again.
        damaged: Emitted with a sentence when a stored label map turns out to be unreadable;
            perhaps on the thread that asked for it.
        fetching: Who reads label maps before they are asked for.
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
        self._closed, self._one_copy = False, Lock()
        self.fetching = Fetching(document, store)
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
        """Whether gestures could not be stored; drawing should pause."""
        return self._store.is_blocked

    @property
    def waiting(self) -> int:
        """How many groups are in memory only: on their way to the drive, or blocked."""
        return self._store.waiting

    @property
    def delay(self) -> float:
        """Seconds for which the oldest group that waits has been waiting; 0 where none does."""
        return self._store.delay

    def store_behind(self) -> None:
        """From now on a thread of its own stores, and changing the document never waits for it.

        Another one reads what is stored, so that looking at a frame need not wait either.
        """
        self._store.writer.go_behind()
        self.fetching.start()

    @property
    def is_copying(self) -> bool:
        """Whether a copy is being written, for which storing waits."""
        return self._one_copy.locked()

    def retry(self, seconds: float | None = None) -> bool:
        """Tries again to store what waits.

        Args:
            seconds: Wait at most so long for the drive; None: as long as it takes.

        Returns:
            Whether everything is stored now.
        """
        return self._closed or self._store.flush(self.document, seconds)

    def save_copy(self, path: Path) -> None:
        """Writes the whole project to another file, which replaces what was there.

        It is whole or not there at all; what waits for space is in it.

        Raises:
            ProjectError: The copy cannot be written, or is this very file, or the drive does not
                answer.
        """
        self.copier(path)()

    def copier(self, path: Path) -> Callable[[], None]:
        """Give what does as `save_copy` says, with the same errors, on any thread.

        Where the project has no sound file of its own the copy is made here and now instead: the
        document must not change meanwhile.
        """
        media, last = self._media, self._store.standing()
        if self._salvaged or self._store.under_us.cut_short:
            self._copy(
                path,
                lambda part: write_new(part, path, self.document, media=media, view=self.view),
            )
            return lambda: None
        return lambda: self._copy(
            path, lambda part: self._store.write_copy(part, path, media, last)
        )

    def _copy(self, path: Path, write: Callable[[Path], None]) -> None:
        if not self._store.writer.wait(PATIENCE):
            raise ProjectError(
                "the drive of the project does not answer, so it cannot be copied now",
                where=self.path,
                todo="Try again later; nothing is lost meanwhile",
            )
        if path.exists() and self.path.exists() and path.samefile(self.path):
            raise ProjectError("a project cannot be copied onto itself", where=path)
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        with self._one_copy:  # two of one name would write the same part
            try:
                part.unlink(missing_ok=True)
                write(part)
                part.replace(path)
            except (sqlite3.Error, OSError) as error:
                raise ProjectError(
                    said("the copy cannot be written ({error})", error=error),
                    where=path,
                    todo="Choose another place",
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
                with self._store.writes.lock:
                    write_media(self._store.writes.connection, self.path, media)
            except sqlite3.Error as error:
                raise ProjectError(
                    said("the new place of the clip cannot be stored ({error})", error=error),
                    where=self.path,
                ) from error
        self._media = media

    def media_state(self) -> MediaState:
        """Whether the clip is there and the same as when the project was made."""
        return self._media.state()

    def close(self, *, discard: bool = False) -> None:
        """Stores the view state, tidies the file and lets go of it; a second call does nothing.

        Where a drive does not answer, it goes on behind the caller's back after `PATIENCE`, and
        the process lives as long as that takes.

        Args:
            discard: Close although gestures could not be stored.

        Raises:
            ProjectError: Storing gestures failed, and `discard` does not give them up.
        """
        if self._closed:
            return
        patience = 0.0 if discard else PATIENCE
        stored = self.retry(patience)
        if not stored and self.is_blocked and not discard:
            raise ProjectError(
                said("{waiting} gestures are not stored yet", waiting=self._store.waiting),
                where=self.path,
                todo="Make space on the disk, or save a copy elsewhere",
            )
        self._closed = True
        self.fetching.stop()
        self._disconnect()
        self._store.close(patience if stored else 0.0)

    def __enter__(self) -> Self:
        """The project itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes, however long it takes; what could not be stored was told through `blocked`."""
        self.retry()
        self.close(discard=True)
        self._store.writer.wait()

    def _commit(self, group: Group, kind: str) -> None:
        self._store.commit(self.document, group, kind)
