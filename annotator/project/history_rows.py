"""The undo history as rows: what was done, in which step, and whether it is undone."""

import sqlite3
import time
from dataclasses import dataclass, field

from annotator.document.edits import Group, from_bytes, to_bytes


@dataclass
class HistoryRows:
    """Follows the document's two stacks by number of step.

    Attributes:
        done: (step, run) that can be undone, oldest first.
        undone: (step, run) that can be redone, the next one last.
        last: The highest step ever used.
    """

    done: list[tuple[int, str]] = field(default_factory=list)
    undone: list[tuple[int, str]] = field(default_factory=list)
    last: int = 0

    def copy(self) -> "HistoryRows":
        """A copy, to go back to when a transaction fails."""
        return HistoryRows(list(self.done), list(self.undone), self.last)

    def record(self, connection: sqlite3.Connection, group: Group, kind: str) -> None:
        """Stores that a group was applied, or its step undone or redone."""
        if kind == "apply":
            self._apply(connection, group)
        elif kind == "undo":
            self._flag(connection, self.done, self.undone, undone=True)
        else:
            self._flag(connection, self.undone, self.done, undone=False)

    def trim(self, connection: sqlite3.Connection, keep: int) -> None:
        """Forgets the oldest steps, as the document did to stay within its bound."""
        surplus = len(self.done) - keep
        if surplus > 0:
            newest = self.done[surplus - 1][0]
            connection.execute("DELETE FROM history WHERE step <= ?", (newest,))
            del self.done[:surplus]

    def _apply(self, connection: sqlite3.Connection, group: Group) -> None:
        if self.undone:
            connection.execute("DELETE FROM history WHERE undone = 1")
            self.undone.clear()
        if not (group.run and self.done and self.done[-1][1] == group.run):
            self.last += 1
            self.done.append((self.last, group.run))
        connection.execute(
            "INSERT INTO history (step, undone, at, data) VALUES (?, 0, ?, ?)",
            (self.last, time.time(), to_bytes(group)),
        )

    @staticmethod
    def _flag(
        connection: sqlite3.Connection,
        source: list[tuple[int, str]],
        target: list[tuple[int, str]],
        *,
        undone: bool,
    ) -> None:
        target.append(source.pop())
        connection.execute("UPDATE history SET undone = ? WHERE step = ?", (undone, target[-1][0]))


@dataclass(frozen=True)
class StoredHistory:
    """The history as a document starts from it.

    Attributes:
        undo: Steps that can be undone, oldest first.
        redo: Steps that can be redone, the next one last.
        rows: The same by number.
    """

    undo: tuple[Group, ...] = ()
    redo: tuple[Group, ...] = ()
    rows: HistoryRows = field(default_factory=HistoryRows)


def read_history(connection: sqlite3.Connection) -> StoredHistory:
    """Reads the whole history; parts of one run become one step.

    Raises:
        ValueError: A step is damaged.
        sqlite3.DatabaseError: The file is damaged.
    """
    steps: dict[int, tuple[Group, bool]] = {}
    for step, undone, data in connection.execute(
        "SELECT step, undone, data FROM history ORDER BY step, id"
    ):
        group = from_bytes(data)
        before = steps.get(step)
        steps[step] = (before[0].joined(group) if before else group, bool(undone))
    done = [(step, group) for step, (group, undone) in steps.items() if not undone]
    redo = [(step, group) for step, (group, undone) in steps.items() if undone][::-1]
    rows = HistoryRows(
        [(step, group.run) for step, group in done],
        [(step, group.run) for step, group in redo],
        max(steps, default=0),
    )
    return StoredHistory(tuple(group for _, group in done), tuple(group for _, group in redo), rows)
