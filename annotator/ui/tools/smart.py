"""Smart box and smart scribble: a first mask in seconds with GrabCut, away from the window."""

from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt

from annotator.cv import cv2
from annotator.document.grab_cut import grab_cut_box, grab_cut_scribble
from annotator.document.raster import fill_region
from annotator.ui.tools.base import NOTHING, Box, Desk, Gesture, Modifiers, Point, Preview
from annotator.ui.tools.fill import NEEDS_PICTURE
from annotator.ui.tools.idle import IdleTool
from annotator.words import marked

NOTHING_FOUND = marked("Nothing stood out there; try a tighter box or a scribble.")
Mask = npt.NDArray[np.bool_]


class SmartTool(IdleTool):
    """What both tools share: one piece of work at a time, whose result may be too late."""

    def __init__(self) -> None:
        super().__init__()
        self._ticket = 0

    def _start(self, desk: Desk, find: "partial[tuple[Box, Mask] | None]") -> None:
        """Run `find` in the background; only the newest result counts."""
        self._ticket += 1
        work = partial(_solve, desk, find, self.title)
        self.hands.run(work, partial(self._done, self._ticket))

    def _done(self, ticket: int, gesture: Gesture | None) -> None:
        if ticket != self._ticket:
            return
        self._ticket += 1
        self._finished()
        if gesture is None:
            self.hands.refused(NOTHING_FOUND)
        else:
            self.hands.gesture(gesture)
        self.hands.show(NOTHING)

    def _finished(self) -> None:
        """The work is done: forget what was drawn."""


class SmartBoxTool(SmartTool):
    """Drag a box: the mask snaps to what is in it."""

    title = marked("Smart box")

    def __init__(self) -> None:
        super().__init__()
        self._desk: Desk | None = None
        self._corners: tuple[Point, Point] | None = None
        self._busy = False

    @property
    def pending(self) -> bool:
        """Whether Esc would stop something."""
        return self._corners is not None

    def press(self, desk: Desk, at: Point, modifiers: Modifiers) -> Preview:
        """One corner."""
        del modifiers
        self.cancel()
        if desk.image is None:
            self.hands.refused(NEEDS_PICTURE)
            return NOTHING
        self._desk, self._corners = desk, (at, at)
        return self._shown()

    def move(self, at: Point, modifiers: Modifiers) -> Preview:
        """The other corner follows."""
        del modifiers
        if self._corners is not None and not self._busy:
            self._corners = (self._corners[0], at)
        return self._shown()

    def release(self, at: Point, modifiers: Modifiers) -> Preview:
        """Look for the object; a box too small to hold one is dropped."""
        self.move(at, modifiers)
        if self._desk is None or self._corners is None or self._desk.image is None:
            return NOTHING
        (row0, col0), (row1, col1) = self._corners
        box = (int(row0), int(col0), int(row1) + 1, int(col1) + 1)
        box = _sorted(box)
        if min(box[2] - box[0], box[3] - box[1]) < 5:
            return self.cancel()
        self._busy = True
        self._start(self._desk, partial(grab_cut_box, self._desk.image, box))
        return self._shown()

    def cancel(self) -> Preview:
        """Drop the box; a result on its way is too late."""
        self._ticket += 1
        self._finished()
        return NOTHING

    def _finished(self) -> None:
        self._desk, self._corners, self._busy = None, None, False

    def _shown(self) -> Preview:
        if self._corners is None:
            return NOTHING
        (row0, col0), (row1, col1) = self._corners
        line = ((row0, col0), (row0, col1), (row1, col1), (row1, col0))
        return Preview(lines=(line,), closed=True, busy=self._busy)


class SmartScribbleTool(SmartTool):
    """Scribble on the object, with Shift or the right button on what it is not; Enter keeps it.

    After every scribble the mask is found anew and shown; Backspace takes a scribble back.
    """

    title = marked("Smart scribble")

    def __init__(self) -> None:
        super().__init__()
        self._desk: Desk | None = None
        self._scribbles: list[tuple[bool, list[Point]]] = []
        self._found: Gesture | None = None
        self._busy = self._down = False

    @property
    def pending(self) -> bool:
        """Whether there are scribbles."""
        return bool(self._scribbles)

    @property
    def uses_radius(self) -> bool:
        """Scribbles are as wide as the brush."""
        return True

    def press(self, desk: Desk, at: Point, modifiers: Modifiers) -> Preview:
        """A new scribble begins."""
        if desk.image is None:
            self.hands.refused(NEEDS_PICTURE)
            return NOTHING
        if self._desk is not None and self._desk.frame != desk.frame:
            self.cancel()
        self._desk, self._down = desk, True
        self._scribbles.append((not (modifiers.shift or modifiers.right), [at]))
        return self._shown()

    def move(self, at: Point, modifiers: Modifiers) -> Preview:
        """The scribble goes on."""
        del modifiers
        if self._down:
            self._scribbles[-1][1].append(at)
        return self._shown()

    def release(self, at: Point, modifiers: Modifiers) -> Preview:
        """Look for the object again."""
        self.move(at, modifiers)
        self._down = False
        return self._search()

    def confirm(self) -> Preview:
        """Hand over the mask that is shown."""
        if self._found is not None:
            self.hands.gesture(self._found)
        return self.cancel()

    def cancel(self) -> Preview:
        """Drop all scribbles."""
        self._ticket += 1
        self._desk, self._scribbles, self._found = None, [], None
        self._busy = self._down = False
        return NOTHING

    def step_back(self) -> Preview:
        """Take the last scribble back."""
        self._scribbles = self._scribbles[:-1]
        return self._search() if self._scribbles else self.cancel()

    def _search(self) -> Preview:
        desk = self._desk
        if desk is None or desk.image is None:
            return NOTHING
        if not any(positive for positive, _ in self._scribbles):
            return self._shown()
        marks = [self._drawn(desk, positive=positive) for positive in (True, False)]
        self._busy = True
        self._start(desk, partial(grab_cut_scribble, desk.image, *marks))
        return self._shown()

    def _done(self, ticket: int, gesture: Gesture | None) -> None:
        if ticket != self._ticket or self._desk is None:
            return
        self._busy, self._found = False, gesture
        if gesture is None:
            self.hands.refused(NOTHING_FOUND)
        self.hands.show(self._shown(fresh=True))

    def _shown(self, *, fresh: bool = False) -> Preview:
        lines = tuple(tuple(line) for _, line in self._scribbles)
        shown = Preview(lines=lines, busy=self._busy)
        if self._found is None or self._desk is None:
            return shown
        if fresh:
            box, labels = self._found.box, self._desk.label_map.copy()
            labels[box[0] : box[2], box[1] : box[3]] = self._found.patch
            self._labels = labels
        height, width = self._labels.shape
        return replace(shown, labels=self._labels, dirty=(0, 0, height, width) if fresh else None)

    def _drawn(self, desk: Desk, *, positive: bool) -> Mask:
        marks = np.zeros(desk.label_map.shape, np.uint8)
        thickness = max(round(desk.radius), 1)
        for kind, line in self._scribbles:
            if kind == positive:
                points = np.round(np.array(line)[:, ::-1] - 0.5).astype(np.int32)
                cv2.polylines(marks, [points], isClosed=False, color=1, thickness=thickness)
        return marks.view(np.bool_)


def _solve(desk: Desk, find: "partial[tuple[Box, Mask] | None]", title: str) -> Gesture | None:
    try:
        found = find()
    except cv2.error:  # no two colours to tell apart, or too few pixels
        return None
    if found is None:
        return None
    box, mask = found
    filled = fill_region(desk.label_map, box, mask, desk.object_id, protect=desk.protect)
    return None if filled is None else Gesture(desk.frame, *filled, desk.object_id, title)


def _sorted(box: Box) -> Box:
    row0, row1 = sorted((box[0], box[2]))
    col0, col1 = sorted((box[1], box[3]))
    return row0, col0, row1, col1
