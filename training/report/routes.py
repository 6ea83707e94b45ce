"""Pictures of where attention leads: the paper's Figure 1, drawn over a real clip."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from sst_core.labels import VOID, LabelMap
from training.report.looks import Picture

_WIDTH: Final = 440
"""Of a frame in the picture."""
_GAP, _LEFT, _TOP, _FOOT, _RIGHT = 14, 150, 112, 64, 28
_PAPER, _INK, _GREY = "#ffffff", "#1b1f26", "#616a78"
_ACCENT, _MARK = "#0b6fd6", "#e0344d"
_OVER: Final = 2
_HEAT: Final = np.array(
    [(37, 52, 110), (67, 94, 190), (98, 160, 232), (255, 205, 86), (255, 122, 69), (224, 52, 77)],
    np.float32,
)
"""From faint to strong."""
_DECADES: Final = 4.0
"""Powers of ten between the faintest and the strongest colour."""
Cell = tuple[int, int, int]


@dataclass(frozen=True, eq=False)
class Plate:
    """What all rows of a picture share.

    Attributes:
        title: Above.
        note: Below the title.
        frames: T pictures (H, W, 3) uint8 RGB of one size.
        heads: Of the columns, one per frame.
        cell: (frame, row, column) that asks.
        covered: Share of the cells' height and width that the frames fill; the rest is padding.
        linear: Whether colours go by strength itself, or by its powers of ten.
    """

    title: str
    note: str
    frames: Sequence[Picture]
    heads: Sequence[str]
    cell: Cell
    covered: tuple[float, float] = (1.0, 1.0)
    linear: bool = False


@dataclass(frozen=True, eq=False)
class Band:
    """One row of a picture.

    Attributes:
        name: At its left.
        detail: Below the name.
        strength: (T, h, w), at least 0; 0 is not reached.
        route: Cells of a route, from the one that asks; empty for none.
    """

    name: str
    detail: str
    strength: NDArray[np.float32]
    route: Sequence[Cell] = ()


def draw_routes(plate: Plate, bands: Sequence[Band]) -> Image.Image:
    """Draw strengths per frame, one row after the other.

    Args:
        plate: Frames and words.
        bands: At least one, all of as many frames.
    """
    height = round(_WIDTH * plate.frames[0].shape[0] / plate.frames[0].shape[1])
    count = len(plate.frames)
    size = (
        _LEFT + count * (_WIDTH + _GAP) - _GAP + _RIGHT,
        _TOP + len(bands) * (height + _GAP) - _GAP + _FOOT,
    )
    paper = Image.new("RGB", size, _PAPER)
    corners = [
        [(_LEFT + t * (_WIDTH + _GAP), _TOP + n * (height + _GAP)) for t in range(count)]
        for n in range(len(bands))
    ]
    for band, places in zip(bands, corners, strict=True):
        levels = _levels(band.strength, linear=plate.linear)
        for frame, level, place in zip(plate.frames, levels, places, strict=True):
            panel = _panel(frame, level, (height, _WIDTH), plate.covered)
            paper.paste(Image.fromarray(panel), place)
    large = paper.resize((size[0] * _OVER, size[1] * _OVER), Image.Resampling.LANCZOS)
    rows, columns = bands[0].strength.shape[1:]
    pen = _Pen(large, (height / rows / plate.covered[0], _WIDTH / columns / plate.covered[1]))
    _write(pen, plate, bands, corners, height)
    _legend(pen, plate, (_LEFT, size[1] - 40), routes=any(band.route for band in bands))
    return large.resize(size, Image.Resampling.LANCZOS)


def _write(
    pen: "_Pen",
    plate: Plate,
    bands: Sequence[Band],
    corners: Sequence[Sequence[tuple[int, int]]],
    height: int,
) -> None:
    """Words, routes and the cell that asks."""
    pen.words((_LEFT, 22), plate.title, _INK, 22)
    pen.words((_LEFT, 54), plate.note, _GREY, 14)
    for head, (x, y) in zip(plate.heads, corners[0], strict=True):
        pen.words((x, y - 24), head, _GREY, 14)
    for band, places in zip(bands, corners, strict=True):
        pen.words((24, places[0][1] + height / 2 - 22), band.name, _INK, 17)
        pen.words((24, places[0][1] + height / 2 + 2), band.detail, _GREY, 13)
        if band.route:
            pen.route(band.route, places)
        pen.asks(plate.cell, places)


def _levels(strength: NDArray[np.float32], *, linear: bool) -> NDArray[np.float32]:
    """Colour levels above 0 to 1 of what is reached, 0 elsewhere."""
    share = strength / max(float(strength.max()), 1e-12)
    level = share if linear else 1 + np.log10(np.maximum(share, 1e-12)) / _DECADES
    return np.where(share > 0, np.clip(level, 1e-3, 1), 0).astype(np.float32)


def outlined(frame: Picture, label_map: LabelMap | None) -> Picture:
    """A frame with its objects' outlines in white; as it is where nothing is known of them."""
    if label_map is None:
        return frame
    drawn = frame.copy()
    width = max(round(min(label_map.shape) / 160), 1)
    for number in np.unique(label_map[(label_map > 0) & (label_map < VOID)]).tolist():
        mask = (label_map == number).astype(np.uint8)
        outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(drawn, outlines, -1, (255, 255, 255), width)
    return drawn


def heat(level: NDArray[np.float32]) -> NDArray[np.float32]:
    """Colours (..., 3), 0-255, of levels 0-1."""
    place = level * (len(_HEAT) - 1)
    low = np.minimum(place.astype(int), len(_HEAT) - 2)
    part = (place - low)[..., None]
    return np.asarray(_HEAT[low] * (1 - part) + _HEAT[low + 1] * part, np.float32)


def _panel(
    frame: Picture,
    level: NDArray[np.float32],
    size: tuple[int, int],
    covered: tuple[float, float],
) -> Picture:
    """One frame: dark where nothing arrives, coloured by strength where it does."""
    height, width = size
    small = np.asarray(Image.fromarray(frame).resize((width, height), Image.Resampling.LANCZOS))
    pixels = small.astype(np.float32)
    grey = pixels.mean(2, keepdims=True)
    dark = 0.30 * grey + 0.08 * pixels
    down = (np.arange(height) / height * covered[0] * level.shape[0]).astype(int)
    across = (np.arange(width) / width * covered[1] * level.shape[1]).astype(int)
    spread = level[down][:, across]
    lit = 0.42 * pixels + 0.62 * heat(spread)
    # A thin dark line parts the cells that are reached.
    edge = (np.diff(down, prepend=-1) > 0)[:, None] | (np.diff(across, prepend=-1) > 0)[None]
    lit = np.where(edge[..., None], 0.6 * lit, lit)
    picture = np.where((spread > 0)[..., None], lit, dark)
    return np.clip(picture, 0, 255).astype(np.uint8)


class _Pen:
    """Draws on the enlarged picture in pixels of the finished one."""

    def __init__(self, image: Image.Image, cell: tuple[float, float]) -> None:
        self._draw = ImageDraw.Draw(image)
        self._cell = cell

    def words(self, at: tuple[float, float], text: str, colour: str, size: int) -> None:
        """A line of text, its upper left corner given."""
        font = ImageFont.load_default(size * _OVER)
        self._draw.text((at[0] * _OVER, at[1] * _OVER), text, colour, font=font)

    def centre(self, cell: Cell, places: Sequence[tuple[int, int]]) -> tuple[float, float]:
        """Where the middle of a cell lies."""
        x, y = places[cell[0]]
        return x + (cell[2] + 0.5) * self._cell[1], y + (cell[1] + 0.5) * self._cell[0]

    def asks(self, cell: Cell, places: Sequence[tuple[int, int]]) -> None:
        """The cell that asks: a ring with a dot."""
        x, y = self.centre(cell, places)
        self.disc((x, y), 9, "#ffffff")
        self.disc((x, y), 6, _ACCENT)

    def route(self, cells: Sequence[Cell], places: Sequence[tuple[int, int]]) -> None:
        """A route: a line through its cells, a numbered dot at each hop's end."""
        points = [self.centre(cell, places) for cell in cells]
        for width, colour in ((5, "#ffffff"), (2.4, _MARK)):
            scaled = [(x * _OVER, y * _OVER) for x, y in points]
            self._draw.line(scaled, fill=colour, width=round(width * _OVER), joint="curve")
        for number, point in enumerate(points[1:], start=1):
            self.disc(point, 9, "#ffffff")
            self.disc(point, 7.5, _MARK)
            font = ImageFont.load_default(10 * _OVER)
            at = point[0] * _OVER, point[1] * _OVER
            self._draw.text(at, str(number), "#ffffff", font=font, anchor="mm")

    def disc(self, at: tuple[float, float], radius: float, colour: str) -> None:
        """A filled circle."""
        x, y = at
        box = [(v * _OVER) for v in (x - radius, y - radius, x + radius, y + radius)]
        self._draw.ellipse(box, fill=colour)

    def swatch(self, at: tuple[float, float], colour: tuple[int, int, int]) -> None:
        """A small piece of the scale."""
        x, y = at
        self._draw.rectangle([x * _OVER, y * _OVER, (x + 2) * _OVER, (y + 12) * _OVER], colour)


def _legend(pen: _Pen, plate: Plate, at: tuple[float, float], *, routes: bool) -> None:
    """The scale from faint to strong, and what the marks mean."""
    x, y = at
    pen.words((x, y - 3), "0" if plate.linear else "faint", _GREY, 13)
    for step in range(100):
        red, green, blue = heat(np.array(step / 99, np.float32)).astype(int).tolist()
        pen.swatch((x + 42 + 2 * step, y), (red, green, blue))
    factor = "" if plate.linear else f" (a factor of {10**_DECADES:,.0f})"
    pen.words((x + 252, y - 3), f"strong{factor}", _GREY, 13)
    pen.disc((x + 470, y + 6), 6, _ACCENT)
    pen.words((x + 484, y - 3), "the cell that asks", _GREY, 13)
    if routes:
        pen.disc((x + 640, y + 6), 6, _MARK)
        pen.words((x + 654, y - 3), "strongest route to the first frame, hop by hop", _GREY, 13)
