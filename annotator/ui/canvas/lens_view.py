"""A picture in the picture: the frames that the model looks at, with its look as a glow."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from annotator.cv import cv2
from annotator.engine.messages import Looked, LookedFrame
from annotator.ui.canvas.layers import heat_table
from annotator.words import tr

Mask = NDArray[np.bool_]
Line = NDArray[np.float64]
_NARROW: Final = 260
_WIDE: Final = 340
_EDGE: Final = 8
_GAP: Final = 6
_PLACE: Final = 12
_CAPTION: Final = 18
_DIM: Final = QColor(10, 12, 16, 70)
_PICTURES: Final = 24
_ROOMY: Final = 150
"""Points of width for a caption in full."""
_SHORT: Final = {"reference": "mask"}


class LensView(QWidget):
    """Lies in a lower corner of the canvas and steps aside for the pointer; takes no clicks.

    Args:
        room: The widget it lies over.

    Attributes:
        frame: The frame that the answer shown belongs to; None while there is none.
    """

    def __init__(self, room: QWidget) -> None:
        super().__init__(room)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.frame: int | None = None
        self._room = room
        self._answer: Looked | None = None
        self._titles: tuple[str, ...] = ("",)
        self._sentence = ""
        self._left = False
        self._colour = QColor(255, 255, 255)
        self._outlines: dict[int, list[Line]] = {}
        self._pictures: OrderedDict[bytes, QImage] = OrderedDict()
        self.resize(_WIDE, 64)
        room.installEventFilter(self)
        self.hide()

    @property
    def sentence(self) -> str:
        """What is said in place of a picture; empty while there is one."""
        return self._sentence

    @property
    def answer(self) -> Looked | None:
        """The answer that is shown."""
        return self._answer

    def say(self, sentence: str) -> None:
        """Shows a sentence, beneath the last answer where there is one for this frame."""
        self._sentence, self._answer, self.frame = tr(sentence), None, None
        self._fit()

    def show_answer(
        self,
        answer: Looked,
        name: str,
        *,
        colour: tuple[int, int, int] = (255, 255, 255),
        masks: Mapping[int, Mask] | None = None,
    ) -> None:
        """Shows where the model looks.

        Args:
            answer: With at least one frame.
            name: Of the object whose affinity it tells.
            colour: Of that object.
            masks: (H, W) bool by frame: where the object is there, to be outlined.
        """
        self._colour = QColor(*colour)
        self._outlines = {frame: outlines(mask) for frame, mask in (masks or {}).items()}
        self._answer, self._sentence, self.frame = answer, "", answer.frame
        inside, (own, rest) = (
            tr("{inside:.0%} on {name}", inside=answer.inside, name=name),
            (answer.affinity, answer.rival),
        )
        self._titles = (
            tr(
                "{inside}   ·   like it {own:.2f}, like the rest {rest:.2f}",
                inside=inside,
                own=own,
                rest=rest,
            ),
            tr("{inside} · like it {own:.2f}, rest {rest:.2f}", inside=inside, own=own, rest=rest),
            tr("{inside} · {own:.2f} to {rest:.2f}", inside=inside, own=own, rest=rest),
        )
        self._fit()

    def avoid(self, x: float, y: float) -> None:
        """Goes to the other corner when the pointer (x, y in the room's points) comes near."""
        near = self.geometry().adjusted(-24, -24, 24, 24).contains(round(x), round(y))
        if self.isVisible() and near:
            self._left = not self._left
            self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays in its corner."""
        if watched is self._room and event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """A dark card: the nearest reference large, the other frames in a row beneath it."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(QPen(QColor(255, 255, 255, 40), 1))
        painter.setBrush(QColor(16, 18, 22, 238))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setPen(QColor(236, 238, 242))
        head = QRectF(_EDGE + 2, 4, self.width() - 2 * _EDGE, _CAPTION + 4)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        metrics, room = painter.fontMetrics(), int(head.width()) - 4
        fitting = (one for one in self._titles if metrics.horizontalAdvance(one) <= room)
        words = self._sentence or next(fitting, self._titles[-1])
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(head, middle, shown)
        if self._answer is not None:
            for place, one in zip(
                _places(self._answer, self.width()), self._answer.frames, strict=True
            ):
                self._paint_frame(painter, place, one, self._answer)

    def _paint_frame(
        self, painter: QPainter, place: QRectF, one: LookedFrame, answer: Looked
    ) -> None:
        picture = self._picture(one.picture)
        clip = QPainterPath()
        clip.addRoundedRect(place, 4, 4)
        painter.save()
        painter.setClipPath(clip)
        painter.drawImage(place, picture)
        painter.fillRect(place, _DIM)
        rows, cols = answer.size
        target = QRectF(
            place.left(),
            place.top(),
            place.width() * answer.extent[1] / cols,
            place.height() * answer.extent[0] / rows,
        )
        painter.drawImage(target, glow(one))
        self._outline(painter, place, one.frame, answer)
        _ring(painter, target, one)
        painter.restore()
        painter.setPen(QColor(200, 204, 212))
        alone = sum((other.kind == "before") == (one.kind == "before") for other in answer.frames)
        share = "" if alone == 1 else f"   {one.share:.0%}"
        name = tr("your mask ·") if one.kind == "reference" and place.width() > _ROOMY else one.kind
        text = f"{_SHORT.get(name, name)} {one.frame}{share}"
        under = QRectF(place.left() + 2, place.bottom(), place.width(), _CAPTION)
        shown = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, int(under.width())
        )
        painter.drawText(under, Qt.AlignmentFlag.AlignVCenter, shown)

    def _outline(self, painter: QPainter, place: QRectF, frame: int, answer: Looked) -> None:
        """Where the object is on the frame, as the project has it."""
        rows, cols = answer.size
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._colour, 1.2))
        for line in self._outlines.get(frame, ()):
            points = line * (place.width() / cols, place.height() / rows)
            corners = [QPointF(x + place.left(), y + place.top()) for x, y in points]
            painter.drawPolygon(QPolygonF(corners))

    def _picture(self, jpeg: bytes) -> QImage:
        if jpeg not in self._pictures:
            picture = QImage.fromData(jpeg)  # without colour, so that the glow stands out
            self._pictures[jpeg] = picture.convertToFormat(QImage.Format.Format_Grayscale8)
            while len(self._pictures) > _PICTURES:
                self._pictures.popitem(last=False)
        return self._pictures[jpeg]

    def _fit(self) -> None:
        width = min(max(round(self._room.width() * 0.34), _NARROW), _WIDE)
        places = _places(self._answer, width) if self._answer is not None else []
        bottom = max((place.bottom() for place in places), default=_CAPTION - 8.0)
        self.resize(width, round(bottom + _CAPTION + _EDGE - 2))
        x = _PLACE if self._left else self._room.width() - self.width() - _PLACE
        self.move(x, self._room.height() - self.height() - _PLACE)
        self.update()


def outlines(mask: Mask) -> list[Line]:
    """The outer and inner edges of a mask (H, W) bool: each (N, 2) of (x, y) in its pixels."""
    step = max(mask.shape[1] // 480, 1)
    small = np.ascontiguousarray(mask[::step, ::step]).view(np.uint8)
    found = cv2.findContours(small, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)[0]
    return [(np.asarray(line, np.float64)[:, 0] + 0.5) * step for line in found if len(line) > 2]


def glow(one: LookedFrame) -> QImage:
    """The look at one frame as a picture, brighter and less transparent where it is stronger."""
    rows, cols = one.shape
    heat = np.frombuffer(one.heat, np.uint8).reshape(rows, cols)
    rgba = np.empty((rows, cols, 4), np.uint8)
    rgba[..., :3] = heat_table()[np.clip(heat.astype(np.int16) + 60, 0, 255)]
    rgba[..., 3] = heat * 0.86
    image = QImage(rgba.data, cols, rows, 4 * cols, QImage.Format.Format_RGBA8888)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _ring(painter: QPainter, target: QRectF, one: LookedFrame) -> None:
    """Around the place that attention fell on most."""
    rows, cols = one.shape
    x = target.left() + (one.peak[1] + 0.5) * target.width() / cols
    y = target.top() + (one.peak[0] + 0.5) * target.height() / rows
    radius = max(target.width() / cols, 4.0)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((QColor(0, 0, 0, 200), 3.0), (QColor(255, 255, 255), 1.4)):
        painter.setPen(QPen(colour, width))
        painter.drawEllipse(QPointF(x, y), radius, radius)


def _places(answer: Looked, width: int) -> list[QRectF]:
    """Where each frame lies on a card of this width."""
    rows, cols = answer.size
    ratio = rows / cols
    top = _EDGE + _CAPTION
    wide = float(width - 2 * _EDGE)
    places = [QRectF(_EDGE, top, wide, wide * ratio)]
    others = len(answer.frames) - 1
    if others:
        small = (wide - _GAP * (others - 1)) / max(others, 2)
        corner = QPointF(_EDGE, places[0].bottom() + _CAPTION + 2)
        places += [
            QRectF(corner.x() + n * (small + _GAP), corner.y(), small, small * ratio)
            for n in range(others)
        ]
    return places
