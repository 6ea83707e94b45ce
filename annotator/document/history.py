"""What can be undone and redone, bounded in bytes: the oldest steps go first."""

from collections import deque
from collections.abc import Iterable
from typing import Final

from annotator.document.edits import Group

HISTORY_BYTES: Final = 128 * 2**20
"""Default bound of all steps together."""


class History:
    """Two stacks of groups; the newest step is kept whatever it weighs.

    Args:
        undo: Steps that can be undone, oldest first.
        redo: Steps that can be redone, the next one last.
        limit_bytes: Bound of both stacks together.
    """

    def __init__(
        self,
        undo: Iterable[Group] = (),
        redo: Iterable[Group] = (),
        *,
        limit_bytes: int = HISTORY_BYTES,
    ) -> None:
        self._undo = deque(undo)
        self._redo = list(redo)
        self._limit = limit_bytes
        self.nbytes = sum(group.nbytes for group in (*self._undo, *self._redo))

    @property
    def undo_steps(self) -> int:
        """How many steps can be undone."""
        return len(self._undo)

    @property
    def next_undo(self) -> Group | None:
        """The step that `undo` would take back."""
        return self._undo[-1] if self._undo else None

    @property
    def next_redo(self) -> Group | None:
        """The step that `redo` would bring back."""
        return self._redo[-1] if self._redo else None

    def joins(self, group: Group) -> bool:
        """Whether a group continues the run of the newest step."""
        newest = self.next_undo
        return bool(group.run) and newest is not None and newest.run == group.run

    def push(self, group: Group) -> None:
        """Records a new step (or the next part of a run), forgets what could be redone."""
        self.nbytes -= sum(step.nbytes for step in self._redo)
        self._redo.clear()
        joined = self._undo.pop().joined(group) if self.joins(group) else group
        self._undo.append(joined)
        self.nbytes += group.nbytes
        while self.nbytes > self._limit and len(self._undo) > 1:
            self.nbytes -= self._undo.popleft().nbytes

    def undo(self) -> Group | None:
        """Moves the newest step to the redo side and returns it."""
        if not self._undo:
            return None
        self._redo.append(self._undo.pop())
        return self._redo[-1]

    def redo(self) -> Group | None:
        """Moves the step undone last back and returns it."""
        if not self._redo:
            return None
        self._undo.append(self._redo.pop())
        return self._undo[-1]
