"""Curves as a picture: axes, a legend at the lines' ends, readable at the size it has."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from sst_core.errors import OutputError

_SIZE: Final = (960, 600)
_OVER: Final = 2
"""Drawn larger, then reduced: smooth edges."""
_LEFT, _TOP, _RIGHT, _BOTTOM = 84, 64, 230, 76
_PAPER, _INK, _GREY, _RULE = "#ffffff", "#1c1f24", "#5b626d", "#e3e6ea"
_COLOURS: Final = {
    "suggestion": "#0b6fd6",
    "uniform": "#d1660f",
    "random": "#7a8290",
    "worst": "#1f8a4c",
    "none": "#c3c8d0",
}
_OTHERS: Final = ("#8a3ffc", "#c2185b", "#00838f", "#5d4037")
_Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """One curve.

    Attributes:
        title: What stands at its end.
        values: One per whole step of x, from 0.
        mark: What its colour goes by.
    """

    title: str
    values: tuple[float, ...]
    mark: str = ""


def draw_curves(lines: Sequence[Line], *, title: str, x_title: str, y_title: str) -> Image.Image:
    """Draws curves over 0, 1, 2 ... with their names at the right.

    Args:
        lines: At least one, with at least one value.
        title: Above the plot.
        x_title: Below it.
        y_title: At the upper end of the vertical axis.
    """
    paper = _Paper(lines)
    paper.axes(title, x_title, y_title)
    colours = [_COLOURS.get(line.mark, _OTHERS[n % 4]) for n, line in enumerate(lines)]
    for line, colour in zip(lines, colours, strict=True):
        paper.curve(line.values, colour)
    ends = [paper.place(len(line.values) - 1, line.values[-1])[1] for line in lines]
    for line, colour, y in zip(lines, colours, spread(ends, 30), strict=True):
        paper.name(f"{line.title}  {line.values[-1]:.3f}", colour, y)
    return paper.image.resize(_SIZE, Image.Resampling.LANCZOS)


def save_plot(path: Path, image: Image.Image) -> None:
    """Writes a picture in the format that its name says.

    Raises:
        OutputError: It cannot be written.
    """
    try:
        image.save(path)
    except (OSError, ValueError) as error:
        raise OutputError(f"the plot cannot be written ({error})", where=path) from error


def ticks(low: float, high: float) -> list[float]:
    """Round numbers that cover a stretch, four to eight of them."""
    width = max(high - low, 1e-3)
    steps = [base * 10.0**power for power in range(-4, 2) for base in (1, 2, 5)]
    step = next(one for one in steps if width / one <= 6)
    first, last = np.floor(low / step + 1e-9), np.ceil(high / step - 1e-9)
    last = max(last, first + 1)
    return [round(float(number * step), 6) for number in np.arange(first, last + 1)]


def spread(places: Sequence[float], apart: float) -> list[float]:
    """Moves places apart as little as it takes, in their order."""
    order = np.argsort(places, kind="stable")
    moved = [float(places[number]) for number in order]
    for _ in range(200):
        tight = [n for n in range(len(moved) - 1) if moved[n + 1] - moved[n] < apart - 1e-6]
        if not tight:
            break
        for n in tight:
            push = (apart - (moved[n + 1] - moved[n])) / 2
            moved[n], moved[n + 1] = moved[n] - push, moved[n + 1] + push
    found = [0.0] * len(moved)
    for place, number in enumerate(order):
        found[number] = moved[place]
    return found


class _Paper:
    """A canvas with axes; places are in pixels of the finished picture."""

    def __init__(self, lines: Sequence[Line]) -> None:
        values = [value for line in lines for value in line.values]
        self._ticks = ticks(min(values), max(values))
        self._last = max(max(len(line.values) for line in lines) - 1, 1)
        self.image = Image.new("RGB", (_SIZE[0] * _OVER, _SIZE[1] * _OVER), _PAPER)
        self._draw = ImageDraw.Draw(self.image)

    def place(self, x: float, y: float) -> _Point:
        """Where a point of a curve lies."""
        low, high = self._ticks[0], self._ticks[-1]
        across = _LEFT + x / self._last * (_SIZE[0] - _LEFT - _RIGHT)
        down = _SIZE[1] - _BOTTOM - (y - low) / (high - low) * (_SIZE[1] - _TOP - _BOTTOM)
        return across, down

    def axes(self, title: str, x_title: str, y_title: str) -> None:
        """Rules, numbers and titles."""
        left, right = _LEFT, _SIZE[0] - _RIGHT
        digits = 2 if self._ticks[1] - self._ticks[0] > 0.0099 else 3
        for value in self._ticks:
            _, y = self.place(0, value)
            self._line([(left, y), (right, y)], _RULE, 1)
            self._text((left - 12, y), f"{value:.{digits}f}", _GREY, anchor="rm")
        low = _SIZE[1] - _BOTTOM
        self._line([(left, low), (right, low)], _GREY, 1)
        for number in range(0, self._last + 1, -(-self._last // 12)):
            x, _ = self.place(number, self._ticks[0])
            self._line([(x, low), (x, low + 5)], _GREY, 1)
            self._text((x, low + 12), str(number), _GREY, anchor="ma")
        self._text(((left + right) / 2, _SIZE[1] - 16), x_title, _INK, anchor="md")
        self._text((left, 20), title, _INK, size=20, anchor="la")
        self._text((left - 12, 31), y_title, _INK, anchor="rm")

    def curve(self, values: Sequence[float], colour: str) -> None:
        """A line with a dot at each value."""
        points = [self.place(x, y) for x, y in enumerate(values)]
        self._line(points, colour, 3)
        for x, y in points:
            box = [(x - 4.5) * _OVER, (y - 4.5) * _OVER, (x + 4.5) * _OVER, (y + 4.5) * _OVER]
            self._draw.ellipse(box, fill=colour, outline=_PAPER, width=_OVER)

    def name(self, text: str, colour: str, y: float) -> None:
        """A curve's name at the right, with a stroke in its colour."""
        x = _SIZE[0] - _RIGHT + 14
        self._line([(x, y), (x + 16, y)], colour, 4)
        self._text((x + 22, y), text, _INK, anchor="lm", size=14)

    def _line(self, points: Sequence[_Point], colour: str, width: int) -> None:
        scaled = [(x * _OVER, y * _OVER) for x, y in points]
        self._draw.line(scaled, fill=colour, width=width * _OVER, joint="curve")

    def _text(
        self, at: _Point, text: str, colour: str, *, size: int = 15, anchor: str = "la"
    ) -> None:
        font = ImageFont.load_default(size * _OVER)
        self._draw.text((at[0] * _OVER, at[1] * _OVER), text, colour, font=font, anchor=anchor)
