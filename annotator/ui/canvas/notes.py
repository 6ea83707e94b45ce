"""Words on the canvas: numbers at objects, the scale of their colours, the place that asked."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen

if TYPE_CHECKING:
    from annotator.ui.canvas.layers import Scene

_PILL: Final = QColor(0, 0, 0, 170)
_WORDS: Final = QColor(255, 255, 255)
_SCALE: Final = 96.0
_EDGE: Final = 8.0


def draw_notes(painter: QPainter, scene: "Scene", exposed: QRectF) -> None:
    """Everything that is said about the masks, above them."""
    del exposed
    if scene.frame is None:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if scene.cell is not None:
        _frame(painter, scene, scene.cell)
    if not scene.visible:
        return
    for row, col, text in scene.notes:
        x, y = scene.view.to_screen(row, col)
        _pill(painter, QPointF(x, y), text, scene.viewport)
    if scene.legend is not None:
        _legend(painter, scene.viewport, *scene.legend)


def _frame(painter: QPainter, scene: "Scene", cell: tuple[float, float, float, float]) -> None:
    x0, y0 = scene.view.to_screen(cell[0], cell[1])
    x1, y1 = scene.view.to_screen(cell[2], cell[3])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((QColor(0, 0, 0, 200), 3.0), (_WORDS, 1.4)):
        painter.setPen(QPen(colour, width))
        painter.drawRect(QRectF(x0, y0, x1 - x0, y1 - y0))


def _pill(painter: QPainter, centre: QPointF, text: str, room: QRectF) -> None:
    metrics = painter.fontMetrics()
    wide, high = metrics.horizontalAdvance(text) + 12, metrics.height() + 4
    rect = QRectF(centre.x() - wide / 2, centre.y() - high / 2, wide, high)
    rect.moveLeft(min(max(rect.left(), room.left() + 2), room.right() - wide - 2))
    rect.moveTop(min(max(rect.top(), room.top() + 2), room.bottom() - high - 2))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PILL)
    painter.drawRoundedRect(rect, high / 2, high / 2)
    painter.setPen(_WORDS)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def _legend(
    painter: QPainter,
    room: QRectF,
    low: str,
    colours: tuple[tuple[int, int, int], ...],
    high: str,
) -> None:
    metrics = painter.fontMetrics()
    widths = [metrics.horizontalAdvance(text) for text in (low, high)]
    height = metrics.height() + 8
    whole = widths[0] + widths[1] + _SCALE + 4 * _EDGE
    rect = QRectF(room.left() + _EDGE, room.bottom() - height - _EDGE, whole, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PILL)
    painter.drawRoundedRect(rect, 4, 4)
    bar = QRectF(rect.left() + widths[0] + 2 * _EDGE, rect.center().y() - 4, _SCALE, 8)
    blend = QLinearGradient(bar.topLeft(), bar.topRight())
    for place, colour in enumerate(colours):
        blend.setColorAt(place / max(len(colours) - 1, 1), QColor(*colour))
    painter.setBrush(blend)
    painter.drawRoundedRect(bar, 4, 4)
    painter.setPen(_WORDS)
    middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(rect.adjusted(_EDGE, 0, 0, 0), middle, low)
    painter.drawText(QRectF(bar.right() + _EDGE, rect.top(), widths[1] + 4, height), middle, high)
