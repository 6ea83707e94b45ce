"""What the timeline says about the cell under the pointer."""

from typing import Final

from annotator.commands.checklist import Checklist
from annotator.commands.selection import Selection
from annotator.document.cells import Cell, Provenance
from annotator.document.document import Document

_WORDS: Final = {
    Provenance.NONE: "no mask",
    Provenance.PROPAGATED: "propagated",
    Provenance.ACCEPTED: "accepted",
    Provenance.IMPORTED: "imported",
    Provenance.DRAWN: "drawn",
    Provenance.CORRECTED: "corrected",
    Provenance.ABSENT: "not visible here",
}


def cell_words(cell: Cell, confidence: float | None = None) -> str:
    """A cell in a few words: "corrected, reference".

    Args:
        cell: The cell.
        confidence: What is thought of it, where that is known better than the model knew.
    """
    words = [_WORDS[cell.provenance]]
    sure = cell.confidence if confidence is None else confidence
    if cell.provenance is Provenance.PROPAGATED and sure is not None:
        words.append(f"confidence {sure:.0%}")
    if cell.reference:
        words.append("reference")
    if cell.locked:
        words.append("locked")
    return ", ".join(words)


def describe(
    document: Document,
    frame: int,
    lane: int | None,
    *,
    seconds: float | None,
    checklist: Checklist | None = None,
) -> str:
    """One to three lines: frame and time, the object and its cell, and why to look at it.

    Args:
        document: What is shown.
        frame: Under the pointer.
        lane: Place of the object in display order, or None.
        seconds: When the frame is shown, or None if not known.
        checklist: What is thought of the masks.
    """
    text = f"frame {frame}" + ("" if seconds is None else f" · {seconds:.2f} s")
    if lane is None or lane >= len(document.objects):
        return text
    info = document.objects[lane]
    sure = checklist.confidence(info.id, frame) if checklist is not None else None
    text += f"\n{info.name}: {cell_words(document.cell(frame, info.id), sure)}"
    reason = checklist.reason(info.id, frame) if checklist is not None else ""
    return f"{text}\nto check: {reason}" if reason else text


def range_words(document: Document, selection: Selection | None, frame: int) -> str:
    """What a menu is about: "dog, frames 10 to 25"."""
    if selection is None:
        return f"all objects, frame {frame}"
    names = {item.id: item.name for item in document.objects}
    listed = [names[item] for item in selection.objects if item in names]
    who = ", ".join(listed) if 0 < len(listed) <= 3 else f"{len(listed) or 'all'} objects"
    if selection.first == selection.last:
        return f"{who}, frame {selection.first}"
    return f"{who}, frames {selection.first} to {selection.last}"
