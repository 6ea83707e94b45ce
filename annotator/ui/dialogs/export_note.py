"""What is said about an export before it begins, and which file one would look at after it."""

from pathlib import Path
from typing import Final

from annotator.document.document import Document
from annotator.export.choice import choose_frames, is_accepted, is_labelled
from sst_core.errors import UserError

_LOOKED_AT: Final = {"qa": ("Open report", "report.html"), "overlay": ("Open video", "*.mp4")}


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
        return "There are no frames in this range."
    labelled = [frame for frame in frames if is_labelled(document, frame)]
    if not labelled:
        return f"None of these {len(frames)} frames holds a mask."
    waiting = sum(not is_accepted(document, frame) for frame in labelled)
    said = f"{len(labelled)} of {len(frames)} frames hold masks"
    return f"{said}; nobody has accepted {waiting} of them yet." if waiting else f"{said}."


def result(format_id: str, output: Path) -> tuple[str, Path] | None:
    """What to open when a format is one file to look at: the button's words and the file."""
    if format_id not in _LOOKED_AT:
        return None
    words, pattern = _LOOKED_AT[format_id]
    found = sorted(output.glob(pattern))
    return (words, found[0]) if found else None
