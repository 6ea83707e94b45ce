"""What live mode still has to do: runs that corrections ask for, and runs that they interrupted."""

from dataclasses import dataclass, field, replace

import numpy as np

from annotator.document.cells import HUMAN
from annotator.document.document import Document
from annotator.document.edits import CellEdit, Group, ObjectsEdit, PixelEdit
from annotator.document.patches import box_shape, unpack
from annotator.engine.messages import Mode


@dataclass(frozen=True)
class Wish:
    """A run that somebody wants.

    Attributes:
        mode: Which way.
        frame: From where.
        span: Frames [a, b) that it may reach; None reaches to the neighbouring references.
        objects: The objects to carry; empty means all that have a reference.
    """

    mode: Mode
    frame: int
    span: tuple[int, int] | None
    objects: frozenset[int] = frozenset()

    def rest(self, reached: frozenset[int], span: tuple[int, int]) -> "Wish | None":
        """What is left of it after some frames were reached; None if that is nothing.

        Args:
            reached: Frames that are done.
            span: Frames [a, b) that the run could reach.
        """
        if self.mode == "forward" and reached:
            left = (max(reached) + 1, span[1])
        elif self.mode == "backward" and reached:
            left = (span[0], min(reached))
        else:
            return self
        return replace(self, span=left) if left[0] < left[1] else None


def corrections(document: Document, group: Group) -> tuple[int, frozenset[int]]:
    """What a person corrected with a group of edits that was applied just now.

    A second stroke on a frame changes pixels but no cell: it counts like the first.

    Returns:
        The last frame that the group changed, and the ids of the objects on it that the model
        learns from and that gained or lost pixels, or were given a cell; none if there are none.
    """
    frames = [edit.frame for edit in group.edits if not isinstance(edit, ObjectsEdit)]
    if not frames:
        return 0, frozenset()
    frame, ids = frames[-1], set[int]()
    for edit in group.edits:
        if isinstance(edit, CellEdit) and edit.frame == frame:
            ids.add(edit.object_id)
        elif isinstance(edit, PixelEdit) and edit.frame == frame:
            old, new = (unpack(data, box_shape(edit.box)) for data in (edit.old, edit.new))
            ids |= {int(one) for one in np.unique((old[old != new], new[old != new]))}
    cells = {one: document.cell(frame, one) for one in ids}
    human = {one for one, cell in cells.items() if cell.provenance in HUMAN and cell.reference}
    return frame, frozenset(human)


@dataclass
class Wishes:
    """Runs to be started one after the other, the newest correction first."""

    _waiting: list[Wish] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._waiting)

    def corrected(
        self, frame: int, objects: frozenset[int], span: tuple[int, int] | None = None
    ) -> None:
        """A frame was corrected: its objects want to be carried outward from it.

        Args:
            frame: The frame.
            objects: What was corrected on it.
            span: Frames [a, b) to stay within; None reaches to the neighbouring references.
        """
        same = [one for one in self._waiting if (one.mode, one.frame) == ("outward", frame)]
        for one in same:
            objects |= one.objects
            self._waiting.remove(one)
        self._waiting.insert(0, Wish("outward", frame, span, objects))

    def interrupted(self, wish: Wish | None) -> None:
        """A run was stopped for a correction, and waits for its turn; None if it was done."""
        if wish is not None and wish not in self._waiting:
            self._waiting.append(wish)

    def next(self) -> Wish | None:
        """The run to start now; it waits no longer."""
        return self._waiting.pop(0) if self._waiting else None

    def clear(self) -> None:
        """Nothing is wanted any more."""
        self._waiting.clear()
