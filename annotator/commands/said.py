"""What is stored in English, as it is said to the user: titles of steps, reasons for doubt."""

from typing import Final

from annotator.words import marked, tr

_FROM: Final = " from frame "
_SPLIT: Final = "split in "
STORED: Final = (
    marked("Track forward"),
    marked("Track backward"),
    marked("Track both ways"),
    marked("Track outward"),
    marked("Lasso"),
    marked("Polygon"),
    marked("Brush"),
    marked("Eraser"),
    marked("Import masks"),
    marked("lost from sight"),
    marked("jumped"),
    marked("low margin"),
    marked("after a doubtful stretch"),
    marked("far from a reference"),
    marked("less sure than elsewhere"),
)
"""Titles and reasons that other rooms write; here so that they are found for translation."""


def said_title(title: str) -> str:
    """The title of a step: "Track forward from frame 12", in the user's language."""
    what, sign, frame = title.partition(_FROM)
    if sign:
        return tr("{what} from frame {frame}", what=tr(what), frame=frame)
    return tr(title)


def said_reason(reason: str) -> str:
    """Why a mask is in doubt, in the user's language."""
    return ", ".join(_one_reason(part) for part in reason.split(", "))


def _one_reason(part: str) -> str:
    if part.startswith(_SPLIT):
        count = part.removeprefix(_SPLIT).partition(" ")[0]
        return tr("split in {count} parts", count=count)
    return tr(part)
