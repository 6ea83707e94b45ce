"""The references of the open clip, as lines of a list."""

from dataclasses import replace

from annotator.document.cells import Provenance
from annotator.document.document import Document
from annotator.ui.colours import ColourTable
from annotator.ui.frame_list import FrameList, FrameRow

_WORDS = {
    Provenance.DRAWN: "drawn",
    Provenance.CORRECTED: "corrected",
    Provenance.IMPORTED: "imported",
    Provenance.ABSENT: "not visible",
    Provenance.ACCEPTED: "accepted",
}


def reference_panel() -> FrameList:
    """The empty list."""
    return FrameList("References", "Frames you draw on appear here")


def reference_rows(document: Document, colours: ColourTable) -> list[FrameRow]:
    """One line per reference: how it came to be, and for which objects it speaks.

    Neighbouring frames that say the same share a line.
    """
    names = {item.id: item.name for item in document.objects}
    rows: list[FrameRow] = []
    for frame, ids in sorted(document.references().items()):
        known = sorted(ids & names.keys())
        if not known:
            continue
        kinds = {document.cell(frame, item).provenance for item in known}
        words = ", ".join(_WORDS[kind] for kind in sorted(kinds, reverse=True) if kind in _WORDS)
        red, green, blue = (int(part) for part in colours[known[0]])
        spoken = ", ".join(names[item] for item in known)
        row = FrameRow(frame, f"{words}: {spoken}", (red, green, blue))
        before = rows[-1] if rows else None
        if before is not None and before.text == row.text and before.covers(frame - 1):
            rows[-1] = replace(before, last=frame)
        else:
            rows.append(row)
    return rows
