"""Carries pointer events to the tool in hand and keeps its preview; without Qt."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from annotator.ui.tools.base import NOTHING, Box, Desk, Gesture, Modifiers, Point, Preview, Tool
from annotator.ui.tools.idle import IdleTool
from sst_core.labels import LabelMap


class ToolDriver:
    """Owns the tool in hand; the canvas asks it what to show.

    Args:
        desk: Says what lies under the pointer now; None where nothing can be drawn on.
        changed: Called with the part of the shown labels that changed (None: lines only).
        finished: Called with every finished gesture, before the preview is dropped.
    """

    def __init__(
        self,
        desk: Callable[[], Desk | None],
        changed: Callable[[Box | None], None],
        finished: Callable[[Gesture], None],
    ) -> None:
        self._desk, self._changed, self._finished = desk, changed, finished
        self._tool: Tool = IdleTool()
        self._shown: Box | None = None
        self._began: Desk | None = None
        self.preview = NOTHING
        self.down = False

    @property
    def tool(self) -> Tool:
        """The tool in hand."""
        return self._tool

    @tool.setter
    def tool(self, tool: Tool | None) -> None:
        self.leave()
        self._tool.hands.show = lambda _preview: None  # what comes late is not shown any more
        self._show(NOTHING)
        self._tool = tool if tool is not None else IdleTool()
        self._tool.hands.gesture = self._deliver
        self._tool.hands.show = self._show

    @property
    def pending(self) -> bool:
        """Whether Enter and Esc mean something to the tool."""
        return self._tool.pending or self.down

    def labels(self, own: LabelMap | None) -> LabelMap | None:
        """What to show as label map: the preview's, else `own`."""
        return own if self.preview.labels is None else self.preview.labels

    def press(self, at: Point, modifiers: Modifiers) -> None:
        """The button went down."""
        desk = self._desk()
        if desk is None:
            return
        self.down, self._began = True, desk
        self._show(self._tool.press(desk, at, modifiers))

    def move(self, at: Point, modifiers: Modifiers) -> None:
        """The pointer moved, with or without the button held."""
        if self.down or self._tool.pending:
            self._show(self._tool.move(at, modifiers))

    def release(self, at: Point, modifiers: Modifiers) -> None:
        """The button went up."""
        if self.down:
            self.down = False
            self._show(self._tool.release(at, modifiers))

    def confirm(self) -> None:
        """Enter or a double click."""
        self._show(self._tool.confirm())

    def cancel(self) -> None:
        """Esc, another tool, or another frame: nothing of the gesture remains."""
        self.down = False
        self._show(self._tool.cancel())

    def leave(self) -> None:
        """Another tool or frame: what is in hand is kept or dropped, as the tool says."""
        if self._tool.settles and self._tool.pending:
            self.down = False
            self.confirm()
        else:
            self.cancel()

    def settle(self) -> None:
        """Something else is about to be done: keep what is in hand, if the tool keeps things."""
        if self._tool.settles and self._tool.pending:
            self.confirm()

    def step_back(self) -> None:
        """Backspace."""
        self._show(self._tool.step_back())

    def _deliver(self, gesture: Gesture) -> None:
        self._finished(rebased(gesture, self._began, self._desk()))
        self._shown = union(self._shown, gesture.box)

    def _show(self, preview: Preview) -> None:
        before = self.preview
        self.preview = preview
        if preview.labels is None:
            changed, self._shown = self._shown, None
        else:
            self._shown = union(self._shown, preview.dirty)
            changed = preview.dirty
        lines = _drawn(preview) != _drawn(before)
        if changed is not None or lines or preview.busy != before.busy:
            self._changed(changed)


def _drawn(preview: Preview) -> tuple[object, ...]:
    return preview.lines, preview.handles, preview.marks, preview.box


def rebased(gesture: Gesture, began: Desk | None, now: Desk | None) -> Gesture:
    """The same gesture on a label map that changed while it was drawn (a run wrote on the frame).

    Args:
        gesture: Made on the label map of `began`.
        began: The desk when the button went down.
        now: The desk as it is.

    Returns:
        A gesture that changes the pixels the user drew and leaves all others as they are now.
    """
    if began is None or now is None or now.frame != gesture.frame:
        return gesture
    if now.label_map is began.label_map or began.frame != gesture.frame:
        return gesture
    row0, col0, row1, col1 = gesture.box
    part = np.s_[row0:row1, col0:col1]
    drawn = gesture.patch != began.label_map[part]
    return replace(gesture, patch=np.where(drawn, gesture.patch, now.label_map[part]))


def union(one: Box | None, other: Box | None) -> Box | None:
    """The smallest box around both; None is nothing."""
    if one is None or other is None:
        return one or other
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )
