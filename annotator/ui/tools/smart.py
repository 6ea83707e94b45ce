"""Smart select and smart scribble: a first mask in seconds, and the repair of a mask by pointing.

The model in the engine's process answers; where it cannot, GrabCut does, away from the window.
"""

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from annotator.ui.tools.base import (
    NOTHING,
    Answer,
    Desk,
    Gesture,
    Modifiers,
    Point,
    Preview,
    Question,
)
from annotator.ui.tools.fill import NEEDS_PICTURE
from annotator.ui.tools.idle import IdleTool
from annotator.ui.tools.smart_masks import Mask, grab_cut, own_mask, selected
from annotator.words import marked, tr
from sst_core.selecting.prompts import Prompts, Stroke

NOTHING_FOUND: Final = marked("Nothing stood out there; try a tighter box or a scribble.")
_DRAG: Final = 5.0
"""Screen points after which a press is no click any more."""
_LEAST_BOX: Final = 5


@dataclass
class _Talk:
    """What was said about one object on one frame, and what was made of it.

    Attributes:
        desk: As it was when the first thing was said.
        start: The mask that is repaired, (H, W) bool, or None where the object has none here.
        strokes: Clicks and scribbles.
        box: Two opposite corners.
        found: What Enter would keep.
        adds: Whether the result is added to the mask instead of taking its place.
        asked: Whether an answer is on its way.
        ticket: Of the newest question; what answers an older one is dropped.
        closing: Whether the mask is to be kept as soon as it is there.
        said: Whether the user was told who answered.
    """

    desk: Desk
    start: Mask | None
    strokes: list[Stroke] = field(default_factory=list)
    box: tuple[Point, Point] | None = None
    found: Gesture | None = None
    adds: bool = False
    asked: bool = False
    ticket: int = 0
    closing: bool = False
    said: bool = False

    def prompts(self) -> Prompts:
        """All of it, for the model."""
        if self.box is None:
            return Prompts(tuple(self.strokes))
        (row0, col0), (row1, col1) = self.box
        height, width = self.desk.label_map.shape
        top, bottom = sorted(min(max(row, 0.0), height) for row in (row0, row1))
        left, right = sorted(min(max(col, 0.0), width) for col in (col0, col1))
        return Prompts(tuple(self.strokes), (top, left, bottom, right))


class SmartTool(IdleTool):
    """What both tools share: things said, questions out, a mask shown until it is kept.

    A talk that is to be kept and waits for its answer goes on by itself while the next begins.
    """

    settles = True

    def __init__(self) -> None:
        super().__init__()
        self._talk: _Talk | None = None
        self._drawn: tuple[list[Point], bool] | None = None

    @property
    def pending(self) -> bool:
        """Whether there is something that Enter keeps and Esc drops."""
        return self._talk is not None

    def press(self, desk: Desk, at: Point, modifiers: Modifiers) -> Preview:
        """Something more is pointed at; for another object or frame, a new talk begins."""
        if desk.image is None:
            self.hands.refused(NEEDS_PICTURE)
            return self._shown()
        talk = self._talk
        if talk is not None and (talk.desk.frame, talk.desk.object_id) != _place(desk):
            self.confirm()
            talk = None
        if talk is None or talk.closing:
            self._talk = _Talk(desk, own_mask(desk))
        self._drawn = [at], not (modifiers.shift or modifiers.right)
        return self._shown()

    def move(self, at: Point, modifiers: Modifiers) -> Preview:
        """The line goes on."""
        del modifiers
        if self._drawn is not None:
            self._drawn[0].append(at)
        return self._shown()

    def confirm(self) -> Preview:
        """Hand over the mask that is shown, or that is on its way."""
        talk = self._talk
        if talk is not None and talk.asked:
            talk.closing = True
            return self._shown()
        if talk is not None and talk.found is not None:
            self.hands.gesture(talk.found)
        return self.cancel()

    def cancel(self) -> Preview:
        """Drop everything; an answer on its way is too late."""
        if self._talk is not None:
            self._talk.ticket += 1
        self._talk = self._drawn = None
        return NOTHING

    def step_back(self) -> Preview:
        """Take back the last thing said."""
        talk = self._talk
        if talk is None:
            return NOTHING
        if talk.strokes:
            talk.strokes.pop()
        else:
            talk.box = None
        return self._search() if talk.prompts() or _mends(talk) else self.cancel()

    def _search(self) -> Preview:
        """Ask for the mask after all that was said."""
        talk = self._talk
        if talk is None or talk.desk.image is None:
            return NOTHING
        if not talk.prompts() and not _mends(talk):
            self.hands.refused(tr("Point at the object first."))
            return self.cancel()
        talk.ticket += 1
        talk.asked, ticket = True, talk.ticket
        question = Question(
            talk.desk.frame, talk.desk.image, talk.prompts(), None if talk.adds else talk.start
        )
        why = self.hands.ask(question, partial(self._answered, talk, ticket))
        if why:
            self._fall_back(talk, why)
        return self._shown()

    def _answered(self, talk: _Talk, ticket: int, answer: Answer) -> None:
        """The model has spoken."""
        if ticket != talk.ticket:
            return
        if answer.mask is None:
            self._fall_back(talk, answer.sentence)
        else:
            self._tell(talk, tr("The model answered in {time} s", time=f"{answer.seconds:.2f}"))
            self._take(talk, selected(talk.desk, answer.mask, self.title, adds=talk.adds))

    def _fall_back(self, talk: _Talk, why: str) -> None:
        """Let GrabCut answer instead."""
        self._tell(talk, tr("GrabCut answers: {why}", why=why.rstrip(".")))
        work = partial(grab_cut, talk.desk, talk.prompts(), talk.start, self.title, adds=talk.adds)
        self.hands.run(work, partial(self._cut, talk, talk.ticket))

    def _cut(self, talk: _Talk, ticket: int, gesture: Gesture | None) -> None:
        if ticket == talk.ticket:
            if gesture is None:
                self.hands.refused(NOTHING_FOUND)
            self._take(talk, gesture)

    def _take(self, talk: _Talk, found: Gesture | None) -> None:
        """Show what was found, or keep it where that was asked for."""
        talk.ticket += 1
        talk.asked = False
        talk.found = found
        if talk.closing:
            if found is not None:
                self.hands.gesture(found)
            if self._talk is not talk:
                return
            self.cancel()
        self.hands.show(self._shown(fresh=True))

    def _tell(self, talk: _Talk, sentence: str) -> None:
        """Say once per talk who answers, and how it is kept."""
        if not talk.said:
            talk.said = True
            keep = tr("{sentence}; Enter keeps the mask.", sentence=sentence)
            self.hands.say(f"{sentence}." if talk.closing else keep)

    def _shown(self, *, fresh: bool = False) -> Preview:
        talk = self._talk
        if talk is None:
            return NOTHING
        lines: list[tuple[Point, ...]] = [s.points for s in talk.strokes if len(s.points) > 1]
        if self._drawn is not None and len(self._drawn[0]) > 1:
            lines.append(tuple(self._drawn[0]))
        marks = tuple((*stroke.points[0], stroke.positive) for stroke in talk.strokes)
        shown = Preview(lines=tuple(lines), busy=talk.asked, marks=marks, box=_corners(talk))
        if talk.found is None:
            return shown
        box, labels = talk.found.box, talk.desk.label_map.copy()
        labels[box[0] : box[2], box[1] : box[3]] = talk.found.patch
        height, width = labels.shape
        return replace(shown, labels=labels, dirty=(0, 0, height, width) if fresh else None)


class SmartSelectTool(SmartTool):
    """Click on the object, with Shift or the right button on what it is not; or drag a box.

    A box alone is kept at once, clicks when Enter is pressed or the user goes on to something
    else. Where the object has a mask here, clicks repair it.
    """

    title = marked("Smart select")

    def release(self, at: Point, modifiers: Modifiers) -> Preview:
        """A click, a box, or (with Shift) a stroke has ended."""
        self.move(at, modifiers)
        talk, drawn = self._talk, self._drawn
        self._drawn = None
        if talk is None or drawn is None:
            return NOTHING
        points, positive = drawn
        if not _dragged(points, talk.desk.zoom):
            talk.strokes.append(Stroke((points[0],), positive))
        elif not positive:
            talk.strokes.append(Stroke(tuple(points), positive, talk.desk.radius))
        else:
            return self._boxed(talk, points[0], points[-1])
        return self._search()

    def _boxed(self, talk: _Talk, first: Point, last: Point) -> Preview:
        if min(abs(first[0] - last[0]), abs(first[1] - last[1])) < _LEAST_BOX:
            return self._shown() if talk.strokes else self.cancel()
        talk.box = first, last
        if not talk.strokes:
            talk.adds = talk.closing = True
        return self._search()

    def _shown(self, *, fresh: bool = False) -> Preview:
        """While a box is dragged it is shown instead of the way of the pointer."""
        shown = super()._shown(fresh=fresh)
        if self._drawn is None or self._talk is None or not self._drawn[1]:
            return shown
        points = self._drawn[0]
        if not _dragged(points, self._talk.desk.zoom):
            return replace(shown, lines=shown.lines[:-1] if len(points) > 1 else shown.lines)
        return replace(shown, lines=shown.lines[:-1], box=(points[0], points[-1]))


class SmartScribbleTool(SmartTool):
    """Scribble on the object, with Shift or the right button on what it is not; Enter keeps it.

    After every scribble the mask is found anew and shown; Backspace takes a scribble back.
    """

    title = marked("Smart scribble")

    @property
    def uses_radius(self) -> bool:
        """Scribbles are as wide as the brush."""
        return True

    def release(self, at: Point, modifiers: Modifiers) -> Preview:
        """Look for the object again."""
        self.move(at, modifiers)
        talk, drawn = self._talk, self._drawn
        self._drawn = None
        if talk is None or drawn is None:
            return NOTHING
        talk.strokes.append(Stroke(tuple(drawn[0]), drawn[1], talk.desk.radius))
        return self._search()


def _place(desk: Desk) -> tuple[int, int]:
    return desk.frame, desk.object_id


def _mends(talk: _Talk) -> bool:
    """Whether strokes that only take away make sense: there is a mask to take from."""
    return talk.start is not None and bool(talk.strokes)


def _dragged(points: list[Point], zoom: float) -> bool:
    (row0, col0), (row1, col1) = points[0], points[-1]
    return max(abs(row1 - row0), abs(col1 - col0)) * zoom > _DRAG


def _corners(talk: _Talk) -> tuple[Point, Point] | None:
    return talk.box
