"""Project files made from a project that is open: copies, and rescued ones."""

import sqlite3
from contextlib import closing
from pathlib import Path

from annotator.document.document import Document
from annotator.project.database import connect, transaction
from annotator.project.media import MediaReference
from annotator.project.rows import (
    packed_map,
    write_cells,
    write_maps,
    write_media,
    write_objects,
)
from annotator.project.schema import migrate
from annotator.project.view import ViewState, write_view


def copy_database(source: sqlite3.Connection, target: Path) -> None:
    """Copies a file that is in use, through SQLite's backup.

    Raises:
        sqlite3.Error: The copy cannot be written.
    """
    with closing(connect(target, mode="rwc")) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute("DELETE FROM lock")


def write_new(
    part: Path, path: Path, document: Document, *, media: MediaReference, view: ViewState
) -> None:
    """Writes a document that has no sound file of its own into a new one, without its history.

    Args:
        part: The file to write, which does not exist.
        path: What it will be called.
        document: The document.
        media: The clip.
        view: View state.

    Raises:
        sqlite3.Error: It cannot be written.
    """
    with closing(connect(part, mode="rwc")) as connection:
        migrate(connection)
        with transaction(connection):
            write_media(connection, path, media)
            write_objects(connection, document.objects)
            for frame in range(document.frames):
                cells = document.cells(frame).items()
                write_cells(connection, (((frame, number), cell) for number, cell in cells))
            frames = sorted(document.labelled)
            write_maps(connection, ((frame, packed_map(document, frame)) for frame in frames))
            write_view(connection, view.rows())
