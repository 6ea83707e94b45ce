"""What is said about an export before it begins, and which file one would look at after it."""

from pathlib import Path
from typing import Final

from annotator.document.document import Document
from annotator.export.choice import choose_frames, is_accepted, is_labelled
from annotator.words import marked, tr
from sst_core.errors import UserError

_LOOKED_AT: Final = {
    "qa": (marked("Open report"), "report.html"),
    "overlay": (marked("Open video"), "*.mp4"),
}


def note(document: Document, start: int, stop: int, every: int) -> str:
    """How many of the chosen frames hold masks, and how many of those nobody has accepted.

    Args:
        document: The clip's.
        start: First frame.
        stop: End of the range, not included.
        every: Distance between frames.
    """
    try:
        frames = choose_frames(document.frames, start=start, stop=stop, every=every)
    except UserError:
        return tr("There are no frames in this range.")
    labelled = [frame for frame in frames if is_labelled(document, frame)]
    if not labelled:
        return tr("None of these {count} frames holds a mask.", count=len(frames))
    waiting = sum(not is_accepted(document, frame) for frame in labelled)
    said = tr("{count} of {all} frames hold masks", count=len(labelled), all=len(frames))
    return (
        tr("{said}; nobody has accepted {waiting} of them yet.", said=said, waiting=waiting)
        if waiting
        else f"{said}."
    )


def result(format_id: str, output: Path) -> tuple[str, Path] | None:
    """What to open when a format is one file to look at: the button's words and the file."""
    if format_id not in _LOOKED_AT:
        return None
    words, pattern = _LOOKED_AT[format_id]
    found = sorted(output.glob(pattern))
    return (tr(words), found[0]) if found else None
