"""Rows of a project file to objects and back."""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

from annotator.document.cells import Cell, shared_cell
from annotator.document.document import Document
from annotator.document.objects import ObjectInfo
from annotator.document.patches import pack
from annotator.project.checks import check_cell, check_colour, check_media, check_object
from annotator.project.media import MediaReference


def read_media(connection: sqlite3.Connection, project: Path) -> MediaReference | None:
    """The clip, looked for beside the project first and then where it was; None if not said."""
    row = connection.execute(
        "SELECT path, relative, size_bytes, digest, frames, height, width, rate FROM media"
    ).fetchone()
    if row is None:
        return None
    path, relative, size_bytes, digest, frames, height, width, rate = row
    check_media(frames, height, width, size_bytes)
    near = None
    if relative:
        near = Path(os.path.normpath(project.absolute().parent / _name_of(relative)))
    found = near if near is not None and near.exists() else Path(_name_of(path))
    clock = Fraction(rate) if rate else None
    return MediaReference(found, size_bytes, str(digest), frames, height, width, clock)


def _name_of(stored: object) -> str:
    """A path as it was stored: text, or bytes where a name is no text in any language."""
    if isinstance(stored, bytes):
        return os.fsdecode(stored)
    if not isinstance(stored, str) or "\0" in stored:
        raise TypeError("the place of the clip is no path")
    return stored


def _storable(path: str) -> str | bytes:
    try:
        path.encode()
    except UnicodeEncodeError:
        return os.fsencode(path)
    return path


def write_media(connection: sqlite3.Connection, project: Path, media: MediaReference) -> None:
    """Stores the clip, its path both absolute and as seen from the project."""
    path = media.path.absolute()
    try:
        relative = os.path.relpath(path, project.absolute().parent)
    except ValueError:  # another drive
        relative = ""
    rate = str(media.rate) if media.rate else None
    connection.execute(
        "INSERT OR REPLACE INTO media VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(_storable(str(path)), _storable(relative), media.size_bytes, media.digest),
            *(media.frames, media.height, media.width, rate),
        ),
    )


def read_objects(connection: sqlite3.Connection) -> Iterator[ObjectInfo]:
    """All objects in display order."""
    rows = connection.execute(
        "SELECT id, name, colour, category, note, hidden, locked FROM objects ORDER BY position"
    )
    for object_id, name, colour, category, note, hidden, locked in rows:
        check_object(object_id, name, category, note)
        shade = check_colour(json.loads(colour)) if colour else None
        yield ObjectInfo(object_id, name, shade, category, note, bool(hidden), bool(locked))


def write_objects(connection: sqlite3.Connection, objects: Iterable[ObjectInfo]) -> None:
    """Replaces the list of objects."""
    connection.execute("DELETE FROM objects")
    connection.executemany(
        "INSERT INTO objects VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(position, item.id, item.name, json.dumps(item.colour) if item.colour else None),
                *(item.category, item.note, item.hidden, item.locked),
            )
            for position, item in enumerate(objects)
        ],
    )


def read_cells(
    connection: sqlite3.Connection, *, backwards: bool = False
) -> Iterator[tuple[tuple[int, int], Cell]]:
    """((frame, object id), cell) of all cells that say something, by frame."""
    order = "DESC" if backwards else "ASC"
    rows = connection.execute(
        "SELECT frame, object, provenance, confidence, reference, locked FROM cells "
        f"ORDER BY frame {order}, object {order}"
    )
    for frame, object_id, provenance, confidence, reference, locked in rows:
        check_cell(frame, object_id, confidence)
        yield (frame, object_id), shared_cell(provenance, confidence, reference, locked)


def write_cells(
    connection: sqlite3.Connection, cells: Iterable[tuple[tuple[int, int], Cell]]
) -> None:
    """Stores cells by (frame, object id); empty ones are removed."""
    kept, gone = [], []
    for (frame, object_id), cell in cells:
        if cell == Cell():
            gone.append((frame, object_id))
        else:
            kept.append(
                (
                    *(frame, object_id, int(cell.provenance), cell.confidence),
                    *(cell.reference, cell.locked),
                )
            )
    connection.executemany("DELETE FROM cells WHERE frame = ? AND object = ?", gone)
    connection.executemany("INSERT OR REPLACE INTO cells VALUES (?, ?, ?, ?, ?, ?)", kept)


def read_map(connection: sqlite3.Connection, frame: int) -> bytes | None:
    """The packed label map of a frame."""
    row = connection.execute("SELECT data FROM maps WHERE frame = ?", (frame,)).fetchone()
    if row and not isinstance(row[0], bytes):
        raise ValueError("a label map that is no data")
    return row[0] if row else None


def packed_map(document: Document, frame: int) -> bytes | None:
    """The label map of a frame as it is stored; None for an empty one."""
    return pack(document.label_map(frame)) if document.has_labels(frame) else None


def write_maps(connection: sqlite3.Connection, maps: Iterable[tuple[int, bytes | None]]) -> None:
    """Stores packed label maps by frame; empty ones are removed."""
    for frame, data in maps:
        if data is None:
            connection.execute("DELETE FROM maps WHERE frame = ?", (frame,))
        else:
            connection.execute("INSERT OR REPLACE INTO maps VALUES (?, ?)", (frame, data))
