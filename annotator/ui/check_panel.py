"""What to check next, as lines of a list."""

from annotator.commands.checklist import Check
from annotator.document.document import Document
from annotator.ui.colours import ColourTable
from annotator.ui.frame_list import FrameList, FrameRow


def check_panel() -> FrameList:
    """The empty list."""
    return FrameList("Next to check", "Nothing in doubt")


def check_rows(
    document: Document, checks: tuple[Check, ...], colours: ColourTable
) -> list[FrameRow]:
    """One line per frame in doubt: the object and the reason."""
    names = {item.id: item.name for item in document.objects}
    rows = []
    for check in checks:
        red, green, blue = (int(part) for part in colours[check.object_id])
        text = f"{names.get(check.object_id, '?')}: {check.reason}"
        rows.append(FrameRow(check.frame, text, (red, green, blue)))
    return rows
