"""What the timeline shows: lanes, cells, marks and playhead, painted from arrays."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.commands.checklist import Checklist
from annotator.commands.selection import Selection
from annotator.document.document import Document
from annotator.ui.look.colours import ColourTable, Rgb, colour_table
from annotator.ui.look.sizes import SIZES
from annotator.ui.timeline import paint
from annotator.ui.timeline.hand import TimelineHand
from annotator.ui.timeline.model import Columns, Grid, Span, whole

Marks = tuple[int | None, int | None]


class TimelineView(QWidget):
    """Follows a document and paints it; knows nothing of the mouse.

    Signals:
        span_changed(Span): Another stretch of the clip is shown.
    """

    span_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self._document: Document | None = None
        self._disconnect: Callable[[], None] = lambda: None
        self._grid: Grid | None = None
        self._checklist: Checklist | None = None
        self._judged: tuple[Checklist, int] | None = None
        self._colours = colour_table()
        self._cells: QImage | None = None
        self._columns: Columns | None = None
        self._whole = True
        self.look = paint.Look()
        self._hand = TimelineHand(self.look)

    def set_document(self, document: Document | None) -> None:
        """Show another document, or nothing."""
        self._disconnect()
        self._disconnect = lambda: None
        self._document = document
        self._grid = self._checklist = self._judged = None
        self.look.checks = ()
        self.look.selection, self.look.marks, self.look.scroll = None, (None, None), 0
        self._whole = True
        if document is not None:
            self._grid = Grid(document)
            self._disconnect = document.changed.connect(self._document_changed)
        self._reload_heads()
        self._fit()

    def set_colours(self, colours: ColourTable) -> None:
        """(256, 3) uint8 RGB by object id, as on the canvas."""
        if not np.array_equal(colours, self._colours):
            self._colours = colours
            self._reload_heads()

    def set_frame(self, frame: int) -> None:
        """Move the playhead; scrolls if it leaves the view."""
        if frame == self.look.frame:
            return
        before = paint.playhead_rect(self.look, self.height())
        self.look.frame = frame
        span = self.look.span.following(frame, self.look.frames, self._lanes_width)
        if span != self.look.span:
            self.show_span(span)
        self.update(before.toAlignedRect())
        self.update(paint.playhead_rect(self.look, self.height()).toAlignedRect())

    def set_object(self, object_id: int | None) -> None:
        """The object in hand: its name is marked."""
        self.look.current = object_id
        self.update()

    def set_selection(self, selection: Selection | None) -> None:
        """Show a selected stretch; emits nothing."""
        given = selection and (selection.first, selection.last, selection.objects)
        self.look.selection = given or None
        self.update()

    def set_marks(self, marks: Marks) -> None:
        """Show in and out points (frames included, None where open); emits nothing."""
        self.look.marks = marks
        self.update()

    def show_checks(self, checklist: Checklist) -> None:
        """Show how sure the masks are, and mark the frames that need eyes."""
        shown = checklist, checklist.revision
        if shown == self._judged:
            return
        self._checklist, self._judged = checklist, shown
        self.look.checks = tuple((one.frame, one.object_id) for one in checklist.suggestions)
        self._take_verdicts()
        self._stale()

    def _take_verdicts(self) -> None:
        if self._grid is None or self._checklist is None:
            return
        for object_id in self._grid.ids:
            verdict = self._checklist.verdict(object_id)
            if verdict is not None:
                self._grid.judge(object_id, verdict.track.frames, verdict.judged.confidence)

    def show_all(self) -> None:
        """Zoom out to the whole clip."""
        self._whole = True
        self._fit()

    def show_span(self, span: Span) -> None:
        """Show a stretch of the clip."""
        self.look.span = span
        self._stale()
        self.span_changed.emit(span)

    def sizeHint(self) -> QSize:
        """Room for the lanes, up to eight."""
        lanes = min(max(len(self.look.lanes), 2), 8)
        return QSize(640, SIZES.ruler + lanes * SIZES.lane + 4)

    def minimumSizeHint(self) -> QSize:
        """Room for one lane."""
        return QSize(240, SIZES.ruler + SIZES.lane + 4)

    @property
    def _lanes_width(self) -> float:
        return max(float(self.width() - SIZES.header), 1.0)

    def _document_changed(self, frames: frozenset[int], objects_changed: bool) -> None:  # noqa: FBT001 - a slot
        if self._grid is None:
            return
        if objects_changed:
            self._grid.reload()
            self._reload_heads()
        else:
            self._grid.refresh(frames)
        self._take_verdicts()
        self._stale()

    def _reload_heads(self) -> None:
        document, look = self._document, self.look
        look.frames = document.frames if document else 1
        look.lanes = [
            paint.Lane(
                item.id,
                item.name,
                item.colour or _rgb(self._colours, item.id),
                item.hidden,
            )
            for item in (document.objects if document else ())
        ]
        self._hand.clamp_scroll(self.height())
        self.updateGeometry()
        self._stale()

    def _stale(self) -> None:
        self._cells = None
        self.update()

    def _fit(self) -> None:
        self.show_span(whole(self.look.frames, self._lanes_width))

    def take_size(self) -> None:
        """The parts are of another size now (`annotator.ui.look.sizes`)."""
        self._hand.clamp_scroll(self.height())
        self.updateGeometry()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the whole clip in sight until the user zooms."""
        super().resizeEvent(event)
        self._hand.clamp_scroll(self.height())
        if self._whole:
            self._fit()
        else:
            self.show_span(self.look.span.kept(self.look.frames, self._lanes_width))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cells come from a picture that is made anew only when they changed."""
        painter, look = QPainter(self), self.look
        width, height = float(self.width()), float(self.height())
        painter.fillRect(event.rect(), self.palette().base())
        ratio = painter.device().devicePixelRatioF()
        if self._grid is not None and look.lanes:
            painter.setClipRect(QRectF(SIZES.header, SIZES.ruler, self._lanes_width, height))
            painter.drawImage(
                QPointF(SIZES.header, paint.lane_top(0, look)), self._picture(self._grid, ratio)
            )
            if self._columns is not None:
                paint.paint_letters(painter, self._columns, look, ratio)
            painter.setClipRect(event.rect())
        paint.paint_ruler(painter, look, width, self.palette())
        painter.setClipRect(QRectF(SIZES.header, 0, self._lanes_width, height))
        paint.paint_legend(painter, look, QSizeF(self.size()), self.palette())
        paint.paint_marks(painter, look, QSizeF(self.size()), self.palette())
        paint.paint_checks(painter, look)
        paint.paint_selection(painter, look)
        painter.setClipRect(QRectF(SIZES.header - 6, 0, self._lanes_width + 6, height))
        paint.paint_playhead(painter, look, height, self.palette())
        painter.setClipping(False)
        paint.paint_heads(painter, look, height, self.palette())
        painter.end()

    def _picture(self, grid: Grid, ratio: float) -> QImage:
        if self._cells is None or self._cells.devicePixelRatio() != ratio:
            span, count = self.look.span, int(self._lanes_width * ratio)
            self._columns = grid.columns(span.first, 1 / (span.width * ratio), count)
            self._cells = paint.cells_image(self._columns, ratio, span)
        return self._cells


def _rgb(colours: ColourTable, object_id: int) -> Rgb:
    red, green, blue = (int(part) for part in colours[object_id])
    return red, green, blue
