"""The curves themselves: area above, confidence below, along the same frames as the timeline."""

from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from annotator.ui.curves.graph import pyqtgraph as pg
from annotator.ui.curves.model import Curve, highest, round_area
from annotator.ui.curves.pane import CurvesPane, Reach
from annotator.ui.look.sizes import SIZES
from annotator.ui.look.widgets import label
from annotator.ui.timeline.model import Span
from annotator.words import tr
from sst_core.suggest import DOUBT

_LEAST: Final = 0.05
"""Area in per cent to which the scale goes at least."""
_SHARES: Final = (3, 2)
"""Heights of the two rows."""


class CurvesPlot(pg.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Shows curves, and tells what the mouse wants; decides nothing.

    Signals:
        frame_chosen(int): The user wants to see this frame.
        turned(float, QPoint, bool): The wheel: x of the pointer, the turn, whether Shift is held.
    """

    frame_chosen = Signal(int)
    turned = Signal(float, object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keys stay with the picture
        self.ci.layout.setContentsMargins(0, 6, 0, 4)
        self.ci.layout.setSpacing(6)
        self._area = CurvesPane(self.addPlot(row=0, col=0), lambda curve: curve.side)
        self._sure = CurvesPane(self.addPlot(row=1, col=0), lambda curve: curve.confidence)
        for row, share in enumerate(_SHARES):
            self.ci.layout.setRowStretchFactor(row, share)
        self._words = [label("", "muted") for _ in _SHARES]
        for words in self._words:
            words.setParent(self)
        self._curves: tuple[Curve, ...] = ()
        self._span, self._frame, self._frames = Span(), 0, 1
        self._current: int | None = None
        self._picture: QPixmap | None = None
        self._sure.set_heights(1.12, ((0, "0"), (1, "100 %")), guide=DOUBT)
        self._take_palette()
        self.scene().changed.connect(self._stale)

    def set_curves(self, curves: tuple[Curve, ...], *, current: int | None, frames: int) -> None:
        """Shows other curves.

        Args:
            curves: In display order.
            current: The object in hand.
            frames: Length of the clip.
        """
        self._curves, self._current, self._frames = curves, current, frames
        self._draw()
        self._say()

    def set_frame(self, frame: int) -> None:
        """Moves the playhead."""
        for place in (self._frame, frame):
            x = self._x_of(place)
            self.viewport().update(QRect(int(x) - 2, 0, 5, self.height()))
        self._frame = frame
        self._say()

    def set_span(self, span: Span) -> None:
        """Shows the stretch of the clip that the timeline shows."""
        self._span = span
        self._draw()

    @property
    def words(self) -> tuple[str, ...]:
        """What is written at the left of each row."""
        return tuple(words.text() for words in self._words)

    def frame_at(self, x: float) -> int:
        """The frame under a point of the widget, kept within the clip."""
        return min(max(int(self._span.frame_at(x - SIZES.header)), 0), self._frames - 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Left: go to the frame."""
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Dragged: go to the frames along the way."""
        self._go(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing is left to do."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A click is a click."""
        self._go(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom and scroll, as over the timeline."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.turned.emit(event.position().x(), QPoint(event.angleDelta()), shift)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More room shows more frames."""
        super().resizeEvent(event)
        if hasattr(self, "_words"):  # pyqtgraph resizes while it is being made
            self._draw()
            below = self.height() * _SHARES[0] // sum(_SHARES)
            for words, top in zip(self._words, (3, below + 1), strict=True):
                words.setGeometry(12, top, SIZES.header - 56, 36)
                words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)

    def changeEvent(self, event: QEvent) -> None:
        """Follows the theme and the size of text."""
        super().changeEvent(event)
        if not hasattr(self, "_words"):
            return  # pyqtgraph changes itself while it is being made
        if event.type() == QEvent.Type.PaletteChange:
            self._take_palette()
        elif event.type() == QEvent.Type.FontChange:
            for pane in (self._area, self._sure):
                pane.take_size()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Curves come from a picture that is made anew only when they changed."""
        ratio, size = self.devicePixelRatioF(), self.viewport().size()
        if self._picture is None or self._picture.size() != size * ratio:
            picture = QPixmap(size * ratio)
            picture.setDevicePixelRatio(ratio)
            painter = QPainter(picture)
            self.render(painter, QRectF(0, 0, size.width(), size.height()))
            painter.end()
            self._picture = picture
        painter = QPainter(self.viewport())
        painter.drawPixmap(0, 0, self._picture)
        x = self._x_of(self._frame)
        if x >= SIZES.header:
            painter.setPen(QPen(self.palette().windowText().color(), 1))
            painter.drawLine(QLineF(x, 0, x, self.height()))
        painter.end()

    def close(self) -> bool:
        """Closes like any widget; pyqtgraph's own takes the scene apart while it is in use."""
        return QGraphicsView.close(self)

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        """What stands left of the frames is no place to click, as on the timeline."""
        super().drawBackground(painter, rect)
        left = QRectF(0, 0, SIZES.header - 1, self.height()) & rect
        painter.fillRect(left, self.palette().window())

    def _go(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if event.buttons() & Qt.MouseButton.LeftButton and (
            x >= SIZES.header or self._dragged(event)
        ):
            self.frame_chosen.emit(self.frame_at(x))
        event.accept()

    @staticmethod
    def _dragged(event: QMouseEvent) -> bool:
        return event.type() == QEvent.Type.MouseMove

    def _x_of(self, frame: int) -> float:
        return SIZES.header + self._span.x_of(frame) + self._span.width / 2

    def _stale(self) -> None:
        self._picture = None
        self.viewport().update()

    def _draw(self) -> None:
        reach = Reach.of(self._span, max(self.width() - SIZES.header, 1), self.devicePixelRatioF())
        top = max(highest(self._curves, reach.first, reach.last) * 1.18, _LEAST**0.5)
        most = round_area((top / 1.1) ** 2)
        ticks = [(area**0.5, f"{area:g} %") for area in (most / 5, most)]
        self._area.set_heights(top, [(0, "0"), *ticks])
        for pane in (self._area, self._sure):
            pane.show(self._curves, reach, self._current)
        self._area.show_checks(self._curves, flags=True)
        self._sure.show_checks(self._curves, flags=False)
        self._stale()

    def _say(self) -> None:
        """Names the rows, with the values of the object in hand on the current frame."""
        area, sure = "", ""
        held = next((one for one in self._curves if one.object_id == self._current), None)
        if held is not None and self._frame < len(held.side):
            side, confidence = held.side[self._frame], held.confidence[self._frame]
            area = tr("no mask") if np.isnan(side) else f"{side**2:.2g} %"
            sure = "" if np.isnan(confidence) else f"{confidence:.0%}"
        self._words[0].setText(tr("Area\n{area}", area=area))
        self._words[1].setText(tr("Confidence\n{sure}", sure=sure))

    def _take_palette(self) -> None:
        self.setBackground(self.palette().base().color())
        for pane in (self._area, self._sure):
            pane.set_palette(self.palette())
