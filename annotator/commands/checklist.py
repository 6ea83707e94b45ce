"""Which frames need eyes most, and why; follows the document without ever holding it up."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Final

import numpy as np

from annotator.commands.areas import Areas
from annotator.commands.tracks import Seen, Tracks
from annotator.document.cells import Cell, Provenance
from annotator.document.document import Document
from annotator.signal import Signal
from sst_core.shapes import sampled, shape_of
from sst_core.suggest import Judged, Suggestion, Track, doubts, judge, ranked

_FEW: Final = 2
"""So many changed frames are looked at while their pixels are still at hand."""


@dataclass(frozen=True, eq=False)
class Verdict:
    """What is thought of the masks of one object: arrays over its frames, and which to look at."""

    track: Track
    judged: Judged
    doubts: tuple[Suggestion, ...]


class Checklist:
    """Looks at every mask once, judges objects as their lanes change, and ranks what is in doubt.

    The work is done in small portions: whoever owns it calls `catch_up` until it is not `behind`.

    Args:
        document: The document; call `close` when done with it.

    Attributes:
        areas: How large the masks are, as far as they were looked at.
        suggestions: The frames to look at, the most urgent first.
        revision: Counts the judgements; views that have shown this one need not show it again.
        changed: Emitted when the judgement of some object changed.
        due: Emitted when there is something to catch up with.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self.areas = Areas(document.frames)
        self._tracks = Tracks()
        spoken = (document.lane(item.id).keys() for item in document.objects)
        self._unseen = dict.fromkeys(sorted(document.labelled.union(*spoken)))
        self._dirty: dict[int, None] = dict.fromkeys(item.id for item in document.objects)
        self._verdicts: dict[int, Verdict] = {}
        self.suggestions: tuple[Suggestion, ...] = ()
        self.revision = 0
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
        if objects_changed:
            self._take_objects()
        if len(frames) <= _FEW:
            for frame in frames:
                self._unseen.pop(frame, None)
                self._look(frame)
        else:
            self._unseen.update(dict.fromkeys(sorted(frames)))
        self.due.emit()

    def _take_objects(self) -> None:
        ids = [item.id for item in self._document.objects]
        self._tracks.keep(ids)
        self._dirty = {one: None for one in ids if one in self._dirty or one not in self._verdicts}
        self._verdicts = {one: self._verdicts[one] for one in ids if one in self._verdicts}
        self._rank()

    def _look(self, frame: int) -> None:
        """Takes the shapes of all masks of a frame; objects of which that is news are due."""
        cells = self._document.cells(frame)
        said = {one: cell for one, cell in cells.items() if _says_something(cell)}
        if not said:
            self.areas.look(frame, None, ())
            self._note(frame, {})
            return
        label_map = self._document.label_map(frame)
        small = sampled(label_map)
        self.areas.look(frame, label_map, said)
        self._note(
            frame,
            {
                one: Seen(_certainty(cell), shape_of(small == one), cell.reference)
                for one, cell in said.items()
            },
        )

    def _note(self, frame: int, masks: dict[int, Seen]) -> None:
        known = {item.id for item in self._document.objects}
        self._dirty.update(dict.fromkeys(sorted(self._tracks.put(frame, masks) & known)))

    def _judge(self, object_id: int) -> None:
        track = self._tracks.of(object_id)
        judged = judge(track)
        self._verdicts[object_id] = Verdict(track, judged, tuple(doubts(object_id, track, judged)))

    def _rank(self) -> None:
        """Each object's doubts were found when it was judged: many objects cost no long turn."""
        self.suggestions = ranked(
            one for verdict in self._verdicts.values() for one in verdict.doubts
        )
        self.revision += 1
        self.changed.emit()


def _says_something(cell: Cell) -> bool:
    return cell.provenance is not Provenance.NONE


def _certainty(cell: Cell) -> float | None:
    """What the model thought of a mask; None where a person vouches for it."""
    return None if cell.owned else cell.confidence if cell.confidence is not None else 0.5
