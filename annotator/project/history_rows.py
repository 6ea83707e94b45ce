"""The undo history as rows: what was done, in which step, and whether it is undone."""

import sqlite3
import time
from dataclasses import dataclass, field
from functools import partial, reduce

from annotator.document.edits import Group, from_bytes, to_bytes
from annotator.document.history import Placed, StoredStep
from annotator.project.database import Access
from annotator.project.errors import ProjectError


@dataclass(frozen=True)
class Event:
    """What happened to a document.

    Attributes:
        group: As it was applied.
        kind: "apply", "undo" or "redo"; "part" if the step is still on its way.
        placed: Where it went in the history; of no meaning but for "apply".
    """

    group: Group
    kind: str
    placed: Placed


@dataclass
class HistoryRows:
    """Follows the document's two stacks by number of step.

    Attributes:
        done: Steps that can be undone, oldest first.
        undone: Steps that can be redone, the next one last.
        last: The highest step ever used.
    """

    done: list[int] = field(default_factory=list)
    undone: list[int] = field(default_factory=list)
    last: int = 0

    def copy(self) -> "HistoryRows":
        """A copy, to go back to when a transaction fails."""
        return HistoryRows(list(self.done), list(self.undone), self.last)

    def record(self, connection: sqlite3.Connection, event: Event) -> None:
        """Stores that a group was applied, or its step undone or redone."""
        if event.kind == "apply":
            self._apply(connection, event.placed)
        elif event.kind == "undo":
            self._flag(connection, self.done, self.undone, undone=True)
        elif event.kind == "redo":
            self._flag(connection, self.undone, self.done, undone=False)

    def trim(self, connection: sqlite3.Connection, keep: int) -> None:
        """Forgets the oldest steps, as the document did to stay within its bound."""
        surplus = len(self.done) - keep
        if surplus > 0:
            newest = self.done[surplus - 1]
            connection.execute("DELETE FROM history WHERE step <= ?", (newest,))
            del self.done[:surplus]

    def _apply(self, connection: sqlite3.Connection, placed: Placed) -> None:
        if self.undone:
            connection.execute("DELETE FROM history WHERE undone = 1")
            self.undone.clear()
        if not placed.back:
            self.last += 1
            self.done.append(self.last)
        for back, group in placed.moved:
            connection.execute("DELETE FROM history WHERE step = ?", (self.done[-back],))
            _insert(connection, self.done[-back], group)
        _insert(connection, self.done[-max(1, placed.back)], placed.part)

    @staticmethod
    def _flag(
        connection: sqlite3.Connection,
        source: list[int],
        target: list[int],
        *,
        undone: bool,
    ) -> None:
        target.append(source.pop())
        connection.execute("UPDATE history SET undone = ? WHERE step = ?", (undone, target[-1]))


def _insert(connection: sqlite3.Connection, step: int, group: Group) -> None:
    connection.execute(
        "INSERT INTO history (step, undone, at, title, nbytes, data) VALUES (?, 0, ?, ?, ?, ?)",
        (step, time.time(), group.title, group.nbytes, to_bytes(group)),
    )


@dataclass(frozen=True)
class StoredHistory:
    """The history as a document starts from it.

    Attributes:
        undo: Steps that can be undone, oldest first.
        redo: Steps that can be redone, the next one last.
        rows: The same by number.
    """

    undo: tuple[StoredStep, ...] = ()
    redo: tuple[StoredStep, ...] = ()
    rows: HistoryRows = field(default_factory=HistoryRows)


def read_history(access: Access) -> StoredHistory:
    """Reads what steps there are; their edits are fetched when they are undone or redone.

    Args:
        access: To the file; also used later.

    Raises:
        sqlite3.DatabaseError: The file is damaged.
    """
    done: list[tuple[int, StoredStep]] = []
    redo: list[tuple[int, StoredStep]] = []
    for step, undone, title, nbytes in access.connection.execute(
        "SELECT step, max(undone), max(title), sum(nbytes) FROM history GROUP BY step ORDER BY step"
    ):
        fetch = partial(_fetch, access, step)
        (redo if undone else done).append((step, StoredStep(title, nbytes, fetch)))
    redo.reverse()
    rows = HistoryRows(
        [step for step, _ in done],
        [step for step, _ in redo],
        max((step for step, _ in (*done, *redo)), default=0),
    )
    return StoredHistory(tuple(step for _, step in done), tuple(step for _, step in redo), rows)


def _fetch(access: Access, step: int) -> Group:
    try:
        with access.lock:
            parts = access.connection.execute(
                "SELECT data FROM history WHERE step = ? ORDER BY id", (step,)
            ).fetchall()
        return reduce(Group.joined, (from_bytes(data) for (data,) in parts))
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise ProjectError(
            "this step was damaged on disk and can be neither undone nor redone",
            todo="The masks themselves are not affected",
        ) from error
