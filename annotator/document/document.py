"""The document: the truth about masks, cells and objects; views derive from it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from annotator.document.cells import Cell, CellTable
from annotator.document.edits import CellEdit, Edit, Group, PixelEdit
from annotator.document.history import HISTORY_BYTES, History, Placed, Step, edits_of
from annotator.document.maps import CACHE_BYTES, LabelMaps
from annotator.document.objects import ObjectInfo, free_id
from annotator.document.patches import box_shape, unpack
from annotator.document.travel import Travel
from annotator.signal import Signal
from sst_core.errors import UserError
from sst_core.labels import LabelMap

_STRIDE: Final = 3
"""Turns of what is brought in are longer: every one writes steps of undo as well."""


class ReadOnlyError(UserError):
    """The document is open for reading only."""


@dataclass(frozen=True)
class DocumentState:
    """What a document starts from.

    Attributes:
        objects: In display order.
        cells: (frame, object id) to cell.
        labelled: Frames with a stored label map.
        undo: Steps that can be undone, oldest first.
        redo: Steps that can be redone, the next one last.
        read_only: Whether every change is refused.
        history_bytes: Bound of the undo history.
        cache_bytes: Bound of decoded label maps.
    """

    objects: tuple[ObjectInfo, ...] = ()
    cells: Mapping[tuple[int, int], Cell] = field(default_factory=dict)
    labelled: frozenset[int] = frozenset()
    undo: tuple[Step, ...] = ()
    redo: tuple[Step, ...] = ()
    read_only: bool = False
    history_bytes: int = HISTORY_BYTES
    cache_bytes: int = CACHE_BYTES


class Document:
    """Label maps, provenance and objects of one clip; changes only through groups of edits.

    Args:
        size: (height, width) of the clip.
        frames: How many frames it has.
        load: Fetches the stored label map of a frame, or None; called when it is needed.
        state: What is there at the start.

    Attributes:
        changed: Emitted after every change with the frames and whether the objects changed.
        committed: Emitted after `changed` with the group as it was applied and "apply", "undo"
            or "redo", or "part" for all but the last part of a step that is undone or redone in
            turns; whoever stores the document listens here.
        revision: Counts changes.
        placed: Where the group applied last went in the history: on top, or into its run.
    """

    def __init__(
        self,
        *,
        size: tuple[int, int],
        frames: int,
        load: Callable[[int], LabelMap | None] = lambda _frame: None,
        state: DocumentState | None = None,
    ) -> None:
        start = state or DocumentState()
        self.size, self.frames, self.revision = size, frames, 0
        self.read_only, self.placed = start.read_only, Placed(0, Group("", ()))
        self.changed: Signal[[frozenset[int], bool]] = Signal()
        self.committed: Signal[[Group, str]] = Signal()
        self._objects = start.objects
        self._cells = CellTable(start.cells)
        self._maps = LabelMaps(size, load, start.labelled, cache_bytes=start.cache_bytes)
        self.hold = self._maps.hold  # for who reads the file ahead
        self._travel: Travel | None = None
        self._history = History(start.undo, start.redo, limit_bytes=start.history_bytes)

    @property
    def objects(self) -> tuple[ObjectInfo, ...]:
        """All objects in display order."""
        return self._objects

    def object(self, object_id: int) -> ObjectInfo:
        """One object.

        Raises:
            KeyError: There is no such object.
        """
        return {item.id: item for item in self._objects}[object_id]

    def next_id(self) -> int:
        """The lowest free id.

        Raises:
            ValueError: All 254 are taken.
        """
        return free_id(self._objects)

    def label_map(self, frame: int) -> LabelMap:
        """The label map of a frame, (H, W) uint8, read only; it never changes under the caller.

        Raises:
            IndexError: There is no such frame.
        """
        if not 0 <= frame < self.frames:
            raise IndexError(f"frame {frame} of {self.frames}")
        return self._maps.get(frame)

    def has_labels(self, frame: int) -> bool:
        """Whether any pixel of a frame is not background."""
        return self._maps.has(frame)

    @property
    def labelled(self) -> frozenset[int]:
        """Frames that have labels."""
        return self._maps.labelled

    def cell(self, frame: int, object_id: int) -> Cell:
        """What is known about one object on one frame."""
        return self._cells.get(frame, object_id)

    def cells(self, frame: int) -> dict[int, Cell]:
        """Object id to cell, for the cells of a frame that say something."""
        return self._cells.row(frame)

    def lane(self, object_id: int) -> dict[int, Cell]:
        """Frame to cell, for the cells of an object that say something."""
        return self._cells.lane(object_id)

    def references(self) -> Mapping[int, frozenset[int]]:
        """Frame to the ids its reference cells speak for, absent ones included; rising frames."""
        return self._cells.references()

    def speaking(self, frame: int) -> frozenset[int]:
        """The ids for which the reference cells of one frame speak."""
        return self._cells.speaking(frame)

    @property
    def can_undo(self) -> str | None:
        """The title of the step that can be undone."""
        return _title(self._history.next_undo)

    @property
    def can_redo(self) -> str | None:
        """The title of the step that can be redone."""
        return _title(self._history.next_redo)

    @property
    def undo_steps(self) -> int:
        """How many steps can be undone."""
        return self._history.undo_steps

    def past(self) -> Iterator[Step]:
        """The steps that can be undone, newest first."""
        return self._history.newest_first()

    def apply(self, group: Group) -> None:
        """Changes the document as a group says and records it as a step of undo.

        Raises:
            ReadOnlyError: The document is open for reading only.
            ValueError: A patch is damaged or does not fit its box; nothing has changed then.
        """
        self._refuse_read_only()
        self.settle()
        self._record(group)

    def bring(self, group: Group, *, near: int = 0) -> Travel:
        """Begins to apply a group in turns, as `travel`; its `run` makes the parts one step.

        Raises:
            ReadOnlyError: The document is open for reading only.
        """
        self._refuse_read_only()
        self.settle()

        def apply(part: Group, last: bool) -> None:  # noqa: FBT001 - a callback
            self._travel = None if last else self._travel
            self._record(part)

        self._travel = Travel(group, apply, near=near, stride=_STRIDE)
        return self._travel

    def undo(self) -> Group | None:
        """Takes the newest step back.

        Returns:
            The group that was applied to do so, or None if there is nothing to undo.

        Raises:
            ReadOnlyError: The document is open for reading only.
            UserError: The step was stored and can no longer be read.
        """
        return _at_once(self.travel("undo"))

    def redo(self) -> Group | None:
        """Brings back the step undone last; as `undo`."""
        return _at_once(self.travel("redo"))

    def travel(self, kind: Literal["undo", "redo"], *, near: int = 0) -> Travel | None:
        """Begins to take the newest step back, or to bring the last one back, in turns.

        Whatever else changes the document, or begins to travel, first finishes what is under way.

        Args:
            kind: Which of the two.
            near: The frame to begin with.

        Returns:
            What is to be driven to its end, or None if there is no such step.

        Raises:
            ReadOnlyError: The document is open for reading only.
            UserError: The step was stored and can no longer be read.
        """
        self._refuse_read_only()
        self.settle()
        history = self._history
        step = history.next_undo if kind == "undo" else history.next_redo
        if step is None:
            return None
        group = edits_of(step) if kind == "redo" else edits_of(step).inverted()
        done: list[Group] = []

        def apply(part: Group, last: bool) -> None:  # noqa: FBT001 - a callback
            try:
                self._perform(part)
            except ValueError:
                self._take_back(done)
                raise
            done.append(part)
            if last:
                self._travel = None
                (history.undo if kind == "undo" else history.redo)()
            self._tell(part, kind if last else "part")

        self._travel = Travel(group, apply, near=near)
        return self._travel

    def settle(self) -> None:
        """Finishes a step that is being taken back or brought back, if there is one."""
        if self._travel is not None:
            self._travel.finish()

    def _take_back(self, parts: list[Group]) -> None:
        """Undoes parts of a step that turned out to be damaged."""
        self._travel = None
        for part in reversed(parts):
            self._perform(part.inverted())
            self._tell(part.inverted(), "part")

    def mark_saved(self, frames: Iterable[int]) -> None:
        """Hears from whoever stores the document that these label maps are on disk."""
        self._maps.saved(frames)

    def _record(self, group: Group) -> None:
        self._perform(group)
        self.placed = self._history.push(group)
        self._tell(group, "apply")

    def _perform(self, group: Group) -> None:
        for done, edit in enumerate(group.edits):
            try:
                self._change(edit)
            except ValueError:
                for before in Group("", group.edits[:done]).inverted().edits:
                    self._change(before)
                raise

    def _change(self, edit: Edit) -> None:
        if isinstance(edit, PixelEdit):
            patch = unpack(edit.new, box_shape(edit.box))
            self._maps.write(edit.frame, edit.box, patch)
        elif isinstance(edit, CellEdit):
            self._cells.set(edit.frame, edit.object_id, edit.new)
        else:
            self._objects = edit.new

    def _tell(self, group: Group, kind: str) -> None:
        self.revision += 1
        self.changed.emit(group.frames, group.touches_objects)
        self.committed.emit(group, kind)

    def _refuse_read_only(self) -> None:
        if self.read_only:
            raise ReadOnlyError(
                "this project is open for reading only",
                todo="Save a copy to change it, or close the other window",
            )


def _title(step: Step | None) -> str | None:
    return step.title if step else None


def _at_once(travel: Travel | None) -> Group | None:
    if travel is None:
        return None
    travel.finish()
    return travel.group
