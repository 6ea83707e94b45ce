"""The timeline: a lane per object, a cell per frame, and a hand to move along them."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from annotator.commands.selection import Selection
from annotator.ui.look.sizes import SIZES
from annotator.ui.timeline.hand import Intent, Kind
from annotator.ui.timeline.model import Span
from annotator.ui.timeline.text import describe
from annotator.ui.timeline.thumbnails import HoverCard, Thumbnails
from annotator.ui.timeline.view import TimelineView


class Timeline(TimelineView):
    """Shows every (object, frame) cell of the document; it never changes one.

    Click or drag on the lanes: jump. Drag on the ruler, or with Shift on the lanes: select.
    Wheel: zoom around the pointer; with Shift, or sideways: scroll; over the names: up and down.

    Signals:
        frame_chosen(int): The user wants to see this frame.
        selection_changed(Selection | None): A stretch was selected or dropped.
        marks_changed(tuple): (in, out) were dragged, frames included, None where open.
        object_chosen(int): The user clicked on the name of an object.
        hovered(int): The frame under the pointer, -1 when it leaves.
        menu_wanted(QPoint): Right click on cells, in global coordinates; they are selected.
        head_menu_wanted(QPoint): Right click on the name of an object, which is in hand now.
    """

    frame_chosen = Signal(int)
    selection_changed = Signal(object)
    marks_changed = Signal(object)
    object_chosen = Signal(int)
    hovered = Signal(int)
    menu_wanted = Signal(object)
    head_menu_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self._times: Callable[[int], float | None] = lambda _frame: None
        self._thumbnails: Thumbnails | None = None
        self._card = HoverCard(self)

    def set_times(self, seconds: Callable[[int], float | None]) -> None:
        """Say when a frame is shown, for the text beside the pointer."""
        self._times = seconds

    def set_thumbnails(self, thumbnails: Thumbnails | None) -> None:
        """Say where small pictures of frames come from."""
        self._thumbnails = thumbnails

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Left: jump, select, drag a mark, or take an object. Right: a menu."""
        if event.button() == Qt.MouseButton.RightButton:
            self._ask_menu(event.position(), event.globalPosition().toPoint())
        elif event.button() == Qt.MouseButton.LeftButton:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            at = event.position()
            for intent in self._hand.press(at.x(), at.y(), shift=shift):
                self._do(intent)

    def _ask_menu(self, at: QPointF, place: QPoint) -> None:
        """A menu is about what lies under the pointer, or the selection if that is it."""
        if self._document is None:
            return
        self._card.hide()
        for intent in self._hand.aim(at.x(), at.y()):
            self._do(intent)
        (self.head_menu_wanted if at.x() < SIZES.header else self.menu_wanted).emit(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or tell what lies under the pointer."""
        at = event.position()
        for intent in self._hand.move(at.x(), at.y()):
            self._do(intent)
        self._hover(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End of a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            for intent in self._hand.release():
                self._do(intent)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer, or scroll."""
        at, turn = event.position(), event.angleDelta()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if self._grid is None:
            return
        if at.x() < SIZES.header:
            self._hand.scroll(-turn.y() // 3, self.height())
            self.update()
            self._whole = False
        else:
            self.turn(at.x(), turn, shift=shift)
        event.accept()

    def turn(self, x: float, turn: QPoint, *, shift: bool) -> None:
        """A turn of the wheel over the lanes, or over what lies along them.

        Args:
            x: Where the pointer is.
            turn: By how much, in eighths of a degree, sideways and up.
            shift: Whether Shift is held: scrolls.
        """
        span, frames = self.look.span, self.look.frames
        if turn.x() or shift:
            moved = Span(span.first - (turn.x() or turn.y()) / 2 / span.width, span.width)
            self.show_span(moved.kept(frames, self._lanes_width))
        else:
            length = self._lanes_width
            factor = 1.25 ** (turn.y() / 120)
            self.show_span(span.zoomed(factor, x - SIZES.header, frames=frames, length=length))
        self._whole = False

    def leaveEvent(self, event: QEvent) -> None:
        """The card goes with the pointer."""
        super().leaveEvent(event)
        self._card.hide()
        self.hovered.emit(-1)

    def _hover(self, at: QPointF) -> None:
        frame = self._hand.frame_at(at.x())
        if self._document is None or at.x() < SIZES.header or frame is None:
            self._card.hide()
            return
        self.hovered.emit(frame)
        lane = self._hand.lane_at(at.y())
        seconds, checklist = self._times(frame), self._checklist
        text = describe(self._document, frame, lane, seconds=seconds, checklist=checklist)
        picture = self._thumbnails.get(frame) if self._thumbnails else None
        self._card.show_at(self, QPoint(round(at.x()), 0), text, picture)

    def _do(self, intent: Intent) -> None:
        look = self.look
        if intent.kind is Kind.JUMP:
            self.set_frame(intent.frame)
            self.frame_chosen.emit(intent.frame)
        elif intent.kind is Kind.PICK:
            self.set_object(intent.frame)
            self.object_chosen.emit(intent.frame)
        elif intent.kind is Kind.SELECT:
            self.selection_changed.emit(look.selection and Selection(*look.selection))
        elif intent.kind is Kind.MARK:
            self.marks_changed.emit(look.marks)
        self.update()
