"""Project files made from a project that is open: copies, and rescued ones."""

import sqlite3
from contextlib import closing
from pathlib import Path

from annotator.document.document import Document
from annotator.project.database import connect, transaction
from annotator.project.media import MediaReference
from annotator.project.rows import write_cells, write_maps, write_media, write_objects
from annotator.project.schema import migrate
from annotator.project.view import ViewState


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
            keys = [
                (frame, object_id)
                for frame in range(document.frames)
                for object_id in document.cells(frame)
            ]
            write_cells(connection, document, keys)
            write_maps(connection, document, sorted(document.labelled))
            view.all_waiting()
            view.write(connection)
