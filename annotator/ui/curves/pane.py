"""One row of the curves: lines of objects over frames, with dots and marks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette

from annotator.ui.curves.graph import pyqtgraph as pg
from annotator.ui.curves.model import Curve, Floats, Frames, lonely, polyline
from annotator.ui.look.sizes import SIZES
from annotator.ui.timeline.model import Span
from annotator.ui.timeline.paint import ACCENT, DOUBT

Values = Callable[[Curve], Floats]

_SMALL: Final = 10
"""Points of the figures at the left."""
_SMOOTH: Final = 500
"""Points up to which a line is one path with smooth joints; longer paths take too long."""
_STRONG: Final = 2.0
_THIN: Final = 1.0
_DOT: Final = 7
_LONELY: Final = 3.5
_STEP: Final = 2
"""Points between dots of one curve."""
_ABOVE: Final = 10
"""What lies over the lines."""


@dataclass(frozen=True)
class Reach:
    """What is in sight.

    Attributes:
        first: Frame at the left edge, fractional.
        last: Frame at the right edge.
        columns: Points of the screen between them.
        ratio: Device pixels per point, in which pens are measured.
    """

    first: float
    last: float
    columns: int
    ratio: float

    @classmethod
    def of(cls, span: Span, length: int, ratio: float) -> "Reach":
        """What a span shows on so many points."""
        return cls(span.first, span.first + length / span.width, length, ratio)


class CurvesPane:
    """Draws one value of every object.

    Args:
        plot: A fresh `pyqtgraph.PlotItem`; it is given everything here.
        values: Which values of a curve.
    """

    def __init__(self, plot: pg.PlotItem, values: Values) -> None:
        self._plot, self._values = plot, values
        self._lines: dict[int, pg.PlotCurveItem] = {}
        self._ratio = 1.0
        self._muted = QColor()
        plot.setMenuEnabled(enableMenu=False)
        plot.hideButtons()
        plot.hideAxis("bottom")
        plot.setMouseEnabled(x=False, y=False)
        plot.getViewBox().disableAutoRange()
        plot.layout.setContentsMargins(0, 0, 0, 0)
        self.take_size()
        self._checks = pg.PlotCurveItem(connect="pairs")
        self._flags = pg.ScatterPlotItem(
            symbol="t", size=9, brush=QColor(*DOUBT), pen=QColor(255, 255, 255, 200)
        )
        self._dots: dict[tuple[int, bool], pg.ScatterPlotItem] = {}
        self._guide = pg.InfiniteLine(angle=0, movable=False)
        for depth, item in enumerate((self._guide, self._checks, self._flags)):
            item.setZValue(depth if item is self._guide else _ABOVE + depth)
            plot.addItem(item, ignoreBounds=True)
        self._guide.hide()

    def take_size(self) -> None:
        """Follows the size of text."""
        axis = self._plot.getAxis("left")
        axis.setWidth(SIZES.header)
        font = QFont(self._plot.font())
        font.setPixelSize(SIZES.of(_SMALL))
        axis.setStyle(tickLength=-4, autoExpandTextSpace=False, tickFont=font)

    def set_palette(self, palette: QPalette) -> None:
        """Takes the colours of the theme."""
        self._muted = palette.placeholderText().color()
        axis = self._plot.getAxis("left")
        axis.setPen(palette.color(QPalette.ColorRole.Mid))
        axis.setTextPen(self._muted)
        self._make_pens()

    def _make_pens(self) -> None:
        ratio = self._ratio
        self._guide.setPen(pg.mkPen(self._muted, width=ratio, style=Qt.PenStyle.DotLine))
        self._checks.setPen(pg.mkPen(QColor(*DOUBT, 150), width=ratio))

    def set_heights(self, top: float, ticks: Iterable[tuple[float, str]], guide: float = 0) -> None:
        """Says what the upper edge stands for, and what is written where on the left.

        Args:
            top: Value at the upper edge; 0 lies a little above the lower one.
            ticks: (value, words).
            guide: Value of a dotted line; 0 for none.
        """
        self._plot.setYRange(-0.04 * top, top, padding=0)
        self._plot.getAxis("left").setTicks([list(ticks)])
        self._guide.setVisible(guide > 0)
        self._guide.setPos(guide)

    def show(self, curves: tuple[Curve, ...], reach: Reach, current: int | None) -> None:
        """Draws the curves as far as they are in reach.

        Args:
            curves: In display order.
            reach: Which frames.
            current: The object in hand; its line is stronger.
        """
        self._plot.setXRange(reach.first, reach.last, padding=0)
        if reach.ratio != self._ratio:
            self._ratio = reach.ratio
            self._make_pens()
        for gone in self._lines.keys() - {curve.object_id for curve in curves}:
            self._plot.removeItem(self._lines.pop(gone))
            for reference in (False, True):
                self._plot.removeItem(self._dots.pop((gone, reference)))
        for curve in curves:
            line = self._lines.get(curve.object_id) or self._new_line(curve.object_id)
            values = self._values(curve)
            x, y = polyline(values, reach.first, reach.last, columns=reach.columns)
            held = curve.object_id == current
            pen = pg.mkPen(QColor(*curve.colour), width=reach.ratio * (_STRONG if held else _THIN))
            line.setSegmentedLineMode("off" if len(x) <= _SMOOTH else "on")
            line.setData(x, y, pen=pen)
            line.setZValue(6 if held else 5)
            self._show_dots(curve, reach)

    def show_checks(self, curves: tuple[Curve, ...], *, flags: bool) -> None:
        """Marks the frames that need eyes: a thin line, with a flag at the upper edge or not."""
        places = np.unique(np.concatenate([np.zeros(0), *(curve.checks for curve in curves)]))
        low, high = self._plot.getViewBox().viewRange()[1]
        self._checks.setData(np.repeat(places + 0.5, 2), np.tile([low, high], len(places)))
        tops = np.full(len(places), high - 0.06 * (high - low))
        self._flags.setData(places + 0.5 if flags else [], tops if flags else [])

    def _new_line(self, object_id: int) -> pg.PlotCurveItem:
        line = pg.PlotCurveItem(connect="finite", antialias=True)
        self._lines[object_id] = line
        self._plot.addItem(line, ignoreBounds=True)
        for reference in (False, True):
            dots = self._dots[object_id, reference] = pg.ScatterPlotItem(pxMode=True)
            dots.setPen(pg.mkPen(ACCENT, width=1) if reference else None)
            dots.setSize(_DOT if reference else _LONELY)
            dots.setZValue(_ABOVE + 1)
            self._plot.addItem(dots, ignoreBounds=True)
        return line

    def _show_dots(self, curve: Curve, reach: Reach) -> None:
        """A dot on every reference, a small one where a mask stands alone.

        One style for all dots of an item, or each of thousands would be given its own.
        """
        values = self._values(curve)
        for places, reference in ((lonely(values), False), (curve.references, True)):
            inside = places[(places >= reach.first - 1) & (places <= reach.last)]
            seen = _apart(inside[np.isfinite(values[inside])], reach)
            dots = self._dots[curve.object_id, reference]
            dots.setBrush(QColor(*curve.colour))
            dots.setData(seen + 0.5, values[seen])


def _apart(frames: Frames, reach: Reach) -> Frames:
    """As many of the frames as can be told apart on the screen."""
    columns = np.floor((frames - reach.first) * reach.columns / (reach.last - reach.first))
    _, first = np.unique(columns // _STEP, return_index=True)
    return frames[first]
