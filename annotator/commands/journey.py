"""Long steps in turns, one after the other: undo, redo, and what is brought in; no Qt."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from typing import Final, Literal
from uuid import uuid4

from annotator.document.document import Document
from annotator.document.edits import BY_HAND, Group
from annotator.document.travel import Travel
from annotator.signal import Signal
from annotator.words import marked

Kind = Literal["undo", "redo"]
_WORDS: Final[dict[Kind, str]] = {
    "undo": marked("Undone"),
    "redo": marked("Done again"),
}
_AT_ONCE: Final = 2**23
"""Pixels in frames that a step may touch and still be done in one turn."""


class Journey:
    """Takes steps back, brings them back, and does long ones. What is small is done at once.

    Args:
        document: The document.
        returned: Called with a step and a word for it as soon as its first part is done.

    Attributes:
        patient: Whether somebody calls `go` as long as `under_way`; else all is done at once.
        begun: Emitted when a long step has begun.
    """

    def __init__(self, document: Document, returned: Callable[[Group, str], None]) -> None:
        self._document, self._returned = document, returned
        self._travel: Travel | None = None
        self._next: deque[Kind] = deque()
        self.patient = False
        self.begun: Signal[[]] = Signal()

    @property
    def under_way(self) -> bool:
        """Whether there is more to do."""
        return self._travel is not None and not self._travel.done

    def start(self, kind: Kind, *, near: int) -> None:
        """Takes a step back or brings one back; waits until the one under way is done.

        Args:
            kind: Which of the two.
            near: The frame to begin with.

        Raises:
            ReadOnlyError: The document is open for reading only.
            UserError: The step was stored and can no longer be read.
        """
        if self.under_way:
            self._next.append(kind)
            return
        travel = self._document.travel(kind, near=near)
        if travel is None:
            return
        self._travel = travel
        if self._is_long(travel.group):
            travel.go(perf_counter)
        else:
            travel.finish()
        self._returned(travel.group, _WORDS[kind])
        if not travel.done:
            self.begun.emit()

    def bring(self, group: Group, *, near: int) -> None:
        """Applies a group, in turns where it is long; one step of undo all the same.

        Args:
            group: What to do; nothing else may be under way.
            near: The frame to begin with.

        Raises:
            ReadOnlyError: The document is open for reading only.
        """
        if not self._is_long(group):
            self._document.apply(group)
            return
        parts = replace(group, run=f"{BY_HAND}{uuid4().hex}")
        self._travel = self._document.bring(parts, near=near)
        self._travel.go(perf_counter)
        self.begun.emit()

    def _is_long(self, group: Group) -> bool:
        rows, cols = self._document.size
        return self.patient and len(group.pixel_frames) * rows * cols > _AT_ONCE

    def go(self, *, near: int) -> bool:
        """Does one more part; after the last one begins the next step that waits.

        Args:
            near: The frame on which a step that waits begins.

        Returns:
            Whether there is more to do.

        Raises:
            UserError: A step that waited was stored and can no longer be read.
        """
        if self._travel is not None and self._travel.go(perf_counter):
            self._travel = None
        while not self.under_way and self._next:
            self.start(self._next.popleft(), near=near)
        return self.under_way
