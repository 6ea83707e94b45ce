"""Which frames an export takes, and how the rest is named to the user."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from annotator.document.cells import OWNED, Provenance
from sst_core.errors import UserError
from sst_core.saying import joined, said

if TYPE_CHECKING:
    from annotator.document.document import Document

_MOST_NAMED: Final = 12
_LONGEST: Final = 120
"""Bytes of a clip's name that name a folder; file systems hold 255."""
_MOST_BYTES: Final = 200
_RESERVED: Final = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}
)
"""Names that Windows keeps for devices, with any suffix."""


def choose_frames(length: int, *, start: int = 0, stop: int | None = None, every: int = 1) -> range:
    """Every n-th frame of a range.

    Args:
        length: Frames of the clip.
        start: First frame.
        stop: First frame that is left out; None goes to the end.
        every: Distance between frames, at least 1.

    Raises:
        UserError: No frame is left.
    """
    if every < 1:
        raise UserError(said("every {every}th frame cannot be taken", every=every), where="--every")
    frames = range(max(start, 0), min(length if stop is None else stop, length), every)
    if not frames:
        raise UserError(
            "there are no frames in this range",
            todo=said("The clip has {length} frames", length=length),
        )
    return frames


def is_labelled(document: "Document", frame: int) -> bool:
    """Whether anybody, human or model, has said something about a frame."""
    return document.has_labels(frame) or any(
        cell.provenance is not Provenance.NONE for cell in document.cells(frame).values()
    )


def is_accepted(document: "Document", frame: int) -> bool:
    """Whether every mask of a labelled frame was drawn, imported or accepted by a person."""
    if not is_labelled(document, frame):
        return False
    kinds = {cell.provenance for cell in document.cells(frame).values()}
    return kinds <= OWNED | {Provenance.NONE}


def name_frames(frames: Iterable[int], names: Sequence[str], among: Sequence[int]) -> str:
    """Frames as text, neighbours joined: "00003, 00010 to 00020 and 4 more".

    Args:
        frames: Frame numbers.
        names: Name of every frame of the clip.
        among: The frames that were looked at, rising; neighbours are neighbours in this list.
    """
    place = {frame: i for i, frame in enumerate(among)}
    runs: list[list[int]] = []
    for frame in sorted(frames):
        if runs and place[frame] == place[runs[-1][-1]] + 1:
            runs[-1].append(frame)
        else:
            runs.append([frame])
    shown = runs[:_MOST_NAMED]
    parts = [
        names[run[0]]
        if len(run) == 1
        else said("{first} to {last}", first=names[run[0]], last=names[run[-1]])
        for run in shown
    ]
    named, rest = joined(", ", parts), sum(len(run) for run in runs[_MOST_NAMED:])
    return said("{names} and {rest} more", names=named, rest=rest) if rest else named


def sequence_name(media: Path) -> str:
    """A folder name for a clip: the video's, without what no file system likes."""
    kept = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in media.stem)
    name = in_bytes(kept, _LONGEST).strip("._ ") or "clip"
    stem, dot, rest = name.partition(".")
    return f"{stem}_{dot}{rest}" if is_reserved(name) else name


def is_reserved(name: str) -> bool:
    """Whether Windows takes a name for a device, or no file system has room for it."""
    return name.partition(".")[0].strip().upper() in _RESERVED or len(name.encode()) > _MOST_BYTES


def in_bytes(text: str, most: int) -> str:
    """The beginning of a text that takes at most so many bytes of UTF-8."""
    return text.encode("utf-8", "ignore")[:most].decode("utf-8", "ignore")
