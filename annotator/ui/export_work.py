"""An export in a thread of its own: it reads the project file, so the window goes on meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from annotator.export.choice import choose_frames, sequence_name
from annotator.export.job import ExportJob, ExportReport
from annotator.export.qa_records import Activity
from annotator.export.registry import export
from annotator.media.reader import open_media
from annotator.project import open_project
from sst_core.errors import UserError


@dataclass(frozen=True)
class ExportWish:
    """What the user asked for in the dialog.

    Attributes:
        project: The project file.
        media: The video file or folder of images.
        output: The folder to write into.
        format: Id of a format.
        start: First frame.
        stop: End of the range, not included.
        every: Every how many frames.
        accepted_only: Leave out what nobody drew or accepted.
        overwrite: Accept a folder that is not empty.
        options: The format's options.
    """

    project: Path
    media: Path
    output: Path
    format: str
    start: int
    stop: int
    every: int
    accepted_only: bool
    overwrite: bool
    options: Mapping[str, str]


class ExportWork:
    """Runs one export; the callables are called on its thread.

    Args:
        wish: What to write.
        progress: Takes frames done and frames in all.
        done: Takes the report.
        failed: Takes one sentence.
    """

    def __init__(
        self,
        wish: ExportWish,
        *,
        progress: Callable[[int, int], None],
        done: Callable[[ExportReport], None],
        failed: Callable[[str], None],
    ) -> None:
        self._wish = wish
        self._progress, self._done, self._failed = progress, done, failed
        self._cancelled = Event()
        self._thread = Thread(target=self._run, name="export", daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def cancel(self) -> None:
        """Ends after the frame at hand; what is finished stays."""
        self._cancelled.set()

    def wait(self, seconds: float) -> None:
        """Waits for the end."""
        self._thread.join(seconds)

    def _run(self) -> None:
        try:
            self._done(self._export())
        except UserError as error:
            self._failed(str(error))
        except OSError as error:
            self._failed(f"The export stopped ({error.strerror or error}).")

    def _export(self) -> ExportReport:
        wish = self._wish
        source = open_media(wish.media)
        project = open_project(wish.project)
        try:
            document = project.document
            frames = choose_frames(
                document.frames, start=wish.start, stop=wish.stop, every=wish.every
            )
            job = ExportJob(
                document,
                source,
                wish.output,
                wish.format,
                frames,
                sequence=sequence_name(wish.media),
                accepted_only=wish.accepted_only,
                overwrite=wish.overwrite,
                options=wish.options,
                activity=Activity(project.activity.gestures, project.activity.active_seconds),
            )
            return export(job, progress=self._progress, cancelled=self._cancelled.is_set)
        finally:
            project.close()
            source.close()
