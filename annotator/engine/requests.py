"""From the document to a request: which references a run goes by, and how far it reaches."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol, TypedDict, Unpack

import numpy as np

from annotator.document.patches import pack_map
from annotator.engine.messages import Mode, ReferenceData, RunRequest
from sst_core.errors import MaskError
from sst_core.labels import VOID, LabelMap
from sst_core.saying import said

MOST_REFERENCES: Final = 8
"""Of one object in one run, so that speed does not fall with the number of corrections."""


class Truth(Protocol):
    """The part of `annotator.document.document.Document` that a request is made of."""

    @property
    def frames(self) -> int:
        """Number of frames."""
        ...

    @property
    def revision(self) -> int:
        """Counts changes."""
        ...

    def label_map(self, frame: int) -> LabelMap:
        """The label map of a frame, (H, W) uint8."""
        ...

    def references(self) -> Mapping[int, frozenset[int]]:
        """Frame to the ids that its human reference cells speak for."""
        ...


class Engine(TypedDict, total=False):
    """What the model runs with; see `RunRequest`."""

    weights: str
    device: str
    resolution: int


def build_request(
    document: Truth,
    *,
    job: int,
    clip: str,
    mode: Mode,
    frame: int,
    span: tuple[int, int] | None = None,
    objects: Iterable[int] | None = None,
    **engine: Unpack[Engine],
) -> RunRequest:
    """A request with all that the engine needs to know.

    Args:
        document: Where references come from.
        job: A number that no other run has.
        clip: Path of the video file or image folder.
        mode: Which way.
        frame: The frame from which the user asks.
        span: Frames [a, b) to write; None reaches to the neighbouring references of the objects,
            or to the end of the clip.
        objects: Ids to propagate; None takes all that have a reference.
        **engine: Weights, device and resolution where they differ from the defaults.

    Raises:
        MaskError: No reference speaks for any of the objects.
    """
    speaking = _speaking(document.references(), objects)
    if not speaking:
        todo = "Draw the object on a frame first"
        raise MaskError(
            "there is no mask to go by", where=said("frame {frame}", frame=frame), todo=todo
        )
    reach = span or default_span(speaking, mode=mode, frame=frame, length=document.frames)
    chosen = {
        label: choose_references(frames, frame=frame, span=reach)
        for label, frames in speaking.items()
    }
    return RunRequest(
        job=job,
        revision=document.revision,
        clip=clip,
        references=_encode(document, chosen),
        objects=tuple(sorted(chosen)),
        span=reach,
        mode=mode,
        origin=frame,
        **engine,
    )


def choose_references(
    frames: Sequence[int], *, frame: int, span: tuple[int, int]
) -> tuple[int, ...]:
    """At most 8 references of one object: both neighbours, the first, then the nearest.

    Args:
        frames: All its references, rising.
        frame: The frame from which the user asks.
        span: Frames [a, b) to write; what lies inside is near.

    Returns:
        Frame numbers, rising.
    """

    def distance(one: int) -> tuple[int, int]:
        outside = max(span[0] - one, one - (span[1] - 1), 0)
        return outside, abs(one - frame)

    here = bisect_right(frames, frame)
    near = set[int]()
    for place in (frame, span[0], span[1] - 1):  # thousands of others are nowhere near any
        at = bisect_left(frames, place)
        near.update(frames[max(at - MOST_REFERENCES, 0) : at + MOST_REFERENCES + 1])
    neighbours = frames[max(here - 1, 0) : here + 1]
    order = dict.fromkeys([*neighbours, frames[0], *sorted(sorted(near), key=distance)])
    return tuple(sorted(list(order)[:MOST_REFERENCES]))


def default_span(
    speaking: Mapping[int, Sequence[int]], *, mode: Mode, frame: int, length: int
) -> tuple[int, int]:
    """From a frame to the neighbouring references of every object, or to the ends of the clip.

    The frame itself belongs to the span: objects without a reference on it are written there.
    """
    before = [
        max((one + 1 for one in frames if one < frame), default=0) for frames in speaking.values()
    ]
    after = [
        min((one for one in frames if one > frame), default=length) for frames in speaking.values()
    ]
    start = frame if mode == "forward" else min(before)
    stop = frame + 1 if mode == "backward" else max(after)
    return start, stop


def _speaking(
    references: Mapping[int, frozenset[int]], objects: Iterable[int] | None
) -> dict[int, tuple[int, ...]]:
    """Object id to the frames that speak for it, rising."""
    wanted = None if objects is None else frozenset(objects)
    found: dict[int, list[int]] = {}
    for frame in sorted(references):
        for label in references[frame]:
            if wanted is None or label in wanted:
                found.setdefault(label, []).append(frame)
    return {label: tuple(frames) for label, frames in sorted(found.items())}


def _encode(document: Truth, chosen: Mapping[int, Sequence[int]]) -> tuple[ReferenceData, ...]:
    """References with only the pixels for which they speak, so that others do not change them."""
    ids: dict[int, list[int]] = {}
    for label, frames in chosen.items():
        for frame in frames:
            ids.setdefault(frame, []).append(label)
    found = []
    for frame, labels in sorted(ids.items()):
        packed = pack_map(_only(document.label_map(frame), (*labels, VOID)))
        found.append(ReferenceData(frame, packed, tuple(sorted(labels))))
    return tuple(found)


def _only(label_map: LabelMap, labels: Iterable[int]) -> LabelMap:
    """A label map with all other labels taken for background."""
    table = np.zeros(256, np.uint8)
    table[list(labels)] = list(labels)
    kept = label_map.tobytes().translate(table.tobytes())  # three times faster than indexing
    return np.frombuffer(kept, np.uint8).reshape(label_map.shape)
