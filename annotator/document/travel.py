"""Does a long step, takes it back or brings it back in turns, which never hold the window up."""

from collections.abc import Callable
from typing import Final

from annotator.document.edits import Edit, Group, ObjectsEdit

_SHORT: Final = 0.006
_LONG: Final = 0.016
"""Seconds: a turn shorter or longer than this makes the next one larger or smaller."""


class Travel:
    """A step on its way; `go` does a part of it, `finish` all that is left.

    Every part leaves a consistent document on disk. A crash in between costs nothing: the step
    is still there to be taken, and taking it again ends in the same state.

    Args:
        group: What has to be applied, all in all.
        apply: Applies a part; hears whether it is the last one.
        near: The frame to begin with; the others follow by their distance from it.
        stride: How many times as long as usual a turn may be.

    Attributes:
        group: As given.
    """

    def __init__(
        self,
        group: Group,
        apply: Callable[[Group, bool], None],
        *,
        near: int,
        stride: int = 1,
    ) -> None:
        self.group = group
        self._stride = stride
        self._apply = apply
        self._left = _by_frame(group, near)
        self._several = 1

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return not self._left

    def go(self, clock: Callable[[], float]) -> bool:
        """Does one part and learns from its duration how large the next one may be.

        Args:
            clock: Seconds, rising.

        Returns:
            Whether it is done.
        """
        began = clock()
        self._do(self._several)
        took = clock() - began
        if took > _LONG * self._stride:
            self._several = max(1, self._several // 2)
        elif took < _SHORT * self._stride:
            self._several *= 2
        return self.done

    def finish(self) -> None:
        """Does all that is left at once."""
        self._do(len(self._left))

    def _do(self, several: int) -> None:
        if self.done:
            return
        parts, self._left = self._left[:several], self._left[several:]
        edits = tuple(edit for part in parts for edit in part)
        self._apply(Group(self.group.title, edits, self.group.run), self.done)


def _by_frame(group: Group, near: int) -> list[tuple[Edit, ...]]:
    """The edits frame by frame, the nearest first; at least one part.

    Objects that are added come before their pixels, objects that are removed after them.
    """
    frames: dict[int, list[Edit]] = {}
    before: list[Edit] = []
    after: list[Edit] = []
    for edit in group.edits:
        if isinstance(edit, ObjectsEdit):
            (before if len(edit.new) > len(edit.old) else after).append(edit)
        else:
            frames.setdefault(edit.frame, []).append(edit)
    order = sorted(frames, key=lambda frame: (abs(frame - near), frame))
    parts = [tuple(frames[frame]) for frame in order] or [()]
    parts[0] = (*before, *parts[0])
    parts[-1] = (*parts[-1], *after)
    return parts
