"""How the timeline is painted: cells as one picture, then marks, ruler, selection, playhead."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette, QPen, QPolygonF

from annotator.document.cells import Provenance
from annotator.ui.look.sizes import SIZES
from annotator.ui.timeline.model import UNKNOWN, Columns, Span, tick_step
from annotator.words import marked, tr

_GAP: Final = 3

Rgb = tuple[int, int, int]
PROVENANCE_COLOURS: Final[dict[Provenance, Rgb]] = {
    Provenance.PROPAGATED: (96, 140, 168),
    Provenance.ACCEPTED: (92, 168, 104),
    Provenance.IMPORTED: (150, 124, 196),
    Provenance.DRAWN: (62, 132, 232),
    Provenance.CORRECTED: (232, 150, 52),
    Provenance.ABSENT: (128, 128, 128),
}
DOUBT: Final = (214, 82, 74)
_LEGEND: Final[tuple[tuple[str, Rgb], ...]] = (
    (marked("drawn"), PROVENANCE_COLOURS[Provenance.DRAWN]),
    (marked("corrected"), PROVENANCE_COLOURS[Provenance.CORRECTED]),
    (marked("imported"), PROVENANCE_COLOURS[Provenance.IMPORTED]),
    (marked("propagated"), PROVENANCE_COLOURS[Provenance.PROPAGATED]),
    (marked("in doubt"), DOUBT),
    (marked("accepted"), PROVENANCE_COLOURS[Provenance.ACCEPTED]),
    (marked("not visible"), PROVENANCE_COLOURS[Provenance.ABSENT]),
)
_LOCK: Final = 0xFF9A9A9A
ROOMY: Final = 9
"""Points per frame from which a reference is an R, below it stands taller."""
_SURE: Final = 0.85
_UNSURE: Final = 0.45
ACCENT: Final = QColor(62, 132, 232)


@dataclass
class Lane:
    """Head of a lane: name and colour of its object."""

    object_id: int
    name: str
    colour: Rgb
    hidden: bool = False


@dataclass
class Look:
    """Everything the painter needs besides the cells.

    Attributes:
        lanes: In display order.
        current: Id of the object in hand.
        frame: The playhead.
        selection: (first frame, last frame, ids); no ids means all lanes.
        marks: In and out points, frames included, None where open.
        checks: (frame, object id) of what needs eyes.
        scroll: Points by which the lanes are scrolled up.
    """

    lanes: list[Lane] = field(default_factory=list)
    current: int | None = None
    frame: int = 0
    frames: int = 1
    selection: tuple[int, int, tuple[int, ...]] | None = None
    marks: tuple[int | None, int | None] = (None, None)
    checks: tuple[tuple[int, int], ...] = ()
    scroll: int = 0
    span: Span = field(default_factory=Span)


def cell_colours(columns: Columns) -> npt.NDArray[np.uint32]:
    """(lanes, columns) uint32 ARGB: provenance; a propagated cell reddens with doubt.

    Args:
        columns: What each column shows.
    """
    base = np.zeros((256, 3), np.float32)
    for kind, colour in PROVENANCE_COLOURS.items():
        base[kind] = colour
    rgb = base[columns.provenance]
    level = columns.confidence.astype(np.float32) / 254
    doubt = np.clip((_SURE - level) / (_SURE - _UNSURE), 0, 1)
    doubt *= (columns.provenance == Provenance.PROPAGATED) & (columns.confidence != UNKNOWN)
    rgb += doubt[..., None] * (np.array(DOUBT, np.float32) - rgb)
    alpha = np.where(columns.provenance == Provenance.NONE, 0, 255).astype(np.uint32)
    alpha[columns.provenance == Provenance.ABSENT] = 70
    packed = np.round(rgb * (alpha[..., None] / np.float32(255))).astype(np.uint32)
    out: npt.NDArray[np.uint32] = (
        alpha << np.uint32(24)
        | packed[..., 0] << np.uint32(16)
        | packed[..., 1] << np.uint32(8)
        | packed[..., 2]
    )
    return out


def cells_image(columns: Columns, ratio: float, span: Span) -> QImage:
    """The cells of all lanes as one picture, a lane `LANE` points high.

    Args:
        columns: One per device pixel.
        ratio: Device pixels per point.
        span: Which frames the columns show.
    """
    colours = cell_colours(columns)
    lanes, count = colours.shape
    height = round(SIZES.lane * ratio)
    gap = round(_GAP * ratio)
    pixels = np.zeros((lanes, height, count), np.uint32)
    pixels[:, gap:-gap] = colours[:, None]
    np.copyto(pixels[:, -gap:], np.uint32(_LOCK), where=columns.locked[:, None])
    if span.width * ratio >= 4:
        pixels[:, :, _seams(count, ratio, span)] = 0
    if span.width < ROOMY:
        _raise_references(pixels, columns)
    kind = QImage.Format.Format_ARGB32_Premultiplied
    image = QImage(pixels.data, count, lanes * height, 4 * count, kind).copy()
    image.setDevicePixelRatio(ratio)
    return image


def _raise_references(pixels: npt.NDArray[np.uint32], columns: Columns) -> None:
    """Too narrow for an R: a reference stands taller and three device pixels wide."""
    starts = columns.reference.copy()
    starts[:, 1:] &= ~columns.reference[:, :-1]
    lanes, places = np.nonzero(starts)
    colours = np.zeros(256, np.uint32)
    for kind, (red, green, blue) in PROVENANCE_COLOURS.items():
        colours[kind] = 0xFF000000 | red << 16 | green << 8 | blue
    shown = colours[columns.provenance[lanes, places]][:, None]
    for shift in (-1, 0, 1):
        pixels[lanes, 1:-1, np.clip(places + shift, 0, pixels.shape[2] - 1)] = shown


def _seams(count: int, ratio: float, span: Span) -> npt.NDArray[np.bool_]:
    """(count,) bool: the first device column of every frame, left empty between cells."""
    frames = np.floor(span.first + np.arange(-1, count) / (span.width * ratio))
    return np.not_equal(frames[1:], frames[:-1])


def lane_top(lane: int, look: Look) -> float:
    """Upper edge of a lane, in points."""
    return SIZES.ruler + lane * SIZES.lane - look.scroll


def paint_letters(painter: QPainter, columns: Columns, look: Look, ratio: float) -> None:
    """An R on every reference and a dot on what is absent, where frames are wide enough.

    Args:
        painter: In points.
        columns: One per device pixel.
        look: Where the lanes are.
        ratio: Device pixels per point.
    """
    if look.span.width < ROOMY:
        return
    painter.save()
    painter.setPen(QColor(255, 255, 255))
    font = painter.font()
    font.setPixelSize(SIZES.of(10))
    font.setBold(True)
    painter.setFont(font)
    first = int(look.span.first)
    for frame in range(first, first + int(columns.reference.shape[1] / look.span.width) + 2):
        left = look.span.x_of(frame)
        middle = int((left + look.span.width / 2) * ratio)
        if not 0 <= middle < columns.reference.shape[1]:
            continue
        absent = columns.provenance[:, middle] == Provenance.ABSENT
        for lane in np.flatnonzero(columns.reference[:, middle] | absent):
            box = QRectF(
                SIZES.header + left, lane_top(int(lane), look), look.span.width, SIZES.lane
            )
            letter = "R" if columns.reference[lane, middle] else "·"
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)
    painter.restore()


def paint_ruler(painter: QPainter, look: Look, width: float, colours: QPalette) -> None:
    """Frame numbers and ticks."""
    painter.fillRect(QRectF(0, 0, width, SIZES.ruler), colours.window())
    text = QColor(colours.windowText().color())
    text.setAlpha(170)
    painter.setPen(text)
    step = tick_step(look.span.width)
    begin = int(look.span.first) // step * step
    end = min(look.frames - 1, int(look.span.frame_at(width - SIZES.header)))
    for frame in range(begin, end + 1, step):
        x = SIZES.header + look.span.x_of(frame)
        if x >= SIZES.header:
            painter.drawLine(QLineF(x, SIZES.ruler - 6, x, SIZES.ruler))
            painter.drawText(QPointF(x + 3, SIZES.ruler - 8), str(frame))


def paint_marks(painter: QPainter, look: Look, size: QSizeF, colours: QPalette) -> None:
    """In and out points: what lies outside of them is shaded, a bracket stands on the ruler."""
    (first, last), width = look.marks, size.width()
    height = lanes_bottom(look, size.height()) - SIZES.ruler
    light = colours.base().color().lightness() > 127
    shade = QColor(0, 0, 0, 11 if light else 56)
    painter.setPen(QPen(ACCENT, 2))
    if first is not None:
        x = max(SIZES.header + look.span.x_of(first), SIZES.header)
        painter.fillRect(QRectF(SIZES.header, SIZES.ruler, x - SIZES.header, height), shade)
        painter.drawPolyline(_bracket(x + 1, 5))
    if last is not None:
        x = max(SIZES.header + look.span.x_of(last + 1), SIZES.header)
        painter.fillRect(QRectF(x, SIZES.ruler, max(width - x, 0), height), shade)
        painter.drawPolyline(_bracket(x - 1, -5))


def paint_checks(painter: QPainter, look: Look) -> None:
    """A small flag above every cell that needs eyes, and a tick on the ruler."""
    lane_of = {head.object_id: lane for lane, head in enumerate(look.lanes)}
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(255, 255, 255, 200), 1))
    painter.setBrush(QColor(*DOUBT))
    for frame, object_id in look.checks:
        if object_id not in lane_of:
            continue
        x = SIZES.header + look.span.x_of(frame) + max(look.span.width, 1.0) / 2
        top = lane_top(lane_of[object_id], look)
        flag = [QPointF(x - 4.5, top), QPointF(x + 4.5, top), QPointF(x, top + 7)]
        painter.drawPolygon(QPolygonF(flag))
        painter.fillRect(QRectF(x - 1, SIZES.ruler - 3, 2, 3), QColor(*DOUBT))
    painter.restore()


def paint_selection(painter: QPainter, look: Look) -> None:
    """The selected stretch."""
    if look.selection is None:
        return
    first, last, ids = look.selection
    x0 = max(SIZES.header + look.span.x_of(first), SIZES.header)
    x1 = SIZES.header + look.span.x_of(last + 1)
    fill = QColor(ACCENT)
    fill.setAlpha(60)
    painter.fillRect(QRectF(x0, 0, x1 - x0, SIZES.ruler), fill)
    for lane, head in enumerate(look.lanes):
        if not ids or head.object_id in ids:
            painter.fillRect(QRectF(x0, lane_top(lane, look), x1 - x0, SIZES.lane), fill)


def playhead_rect(look: Look, height: float) -> QRectF:
    """What has to be repainted when the playhead moves."""
    x = SIZES.header + look.span.x_of(look.frame)
    return QRectF(x - 7, 0, look.span.width + 14, height)


def paint_playhead(painter: QPainter, look: Look, height: float, colours: QPalette) -> None:
    """The current frame: a bar of the frame's width with a marker on the ruler."""
    height = lanes_bottom(look, height)
    x = SIZES.header + look.span.x_of(look.frame)
    wide = max(look.span.width, 1.0)
    if x + wide < SIZES.header:
        return
    line = QColor(colours.windowText().color())
    glow = QColor(line)
    glow.setAlpha(40)
    painter.fillRect(QRectF(x, SIZES.ruler, wide, height - SIZES.ruler), glow)
    middle = x + wide / 2
    painter.setPen(QPen(line, 1))
    painter.drawLine(QLineF(middle, SIZES.ruler - 4, middle, height))
    painter.setBrush(line)
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(middle - 5, SIZES.ruler - 10),
                QPointF(middle + 5, SIZES.ruler - 10),
                QPointF(middle, SIZES.ruler - 3),
            ]
        )
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_heads(painter: QPainter, look: Look, height: float, colours: QPalette) -> None:
    """Names and colours of the objects, left of their lanes."""
    painter.save()
    painter.setClipRect(QRectF(0, SIZES.ruler, SIZES.header, height - SIZES.ruler))
    painter.fillRect(QRectF(0, SIZES.ruler, SIZES.header - 1, height), colours.window())
    for lane, head in enumerate(look.lanes):
        top = lane_top(lane, look)
        if head.object_id == look.current:
            mark = QColor(ACCENT)
            mark.setAlpha(60)
            painter.fillRect(QRectF(0, top, SIZES.header - 1, SIZES.lane), mark)
        painter.fillRect(QRectF(8, top + SIZES.of(5), 10, 10), QColor(*head.colour))
        text = QColor(colours.windowText().color())
        text.setAlpha(110 if head.hidden else 255)
        painter.setPen(text)
        room = SIZES.header - 34
        name = painter.fontMetrics().elidedText(head.name, Qt.TextElideMode.ElideRight, room)
        box = QRectF(24, top, room, SIZES.lane)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
    painter.restore()


def lanes_bottom(look: Look, height: float) -> float:
    """Where lanes end: at the legend where there is room for it, else at the lower edge."""
    top = height - SIZES.lane
    return height if lane_top(len(look.lanes), look) > top - _GAP or not look.lanes else top


def paint_legend(painter: QPainter, look: Look, size: QSizeF, colours: QPalette) -> None:
    """What the colours mean, below the lanes where there is room for it."""
    top = lanes_bottom(look, size.height())
    if top == size.height():
        return
    painter.save()
    font = painter.font()
    font.setPixelSize(SIZES.of(11))
    painter.setFont(font)
    text = QColor(colours.windowText().color())
    text.setAlpha(150)
    x = SIZES.header + 8.0
    for word, colour in _LEGEND:
        painter.fillRect(QRectF(x, top + SIZES.of(5), 10, 10), QColor(*colour))
        painter.setPen(text)
        painter.drawText(QPointF(x + 15, top + SIZES.of(14)), tr(word))
        x += 15 + painter.fontMetrics().horizontalAdvance(tr(word)) + 18
    painter.restore()


def _bracket(x: float, arm: float) -> QPolygonF:
    points = [(x + arm, 3), (x, 3), (x, SIZES.ruler - 2), (x + arm, SIZES.ruler - 2)]
    return QPolygonF([QPointF(*point) for point in points])
