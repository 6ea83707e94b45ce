"""The words of a QA report: limits, figures, findings."""

from dataclasses import dataclass, field
from enum import Enum

from annotator.document.cells import Provenance
from annotator.document.objects import ObjectInfo


class Kind(Enum):
    """What may be wrong with a mask."""

    EMPTY = "empty"
    TINY = "tiny"
    FRAGMENTED = "fragmented"
    MOVED = "jumped"
    RESIZED = "changed size"


@dataclass(frozen=True)
class Limits:
    """Where a mask begins to be odd.

    Attributes:
        tiny: A mask with fewer pixels is tiny.
        parts: A mask with more connected parts is fragmented.
        move: The middle of a mask jumps by more than this part of its own size (the root of its
            area) from one frame to the next.
        resize: Its area grows or shrinks by more than this factor.
        usual: And by more than so many times what is usual for the object, so that what is fast
            all the time is not reported all the time.
    """

    tiny: int = 16
    parts: int = 4
    move: float = 0.5
    resize: float = 1.8
    usual: float = 4.0


@dataclass(frozen=True)
class Finding:
    """Something to look at, on one frame or on several in a row.

    Attributes:
        kind: What is odd.
        object_id: Of which object.
        frame: The first frame.
        last: The last frame.
        value: The worst measure: pixels, parts, sizes moved, or factor of area.
        text: One sentence.
    """

    kind: Kind
    object_id: int
    frame: int
    last: int
    value: float
    text: str


@dataclass(frozen=True)
class Activity:
    """What the work took.

    Attributes:
        gestures: Steps of undo that a person made.
        active_seconds: Time at work, without long pauses.
    """

    gestures: int
    active_seconds: float


@dataclass(frozen=True)
class ObjectFigures:
    """One object over all frames.

    Attributes:
        info: The object.
        shares: Frames by provenance, for the frames that say something about it.
        visible: Frames on which it has pixels.
        flicker: Mean of 1 - IoU of neighbouring frames on which it is visible; None without any.
        areas: Pixels on each frame.
        kinds: Provenance on each frame.
    """

    info: ObjectInfo
    shares: dict[Provenance, int]
    visible: int
    flicker: float | None
    areas: tuple[int, ...]
    kinds: tuple[Provenance, ...]


@dataclass(frozen=True)
class Report:
    """What `Inspector` found.

    Attributes:
        frames: The frames that were looked at, rising.
        objects: Figures of every object.
        findings: By frame, then by object.
    """

    frames: tuple[int, ...]
    objects: tuple[ObjectFigures, ...]
    findings: tuple[Finding, ...]


@dataclass
class Series:
    """Measures of one object, an entry per frame."""

    areas: list[int] = field(default_factory=list)
    kinds: list[Provenance] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    middles: list[tuple[float, float]] = field(default_factory=list)
    overlaps: list[float] = field(default_factory=list)
