"""Which frames need eyes most, and why; follows the document without ever holding it up."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from annotator.commands.areas import Areas
from annotator.document.cells import Cell, Provenance
from annotator.document.document import Document
from annotator.signal import Signal
from sst_core.shapes import sampled, shape_of
from sst_core.suggest import Judged, Suggestion, Track, judge, suggest, track_of

_FEW: Final = 2
"""So many changed frames are looked at while their pixels are still at hand."""


@dataclass(frozen=True, eq=False)
class Verdict:
    """What is thought of the masks of one object: arrays over its frames."""

    track: Track
    judged: Judged


class Checklist:
    """Looks at every mask once, judges objects as their lanes change, and ranks what is in doubt.

    The work is done in small portions: whoever owns it calls `catch_up` until it is not `behind`.

    Args:
        document: The document; call `close` when done with it.

    Attributes:
        areas: How large the masks are, as far as they were looked at.
        suggestions: The frames to look at, the most urgent first.
        changed: Emitted when the judgement of some object changed.
        due: Emitted when there is something to catch up with.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self.areas = Areas(document.frames)
        self._shapes: dict[int, dict[int, NDArray[np.float64]]] = {}
        self._unseen: dict[int, None] = dict.fromkeys(sorted(document.labelled))
        self._dirty: dict[int, None] = dict.fromkeys(item.id for item in document.objects)
        self._verdicts: dict[int, Verdict] = {}
        self.suggestions: tuple[Suggestion, ...] = ()
        self.changed: Signal[[]] = Signal()
        self.due: Signal[[]] = Signal()
        self.close: Callable[[], None] = document.changed.connect(self._document_changed)

    @property
    def behind(self) -> bool:
        """Whether there is something left to look at or to judge."""
        return bool(self._unseen or self._dirty)

    def verdict(self, object_id: int) -> Verdict | None:
        """What is thought of an object; None before it was judged."""
        return self._verdicts.get(object_id)

    def confidence(self, object_id: int, frame: int) -> float | None:
        """What is thought of one mask, 0 to 1; None where it is nobody's or a person's."""
        found = self._verdicts.get(object_id)
        if found is None:
            return None
        place = int(np.searchsorted(found.track.frames, frame))
        if place == len(found.track.frames) or found.track.frames[place] != frame:
            return None
        if np.isnan(found.track.certainty[place]):
            return None
        return float(found.judged.confidence[place])

    def reason(self, object_id: int, frame: int) -> str:
        """Why a frame is on the list for an object; empty if it is not."""
        for one in self.suggestions:
            if (one.frame, one.object_id) == (frame, object_id):
                return one.reason
        return ""

    def catch_up(self, seconds: float = float("inf")) -> bool:
        """Does what there is to do, for about so long.

        Returns:
            Whether anything is left.
        """
        end = perf_counter() + seconds
        while self._unseen and perf_counter() < end:
            frame = next(iter(self._unseen))
            del self._unseen[frame]
            self._look(frame)
        judged = False
        while self._dirty and not self._unseen and perf_counter() < end:
            object_id = next(iter(self._dirty))
            del self._dirty[object_id]
            self._judge(object_id)
            judged = True
        if judged and not self._dirty:
            self._rank()
        return self.behind

    def _document_changed(self, frames: frozenset[int], objects_changed: bool) -> None:  # noqa: FBT001 - a slot
        ids = [item.id for item in self._document.objects]
        self._dirty.update(dict.fromkeys(ids))
        if objects_changed:
            self._dirty = {one: None for one in self._dirty if one in ids}
            self._verdicts = {one: self._verdicts[one] for one in ids if one in self._verdicts}
            self._rank()
        if len(frames) <= _FEW:
            for frame in frames:
                self._unseen.pop(frame, None)
                self._look(frame)
        else:
            self._unseen.update(dict.fromkeys(sorted(frames)))
        self.due.emit()

    def _look(self, frame: int) -> None:
        """Takes the shapes of all masks of a frame."""
        cells = self._document.cells(frame)
        if not cells:
            self._shapes.pop(frame, None)
            self.areas.look(frame, None, ())
            return
        label_map = self._document.label_map(frame)
        small = sampled(label_map)
        ids = [object_id for object_id, cell in cells.items() if _says_something(cell)]
        self.areas.look(frame, label_map, ids)
        self._shapes[frame] = {object_id: shape_of(small == object_id) for object_id in cells}

    def _judge(self, object_id: int) -> None:
        cells = sorted(self._document.lane(object_id).items())
        cells = [(frame, cell) for frame, cell in cells if _says_something(cell)]
        track = track_of(
            [frame for frame, _ in cells],
            [_certainty(cell) for _, cell in cells],
            [self._shapes.get(frame, {}).get(object_id) for frame, _ in cells],
            [frame for frame, cell in cells if cell.reference],
        )
        self._verdicts[object_id] = Verdict(track, judge(track))

    def _rank(self) -> None:
        tracks = {one: verdict.track for one, verdict in self._verdicts.items()}
        judged = {one: verdict.judged for one, verdict in self._verdicts.items()}
        self.suggestions = suggest(tracks, judged)
        self.changed.emit()


def _says_something(cell: Cell) -> bool:
    return cell.provenance is not Provenance.NONE


def _certainty(cell: Cell) -> float | None:
    """What the model thought of a mask; None where a person vouches for it."""
    return None if cell.owned else cell.confidence if cell.confidence is not None else 0.5
