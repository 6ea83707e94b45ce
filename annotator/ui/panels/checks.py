"""What to check next, as lines of a list."""

from annotator.commands.said import said_reason
from annotator.document.document import Document
from annotator.ui.look.colours import ColourTable
from annotator.ui.panels.frame_list import FrameList, FrameRow
from annotator.words import tr
from sst_core.suggest import Suggestion


def check_panel() -> FrameList:
    """The empty list."""
    return FrameList(tr("Next to check"), tr("Nothing in doubt"))


def check_rows(
    document: Document, suggestions: tuple[Suggestion, ...], colours: ColourTable
) -> list[FrameRow]:
    """One line per frame in doubt, the most urgent first: object, reason, confidence."""
    names = {item.id: item.name for item in document.objects}
    rows = []
    for one in suggestions:
        if one.object_id not in names:
            continue
        red, green, blue = (int(part) for part in colours[one.object_id])
        text = f"{names[one.object_id]}: {said_reason(one.reason)} ({one.confidence:.0%})"
        rows.append(FrameRow(one.frame, text, (red, green, blue)))
    return rows
