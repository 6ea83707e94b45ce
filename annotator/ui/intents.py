"""What the user wants, as canvas, timeline and lists say it, handed to the open session."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.commands.session import Selection, Session
from annotator.document import gestures
from annotator.ui.timeline_menu import TimelineMenu
from annotator.ui.tools.base import Gesture

if TYPE_CHECKING:
    from annotator.ui.parts import Parts

_NO_OBJECT = frozenset({0, 255})
"""Ids that a stroke may carry without an object: the eraser and void."""


class Intents(QObject):
    """Hears the widgets of a window and speaks to its session.

    Args:
        window: The window.
        play: Plays, or stops.
        schedule: Brings the panels up to date soon.

    Attributes:
        paused: Why drawing waits, in a sentence; "" while it does not.
        timeline_menu: Opens the menus of the timeline.
    """

    def __init__(
        self, window: "Parts", *, play: Callable[[], None], schedule: Callable[[], None]
    ) -> None:
        super().__init__(window)
        self._window, self._play_or_stop, self._schedule = window, play, schedule
        self.paused = ""
        self.timeline_menu = TimelineMenu(window)
        self._connect()

    @property
    def _session(self) -> Session | None:
        return self._window.session

    def _connect(self) -> None:
        window = self._window
        canvas, timeline, status = window.canvas, window.timeline, window.status
        canvas.gesture_done.connect(self._gesture)
        canvas.object_picked.connect(self._choose)
        canvas.refused.connect(window.banner.say)
        canvas.space_tapped.connect(self._play_or_stop)
        canvas.pointer_moved.connect(self._pointer)
        canvas.pointer_left.connect(lambda: status.set(pixel=""))
        canvas.zoom_changed.connect(lambda zoom: status.set(zoom=f"{zoom:.0%}"))
        timeline.frame_chosen.connect(self._go)
        timeline.selection_changed.connect(self._select)
        timeline.marks_changed.connect(self._mark)
        timeline.object_chosen.connect(self._choose)
        window.objects.chosen.connect(self._choose)
        window.objects.renamed.connect(self._rename)
        window.objects.shown_toggled.connect(self._toggle_shown)
        window.objects.lock_toggled.connect(self._toggle_lock)
        window.objects.reordered.connect(self._reorder)
        window.references.chosen.connect(self._go)
        window.checks.chosen.connect(self._go)
        window.transport.stopped.connect(lambda: window.actions_.run("track.stop"))
        window.playback.frame_due.connect(self._play)

    def _gesture(self, stroke: Gesture) -> None:
        session = self._session
        if session is None:
            return
        needs = session.object_id is None and stroke.object_id not in _NO_OBJECT
        if self.paused:
            self._window.banner.say(self.paused)
        elif not needs or session.add_object():
            session.paint(stroke)
        self._window.picture.show_labels()

    def _go(self, frame: int) -> None:
        if self._session is not None:
            self._window.playback.stop()
            self._session.go(frame)

    def _play(self, frame: int) -> None:
        if self._session is not None:
            self._session.go(frame, by_user=False)

    def _select(self, selection: Selection | None) -> None:
        if self._session is not None:
            self._session.select(selection)

    def _mark(self, marks: tuple[int | None, int | None]) -> None:
        if self._session is not None:
            self._session.mark(first=marks[0], last=marks[1])

    def _choose(self, object_id: int) -> None:
        if self._session is not None:
            self._session.choose(object_id)

    def _rename(self, object_id: int, name: str) -> None:
        if self._session is not None and name:
            self._session.do(gestures.rename(self._session.document, object_id, name))
        self._schedule()

    def _reorder(self, ids: tuple[int, ...]) -> None:
        if self._session is not None:
            self._session.do(gestures.reorder(self._session.document, ids))
        self._schedule()

    def _toggle_shown(self, object_id: int) -> None:
        if self._session is not None:
            document = self._session.document
            hidden = not document.object(object_id).hidden
            self._session.do(gestures.change_object(document, object_id, hidden=hidden))

    def _toggle_lock(self, object_id: int) -> None:
        if self._session is not None:
            document = self._session.document
            locked = not document.object(object_id).locked
            self._session.do(gestures.change_object(document, object_id, locked=locked))

    def _pointer(self, row: int, col: int) -> None:
        session = self._session
        if session is None:
            return
        label = int(session.document.label_map(session.frame)[row, col])
        names = {item.id: item.name for item in session.document.objects} | {255: "void"}
        self._window.status.set(pixel=f"({row}, {col}) {names.get(label, '')}")
