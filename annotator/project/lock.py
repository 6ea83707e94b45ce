"""One window writes a project: a record in the file says which, and whether it still lives."""

import os
import platform
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

from annotator.project.database import transaction
from annotator.record.alive import runs

_mine: Final[set[str]] = set()
"""Tokens of the locks that this process holds."""


@dataclass(frozen=True)
class Holder:
    """Who writes a project.

    Attributes:
        host: Name of the machine.
        pid: Number of the process there.
        born: When the process started, as the system counts; "" if it does not say.
        token: Tells two openings by one process apart.
    """

    host: str
    pid: int
    born: str
    token: str

    @property
    def alive(self) -> bool:
        """Whether the process still runs; one on another machine is taken to."""
        if self.host != platform.node():
            return True
        if self.pid == os.getpid():
            return self.token in _mine
        return runs(self.pid) and _born(self.pid) == self.born


def take(connection: sqlite3.Connection) -> Holder | str:
    """Takes the lock, also over from a process that is gone.

    Returns:
        The living process that holds the lock, or else the token of the lock taken.

    Raises:
        sqlite3.Error: The file cannot be written.
    """
    with transaction(connection):
        holder = holder_of(connection)
        if holder is not None and holder.alive:
            return holder
        token = uuid4().hex
        pid = os.getpid()
        now = datetime.now(UTC).isoformat(timespec="seconds")
        connection.execute(
            "INSERT OR REPLACE INTO lock VALUES (1, ?, ?, ?, ?, ?)",
            (platform.node(), pid, _born(pid), token, now),
        )
    _mine.add(token)
    return token


def holder_of(connection: sqlite3.Connection) -> Holder | None:
    """Who the record says writes a project."""
    row = connection.execute("SELECT host, pid, born, token FROM lock").fetchone()
    return Holder(*row) if row else None


def give_back(connection: sqlite3.Connection, token: str) -> None:
    """Removes the record, if it is still the one of this token."""
    _mine.discard(token)
    connection.execute("DELETE FROM lock WHERE token = ?", (token,))


def forget(token: str) -> None:
    """Lets go of a lock whose record cannot be removed any more."""
    _mine.discard(token)


def _born(pid: int) -> str:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]
