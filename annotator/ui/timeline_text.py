"""What the timeline says about the cell under the pointer."""

from typing import Final

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


def cell_words(cell: Cell) -> str:
    """A cell in a few words: "corrected, reference"."""
    words = [_WORDS[cell.provenance]]
    if cell.provenance is Provenance.PROPAGATED and cell.confidence is not None:
        words.append(f"confidence {cell.confidence:.0%}")
    if cell.reference:
        words.append("reference")
    if cell.locked:
        words.append("locked")
    return ", ".join(words)


def describe(document: Document, frame: int, lane: int | None, seconds: float | None) -> str:
    """One or two lines: frame and time, then the object and its cell.

    Args:
        document: What is shown.
        frame: Under the pointer.
        lane: Place of the object in display order, or None.
        seconds: When the frame is shown, or None if not known.
    """
    text = f"frame {frame}" + ("" if seconds is None else f" · {seconds:.2f} s")
    if lane is None or lane >= len(document.objects):
        return text
    info = document.objects[lane]
    return f"{text}\n{info.name}: {cell_words(document.cell(frame, info.id))}"
