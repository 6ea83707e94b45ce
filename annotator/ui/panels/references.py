"""The references of the open clip, as lines of a list."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from typing import TypeVar, overload

import numpy as np

from annotator.document.cells import Provenance
from annotator.document.document import Document
from annotator.ui.look.colours import ColourTable
from annotator.ui.panels.frame_list import FrameList, FrameRow
from annotator.words import marked, tr

_WORDS = {
    Provenance.DRAWN: marked("drawn"),
    Provenance.CORRECTED: marked("corrected"),
    Provenance.IMPORTED: marked("imported"),
    Provenance.ABSENT: marked("not visible"),
    Provenance.ACCEPTED: marked("accepted"),
    Provenance.PROPAGATED: marked("propagated"),
    Provenance.NONE: marked("empty"),
}
_MANY = 200
"""From so many changed frames on all lines are made anew."""

_Kind = tuple[int, tuple[int, ...]]
"""What a line says: how the masks came to be (negative, the strongest first), and whose."""
_Item = TypeVar("_Item", int, tuple[int, _Kind])


def reference_panel() -> FrameList:
    """The empty list."""
    return FrameList(tr("References"), tr("Frames you draw on appear here"))


class ReferenceLines(Sequence[FrameRow]):
    """How each reference came to be, and for which objects it speaks.

    A line is about one kind of reference; neighbouring frames that say the same share it, whatever
    else is said of some of them. With thousands of references a change costs what it changes: only
    where lines begin and end is kept, and words are found for lines that are looked at.

    Args:
        document: The document; call `close` when done with it.
        colours: (256, 3) uint8 RGB by id.

    Attributes:
        made_anew: How many times all lines were made anew.
    """

    def __init__(self, document: Document, colours: ColourTable) -> None:
        self._document, self._colours = document, colours
        self._said: dict[int, tuple[_Kind, ...]] = {}
        self._lines: list[tuple[int, _Kind]] = []
        self._firsts: dict[_Kind, list[int]] = {}
        self._lasts: dict[_Kind, list[int]] = {}
        self._names: dict[int, str] = {}
        self._stale: set[int] = set()
        self._renamed, self.made_anew = True, 0
        self.close = document.changed.connect(self._document_changed)
        self.update(colours)

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self._lines)

    @overload
    def __getitem__(self, place: int) -> FrameRow: ...
    @overload
    def __getitem__(self, place: slice) -> list[FrameRow]: ...
    def __getitem__(self, place: int | slice) -> FrameRow | list[FrameRow]:
        """A line in words."""
        if isinstance(place, slice):
            return [self._row(*line) for line in self._lines[place]]
        return self._row(*self._lines[place])

    def place_of(self, frame: int) -> int | None:
        """The first line that speaks of a frame."""
        covering = []
        for kind in self._said.get(frame, ()):
            firsts = self._firsts[kind]
            covering.append((firsts[bisect_right(firsts, frame) - 1], kind))
        return bisect_left(self._lines, min(covering)) if covering else None

    def update(self, colours: ColourTable) -> bool:
        """Follows the document.

        Args:
            colours: As they are now.

        Returns:
            Whether any line is another one, or looks otherwise.
        """
        changed = self._renamed or not np.array_equal(colours, self._colours)
        self._colours = colours
        names = {item.id: item.name for item in self._document.objects}
        others, self._names, self._renamed = names.keys() != self._names.keys(), names, False
        stale, self._stale = self._stale, set()
        if others or len(stale) > _MANY:
            self._make_anew()
            return True
        for frame in stale:
            changed |= self._take(frame)
        return changed

    def _document_changed(self, frames: frozenset[int], objects_changed: bool) -> None:  # noqa: FBT001 - a slot
        self._stale |= frames
        self._renamed |= objects_changed

    def _take(self, frame: int) -> bool:
        """Reads what is said of one frame; whether that is something else than before."""
        before = self._said.get(frame, ())
        now = self._kinds(frame, self._document.speaking(frame))
        if now == before:
            return False
        if now:
            self._said[frame] = now
        else:
            del self._said[frame]
        for kind in set(before) ^ set(now):
            for at in (frame, frame + 1):
                first = self._says(at, kind) and not self._says(at - 1, kind)
                _keep(self._firsts.setdefault(kind, []), at, there=first)
                _keep(self._lines, (at, kind), there=first)
            for at in (frame - 1, frame):
                last = self._says(at, kind) and not self._says(at + 1, kind)
                _keep(self._lasts.setdefault(kind, []), at, there=last)
        return True

    def _make_anew(self) -> None:
        self.made_anew += 1
        speaking = self._document.references().items()
        kinds = {frame: self._kinds(frame, ids) for frame, ids in speaking}
        self._said = {frame: said for frame, said in kinds.items() if said}
        self._lines, self._firsts, self._lasts = [], {}, {}
        for frame, said in self._said.items():
            before, after = self._said.get(frame - 1, ()), self._said.get(frame + 1, ())
            for kind in said:
                if kind not in before:
                    self._lines.append((frame, kind))
                    self._firsts.setdefault(kind, []).append(frame)
                if kind not in after:
                    self._lasts.setdefault(kind, []).append(frame)

    def _kinds(self, frame: int, ids: Iterable[int]) -> tuple[_Kind, ...]:
        found: dict[int, list[int]] = {}
        for item in sorted(ids):
            if item in self._names:
                kind = self._document.cell(frame, item).provenance
                found.setdefault(-kind, []).append(item)
        return tuple((kind, tuple(found[kind])) for kind in sorted(found))

    def _says(self, frame: int, kind: _Kind) -> bool:
        return kind in self._said.get(frame, ())

    def _row(self, first: int, kind: _Kind) -> FrameRow:
        lasts = self._lasts[kind]
        last = lasts[bisect_left(lasts, first)]
        red, green, blue = (int(part) for part in self._colours[kind[1][0]])
        spoken = ", ".join(self._names[item] for item in kind[1])
        text = f"{tr(_WORDS[Provenance(-kind[0])])}: {spoken}"
        return FrameRow(first, text, (red, green, blue), None if last == first else last)


def _keep(rising: list[_Item], item: _Item, *, there: bool) -> None:
    """Puts an item into a rising list, or takes it out of it."""
    place = bisect_left(rising, item)
    found = place < len(rising) and rising[place] == item
    if there and not found:
        insort(rising, item)
    elif found and not there:
        del rising[place]
