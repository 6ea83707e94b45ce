"""The tables of a project file, and how older files become newer ones."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from annotator.project.errors import ProjectError
from sst_core.saying import said

APPLICATION_ID: Final = 0x53535441
"""Tells a project from any other SQLite file ("SSTA")."""


@dataclass(frozen=True)
class Migration:
    """What turns the version before into this one."""

    version: int
    statements: tuple[str, ...]


_V1: Final = Migration(
    1,
    (
        "CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL)",
        """CREATE TABLE media (
            id INTEGER PRIMARY KEY CHECK (id = 1), path TEXT NOT NULL, relative TEXT NOT NULL,
            size_bytes INTEGER NOT NULL, digest TEXT NOT NULL, frames INTEGER NOT NULL,
            height INTEGER NOT NULL, width INTEGER NOT NULL, rate TEXT)""",
        """CREATE TABLE objects (
            position INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, name TEXT NOT NULL,
            colour TEXT, category TEXT NOT NULL, note TEXT NOT NULL,
            hidden INTEGER NOT NULL, locked INTEGER NOT NULL)""",
        """CREATE TABLE cells (
            frame INTEGER NOT NULL, object INTEGER NOT NULL, provenance INTEGER NOT NULL,
            confidence REAL, reference INTEGER NOT NULL, locked INTEGER NOT NULL,
            PRIMARY KEY (frame, object)) WITHOUT ROWID""",
        "CREATE TABLE maps (frame INTEGER PRIMARY KEY, data BLOB NOT NULL)",
        """CREATE TABLE history (
            id INTEGER PRIMARY KEY AUTOINCREMENT, step INTEGER NOT NULL, undone INTEGER NOT NULL,
            at REAL NOT NULL, title TEXT NOT NULL, nbytes INTEGER NOT NULL, data BLOB NOT NULL)""",
        "CREATE INDEX history_by_step ON history (step)",
        "CREATE TABLE view (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
        """CREATE TABLE activity (
            id INTEGER PRIMARY KEY CHECK (id = 1), gestures INTEGER NOT NULL,
            active_seconds REAL NOT NULL, last_at REAL NOT NULL)""",
        """CREATE TABLE lock (
            id INTEGER PRIMARY KEY CHECK (id = 1), host TEXT NOT NULL, pid INTEGER NOT NULL,
            born TEXT NOT NULL, token TEXT NOT NULL, since TEXT NOT NULL)""",
    ),
)

MIGRATIONS: Final = (_V1,)
VERSION: Final = MIGRATIONS[-1].version


def version_of(connection: sqlite3.Connection) -> int:
    """The version of a project file.

    Raises:
        sqlite3.DatabaseError: The file is damaged or no SQLite file.
        ProjectError: It is some other program's SQLite file.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID:
        raise ProjectError("this file is no SST project")
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def refuse_newer(version: int, newest: int = VERSION) -> None:
    """Refuses a file this program is too old for.

    Raises:
        ProjectError: The version is newer than `newest`.
    """
    if version > newest:
        raise ProjectError(
            said(
                "this project is from a newer SST Annotator (format {version}; this one reads up "
                "to {newest})",
                version=version,
                newest=newest,
            ),
            todo="Update SST Annotator to open it",
        )


def migrate(connection: sqlite3.Connection, migrations: tuple[Migration, ...] = MIGRATIONS) -> None:
    """Brings a file to the newest version, all steps in one transaction.

    Args:
        connection: To an empty file, or a project of any older version.
        migrations: In rising order of version.

    Raises:
        sqlite3.Error: The file cannot be written; it is as it was before.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    due = [step for step in migrations if step.version > version]
    if not due:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in due:
            for statement in step.statements:
                connection.execute(statement)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            connection.execute("INSERT INTO migrations VALUES (?, ?)", (step.version, now))
        connection.execute(f"PRAGMA user_version = {due[-1].version}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
