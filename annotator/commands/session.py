"""One open clip: its project, its frames, where the user stands in it, and its runs; no Qt."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from annotator.commands.checklist import Checklist
from annotator.commands.journey import Journey
from annotator.commands.preferences import Preferences
from annotator.commands.runs import Runs
from annotator.commands.said import said_title
from annotator.commands.selection import Selection
from annotator.document import gestures
from annotator.document.document import Document
from annotator.document.edits import Box, Group
from annotator.engine.client import EngineClient
from annotator.media.provider import FrameProvider
from annotator.project import Project
from annotator.signal import Signal
from annotator.words import tr
from sst_core.labels import MAX_OBJECTS, LabelMap

__all__ = ["Selection", "Session", "Stroke"]


class Stroke(Protocol):
    """What a tool hands over when a gesture is finished."""

    @property
    def frame(self) -> int:
        """The frame it was drawn on."""
        ...

    @property
    def box(self) -> Box:
        """Where, half open."""
        ...

    @property
    def patch(self) -> LabelMap:
        """uint8 of the box's shape: what the pixels shall be."""
        ...

    @property
    def object_id(self) -> int:
        """What was drawn: an id, 0 for the eraser, 255 for void."""
        ...

    @property
    def title(self) -> str:
        """What the step of undo is called."""
        ...


class Session:
    """Owns the parts of one open clip and the user's place in it.

    Args:
        project: The open project; the session closes it.
        provider: The clip's frames; the session closes it.
        engine: The engine's client; shared with other sessions.
        preferences: The settings.
        clip_changed: Whether the clip is not the one the project was made for any more.

    Attributes:
        clip_changed: As given.
        frame: The one current frame.
        object_id: The object in hand; None before there is one.
        selection: The stretch selected on the timeline.
        marks: In and out points, frames included.
        moved: Emitted with (frame, by_user) after the current frame changed.
        journey: Long steps under way.
        checklist: Which frames need eyes most.
        chosen: Emitted when object, selection or marks changed.
        told: Emitted with a sentence for the user.
    """

    def __init__(
        self,
        project: Project,
        provider: FrameProvider,
        *,
        engine: EngineClient,
        preferences: Preferences,
        clip_changed: bool = False,
    ) -> None:
        self.project, self.clip_changed = project, clip_changed
        self.document: Document = project.document
        self.provider = provider
        self.frame = 0
        self.object_id: int | None = None
        self._other_object: int | None = None
        self.selection: Selection | None = None
        self.marks: tuple[int | None, int | None] = (None, None)
        self.moved: Signal[[int, bool]] = Signal()
        self.chosen: Signal[[]] = Signal()
        self.told: Signal[[str]] = Signal()
        self.runs = Runs(self.document, str(project.media.path), engine, preferences)
        self.runs.told.connect(self.told.emit)
        self.journey = Journey(self.document, self._returned)
        self.checklist = Checklist(self.document)
        self._restore(project.view)

    @property
    def frames(self) -> int:
        """The number of frames of the clip."""
        return self.document.frames

    @property
    def read_only(self) -> bool:
        """Whether edits are refused."""
        return self.project.read_only

    def go(self, frame: int, *, by_user: bool = True) -> None:
        """Makes a frame the current one; frames outside the clip are brought inside."""
        frame = min(max(frame, 0), self.frames - 1)
        if frame != self.frame:
            self.frame = frame
            self.moved.emit(frame, by_user)

    def choose(self, object_id: int | None) -> None:
        """Takes an object in hand."""
        if object_id != self.object_id:
            self._other_object = self.object_id
            self.object_id = object_id
            self.chosen.emit()

    def swap_objects(self) -> None:
        """Takes the object in hand that was in hand before this one."""
        if self._other_object in {item.id for item in self.document.objects}:
            self.choose(self._other_object)

    def select(self, selection: Selection | None) -> None:
        """Selects a stretch of the timeline, or nothing."""
        if selection != self.selection:
            self.selection = selection
            self.chosen.emit()

    def mark(self, *, first: int | None, last: int | None) -> None:
        """Sets the in and out points, None for an open end; crossed points open the other end."""
        self.marks = (first, last)
        if first is not None and last is not None and first > last:
            self.marks = (None, None)
        self.chosen.emit()

    def span(self) -> tuple[int, int]:
        """The frames [a, b) that a run may reach: the selection, else in to out, else all."""
        if self.selection is not None and self.selection.first < self.selection.last:
            return self.selection.first, self.selection.last + 1
        return self.range

    @property
    def range(self) -> tuple[int, int]:
        """The frames [a, b) from in to out; all where neither is set."""
        first, last = self.marks
        return (0 if first is None else first, self.frames if last is None else last + 1)

    def targets(self) -> tuple[list[int], list[int]]:
        """Frames and objects that a command on "the selection" speaks of.

        Returns:
            The selected frames and objects; without a selection the current frame and all objects.
        """
        every = [item.id for item in self.document.objects]
        if self.selection is None:
            return [self.frame], every
        return list(self.selection.frames), list(self.selection.objects) or every

    def bring(self, group: Group | None) -> bool:
        """Like `do`, but new objects too may come in turns, the frame in sight first.

        With no object in hand, the first one is taken: a stroke then corrects what was brought in.
        """
        if group is None or not self._may_change():
            return False
        self.journey.bring(group, near=self.frame)
        if self.object_id is None and self.document.objects:
            self.choose(self.document.objects[0].id)
        return True

    def do(self, group: Group | None) -> bool:
        """Applies a group of edits; False when there was nothing to do or it is not allowed.

        What changes long stretches but no object is done in turns.
        """
        if group is None or not self._may_change():
            return False
        if group.touches_objects:
            self.document.apply(group)
        else:
            self.journey.bring(group, near=self.frame)
        self.runs.edited(group, within=self.range)
        return True

    def _may_change(self) -> bool:
        if self.read_only:
            self.told.emit(tr("This project is open read-only, so nothing was changed."))
            return False
        if self.journey.under_way:
            self.told.emit(tr("One moment: a long step is still being done."))
            return False
        return True

    def paint(self, stroke: Stroke) -> bool:
        """Applies a finished gesture of a tool; False when it changed nothing."""
        group = gestures.paint(
            self.document, stroke.frame, stroke.box, stroke.patch, stroke.object_id, stroke.title
        )
        return self.do(group)

    def add_object(self, name: str = "") -> bool:
        """Adds an object and takes it in hand; False when that is not possible."""
        if len(self.document.objects) == MAX_OBJECTS:
            self.told.emit(
                tr(
                    "A clip has at most {max_objects} objects; remove one first.",
                    max_objects=MAX_OBJECTS,
                )
            )
            return False
        new = self.document.next_id()
        said = name or tr("object {number}", number=new)
        if not self.do(gestures.add_object(self.document, said, object_id=new)):
            return False
        self.choose(new)
        return True

    def undo(self) -> None:
        """Stops the run that goes on, takes the last step back, and goes where it happened."""
        self.runs.stop()
        self.journey.start("undo", near=self.frame)

    def redo(self) -> None:
        """Does the last undone step again, and goes where it happened."""
        self.runs.stop()
        self.journey.start("redo", near=self.frame)

    def close(self) -> None:
        """Stores where the user stood, and closes the clip; all edits are on disk already."""
        self.runs.stop()
        self.document.settle()
        if not self.read_only:
            self.project.view["frame"] = self.frame
            self.project.view["object"] = self.object_id
        self.checklist.close()
        self.provider.close()
        self.project.close()

    def _returned(self, group: Group, verb: str) -> None:
        """A step was taken back, or its first part: says so, and goes there."""
        self.told.emit(f"{tr(verb)}: {said_title(group.title)}.")
        self._visit(group.frames)
        if self.object_id not in {item.id for item in self.document.objects}:
            self.choose(self.document.objects[0].id if self.document.objects else None)

    def _visit(self, frames: Iterable[int]) -> None:
        there = sorted(frames)
        if there and self.frame not in there:
            self.go(min(there, key=lambda frame: abs(frame - self.frame)))

    def _restore(self, view: Mapping[str, object]) -> None:
        frame, chosen = view.get("frame"), view.get("object")
        if isinstance(frame, int):
            self.frame = min(max(frame, 0), self.frames - 1)
        ids = [item.id for item in self.document.objects]
        self.object_id = chosen if isinstance(chosen, int) and chosen in ids else None
        if self.object_id is None and ids:
            self.object_id = ids[0]
