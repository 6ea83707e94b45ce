"""What the window and the engine process say to each other: small frozen records, no objects."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from annotator.engine.pointed import Selected, SelectRequest

Mode = Literal["forward", "backward", "both", "outward"]
"""outward: from one frame to the neighbouring references on each side, blending both."""


LookedKind = Literal["reference", "kept", "before"]


@dataclass(frozen=True)
class ReferenceData:
    """A label map that the user vouches for.

    Attributes:
        frame: Its frame number.
        packed: The label map (`annotator.document.patches.pack_map`).
        speaks_for: Ids whose pixels, or absence, it states.
    """

    frame: int
    packed: bytes
    speaks_for: tuple[int, ...]


@dataclass(frozen=True)
class RunRequest:
    """A propagation to be done.

    Attributes:
        job: A number that no other run of this window has.
        revision: Of the document when the request was made.
        clip: Path of the video file or image folder.
        references: What the model goes by, by rising frame number.
        objects: Ids to propagate, rising.
        span: First frame and end of the range to write (half open).
        mode: Which way.
        origin: The frame from which the user asked.
        weights: Name of weights, or a path.
        device: "auto", "cpu", "cuda" or "mps".
        resolution: Short side of what the model sees, in pixels.
    """

    job: int
    revision: int
    clip: str
    references: tuple[ReferenceData, ...]
    objects: tuple[int, ...]
    span: tuple[int, int]
    mode: Mode
    origin: int
    weights: str = "sst-lite"
    device: str = "auto"
    resolution: int = 480


@dataclass(frozen=True)
class Cancel:
    """Stop a run; what was finished stays."""

    job: int


@dataclass(frozen=True)
class Keep:
    """What the engine may keep of frames it has seen.

    Attributes:
        memory_mb: In memory, MiB.
        disk_mb: On disk, MiB.
        ahead: Look at frames before they are asked for, while nothing else is to be done.
    """

    memory_mb: int = 1024
    disk_mb: int = 2048
    ahead: bool = True


@dataclass(frozen=True)
class Prepare:
    """Load the model and open the clip, so that the first run begins at once.

    Attributes:
        clip: Path of the video file or image folder.
        weights: Name of weights, or a path.
        device: "auto", "cpu", "cuda" or "mps".
        resolution: Short side of what the model sees, in pixels.
        frame: Where the user is.
        keep: What may be kept.
    """

    clip: str
    weights: str = "sst-lite"
    device: str = "auto"
    resolution: int = 480
    frame: int = 0
    keep: Keep = Keep()


@dataclass(frozen=True)
class Head:
    """Where the user is, and that they are at it: frames around it are looked at first."""

    frame: int


@dataclass(frozen=True)
class LookRequest:
    """Which places does the model look at for one pixel? A newer one replaces an older one.

    Attributes:
        ticket: A number that comes back with the answer.
        clip: Path of the video file or image folder.
        frame: The frame of the pixel.
        at: (row, col) of the pixel, source size.
        object_id: The object whose affinity is told.
        references: Masks to look at; the nearest ones speak.
        step: 1 where the masks of the frame came from earlier frames, -1 where from later ones.
        weights: Name of weights, or a path.
        device: "auto", "cpu", "cuda" or "mps".
        resolution: Short side of what the model sees, in pixels.
    """

    ticket: int
    clip: str
    frame: int
    at: tuple[int, int]
    object_id: int
    references: tuple[ReferenceData, ...]
    step: int = 1
    weights: str = "sst-lite"
    device: str = "auto"
    resolution: int = 480


@dataclass(frozen=True)
class Shutdown:
    """End the process."""


@dataclass(frozen=True)
class Ready:
    """The model is loaded; `device` is a name for people ("CPU")."""

    device: str


@dataclass(frozen=True)
class EngineStatus:
    """How the engine is, about once a second: what it holds, and that it lives.

    Attributes:
        resident_bytes: Memory of the engine's process.
        cached_bytes: Of these, what the model has already seen of the clip's frames.
        cached_frames: How many frames these are, in memory and on disk.
        clip_frames: Frames of the clip they belong to; 0 while none is open.
        device_bytes: Memory taken on a graphics card; 0 without one.
        still_s: Seconds since its work last came a step further; 0 where there is none.
    """

    resident_bytes: int
    cached_bytes: int
    cached_frames: int
    clip_frames: int = 0
    device_bytes: int = 0
    still_s: float = 0.0


@dataclass(frozen=True)
class Forecast:
    """What a run will take, told before its first frame.

    Attributes:
        job: The run.
        needed_bytes: Memory it takes.
        free_bytes: Memory that is free for it.
        sentence: Both, for the user ("needs about 1.1 GB, 20 GB are free").
    """

    job: int
    needed_bytes: int
    free_bytes: int
    sentence: str


@dataclass(frozen=True)
class CertaintyMap:
    """How sure the model is of every place of a frame.

    Attributes:
        shape: (rows, cols).
        data: Compressed (`annotator.engine.certainty`).
    """

    shape: tuple[int, int]
    data: bytes


@dataclass(frozen=True)
class FrameDone:
    """One frame as the model sees it. A later one of the same run replaces an earlier one.

    Attributes:
        job: The run.
        revision: Of the document when the run was asked for.
        frame: Frame number.
        packed: Label map at source size, as in `ReferenceData`.
        confidence: Object id to a number in [0, 1].
        objects: Ids for which it speaks; others are not in the label map.
        certainty: How sure the model is, place by place; None where that is not told.
    """

    job: int
    revision: int
    frame: int
    packed: bytes
    confidence: Mapping[int, float]
    objects: tuple[int, ...]
    certainty: CertaintyMap | None = None


@dataclass(frozen=True)
class Progress:
    """How far a run is; `total` counts a frame once for each time the model looks at it."""

    job: int
    done: int
    total: int
    frames_per_s: float


@dataclass(frozen=True)
class Notice:
    """A sentence the user should read while the run goes on."""

    job: int
    sentence: str


@dataclass(frozen=True)
class Finished:
    """A run has ended."""

    job: int
    cancelled: bool


@dataclass(frozen=True)
class Failed:
    """A run has ended in a way the user did not ask for.

    Attributes:
        job: The run.
        sentence: What happened and what can be done, for the user.
        can_retry_smaller: Whether a lower resolution is likely to help.
    """

    job: int
    sentence: str
    can_retry_smaller: bool


@dataclass(frozen=True)
class LookedFrame:
    """What the places of one frame are to a pixel that asks.

    Attributes:
        frame: Frame number.
        kind: "reference", a mask of the user's; "kept", a frame passed before that is read like
            one; or "before", one of the last frames.
        heat: rows * cols bytes, row by row: how like the pixel each place is; 255 is the most.
        shape: (rows, cols) of the heat.
        share: Of the attention to references and frames kept (or to the frames before), what fell
            on this frame, 0-1.
        peak: (row, col) of the place in the heat that attention fell on most.
        picture: The frame, small, as JPEG.
    """

    frame: int
    kind: LookedKind
    heat: bytes
    shape: tuple[int, int]
    share: float
    peak: tuple[int, int]
    picture: bytes


@dataclass(frozen=True)
class Looked:
    """The answer to a LookRequest; every request gets one.

    Attributes:
        ticket: Of the request.
        frame: Of the request.
        frames: References first, nearest first; then frames kept; then the frames before. Empty:
            given up.
        cell: (row0, col0, row1, col1) of the place that asked, source pixels.
        extent: (rows, cols) in source pixels that a heat covers; reaches beyond the frame.
        size: (rows, cols) of the frame in source pixels.
        inside: Of the attention to references, what fell on the object, 0-1.
        affinity: How like the object the pixel is, 0-1 (Eq. 4), by the references.
        rival: The same for everything that is not the object.
        sentence: Why there is nothing to see, for the user; "" otherwise.
    """

    ticket: int
    frame: int
    frames: tuple[LookedFrame, ...] = ()
    cell: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    extent: tuple[float, float] = (0.0, 0.0)
    size: tuple[int, int] = (0, 0)
    inside: float = 0.0
    affinity: float = 0.0
    rival: float = 0.0
    sentence: str = ""


ToEngine: TypeAlias = RunRequest | Cancel | Prepare | Head | LookRequest | SelectRequest | Shutdown
FromEngine: TypeAlias = (
    Ready
    | EngineStatus
    | Forecast
    | FrameDone
    | Progress
    | Notice
    | Finished
    | Failed
    | Looked
    | Selected
)
