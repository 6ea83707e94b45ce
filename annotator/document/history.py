"""What can be undone and redone, bounded in bytes: the oldest steps go first."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from annotator.document.commuting import commuted
from annotator.document.edits import Group

HISTORY_BYTES: Final = 128 * 2**20
"""Default bound of all steps together."""


@dataclass(frozen=True, eq=False)
class StoredStep:
    """A step whose edits are fetched only when it is undone or redone.

    Attributes:
        title: As of the group.
        nbytes: As of the group.
        fetch: Reads the group; raises a UserError if it cannot be read.
    """

    title: str
    nbytes: int
    fetch: Callable[[], Group]


Step = Group | StoredStep


@dataclass(frozen=True)
class Placed:
    """Where a group went in the history.

    Attributes:
        back: How many steps back the step lies that the group became part of; 0 for a new step.
        part: The edits as they were added there.
        moved: Steps above it that changed because of that: (how many steps back, the step).
    """

    back: int
    part: Group
    moved: tuple[tuple[int, Group], ...] = ()


def edits_of(step: Step) -> Group:
    """The group of a step, fetched if need be."""
    return step if isinstance(step, Group) else step.fetch()


class History:
    """Two stacks of groups; the newest step is kept whatever it weighs.

    Args:
        undo: Steps that can be undone, oldest first.
        redo: Steps that can be redone, the next one last.
        limit_bytes: Bound of both stacks together.
    """

    def __init__(
        self,
        undo: Iterable[Step] = (),
        redo: Iterable[Step] = (),
        *,
        limit_bytes: int = HISTORY_BYTES,
    ) -> None:
        self._undo: deque[Step] = deque(undo)
        self._redo: list[Step] = list(redo)
        self._limit = limit_bytes
        self.nbytes = sum(step.nbytes for step in (*self._undo, *self._redo))

    @property
    def undo_steps(self) -> int:
        """How many steps can be undone."""
        return len(self._undo)

    @property
    def next_undo(self) -> Step | None:
        """The step that `undo` would take back."""
        return self._undo[-1] if self._undo else None

    @property
    def next_redo(self) -> Step | None:
        """The step that `redo` would bring back."""
        return self._redo[-1] if self._redo else None

    def newest_first(self) -> Iterator[Step]:
        """The steps that can be undone, newest first."""
        return reversed(self._undo)

    def push(self, group: Group) -> "Placed":
        """Records a new step (or the next part of a run), forgets what could be redone.

        The parts of a run are one step, whatever the user did meanwhile: a part that comes after
        other steps is moved in front of them (`commuting`), and they change accordingly.
        """
        self.nbytes -= sum(step.nbytes for step in self._redo)
        self._redo.clear()
        placed = self._placed(group)
        if placed.back:
            self._join(placed)
        else:
            self._undo.append(group)
            self.nbytes += group.nbytes
        while self.nbytes > self._limit and len(self._undo) > 1:
            self.nbytes -= self._undo.popleft().nbytes
        return placed

    def _join(self, placed: "Placed") -> None:
        for back, moved in placed.moved:
            self.nbytes += moved.nbytes - self._undo[-back].nbytes
            self._undo[-back] = moved
        earlier = self._undo[-placed.back]
        assert isinstance(earlier, Group), "parts of a run join a step of this session"
        self._undo[-placed.back] = earlier.joined(placed.part)
        self.nbytes += placed.part.nbytes

    def _placed(self, group: Group) -> "Placed":
        """Where a group belongs: on top, or in the step of its run, below what came since."""
        if not group.run:
            return Placed(0, group)
        part = group
        moved: list[tuple[int, Group]] = []
        for back, step in enumerate(reversed(self._undo), start=1):
            if not isinstance(step, Group):
                break
            if step.run and step.run == group.run:
                return Placed(back, part, tuple(moved))
            pair = commuted(step, part)
            if pair is None:
                break
            part, changed = pair
            if changed is not step:
                moved.append((back, changed))
        return Placed(0, group)

    def undo(self) -> None:
        """Moves the newest step to the redo side."""
        self._redo.append(self._undo.pop())

    def redo(self) -> None:
        """Moves the step undone last back."""
        self._undo.append(self._redo.pop())
