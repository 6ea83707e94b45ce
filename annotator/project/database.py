"""Connections to a project file: safe against power loss, or read-only."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Final

from sst_core.saying import said

_TIMEOUT: Final = 2.0
_NETWORK: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs"})
HEADER: Final = b"SQLite format 3\0"
NO_WAL: Final = said(
    "This folder cannot hold a write-ahead log (a network drive, for one), so storing takes a "
    "little longer; the work is as safe as elsewhere"
)


@dataclass(frozen=True)
class Access:
    """A connection that several threads use, one at a time.

    Attributes:
        connection: To the file.
        lock: Held while the connection is used.
    """

    connection: sqlite3.Connection
    lock: RLock = field(default_factory=RLock)


def connect(path: Path, *, mode: str = "rw", options: str = "") -> sqlite3.Connection:
    """Opens a project file.

    Args:
        path: The file.
        mode: "ro", "rw", or "rwc" (which creates it).
        options: More of SQLite's URI options, "key=value&...".

    Raises:
        sqlite3.Error: It cannot be opened.
    """
    uri = f"{path.absolute().as_uri()}?mode={mode}{'&' + options if options else ''}"
    return sqlite3.connect(
        uri, uri=True, isolation_level=None, check_same_thread=False, timeout=_TIMEOUT
    )


def connect_for_reading(path: Path) -> sqlite3.Connection:
    """Opens a project file that is never written to, even in a folder that cannot be.

    Raises:
        sqlite3.Error: It cannot be opened.
    """
    connection = connect(path, mode="ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        connection = connect(path, mode="ro", options="immutable=1")
    return connection


def make_durable(connection: sqlite3.Connection, path: Path) -> str | None:
    """Sets how commits reach the disk: write-ahead log where it can work, always with fsync.

    Returns:
        A notice if the write-ahead log cannot be used here, else None.
    """
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    if not _on_network(path):
        try:
            if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal":
                return None
        except sqlite3.OperationalError:
            pass  # the folder's file system refuses; the other journal works everywhere
    connection.execute("PRAGMA journal_mode = TRUNCATE")
    return NO_WAL


def is_sound(connection: sqlite3.Connection) -> bool:
    """Whether SQLite finds the structure of a file whole."""
    try:
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.DatabaseError:
        return False


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing: commits at the end, rolls back on any error."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _on_network(path: Path) -> bool:
    """Whether a file lies on a drive that several machines share (Linux and UNC paths)."""
    if str(path.absolute()).startswith("\\\\"):
        return True
    try:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    mounts = [line.split()[1:3] for line in lines]
    here = path.absolute()
    holding = [(point, kind) for point, kind in mounts if here.is_relative_to(point)]
    return bool(holding) and max(holding, key=lambda item: len(item[0]))[1] in _NETWORK
