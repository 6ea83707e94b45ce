"""The viewport of the canvas: what is shown and where, without tools."""

from collections.abc import Iterable
from dataclasses import replace
from math import ceil

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from annotator.commands.certainties import Certain
from annotator.ui.canvas import layers
from annotator.ui.canvas.flat_view import FlatView
from annotator.ui.canvas.frame_pixels import FramePixels, Image, Levels, changed_box
from annotator.ui.canvas.notes import draw_notes
from annotator.ui.canvas.overlay import MARGIN, OverlayStyle
from annotator.ui.canvas.view_transform import ViewTransform, centred, fitted
from annotator.ui.look.colours import ColourTable
from annotator.ui.tools.base import Box
from annotator.words import marked
from sst_core.labels import LabelMap

APPROXIMATE = marked("approximate frame")
BACKGROUND = (30, 30, 32)
ONION = OverlayStyle(opacity=0.12, strength=0.45)
Mask = npt.NDArray[np.bool_]


def _outline(colour: tuple[int, int, int]) -> OverlayStyle:
    table = np.zeros((256, 3), np.uint8)
    table[1] = colour
    return OverlayStyle(colours=table, contour_only=True, strength=0.9)


_PREVIOUS, _NEXT = _outline((255, 176, 60)), _outline((70, 200, 255))


class CanvasView(FlatView):
    """Shows a frame and a label map; repaints only what changed.

    Signals:
        zoom_changed(float): Screen points per image pixel.
    """

    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.scene_state = layers.Scene()
        self._layers: list[layers.Layer] = []
        self._fits = True
        super().__init__(parent, background=BACKGROUND)
        self._index = 0
        self._labels: LabelMap | None = None
        self._exact = False
        draws = (
            layers.draw_frame, layers.draw_overlay,
            layers.draw_grid, draw_notes, layers.draw_hand,
        )  # fmt: skip
        for draw in draws:
            layer = layers.Layer(self.scene_state, draw)
            self._layers.append(layer)
            self.scene().addItem(layer)

    def frame_changes(self) -> None:
        """Another frame is about to be shown."""

    def labels_shown(self) -> LabelMap | None:
        """The label map to draw."""
        return self._labels

    # What is shown

    def set_frame(self, image: Image | None, *, index: int = 0, approximate: bool = False) -> None:
        """Show a picture.

        Args:
            image: (H, W, 3) uint8 RGB, kept by reference; None empties the canvas.
            index: Frame number that gestures will carry. Another number drops a gesture in hand.
            approximate: Whether the picture is a neighbour's until the exact one arrives: a
                badge says so and nothing can be drawn with tools that read the picture.
        """
        if index != self._index:
            self.frame_changes()
            self._index = index
        state = self.scene_state
        before = state.frame.size if state.frame else None
        state.frame = None if image is None else FramePixels(image, state.frame)
        state.badge = APPROXIMATE if approximate else ""
        self._exact = not approximate
        if state.frame is not None and before != state.frame.size:
            self.zoom_fit()
        self._repaint()

    def set_label_map(self, label_map: LabelMap | None, box: Box | None = None) -> None:
        """Show a label map of the frame's size.

        Args:
            label_map: (H, W) uint8, kept by reference and never written; one that was changed in
                place needs its box.
            box: Repaint only this part (row0, col0, row1, col1); None: what differs from before.
        """
        before, self._labels = self._labels, label_map
        self.scene_state.labels = self.labels_shown()
        if box is None and before is not None and label_map is not None:
            box = changed_box(before, label_map)
        self._repaint(box)

    def set_onion(self, label_map: LabelMap | None) -> None:
        """Show the label map of another frame faintly, or none."""
        style = replace(ONION, colours=self.style_shown.colours, hidden=self.style_shown.hidden)
        self.scene_state.onions = () if label_map is None else ((label_map, style),)
        self._repaint()

    def set_neighbours(self, before: Mask | None, after: Mask | None) -> None:
        """Show outlines of one object as it is on the frames before (amber) and after (blue).

        Args:
            before: (H, W) bool, or None for no outline.
            after: (H, W) bool, or None for no outline.
        """
        pairs = ((after, _NEXT), (before, _PREVIOUS))
        now = tuple((mask.view(np.uint8), style) for mask, style in pairs if mask is not None)
        if now or self.scene_state.onions:
            self.scene_state.onions = now
            self._repaint()

    def show_instead(self, label_map: LabelMap | None, badge: str = "") -> None:
        """Show another label map for a moment; what is drawn on stays what it is.

        Args:
            label_map: (H, W) uint8, or None for the frame's own.
            badge: What it is, in a few words.
        """
        state = self.scene_state
        state.instead = label_map
        state.badge = badge or ("" if self._exact else APPROXIMATE)
        self._repaint()

    def set_notes(
        self,
        notes: Iterable[tuple[float, float, str]] = (),
        legend: tuple[str, tuple[tuple[int, int, int], ...], str] | None = None,
    ) -> None:
        """Words at image points (row, col, text), and a scale: words, colours, words."""
        state, now = self.scene_state, tuple(notes)
        if (now, legend) != (state.notes, state.legend):
            state.notes, state.legend = now, legend
            self._repaint()

    def set_cell(self, box: tuple[float, float, float, float] | None) -> None:
        """Frame a place (row0, col0, row1, col1) in image pixels, or none."""
        before, self.scene_state.cell = self.scene_state.cell, box
        for place in (before, box):
            if place is not None and before != box:
                row0, col0, row1, col1 = place
                self._repaint((int(row0), int(col0), ceil(row1), ceil(col1)))

    def set_certain(self, certain: Certain | None) -> None:
        """Fill masks by how sure the model is of every pixel, or as the style says."""
        if certain is not self.scene_state.certain:
            self.scene_state.certain = certain
            self._repaint()

    def set_style(
        self,
        *,
        colours: ColourTable | None = None,
        opacity: float | None = None,
        contours: bool | None = None,
        contour_only: bool | None = None,
        owned: Iterable[int] | None = None,
        hidden: Iterable[int] | None = None,
    ) -> None:
        """Change how label maps look; what is None stays as it is (see `OverlayStyle`)."""
        asked = {
            "colours": colours,
            "opacity": opacity,
            "contours": contours,
            "contour_only": contour_only,
            "owned": None if owned is None else frozenset(owned),
            "hidden": None if hidden is None else frozenset(hidden),
        }
        state = self.scene_state
        given = {
            name: value
            for name, value in asked.items()
            if value is not None and not _same(value, getattr(state.style, name))
        }
        if not given:
            return
        state.style = replace(state.style, **given)  # type: ignore[arg-type]
        self._repaint()

    @property
    def style_shown(self) -> OverlayStyle:
        """How label maps look now."""
        return self.scene_state.style

    def set_overlay_visible(self, visible: bool) -> None:  # noqa: FBT001 - a Qt slot
        """Show or hide all masks (hold to hide)."""
        self.scene_state.visible = visible
        self._repaint()

    def set_levels(self, levels: Levels) -> None:
        """Brightness, contrast and gamma, for display only."""
        self.scene_state.levels = levels
        self._repaint()

    def set_placeholder(self, text: str) -> None:
        """What an empty canvas says."""
        self.scene_state.placeholder = text
        self._repaint()

    # Zoom

    @property
    def view(self) -> ViewTransform:
        """Where the image lies; set it to restore a saved view."""
        return self.scene_state.view

    @view.setter
    def view(self, view: ViewTransform) -> None:
        self._fits = False
        self._move_to(view)

    @property
    def zoom(self) -> float:
        """Screen points per image pixel; 1.0 is 100 %."""
        return self.view.scale

    def zoom_fit(self) -> None:
        """The whole frame; stays fitted while the window is resized, until the user zooms."""
        self._fits = True
        if self.scene_state.frame is not None:
            rect = self.scene_state.viewport
            view = fitted(self.scene_state.frame.size, rect.width(), rect.height())
            self._move_to(view)

    def zoom_actual(self) -> None:
        """100 %: one image pixel is one screen point, around the middle of the view."""
        middle = self.scene_state.viewport.center()
        self.view = self.view.zoomed(1.0, middle.x(), middle.y())

    def zoom_at(self, factor: float, x: float | None = None, y: float | None = None) -> None:
        """Zoom by a factor around a viewport point; around the middle if none is given."""
        middle = self.scene_state.viewport.center()
        at = (middle.x() if x is None else x, middle.y() if y is None else y)
        self.view = self.view.zoomed(self.view.scale * factor, *at)

    def look_at(self, row: float, col: float) -> None:
        """Bring an image point to the middle, at the same zoom."""
        rect = self.scene_state.viewport
        view = centred((0, 0), (rect.width(), rect.height()), self.view.scale)
        self.view = ViewTransform(view.left + col, view.top + row, view.scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep a fitted frame fitted."""
        super().resizeEvent(event)
        for layer in self._layers:
            layer.resized()
        self.scene_state.viewport = QRectF(self.viewport().rect())
        if self._fits:
            self.zoom_fit()

    def _move_to(self, view: ViewTransform) -> None:
        before = self.scene_state.view
        self.scene_state.view = view
        if before != view:
            self._repaint()
        if before.scale != view.scale:
            self.zoom_changed.emit(view.scale)

    def _repaint(self, box: Box | None = None) -> None:
        if box is None:
            self._update(self.scene_state.viewport)
            return
        row0, col0, row1, col1 = box
        if row0 >= row1 or col0 >= col1:
            return
        x0, y0 = self.view.to_screen(row0, col0)
        x1, y1 = self.view.to_screen(row1, col1)
        reach = MARGIN
        self._update(QRectF(x0 - reach, y0 - reach, x1 - x0 + 2 * reach, y1 - y0 + 2 * reach))

    def _update(self, rect: QRectF) -> None:
        if not rect.isEmpty():
            self.viewport().update(rect.toAlignedRect())


def _same(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.array_equal(one, other)
    return bool(one == other)
