"""What can still be read from a damaged project file, and what is lost."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from annotator.document.cells import Cell
from annotator.document.objects import ObjectInfo
from annotator.document.patches import unpack
from annotator.project.media import MediaReference
from annotator.project.rows import read_cells, read_map, read_media, read_objects
from annotator.project.view import ViewState, read_view
from sst_core.labels import VOID
from sst_core.saying import said

Item = TypeVar("Item")
UNREADABLE = (sqlite3.Error, ValueError, TypeError, ArithmeticError, RecursionError)
"""What rows that make no sense end in."""
_NAMED = 8
"""So many lost frames are named one by one."""


@dataclass
class Salvaged:
    """What was read, as a document starts from it.

    Attributes:
        media: The clip.
        objects: In display order.
        cells: (frame, object id) to cell.
        maps: Frame to packed label map; only sound ones.
        view: View state.
        lost: What is gone, in words.
    """

    media: MediaReference
    objects: tuple[ObjectInfo, ...]
    cells: dict[tuple[int, int], Cell]
    maps: dict[int, bytes]
    view: ViewState
    lost: tuple[str, ...]


def salvage(
    connection: sqlite3.Connection, path: Path, fallback: MediaReference | None
) -> Salvaged | None:
    """Reads what can be read, each table and each frame for itself.

    Args:
        connection: To the damaged file.
        path: The file.
        fallback: The clip, if the file does not even say that.

    Returns:
        What was read, or None if the clip is unknown.
    """
    media = fallback
    with suppress(*UNREADABLE):
        media = read_media(connection, path) or fallback
    if media is None:
        return None
    lost: list[str] = []
    cells, whole = _cells(connection)
    if not whole:
        lost.append(said("some notes on who drew what"))
    maps, frames = _maps(connection, media, range(media.frames))
    if frames:
        lost.append(_frames_lost(frames))
    objects, listed = _objects(connection, cells, maps, media)
    if not listed:
        lost.append(said("names of objects"))
    lost.append(said("the undo history"))
    view = ViewState({})
    with suppress(*UNREADABLE):
        view = read_view(connection)
    return Salvaged(media, objects, cells, maps, view, tuple(lost))


def _cells(connection: sqlite3.Connection) -> tuple[dict[tuple[int, int], Cell], bool]:
    found, whole = _each(read_cells(connection))
    if not whole:
        found += _each(read_cells(connection, backwards=True))[0]
    return dict(found), whole


def _each(rows: Iterator[Item]) -> tuple[list[Item], bool]:
    """Like `list`, but keeps what came before an error."""
    found: list[Item] = []
    try:
        for row in rows:
            found.append(row)
    except UNREADABLE:
        return found, False
    return found, True


def _maps(
    connection: sqlite3.Connection, media: MediaReference, frames: Iterable[int]
) -> tuple[dict[int, bytes], list[int]]:
    maps: dict[int, bytes] = {}
    lost = []
    for frame in frames:
        try:
            data = read_map(connection, frame)
            if data is not None:
                unpack(data, media.size)
                maps[frame] = data
        except UNREADABLE:
            lost.append(frame)
    return maps, lost


def _objects(
    connection: sqlite3.Connection,
    cells: dict[tuple[int, int], Cell],
    maps: dict[int, bytes],
    media: MediaReference,
) -> tuple[tuple[ObjectInfo, ...], bool]:
    found, whole = _each(read_objects(connection))
    if whole and found:
        return tuple(found), True
    known = {item.id for item in found}
    seen = {object_id for _, object_id in cells}
    for data in maps.values():
        seen |= {int(value) for value in set(unpack(data, media.size).flat)} - {0, VOID}
    made = (ObjectInfo(object_id, f"object {object_id}") for object_id in sorted(seen - known))
    return (*found, *made), whole and not seen


def _frames_lost(frames: list[int]) -> str:
    if len(frames) == 1:
        return said("the masks of frame {frame}", frame=frames[0])
    if len(frames) <= _NAMED:
        return said("the masks of frames {frames}", frames=", ".join(map(str, frames)))
    return said(
        "the masks of {count} frames between {first} and {last}",
        count=len(frames),
        first=frames[0],
        last=frames[-1],
    )
