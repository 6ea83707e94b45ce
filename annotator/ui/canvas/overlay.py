"""The label map as the screen shows it: fill and contours through one lookup table."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from annotator.commands.certainties import Certain
from annotator.cv import cv2
from annotator.ui.canvas.frame_pixels import Argb, take
from annotator.ui.canvas.view_transform import Window
from annotator.ui.look.colours import ColourTable, colour_table, confidence_colours
from sst_core.labels import VOID, LabelMap

_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_FILL, _THIRD, _SECOND, _FIRST = range(4)
_SURE_OPACITY = 0.6
"""So that shades of certainty are told apart on any picture."""
_DOUBTED = round(0.85 * 255)
"""Background less sure than that is shown too."""
MARGIN = 5
"""Viewport points around a changed box that its contours reach."""


@dataclass(frozen=True)
class OverlayStyle:
    """How label maps look.

    Attributes:
        colours: (256, 3) uint8 RGB by id.
        opacity: Of the fill, 0 to 1.
        contours: Whether outlines are drawn.
        contour_only: Whether the fill is left out.
        owned: Ids whose pixels on this frame are the user's own: a white-black contour.
        hidden: Ids that are not shown.
        strength: Multiplies the alpha of everything.
    """

    colours: ColourTable = field(default_factory=colour_table)
    opacity: float = 0.45
    contours: bool = True
    contour_only: bool = False
    owned: frozenset[int] = frozenset()
    hidden: frozenset[int] = frozenset()
    strength: float = 1.0

    @cached_property
    def visible(self) -> LabelMap:
        """(256,) uint8: every id to itself, hidden ones to background."""
        table = np.arange(256, dtype=np.uint8)
        table[list(self.hidden)] = 0
        return table

    @cached_property
    def lookup(self) -> Argb:
        """(1024,) uint32 premultiplied ARGB: index is 256 * ring + id; rings count inwards."""
        table = np.zeros((4, 256), np.uint32)
        fill = 0.0 if self.contour_only else self.opacity
        table[:] = _premultiplied(self.colours, fill * self.strength)
        table[_FIRST] = _premultiplied(self.colours, self.strength)
        table[_SECOND] = _premultiplied(self.colours, (0.5 + fill / 2) * self.strength)
        for object_id in self.owned - {VOID}:
            table[_FIRST, object_id] = _one(_WHITE, self.strength)
            table[_SECOND, object_id] = _one(_BLACK, self.strength)
            if self.contour_only:
                table[_THIRD, object_id] = _one(self.colours[object_id], self.strength)
        table[:, 0] = 0
        return table.reshape(-1)


def compose(
    label_map: LabelMap,
    window: Window,
    style: OverlayStyle,
    ratio: float,
    *,
    certain: Certain | None = None,
) -> Argb | None:
    """The overlay of the device pixels of a window.

    Args:
        label_map: (H, W) uint8.
        window: The device pixels to draw.
        style: Colours, opacity, contours.
        ratio: Device pixels per viewport point, so that contours keep their width.
        certain: Fills the masks of its objects by how sure the model is of every pixel.

    Returns:
        (height, width) uint32 premultiplied ARGB, or None where there is nothing to draw.
    """
    margin = int(np.ceil(MARGIN * ratio))
    ids: LabelMap = take(label_map, window.grown(margin))
    if style.hidden:
        ids = style.visible.take(ids)
    if not ids.any():
        return None
    inner = np.s_[margin:-margin, margin:-margin]
    if certain is None and not style.contours and not (ids == VOID).any():
        return style.lookup[:256].take(ids[inner])
    index = ids.astype(np.uint16)
    if style.contours:
        _mark_rings(index, ids, style, ratio)
    _hatch_void(index, ids, window, ratio)
    index = index[inner]
    shown: Argb = style.lookup.take(index)
    if certain is not None and certain.share.shape == label_map.shape:
        _fill_by_certainty(shown, index, window, style, certain)
    return shown


def _fill_by_certainty(
    shown: Argb,
    index: npt.NDArray[np.uint16],
    window: Window,
    style: OverlayStyle,
    certain: Certain,
) -> None:
    """Only the fill, and background in doubt, where a part may be missing; outlines stay."""
    told = np.zeros(1024, np.bool_)
    told[sorted(certain.objects)] = True
    opacity = 0.0 if style.contour_only else max(style.opacity, _SURE_OPACITY)
    colours = _premultiplied(confidence_colours(), opacity * style.strength)
    level = take(certain.share, window)
    there = told.take(index) | ((index == 0) & (level > 0) & (level < _DOUBTED))
    np.copyto(shown, colours.take(level), where=there)


def _mark_rings(
    index: npt.NDArray[np.uint16], ids: LabelMap, style: OverlayStyle, ratio: float
) -> None:
    rings = [(_SECOND, 2.0), (_FIRST, 1.0)]
    if style.contour_only and style.owned:
        rings.insert(0, (_THIRD, 3.5))
    for ring, width in rings:
        edge = _within(ids, max(round(width * ratio), 1))
        np.copyto(index, ids + np.uint16(256 * ring), where=edge)


def _within(ids: LabelMap, distance: int) -> npt.NDArray[np.bool_]:
    """Pixels with another id at most `distance` device pixels away."""
    kernel = np.ones((2 * distance + 1, 2 * distance + 1), np.uint8)
    return np.not_equal(cv2.dilate(ids, kernel), cv2.erode(ids, kernel))


def _hatch_void(index: npt.NDArray[np.uint16], ids: LabelMap, window: Window, ratio: float) -> None:
    void = ids == VOID
    if not void.any():
        return
    period = 4 * ratio
    x0, y0 = round(window.col / window.step), round(window.row / window.step)
    x = np.arange(ids.shape[1]) + x0
    y = np.arange(ids.shape[0]) + y0
    stripe = ((x[None, :] + y[:, None]) // period).astype(np.int64) % 2 == 0
    index[void & stripe] = 256 * _SECOND + VOID


def _premultiplied(colours: Iterable[object] | ColourTable, alpha: float) -> Argb:
    opaque = np.asarray(colours, np.float32)
    rgb = np.round(opaque * alpha).astype(np.uint32)
    packed: Argb = (
        np.uint32(round(255 * alpha)) << np.uint32(24)
        | rgb[:, 0] << np.uint32(16)
        | rgb[:, 1] << np.uint32(8)
        | rgb[:, 2]
    )
    return packed


def _one(colour: Iterable[int], alpha: float) -> np.uint32:
    value: np.uint32 = _premultiplied(np.array([list(colour)]), alpha)[0]
    return value
