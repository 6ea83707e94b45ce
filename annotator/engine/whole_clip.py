"""A whole clip carried from a project's own references: what is asked, what is kept."""

from collections.abc import Iterable, Sequence
from itertools import count, islice, pairwise
from typing import Final, Unpack

from annotator.document.cells import Provenance
from annotator.document.document import Document
from annotator.document.draft import Draft
from annotator.document.edits import CellEdit
from annotator.document.history import edits_of
from annotator.document.ownership import RunResult, merge_run, new_run, run_cells, write_run
from annotator.engine.messages import Mode, RunRequest
from annotator.engine.plan import plan_walks
from annotator.engine.requests import MOST_REFERENCES, Engine, build_request
from sst_core.errors import MaskError
from sst_core.labels import LabelMap

TITLE: Final = "Propagate all"
_GROUP: Final = MOST_REFERENCES - 2
"""References that lie in one stretch; the next one and the first of all are shown as well."""
_BACK: Final = 200
"""So many steps of undo are searched for a correction that no run has heard of."""
_numbers = count(1)


def next_job() -> int:
    """A number that no other run of this process has; may be asked for on any thread."""
    return next(_numbers)


def stretches(frames: Sequence[int], span: tuple[int, int]) -> list[tuple[int, int]]:
    """Cuts a span where references lie, so that no part is held by more than a session attends to.

    Args:
        frames: Frames with a reference, rising.
        span: Frames [a, b).

    Returns:
        Parts [a, b) of the span, in order; each but the first begins at a reference.
    """
    inside = [frame for frame in frames if span[0] < frame < span[1]]
    cuts = [span[0], *inside[_GROUP::_GROUP], span[1]]
    return [(low, high) for low, high in pairwise(cuts) if low < high]


def whole_clip(
    document: Document,
    clip: str,
    *,
    span: tuple[int, int] | None = None,
    mode: Mode = "both",
    objects: Iterable[int] | None = None,
    **engine: Unpack[Engine],
) -> list[RunRequest]:
    """The requests that carry every object over a clip, to be done one after the other.

    Args:
        document: Where the references come from.
        clip: Path of the video or folder.
        span: Frames [a, b) to write; None takes all.
        mode: "both" reaches each frame from its nearest reference.
        objects: Ids to carry; None takes all that have a reference.
        **engine: Weights, device and resolution where they differ from the defaults.

    Raises:
        MaskError: There is no reference, or no frame that one of them reaches.
    """
    wanted = None if objects is None else frozenset(objects)
    frames = [
        frame
        for frame, ids in sorted(document.references().items())
        if wanted is None or ids & wanted
    ]
    if not frames:
        raise MaskError("there is no mask to go by", todo="Draw the object on a frame first")
    parts = stretches(frames, span or (0, document.frames))
    requests = [
        build_request(
            document,
            job=next_job(),
            clip=clip,
            mode=mode,
            frame=min(max(_middle(frames, part), part[0]), part[1] - 1),
            span=part,
            objects=wanted,
            **engine,
        )
        for part in parts
    ]
    found = [request for request in requests if _reaches(request)]
    if not found:
        raise MaskError("no frame is left to carry masks to")
    return found


def is_whole(document: Document) -> bool:
    """Whether a run over the clip would bring nothing: all is filled, no reference is newer."""
    spoken = frozenset[int]().union(*document.references().values())
    frames = range(document.frames)
    if not spoken or any(
        document.cell(frame, label).provenance is Provenance.NONE
        for label in spoken
        for frame in frames
    ):
        return False
    return not _corrected_since_a_run(document)


def _corrected_since_a_run(document: Document) -> bool:
    for step in islice(document.past(), _BACK):
        group = edits_of(step)
        if group.by_model:
            return False
        if any(isinstance(edit, CellEdit) and edit.new.reference for edit in group.edits):
            return True
    return False


class RunStep:
    """Writes the results of a run into a document, all of them one step of undo.

    Args:
        document: Where they go.
        title: What the step is called.
    """

    def __init__(self, document: Document, title: str = TITLE) -> None:
        self._document, self._title, self._run = document, title, new_run()
        self.frames: set[int] = set()

    def write(self, result: RunResult) -> None:
        """Writes one frame; human, accepted and locked pixels stay bit for bit."""
        group = write_run(self._document, [result], title=self._title, run=self._run)
        if group is not None:
            self._document.apply(group)
        self.frames.add(result.frame)


def merged(document: Document, result: RunResult) -> LabelMap:
    """A frame as a run would leave it, (H, W) uint8, without changing the document."""
    cells = run_cells(document, Draft(document), result.frame)
    known = tuple(label for label in result.objects if label in cells)
    return merge_run(document.label_map(result.frame), cells, result.label_map, known)


def _reaches(request: RunRequest) -> bool:
    """Whether there is a frame to walk to: where every frame is a reference, there is none."""
    speaking = {
        label: [one.frame for one in request.references if label in one.speaks_for]
        for label in request.objects
    }
    way = None if request.mode == "outward" else request.mode
    return bool(plan_walks(speaking, range(*request.span), direction=way))


def _middle(frames: Sequence[int], part: tuple[int, int]) -> int:
    inside = [frame for frame in frames if part[0] <= frame < part[1]]
    near = inside or [min(frames, key=lambda frame: abs(frame - part[0]))]
    return near[len(near) // 2]
