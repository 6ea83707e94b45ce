"""How far a clip is, read from its project without opening it: for lists of clips."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from annotator.document.cells import Provenance
from annotator.project.database import connect_for_reading
from annotator.project.errors import ProjectError
from annotator.project.schema import refuse_newer, version_of
from annotator.project.writer import wait_for


@dataclass(frozen=True)
class ProjectSummary:
    """How far a clip is.

    Attributes:
        frames: Of the clip.
        objects: How many objects there are.
        labelled: Frames that have masks or are said to be without the object.
        settled: Frames of these on which nothing is only propagated: all drawn, corrected,
            imported, absent or accepted.
    """

    frames: int
    objects: int
    labelled: int
    settled: int

    @property
    def untouched(self) -> bool:
        """Whether nothing was drawn or propagated yet."""
        return self.labelled == 0

    @property
    def accepted_percent(self) -> int:
        """Settled frames of all frames, rounded down."""
        return 100 * self.settled // self.frames if self.frames else 0


def summarize(path: Path) -> ProjectSummary | None:
    """Reads how far a clip is; takes no lock and writes nothing.

    First waits for what this process has yet to store in the project.

    Args:
        path: A project file.

    Returns:
        The summary, or None if there is no project there that can be read.
    """
    wait_for(path)
    if not path.is_file():
        return None
    try:
        with closing(connect_for_reading(path)) as connection:
            refuse_newer(version_of(connection))
            return _read(connection)
    except (sqlite3.Error, ProjectError):
        return None


def _read(connection: sqlite3.Connection) -> ProjectSummary | None:
    media = connection.execute("SELECT frames FROM media").fetchone()
    if media is None:
        return None
    (objects,) = connection.execute("SELECT count(*) FROM objects").fetchone()
    labelled, settled = connection.execute(
        "SELECT count(*), coalesce(sum(open = 0), 0) FROM (SELECT max(provenance = ?) AS open "
        "FROM cells WHERE provenance != ? GROUP BY frame)",
        (int(Provenance.PROPAGATED), int(Provenance.NONE)),
    ).fetchone()
    return ProjectSummary(media[0], objects, labelled, settled)
