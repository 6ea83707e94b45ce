"""Opening a project: new, as it was left, in use elsewhere, or damaged."""

import os
import platform
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from annotator.document.document import Document, DocumentState
from annotator.document.patches import unpack
from annotator.project.activity import Activity, read_activity
from annotator.project.copies import copy_database
from annotator.project.database import (
    HEADER,
    Access,
    connect,
    connect_for_reading,
    is_sound,
    make_durable,
    transaction,
)
from annotator.project.errors import ProjectError
from annotator.project.history_rows import HistoryRows, StoredHistory, read_history
from annotator.project.lock import Holder, give_back, take
from annotator.project.media import MediaReference
from annotator.project.project import Project
from annotator.project.rows import read_cells, read_media, read_objects, write_media
from annotator.project.salvage import UNREADABLE, Salvaged, salvage
from annotator.project.schema import VERSION, migrate, refuse_newer, version_of
from annotator.project.store import Record, Store
from annotator.project.view import read_view
from annotator.project.writer import wait_for
from sst_core.saying import joined, said

_UNWRITABLE: Final = said(
    "This project file cannot be written here, so it is open for reading only. "
    "Save a copy to change it."
)


def open_project(
    path: Path, *, create_for: MediaReference | None = None, read_only: bool = False
) -> Project:
    """Opens a project file, or makes one; first waits for what this process has yet to store in it.

    A project that another living window writes, that cannot be written, or that is damaged opens
    read-only, and `notice` says why.

    Args:
        path: The project file.
        create_for: The clip to make the project for, if there is none yet.
        read_only: Only look: no lock is taken, so that a window may open the project meanwhile.

    Raises:
        ProjectError: There is no project and nothing to make one for; the file is something
            else, from a newer version, or damaged beyond reading.
    """
    wait_for(path)
    try:
        if not path.exists() or path.stat().st_size == 0:
            _create(path, create_for)
        _refuse_foreign(path)
        return _open(path, create_for, read_only=read_only)
    except ProjectError as error:
        raise ProjectError(error.what, where=error.where or path, todo=error.todo) from error
    except (sqlite3.Error, OSError) as error:
        raise ProjectError(
            said("the project cannot be opened ({error})", error=error), where=path
        ) from error


def _create(path: Path, media: MediaReference | None) -> None:
    if media is None:
        raise ProjectError(
            "there is no such project", where=path, todo="Open the video to start one"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.unlink(missing_ok=True)
        with closing(connect(part, mode="rwc")) as connection:
            migrate(connection)
            with transaction(connection):
                write_media(connection, path, media)
        part.replace(path)  # a project is never half made
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _refuse_foreign(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(len(HEADER)) != HEADER:
            raise ProjectError("this file is no SST project", where=path)


def _open(path: Path, media: MediaReference | None, *, read_only: bool) -> Project:
    connection, writable = _connection(path)
    try:
        try:
            version = version_of(connection)
            refuse_newer(version)
            sound = is_sound(connection)
        except sqlite3.DatabaseError:
            sound, version = False, 0
        if not sound:
            return _damaged(connection, path, media)
        if read_only and version == VERSION:
            connection.close()
            return _reader(connect_for_reading(path), path, media, notice=None, snapshot=True)
        if not writable:
            return _reader(connection, path, media, notice=_UNWRITABLE)
        return _writer_or_second(connection, path, media, version=version)
    except BaseException:
        connection.close()
        raise


def _connection(path: Path) -> tuple[sqlite3.Connection, bool]:
    """A connection, and whether it can write."""
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return connect(path), True
    return connect_for_reading(path), False


def _writer_or_second(
    connection: sqlite3.Connection, path: Path, media: MediaReference | None, *, version: int
) -> Project:
    holder = take(connection)
    if isinstance(holder, Holder):
        connection.close()
        here, pid = holder.host == platform.node(), holder.pid
        what = said("This project is open in another window (process {pid})", pid=pid)
        if not here:
            what = said(
                "This project is open in another window on {host} (process {pid})",
                host=holder.host,
                pid=pid,
            )
        notice = said("{what}, so it is open for reading only here.", what=what)
        return _reader(connect_for_reading(path), path, media, notice=notice, snapshot=True)
    slow = make_durable(connection, path)
    if version < VERSION:
        copy_database(connection, path.with_name(f"{path.name}.v{version}"))
        migrate(connection)
    writes = Access(connection)
    reads = writes if slow else Access(connect(path, mode="ro"))
    try:
        return _whole(writes, path, media, reads=reads, token=holder, notice=slow)
    except UNREADABLE:
        give_back(connection, holder)
        if reads is not writes:
            reads.connection.close()
        return _damaged(connection, path, media)


def _reader(
    connection: sqlite3.Connection,
    path: Path,
    media: MediaReference | None,
    *,
    notice: str | None,
    snapshot: bool = False,
) -> Project:
    if snapshot and connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        connection.execute("BEGIN")  # what is read now and later belongs together
    access = Access(connection)
    try:
        return _whole(access, path, media, reads=access, token=None, notice=notice)
    except UNREADABLE:
        return _damaged(connection, path, media)


def _whole(
    writes: Access,
    path: Path,
    media: MediaReference | None,
    *,
    reads: Access,
    token: str | None,
    notice: str | None,
) -> Project:
    connection = writes.connection
    found = read_media(connection, path) or media
    if found is None:
        raise ValueError("the project names no clip")
    history = read_history(reads) if token is not None else StoredHistory()
    store = Store(
        writes,
        reads,
        path,
        found.size,
        record=Record(history.rows, read_view(connection), read_activity(connection)),
        token=token,
    )
    state = DocumentState(
        objects=tuple(read_objects(connection)),
        cells=dict(read_cells(connection)),
        labelled=frozenset(row[0] for row in connection.execute("SELECT frame FROM maps")),
        undo=history.undo,
        redo=history.redo,
        read_only=token is None,
    )
    document = Document(size=found.size, frames=found.frames, load=store.load, state=state)
    return Project(document, found, store, notice=notice)


def _damaged(connection: sqlite3.Connection, path: Path, media: MediaReference | None) -> Project:
    left = salvage(connection, path, media)
    if left is None:
        raise ProjectError(
            "the project is damaged beyond reading",
            where=path,
            todo="Restore it from a backup, or start a new one",
        )
    lost = (
        said("lost: {list}", list=joined("; ", left.lost))
        if left.lost
        else said("nothing seems to be lost")
    )
    notice = said(
        "The project file is damaged, so it is open for reading only; {lost}. "
        "Save a copy to go on with what is left.",
        lost=lost,
    )
    return _salvaged_project(connection, path, left, notice)


def _salvaged_project(
    connection: sqlite3.Connection, path: Path, left: Salvaged, notice: str
) -> Project:
    size, maps = left.media.size, left.maps
    document = Document(
        size=size,
        frames=left.media.frames,
        load=lambda frame: unpack(maps[frame], size) if frame in maps else None,
        state=DocumentState(
            objects=left.objects,
            cells=left.cells,
            labelled=frozenset(maps),
            read_only=True,
        ),
    )
    access = Access(connection)
    record = Record(HistoryRows(), left.view, Activity())
    store = Store(access, access, path, size, record=record, token=None)
    return Project(document, left.media, store, notice=notice, salvaged=True)
