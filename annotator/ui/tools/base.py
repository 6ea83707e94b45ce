"""What every drawing tool is: pointer moves in, one Gesture out; without Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from sst_core.labels import LabelMap
from sst_core.selecting.prompts import Prompts

Box = tuple[int, int, int, int]
Point = tuple[float, float]
Image = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Gesture:
    """One finished intent of the user on one frame.

    Attributes:
        frame: Index of the frame it was drawn on.
        box: (row0, col0, row1, col1), half open, in image pixels.
        patch: (row1 - row0, col1 - col0) uint8, the new label map inside the box.
        object_id: The object in hand: drawn, or erased from (255 is void).
        title: What the undo menu says ("Brush").
    """

    frame: int
    box: Box
    patch: LabelMap
    object_id: int
    title: str


@dataclass(frozen=True)
class Modifiers:
    """Keys and button held with the pointer."""

    shift: bool = False
    ctrl: bool = False
    alt: bool = False
    right: bool = False


@dataclass(frozen=True)
class Desk:
    """What lies under the pointer when a gesture begins.

    Attributes:
        frame: Index of the frame.
        image: (H, W, 3) uint8 RGB, or None where no exact frame is shown yet.
        label_map: (H, W) uint8, read only.
        object_id: The object being drawn, 1-254, or 255 for void.
        protect: Ids whose pixels a gesture may not take.
        zoom: Screen pixels per image pixel.
        radius: Of the brush, in image pixels.
    """

    frame: int
    image: Image | None
    label_map: LabelMap
    object_id: int
    protect: frozenset[int] = frozenset()
    zoom: float = 1.0
    radius: float = 8.0


@dataclass(frozen=True)
class Preview:
    """What the canvas shows while a gesture is in hand; the document knows nothing of it.

    Attributes:
        labels: (H, W) uint8 shown in place of the label map, or None for the label map itself.
        dirty: The part of `labels` that differs from the preview before, or None.
        lines: Polylines, each a sequence of (row, col) in image pixels.
        handles: Points (row, col) drawn as small squares.
        closed: Whether the polylines are closed.
        busy: Whether the tool waits for work in the background.
        marks: Points (row, col, positive) where something was said to be the object, or not.
        box: Two opposite corners (row, col) of a rectangle, or None.
    """

    labels: LabelMap | None = None
    dirty: Box | None = None
    lines: tuple[Sequence[Point], ...] = ()
    handles: tuple[Point, ...] = ()
    closed: bool = False
    busy: bool = False
    marks: tuple[tuple[float, float, bool], ...] = ()
    box: tuple[Point, Point] | None = None


NOTHING = Preview()


@dataclass(frozen=True, eq=False)
class Question:
    """What is the object that was pointed at?

    Attributes:
        frame: Index of the frame.
        image: (H, W, 3) uint8 RGB.
        prompts: All that was said about the object.
        start: (H, W) bool, a mask to be repaired, or None.
    """

    frame: int
    image: Image
    prompts: Prompts
    start: npt.NDArray[np.bool_] | None = None


@dataclass(frozen=True, eq=False)
class Answer:
    """What the model says.

    Attributes:
        mask: (H, W) bool, or None where it could not answer.
        sentence: Why it could not.
        seconds: What it took.
    """

    mask: npt.NDArray[np.bool_] | None
    sentence: str = ""
    seconds: float = 0.0


Asker = Callable[[Question, Callable[[Answer], None]], str]
Work = Callable[[], "Gesture | None"]
Runner = Callable[[Work, Callable[["Gesture | None"], None]], None]


def run_now(work: Work, done: Callable[[Gesture | None], None]) -> None:
    """The simplest runner: do the work here and now."""
    done(work())


def nobody_there(_question: Question, _answered: Callable[[Answer], None]) -> str:
    """The asker where there is no model."""
    return "there is no model here"


@dataclass
class Hands:
    """Where a tool hands over what it has made; the canvas fills these in.

    Attributes:
        gesture: Takes a finished gesture.
        picked: Takes the id of an object that the user pointed at.
        show: Takes a preview that comes outside of a pointer event.
        run: Runs slow work away from the window and calls back on its thread.
        refused: Takes one calm sentence saying why nothing was drawn.
        say: Takes one calm sentence about what was drawn.
        ask: Asks the model, whose answer comes later on the window's thread; returns why it
            cannot be asked, or "".
    """

    gesture: Callable[[Gesture], None] = field(default=lambda _gesture: None)
    picked: Callable[[int], None] = field(default=lambda _object_id: None)
    show: Callable[[Preview], None] = field(default=lambda _preview: None)
    run: Runner = field(default=run_now)
    refused: Callable[[str], None] = field(default=lambda _sentence: None)
    say: Callable[[str], None] = field(default=lambda _sentence: None)
    ask: Asker = field(default=nobody_there)


class Tool(Protocol):
    """Turns pointer events into a Gesture; coordinates are (row, col) in image pixels, float.

    `press` begins (or continues) a gesture, `move` comes with and without a button held,
    `confirm` is Enter or a double click, `cancel` is Esc, `step_back` is Backspace. Where `pans`
    is true the canvas moves the picture itself. Where `settles` is true, what is in hand is kept
    when the user goes on to something else; else it is dropped.
    """

    title: str
    hands: Hands
    pans: bool
    settles: bool

    @property
    def pending(self) -> bool:
        """Whether a gesture is in hand that Enter would finish and Esc would drop."""

    @property
    def uses_radius(self) -> bool:
        """Whether the brush circle is shown around the pointer."""

    def press(self, desk: Desk, at: Point, modifiers: Modifiers) -> Preview:
        """The button went down."""

    def move(self, at: Point, modifiers: Modifiers) -> Preview:
        """The pointer moved."""

    def release(self, at: Point, modifiers: Modifiers) -> Preview:
        """The button went up."""

    def confirm(self) -> Preview:
        """Finish what is in hand."""

    def cancel(self) -> Preview:
        """Drop what is in hand."""

    def step_back(self) -> Preview:
        """Take back the last vertex or scribble."""
