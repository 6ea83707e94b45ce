"""What is stored in one transaction, taken from the document at once, so that it may go on."""

import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.document.cells import Cell
from annotator.document.document import Document
from annotator.document.edits import CellEdit
from annotator.document.objects import ObjectInfo
from annotator.project.activity import Activity, write_activity
from annotator.project.history_rows import Event, HistoryRows
from annotator.project.rows import packed_map, write_cells, write_maps, write_objects
from annotator.project.view import write_view


@dataclass(frozen=True)
class Entry:
    """A group as it left the document, or only where the user stood; it never changes.

    Attributes:
        activity: Work so far, this group included.
        view: View state to be stored: name to JSON, or to None for what is gone.
        event: What happened; None where only the view is stored.
        objects: All objects afterwards; None where they did not change.
        cells: The cells that were touched, as they were afterwards.
        maps: The label maps that were touched, packed; None for an empty one.
        undo_steps: How many steps can be undone afterwards.
        since: When the entry was made, in seconds of `time.monotonic`.
    """

    activity: Activity
    view: Mapping[str, str | None]
    event: Event | None = None
    objects: tuple[ObjectInfo, ...] | None = None
    cells: Mapping[tuple[int, int], Cell] = field(default_factory=dict)
    maps: Mapping[int, bytes | None] = field(default_factory=dict)
    undo_steps: int = 0
    since: float = field(default_factory=time.monotonic)


def entry_of(
    document: Document, event: Event, activity: Activity, view: Mapping[str, str | None]
) -> Entry:
    """What has to be stored of a group that was applied just now.

    Args:
        document: As the group left it.
        event: What happened.
        activity: Work so far, this group included.
        view: View state to be stored along.
    """
    group = event.group
    touched = {(edit.frame, edit.object_id) for edit in group.edits if isinstance(edit, CellEdit)}
    return Entry(
        activity,
        view,
        event,
        objects=document.objects if group.touches_objects else None,
        cells={key: document.cell(*key) for key in touched},
        maps={frame: packed_map(document, frame) for frame in group.pixel_frames},
        undo_steps=document.undo_steps,
    )


def write_entry(connection: sqlite3.Connection, entry: Entry, rows: HistoryRows) -> None:
    """Writes an entry inside a transaction.

    Args:
        connection: To the file.
        entry: What to write.
        rows: The history as it was stored before; changed.

    Raises:
        sqlite3.Error: It cannot be written; `rows` are of no use then.
    """
    if entry.event is not None:
        rows.record(connection, entry.event)
        rows.trim(connection, entry.undo_steps)
    if entry.objects is not None:
        write_objects(connection, entry.objects)
    write_cells(connection, entry.cells.items())
    write_maps(connection, entry.maps.items())
    write_activity(connection, entry.activity)
    write_view(connection, entry.view)
