"""An export in a thread of its own: it reads project files, so the window goes on meanwhile."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Event, Thread

from annotator.engine.export_clips import ExportWish, export_clips, export_project
from annotator.export.job import ExportReport
from annotator.words import tr
from sst_core.errors import UserError

__all__ = ["ExportWish", "ExportWork"]


class ExportWork:
    """Runs one export; the callables are called on its thread.

    Args:
        wish: What to write.
        clips: Write all of these, each into a folder of its own, instead of the wish's own clip.
        progress: Takes frames done and frames in all.
        done: Takes the report.
        failed: Takes one sentence.
    """

    def __init__(
        self,
        wish: ExportWish,
        *,
        clips: Sequence[Path] = (),
        progress: Callable[[int, int], None],
        done: Callable[[ExportReport], None],
        failed: Callable[[str], None],
    ) -> None:
        self._write = partial(export_clips, clips, wish) if clips else partial(export_project, wish)
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
            report = self._write(progress=self._progress, cancelled=self._cancelled.is_set)
        except UserError as error:
            self._failed(str(error))
        except OSError as error:
            self._failed(tr("The export stopped ({reason}).", reason=error.strerror or error))
        else:
            self._done(report)
