"""The references of the open clip, as lines of a list."""

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


def reference_panel() -> FrameList:
    """The empty list."""
    return FrameList(tr("References"), tr("Frames you draw on appear here"))


def reference_rows(document: Document, colours: ColourTable) -> list[FrameRow]:
    """How each reference came to be, and for which objects it speaks.

    A line is about one kind of reference; neighbouring frames that say the same share it, whatever
    else is said of some of them.
    """
    names = {item.id: item.name for item in document.objects}
    texts: dict[tuple[Provenance, tuple[int, ...]], str] = {}
    rows: list[list[int]] = []  # first and last frame, and an object of it
    open_rows: dict[str, int] = {}
    said: list[str] = []
    for frame, ids in sorted(document.references().items()):
        kinds: dict[Provenance, list[int]] = {}
        for item in sorted(ids):
            if item in names:
                kinds.setdefault(document.cell(frame, item).provenance, []).append(item)
        for kind in sorted(kinds, reverse=True) if len(kinds) > 1 else kinds:
            key = kind, tuple(kinds[kind])
            text = texts.get(key)
            if text is None:
                spoken = ", ".join(names[item] for item in kinds[kind])
                text = texts[key] = f"{tr(_WORDS[kind])}: {spoken}"
            place = open_rows.get(text)
            if place is not None and rows[place][0] <= frame - 1 <= rows[place][1]:
                rows[place][1] = frame
                continue
            open_rows[text] = len(rows)
            rows.append([frame, frame, kinds[kind][0]])
            said.append(text)
    return [_row(row, text, colours) for row, text in zip(rows, said, strict=True)]


def _row(row: list[int], text: str, colours: ColourTable) -> FrameRow:
    first, last, item = row
    red, green, blue = (int(part) for part in colours[item])
    return FrameRow(first, text, (red, green, blue), None if last == first else last)
