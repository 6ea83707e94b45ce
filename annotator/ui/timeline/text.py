"""What the timeline says about the cell under the pointer."""

from typing import Final

from annotator.commands.checklist import Checklist
from annotator.commands.said import said_reason
from annotator.commands.selection import Selection
from annotator.document.cells import Cell, Provenance
from annotator.document.document import Document
from annotator.words import marked, tr

_WORDS: Final = {
    Provenance.NONE: marked("no mask"),
    Provenance.PROPAGATED: marked("propagated"),
    Provenance.ACCEPTED: marked("accepted"),
    Provenance.IMPORTED: marked("imported"),
    Provenance.DRAWN: marked("drawn"),
    Provenance.CORRECTED: marked("corrected"),
    Provenance.ABSENT: marked("not visible here"),
}


def cell_words(cell: Cell, confidence: float | None = None) -> str:
    """A cell in a few words: "corrected, reference".

    Args:
        cell: The cell.
        confidence: What is thought of it, where that is known better than the model knew.
    """
    words = [tr(_WORDS[cell.provenance])]
    sure = cell.confidence if confidence is None else confidence
    if cell.provenance is Provenance.PROPAGATED and sure is not None:
        words.append(tr("confidence {sure:.0%}", sure=sure))
    if cell.reference:
        words.append(tr("reference"))
    if cell.locked:
        words.append(tr("locked"))
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
    text = tr("frame {frame}", frame=frame) + ("" if seconds is None else f" · {seconds:.2f} s")
    if lane is None or lane >= len(document.objects):
        return text
    info = document.objects[lane]
    sure = checklist.confidence(info.id, frame) if checklist is not None else None
    text += f"\n{info.name}: {cell_words(document.cell(frame, info.id), sure)}"
    reason = checklist.reason(info.id, frame) if checklist is not None else ""
    return (
        tr("{words}\nto check: {reason}", words=text, reason=said_reason(reason))
        if reason
        else text
    )


def range_words(document: Document, selection: Selection | None, frame: int) -> str:
    """What a menu is about: "dog, frames 10 to 25"."""
    if selection is None:
        return tr("all objects, frame {frame}", frame=frame)
    names = {item.id: item.name for item in document.objects}
    listed = [names[item] for item in selection.objects if item in names]
    many = tr("{count} objects", count=len(listed)) if listed else tr("all objects")
    who = ", ".join(listed) if 0 < len(listed) <= 3 else many
    if selection.first == selection.last:
        return tr("{who}, frame {first}", who=who, first=selection.first)
    return tr(
        "{who}, frames {first} to {last}", who=who, first=selection.first, last=selection.last
    )
