"""The layers of the canvas: each paints only the exposed part, straight at screen resolution."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsObject,
    QStyleOptionGraphicsItem,
    QWidget,
)

from annotator.commands.certainties import Certain
from annotator.cv import cv2
from annotator.ui.canvas.frame_pixels import NEUTRAL, Argb, FramePixels, Levels, with_levels
from annotator.ui.canvas.overlay import MARGIN, OverlayStyle, compose
from annotator.ui.canvas.pixel_grid import paint_grid
from annotator.ui.canvas.view_transform import ViewTransform, window_of
from annotator.ui.tools.base import NOTHING, Preview
from annotator.words import tr
from sst_core.labels import LabelMap

_YES, _NO = QColor(34, 150, 84), QColor(206, 52, 52)
_HEAT: Final = (
    (0, 0, 4), (31, 12, 72), (85, 15, 109), (136, 34, 106), (186, 54, 85),
    (227, 89, 51), (249, 140, 10), (249, 201, 50), (252, 255, 164),
)  # fmt: skip
"""Evenly spaced colours (R, G, B) of the map known as inferno."""

_ARM = 12
"""Of the cross, in points."""


@dataclass
class Scene:
    """Everything the layers read; the canvas is the only writer.

    Attributes:
        instead: Shown in place of the label map, which is still the one drawn on.
        onions: Label maps of other frames beneath it, each with its look.
        certain: How sure the model is of every pixel, where that is to be seen.
        notes: Words at image points (row, col).
        cell: (row0, col0, row1, col1) of a place to be framed, image pixels.
        legend: What the colours of the masks mean, left to right, or nothing.
        pointer: (x, y) in viewport points, or None while the pointer is elsewhere.
        radius: Of the brush circle in viewport points; 0 shows none.
        cross: Whether the pointer is a cross that keys move.
    """

    view: ViewTransform = field(default_factory=ViewTransform)
    viewport: QRectF = field(default_factory=QRectF)
    ratio: float = 1.0
    frame: FramePixels | None = None
    levels: Levels = NEUTRAL
    labels: LabelMap | None = None
    style: OverlayStyle = field(default_factory=OverlayStyle)
    visible: bool = True
    instead: LabelMap | None = None
    onions: tuple[tuple[LabelMap, OverlayStyle], ...] = ()
    certain: Certain | None = None
    notes: tuple[tuple[float, float, str], ...] = ()
    cell: tuple[float, float, float, float] | None = None
    legend: tuple[str, tuple[tuple[int, int, int], ...], str] | None = None
    preview: Preview = NOTHING
    pointer: tuple[float, float] | None = None
    radius: float = 0.0
    cross: bool = False
    badge: str = ""
    placeholder: str = ""


class Layer(QGraphicsObject):
    """Fills the viewport; `draw` gets the part that has to be painted, in viewport points."""

    def __init__(self, scene: Scene, draw: Callable[[QPainter, Scene, QRectF], None]) -> None:
        super().__init__()
        self._scene, self._draw = scene, draw
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        """The whole viewport."""
        return self._scene.viewport

    def resized(self) -> None:
        """The viewport has another size."""
        self.prepareGeometryChange()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw what is exposed."""
        del widget
        self._scene.ratio = painter.device().devicePixelRatioF()
        self._draw(painter, self._scene, option.exposedRect.intersected(self._scene.viewport))


def draw_frame(painter: QPainter, scene: Scene, exposed: QRectF) -> None:
    """The picture, or the placeholder where there is none."""
    if scene.frame is None:
        painter.setPen(QColor(150, 150, 150))
        painter.drawText(scene.viewport, Qt.AlignmentFlag.AlignCenter, scene.placeholder)
        return
    window, at = window_of(scene.view, _whole(exposed), scene.ratio)
    if window.height and window.width:
        pixels = with_levels(scene.frame.sample(window), scene.levels)
        _blit(painter, pixels, at, scene.ratio)


def draw_overlay(painter: QPainter, scene: Scene, exposed: QRectF) -> None:
    """The label map, and outlines of its neighbours where asked for."""
    if not scene.visible:
        return
    shown = scene.labels if scene.instead is None else scene.instead
    if shown is not None:
        certain = scene.certain if scene.instead is None else None
        _draw_labels(painter, scene, exposed, shown, scene.style, certain=certain)
    for labels, style in scene.onions:
        around = _screen_box(scene.view, labels)
        if around.intersects(exposed):
            _draw_labels(painter, scene, exposed.intersected(around), labels, style)


def _draw_labels(
    painter: QPainter,
    scene: Scene,
    exposed: QRectF,
    labels: LabelMap,
    style: OverlayStyle,
    *,
    certain: Certain | None = None,
) -> None:
    window, at = window_of(scene.view, _whole(exposed), scene.ratio)
    if not window.height or not window.width:
        return
    pixels = compose(labels, window, style, scene.ratio, certain=certain)
    if pixels is not None:
        _blit(painter, pixels, at, scene.ratio)


def _screen_box(view: ViewTransform, labels: LabelMap) -> QRectF:
    """The part of the viewport that the labelled pixels and their contours cover."""
    col, row, width, height = cv2.boundingRect(labels)
    x0, y0 = view.to_screen(row, col)
    x1, y1 = view.to_screen(row + height, col + width)
    return QRectF(x0, y0, x1 - x0, y1 - y0).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)


def draw_grid(painter: QPainter, scene: Scene, exposed: QRectF) -> None:
    """Lines between pixels when close."""
    if scene.frame is not None:
        paint_grid(painter, scene.view, scene.frame.size, exposed)


def draw_hand(painter: QPainter, scene: Scene, exposed: QRectF) -> None:
    """Lines and handles of the gesture in hand, the brush circle, the badge."""
    del exposed
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for line in scene.preview.lines:
        points = QPolygonF([QPointF(*scene.view.to_screen(*point)) for point in line])
        _two_tone(painter, points, closed=scene.preview.closed)
    if scene.preview.box is not None:
        first, last = (QPointF(*scene.view.to_screen(*point)) for point in scene.preview.box)
        _two_tone(painter, QPolygonF(QRectF(first, last).normalized()), closed=True)
    for row, col, positive in scene.preview.marks:
        _mark(painter, scene.view.to_screen(row, col), positive=positive)
    painter.setPen(QPen(QColor(0, 0, 0), 1))
    painter.setBrush(QColor(255, 255, 255))
    for point in scene.preview.handles:
        x, y = scene.view.to_screen(*point)
        painter.drawRect(QRectF(x - 3.5, y - 3.5, 7, 7))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if scene.pointer is not None and scene.radius > 0:
        _circle(painter, scene.pointer, scene.radius)
    if scene.pointer is not None and scene.cross:
        _cross(painter, scene.pointer)
    if scene.badge or scene.preview.busy:
        _badge(painter, scene.badge or tr("working…"))


def hand_rect(scene: Scene) -> QRectF:
    """The part of the viewport that the gesture in hand and the brush circle cover."""
    rect = QRectF()
    points = [point for line in scene.preview.lines for point in line]
    points += [*scene.preview.handles, *(scene.preview.box or ())]
    points += [(row, col) for row, col, _ in scene.preview.marks]
    if points:
        where = np.array([scene.view.to_screen(*point) for point in points])
        (x0, y0), (x1, y1) = where.min(axis=0), where.max(axis=0)
        rect = QRectF(x0 - 9, y0 - 9, x1 - x0 + 18, y1 - y0 + 18)
    if scene.pointer is not None and (scene.radius > 0 or scene.cross):
        (x, y), r = scene.pointer, max(scene.radius, _ARM * scene.cross) + 3
        rect = rect.united(QRectF(x - r, y - r, 2 * r, 2 * r))
    return rect


def _cross(painter: QPainter, at: tuple[float, float]) -> None:
    """White on black, open in the middle, so that what lies under it can be seen."""
    x, y = at
    for pen in (QPen(QColor(0, 0, 0), 3), QPen(QColor(255, 255, 255), 1)):
        painter.setPen(pen)
        for near, far in ((-_ARM, -3), (3, _ARM)):
            painter.drawLine(QPointF(x + near, y), QPointF(x + far, y))
            painter.drawLine(QPointF(x, y + near), QPointF(x, y + far))


@lru_cache(maxsize=1)
def heat_table() -> npt.NDArray[np.float64]:
    """(256, 3) RGB, 0 to 255: from black over purple and orange to pale yellow."""
    places = np.linspace(0, 255, len(_HEAT))
    return np.stack(
        [np.interp(np.arange(256), places, band) for band in zip(*_HEAT, strict=True)], axis=-1
    )


def _whole(rect: QRectF) -> tuple[int, int, int, int]:
    aligned = rect.toAlignedRect()
    return aligned.x(), aligned.y(), aligned.width(), aligned.height()


def _blit(painter: QPainter, pixels: Argb, at: tuple[float, float], ratio: float) -> None:
    pixels = np.ascontiguousarray(pixels)
    rows, cols = pixels.shape
    kind = QImage.Format.Format_ARGB32_Premultiplied
    image = QImage(pixels.data, cols, rows, 4 * cols, kind)
    image.setDevicePixelRatio(ratio)
    painter.drawImage(QPointF(*at), image)


def _two_tone(painter: QPainter, points: QPolygonF, *, closed: bool) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((QColor(0, 0, 0, 200), 2.5), (QColor(255, 255, 255), 1.2)):
        painter.setPen(QPen(colour, width))
        if closed:
            painter.drawPolygon(points)
        else:
            painter.drawPolyline(points)


def _mark(painter: QPainter, at: tuple[float, float], *, positive: bool) -> None:
    """A plus where it is the object, a minus where it is not."""
    x, y = at
    painter.setPen(QPen(QColor(255, 255, 255), 1.4))
    painter.setBrush(_YES if positive else _NO)
    painter.drawEllipse(QPointF(x, y), 6.5, 6.5)
    painter.drawLine(QPointF(x - 3, y), QPointF(x + 3, y))
    if positive:
        painter.drawLine(QPointF(x, y - 3), QPointF(x, y + 3))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _circle(painter: QPainter, centre: tuple[float, float], radius: float) -> None:
    for colour, width in ((QColor(0, 0, 0, 180), 2.5), (QColor(255, 255, 255), 1.2)):
        painter.setPen(QPen(colour, width))
        painter.drawEllipse(QPointF(*centre), radius, radius)


def _badge(painter: QPainter, text: str) -> None:
    font = QFont(painter.font())
    painter.setFont(font)
    width = painter.fontMetrics().horizontalAdvance(text)
    height = painter.fontMetrics().height()
    rect = QRectF(8, 8, width + 16, height + 8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 170))
    painter.drawRoundedRect(rect, 4, 4)
    painter.setPen(QColor(255, 255, 255))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
