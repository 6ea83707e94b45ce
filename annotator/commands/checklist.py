"""Which frames need eyes most, and why: from what the model thought of its own masks."""

from dataclasses import dataclass
from typing import Final

from annotator.document.cells import Cell, Provenance
from annotator.document.document import Document

LOW: Final = 0.75
"""Confidence under which a mask is worth a look."""
_DROP: Final = 0.12
_APART: Final = 8
"""Only the worst frame within this distance is named, per object."""


@dataclass(frozen=True)
class Check:
    """One frame to look at.

    Attributes:
        frame: The frame.
        object_id: The object in doubt.
        reason: Why, in a few words.
        weight: Larger is more urgent.
    """

    frame: int
    object_id: int
    reason: str
    weight: float


def to_check(document: Document, *, most: int = 20) -> tuple[Check, ...]:
    """The frames that need eyes, the most urgent first.

    Args:
        document: Its propagated cells carry the model's confidence.
        most: How many at most.
    """
    found: list[Check] = []
    for info in document.objects:
        found += _spread(_doubts(info.id, document.lane(info.id)))
    found.sort(key=lambda check: (-check.weight, check.frame))
    return tuple(found[:most])


def _doubts(object_id: int, lane: dict[int, Cell]) -> list[Check]:
    """Every frame of an object with a low or suddenly lower confidence."""
    doubts = []
    for frame, cell in lane.items():
        if cell.provenance is not Provenance.PROPAGATED or cell.confidence is None or cell.locked:
            continue
        before = lane.get(frame - 1, Cell()).confidence
        drop = (before or 0.0) - cell.confidence
        if drop >= _DROP:
            reason = f"fell to {cell.confidence:.2f}"
            doubts.append(Check(frame, object_id, reason, 1.0 - cell.confidence + drop))
        elif cell.confidence < LOW:
            reason = f"low confidence {cell.confidence:.2f}"
            doubts.append(Check(frame, object_id, reason, 1.0 - cell.confidence))
    return doubts


def _spread(doubts: list[Check]) -> list[Check]:
    """Drops doubts close to a worse one: a look there shows them too."""
    kept: list[Check] = []
    for doubt in sorted(doubts, key=lambda check: (-check.weight, check.frame)):
        if all(abs(doubt.frame - other.frame) > _APART for other in kept):
            kept.append(doubt)
    return kept
