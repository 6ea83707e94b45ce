"""The user's hands on the canvas: which tool, how large, what is out of sight."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from annotator.ui.canvas.canvas import Canvas
from annotator.ui.canvas.picture import Picture
from annotator.ui.canvas.sight import Sight
from annotator.ui.tools.catalogue import make_tool

_LOOKING = ("view.", "draw.", "track.stop", "help.", "file.settings")
"""Commands that leave alone what is in hand; another tool sees to it by itself."""


class Hands(QObject):
    """What commands may do to the canvas (`annotator.commands.context.View`).

    Args:
        canvas: The canvas.
        picture: What feeds it.
        changed: Called when a switch changed.
    """

    def __init__(self, canvas: Canvas, picture: Picture, changed: Callable[[], None]) -> None:
        super().__init__()
        self._canvas, self._picture, self._changed = canvas, picture, changed
        self._tool = ""
        self._hidden = False

    @property
    def tool(self) -> str:
        """Name of the tool in hand."""
        return self._tool

    @property
    def overlay_hidden(self) -> bool:
        """Whether the masks are out of sight for now."""
        return self._hidden

    @property
    def sight(self) -> Sight:
        """What is shown beside the masks."""
        return self._picture.sight

    @property
    def paint_over(self) -> str:
        """What strokes may take: "all", "below" in the list of objects, or "nothing"."""
        return self._picture.paint_over

    @property
    def void(self) -> bool:
        """Whether strokes paint void."""
        return self._picture.void

    @property
    def brush_on_screen(self) -> bool:
        """Whether the brush keeps its size on screen."""
        return self._canvas.brush.on_screen

    def use_tool(self, name: str) -> None:
        """Takes a tool in hand."""
        self._tool = name
        self._canvas.tool = make_tool(name)
        self._canvas.setFocus()
        self._changed()

    @property
    def key_pointer(self) -> bool:
        """Whether the arrow keys move a pointer over the picture."""
        return self._canvas.keys.on

    def set_key_pointer(self, *, on: bool) -> None:
        """Lets the arrow keys move a pointer over the picture, or step through frames."""
        self._canvas.setFocus()
        self._canvas.keys.switch(on=on)
        self._changed()

    def zoom(self, factor: float) -> None:
        """Zooms about the middle of the view."""
        self._canvas.zoom_at(factor)

    def zoom_fit(self) -> None:
        """Shows the whole frame."""
        self._canvas.zoom_fit()

    def zoom_actual(self) -> None:
        """Shows one pixel of the frame as one pixel of the screen."""
        self._canvas.zoom_actual()

    def scale_brush(self, factor: float) -> None:
        """Makes the brush larger or smaller."""
        self._canvas.brush = self._canvas.brush.stepped(1.5 if factor > 1 else -1.5)

    def hide_overlay(self, *, hidden: bool) -> None:
        """Hides or shows the masks."""
        self._hidden = hidden
        self._canvas.set_overlay_visible(not hidden)
        self._changed()

    def set_paint_over(self, what: str) -> None:
        """Says what strokes may take: "all", "below" or "nothing"."""
        self._picture.paint_over = what
        self._picture.show_object()
        self._changed()

    def set_void(self, *, on: bool) -> None:
        """Paints void, or the object in hand."""
        self._picture.void = on
        self._picture.show_object()
        self._changed()

    def set_brush_on_screen(self, *, on: bool) -> None:
        """Keeps the size of the brush on screen, or in pixels of the image; it looks the same."""
        self._canvas.brush = self._canvas.brush.counted(self._canvas.zoom, on_screen=on)
        self._changed()

    def cancel_gesture(self) -> bool:
        """Drops the gesture in hand; False when there was none."""
        if not self._canvas.driver.pending:
            return False
        self._canvas.driver.cancel()
        return True

    def settle(self, command: str) -> bool:
        """Keeps what a tool has in hand before a command that goes on to something else.

        Undo takes back the last click instead; True says that this was all.
        """
        driver = self._canvas.driver
        if not (driver.tool.settles and driver.pending):
            return False
        if command == "edit.undo":
            driver.step_back()
            return True
        if not command.startswith(_LOOKING):
            driver.settle()
        return False

    def peek(self, *, held: bool, tapped: bool = False) -> None:
        """While a key is held the masks are hidden (or shown, if hidden); a tap switches.

        Args:
            held: Whether the key went down.
            tapped: When it went up: whether it was down for a moment only.
        """
        if held:
            self._canvas.set_overlay_visible(self._hidden)
        else:
            self.hide_overlay(hidden=self._hidden != tapped)
