"""Where the mask of one object on one frame comes from, and whose it is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final


class Provenance(IntEnum):
    """Who made the pixels of one object on one frame; the numbers are written to disk."""

    NONE = 0
    PROPAGATED = 1
    ACCEPTED = 2
    IMPORTED = 3
    DRAWN = 4
    CORRECTED = 5
    ABSENT = 6


HUMAN: Final = frozenset(
    {Provenance.IMPORTED, Provenance.DRAWN, Provenance.CORRECTED, Provenance.ABSENT}
)
"""Said or drawn by a person."""
OWNED: Final = HUMAN | {Provenance.ACCEPTED}
"""What the model may not touch."""


@dataclass(frozen=True)
class Cell:
    """One object on one frame.

    Attributes:
        provenance: Who made its pixels.
        confidence: What the model thought of its own mask, 0 to 1; None for human work.
        reference: Propagation starts from this mask (an absent cell says "not here").
        locked: Nobody may change its pixels, neither the model nor a gesture.
    """

    provenance: Provenance = Provenance.NONE
    confidence: float | None = None
    reference: bool = False
    locked: bool = False

    @property
    def owned(self) -> bool:
        """Whether a run must leave every pixel of it as it is."""
        return self.provenance in OWNED or self.locked


_NOBODY: Final[frozenset[int]] = frozenset()
EMPTY: Final = Cell()
"""The cell of everything nobody has spoken about."""


@lru_cache(maxsize=4096)
def shared_cell(provenance: int, confidence: float | None, reference: int, locked: int) -> Cell:
    """The cell that was stored as these numbers; equal ones are made once, which is fast.

    Raises:
        ValueError: There is no such provenance.
    """
    return Cell(Provenance(provenance), confidence, bool(reference), bool(locked))


class CellTable:
    """All cells that say something, found by frame, by object, and by being a reference."""

    def __init__(self, cells: Mapping[tuple[int, int], Cell]) -> None:
        self._by_frame: dict[int, dict[int, Cell]] = {}
        self._by_object: dict[int, dict[int, Cell]] = {}
        self._references: dict[int, frozenset[int]] = {}
        self._in_order: Mapping[int, frozenset[int]] | None = None
        for (frame, object_id), cell in cells.items():
            self.set(frame, object_id, cell)

    def __iter__(self) -> Iterator[tuple[int, int, Cell]]:
        """Every (frame, object id, cell) that is not empty."""
        for frame, row in self._by_frame.items():
            for object_id, cell in row.items():
                yield frame, object_id, cell

    def get(self, frame: int, object_id: int) -> Cell:
        """The cell of one object on one frame."""
        return self._by_frame.get(frame, {}).get(object_id, EMPTY)

    def row(self, frame: int) -> dict[int, Cell]:
        """A copy of the cells of a frame: object id to cell."""
        return dict(self._by_frame.get(frame, {}))

    def lane(self, object_id: int) -> dict[int, Cell]:
        """A copy of the cells of an object: frame to cell."""
        return dict(self._by_object.get(object_id, {}))

    def references(self) -> Mapping[int, frozenset[int]]:
        """Frame to the ids its reference cells speak for, frames in rising order.

        What is handed out never changes, and is the same until a reference comes or goes: it is
        asked for on every key, and there may be thousands.
        """
        if self._in_order is None:
            self._in_order = MappingProxyType(dict(sorted(self._references.items())))
        return self._in_order

    def speaking(self, frame: int) -> frozenset[int]:
        """The ids for which the reference cells of one frame speak."""
        return self._references.get(frame, _NOBODY)

    def set(self, frame: int, object_id: int, cell: Cell) -> None:
        """Puts a cell in place; an empty one is forgotten."""
        if cell == EMPTY:
            _drop(self._by_frame, frame, object_id)
            _drop(self._by_object, object_id, frame)
        else:
            self._by_frame.setdefault(frame, {})[object_id] = cell
            self._by_object.setdefault(object_id, {})[frame] = cell
        self._set_speaking(frame, object_id, speaks=cell.reference and cell.provenance in OWNED)

    def _set_speaking(self, frame: int, object_id: int, *, speaks: bool) -> None:
        before = self.speaking(frame)
        if speaks == (object_id in before):
            return
        self._in_order = None
        after = before ^ {object_id}
        if after:
            self._references[frame] = after
        else:
            del self._references[frame]


def _drop(table: dict[int, dict[int, Cell]], outer: int, inner: int) -> None:
    row = table.get(outer)
    if row is not None:
        row.pop(inner, None)
        if not row:
            del table[outer]


def combined(cells: Iterable[Cell]) -> Cell:
    """The cell of pixels that several cells had: human as soon as one of them was.

    An absent cell has no pixels and yields to any other.

    Args:
        cells: At least one cell.

    Returns:
        The only speaking cell as it is; otherwise corrected, accepted or propagated, in this
        order, with the lowest confidence.
    """
    spoken = [cell for cell in cells if cell.provenance is not Provenance.NONE]
    with_pixels = [cell for cell in spoken if cell.provenance is not Provenance.ABSENT] or spoken
    if len(set(with_pixels)) <= 1:
        return with_pixels[0] if with_pixels else EMPTY
    kinds = {cell.provenance for cell in with_pixels}
    if kinds & HUMAN:
        best = Provenance.CORRECTED
    elif Provenance.PROPAGATED in kinds:
        best = Provenance.PROPAGATED
    else:
        best = Provenance.ACCEPTED
    known = [cell.confidence for cell in with_pixels if cell.confidence is not None]
    return Cell(
        provenance=best,
        confidence=min(known) if known and best not in HUMAN else None,
        reference=any(cell.reference for cell in with_pixels),
        locked=any(cell.locked for cell in with_pixels),
    )
