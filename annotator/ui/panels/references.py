"""The references of the open clip, as lines of a list."""

from dataclasses import replace

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
    rows: list[FrameRow] = []
    open_rows: dict[str, int] = {}
    for frame, ids in sorted(document.references().items()):
        kinds: dict[Provenance, list[int]] = {}
        for item in sorted(ids & names.keys()):
            kinds.setdefault(document.cell(frame, item).provenance, []).append(item)
        for kind in sorted(kinds, reverse=True):
            spoken = ", ".join(names[item] for item in kinds[kind])
            text = f"{tr(_WORDS[kind])}: {spoken}"
            place = open_rows.get(text)
            if place is not None and rows[place].covers(frame - 1):
                rows[place] = replace(rows[place], last=frame)
                continue
            open_rows[text] = len(rows)
            red, green, blue = (int(part) for part in colours[kinds[kind][0]])
            rows.append(FrameRow(frame, text, (red, green, blue)))
    return rows
