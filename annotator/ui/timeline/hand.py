"""What the mouse means on the timeline: jump, scrub, select, drag in and out points; without Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from annotator.ui.look.sizes import SIZES
from annotator.ui.timeline.paint import Look

_SLACK: Final = 4.0
_GRIP: Final = 5.0


class Kind(Enum):
    """What an intent asks for."""

    JUMP = auto()
    SELECT = auto()
    MARK = auto()
    PICK = auto()


@dataclass(frozen=True)
class Intent:
    """One wish of the user.

    Attributes:
        kind: What is asked for.
        frame: The frame of a jump, the object id of a pick.
    """

    kind: Kind
    frame: int = 0


class _Drag(Enum):
    NONE = auto()
    SCRUB = auto()
    RULER = auto()
    SELECT = auto()
    MARK_IN = auto()
    MARK_OUT = auto()


class TimelineHand:
    """Follows the pointer and writes selection and marks into the look.

    Args:
        look: Shared with the painter.
    """

    def __init__(self, look: Look) -> None:
        self._look = look
        self._drag = _Drag.NONE
        self._from = (0.0, 0.0)

    def frame_at(self, x: float) -> int | None:
        """The frame under x, or None left of the lanes or beyond the clip."""
        frame = int(self._look.span.frame_at(x - SIZES.header) // 1)
        return frame if x >= SIZES.header and 0 <= frame < self._look.frames else None

    def lane_at(self, y: float) -> int | None:
        """The lane under y, or None."""
        lane = int((y - SIZES.ruler + self._look.scroll) // SIZES.lane)
        return lane if y >= SIZES.ruler and 0 <= lane < len(self._look.lanes) else None

    def scroll(self, points: float, height: float) -> None:
        """Scroll the lanes up and down."""
        self._look.scroll += round(points)
        self.clamp_scroll(height)

    def clamp_scroll(self, height: float) -> None:
        """Keep the lanes in sight."""
        beyond = SIZES.ruler + len(self._look.lanes) * SIZES.lane - round(height)
        self._look.scroll = min(max(self._look.scroll, 0), max(beyond, 0))

    def press(self, x: float, y: float, *, shift: bool) -> Iterator[Intent]:
        """The left button went down."""
        self._from = (x, y)
        if x < SIZES.header:
            lane = self.lane_at(y)
            if lane is not None:
                yield Intent(Kind.PICK, self._look.lanes[lane].object_id)
        elif shift:
            self._drag = _Drag.SELECT
            yield from self._select(x, y)
        elif y < SIZES.ruler:
            self._drag = self._grip(x) or _Drag.RULER
        else:
            self._drag = _Drag.SCRUB
            if not self._in_selection(x):
                yield from self._drop_selection()
            yield Intent(Kind.JUMP, self._near(x))

    def aim(self, x: float, y: float) -> Iterator[Intent]:
        """The right button went down: what a menu is about is selected, if it was not before."""
        lane = self.lane_at(y)
        if x < SIZES.header:
            if lane is not None:
                yield Intent(Kind.PICK, self._look.lanes[lane].object_id)
            return
        chosen = self._look.selection
        ids = () if lane is None else (self._look.lanes[lane].object_id,)
        among = chosen is not None and (not chosen[2] or not ids or ids[0] in chosen[2])
        if ids and ids[0] != self._look.current and not (among and self._in_selection(x)):
            yield Intent(Kind.PICK, ids[0])
        if not (among and self._in_selection(x)):
            self._look.selection = (self._near(x), self._near(x), ids)
            yield Intent(Kind.SELECT)
            yield Intent(Kind.JUMP, self._near(x))

    def move(self, x: float, y: float) -> Iterator[Intent]:
        """The pointer moved."""
        if self._drag is _Drag.SCRUB:
            if self._near(x) != self._look.frame:
                yield Intent(Kind.JUMP, self._near(x))
        elif self._drag is _Drag.RULER and abs(x - self._from[0]) > _SLACK:
            self._drag = _Drag.SELECT
        if self._drag is _Drag.SELECT:
            yield from self._select(x, y)
        elif self._drag in (_Drag.MARK_IN, _Drag.MARK_OUT):
            yield from self._move_mark(x)

    def release(self) -> Iterator[Intent]:
        """The left button went up: on the ruler, without a drag, it is a jump."""
        if self._drag is _Drag.RULER:
            if not self._in_selection(self._from[0]):
                yield from self._drop_selection()
            yield Intent(Kind.JUMP, self._near(self._from[0]))
        self._drag = _Drag.NONE

    def _near(self, x: float) -> int:
        frame = int(self._look.span.frame_at(x - SIZES.header) // 1)
        return min(max(frame, 0), self._look.frames - 1)

    def _in_selection(self, x: float) -> bool:
        chosen = self._look.selection
        return chosen is not None and chosen[0] <= self._near(x) <= chosen[1]

    def _drop_selection(self) -> Iterator[Intent]:
        if self._look.selection is not None:
            self._look.selection = None
            yield Intent(Kind.SELECT)

    def _select(self, x: float, y: float) -> Iterator[Intent]:
        first, last = sorted((self._near(self._from[0]), self._near(x)))
        chosen = (first, last, self._ids(self._from[1], y))
        if chosen != self._look.selection:
            self._look.selection = chosen
            yield Intent(Kind.SELECT)

    def _ids(self, y0: float, y1: float) -> tuple[int, ...]:
        """Objects between two heights; none (all) if the drag began on the ruler."""
        if y0 < SIZES.ruler or not self._look.lanes:
            return ()
        low, high = sorted(self._lane_near(y) for y in (y0, y1))
        return tuple(lane.object_id for lane in self._look.lanes[low : high + 1])

    def _lane_near(self, y: float) -> int:
        lane = int((y - SIZES.ruler + self._look.scroll) // SIZES.lane)
        return min(max(lane, 0), len(self._look.lanes) - 1)

    def _grip(self, x: float) -> _Drag | None:
        first, last = self._look.marks
        span = self._look.span
        if first is not None and abs(SIZES.header + span.x_of(first) - x) <= _GRIP:
            return _Drag.MARK_IN
        if last is not None and abs(SIZES.header + span.x_of(last + 1) - x) <= _GRIP:
            return _Drag.MARK_OUT
        return None

    def _move_mark(self, x: float) -> Iterator[Intent]:
        first, last = self._look.marks
        edge = round(self._look.span.frame_at(x - SIZES.header))
        if self._drag is _Drag.MARK_IN:
            top = self._look.frames - 1 if last is None else last
            marks: tuple[int | None, int | None] = (min(max(edge, 0), top), last)
        else:
            marks = (first, min(max(edge - 1, first or 0), self._look.frames - 1))
        if marks != self._look.marks:
            self._look.marks = marks
            yield Intent(Kind.MARK)
