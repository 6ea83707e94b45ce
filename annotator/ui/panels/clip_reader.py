"""What the clips panel shows of each clip, read in a thread: a picture, and how far the work is."""

from collections.abc import Callable, Iterable
from pathlib import Path
from queue import Empty, PriorityQueue
from threading import Thread

from PySide6.QtGui import QImage

from annotator.media.reader import open_media
from annotator.project import default_project_path, summarize
from annotator.ui.timeline.thumbnails import thumbnail
from annotator.words import tr
from sst_core.errors import UserError

_STATE, _PICTURE = 1, 2


class ClipReader:
    """Reads clip after clip; what is quick to read, the state of the work, comes first.

    Args:
        width: Of a picture, in pixels.
        show_picture: Takes a clip and its first frame; called on the reader's thread.
        show_state: Takes a clip and a few words on the work; called on the reader's thread.
    """

    def __init__(
        self,
        width: int,
        *,
        show_picture: Callable[[Path, QImage], None],
        show_state: Callable[[Path, str], None],
    ) -> None:
        self._width = width
        self._show_picture, self._show_state = show_picture, show_state
        self._queue: PriorityQueue[tuple[int, int, Path]] = PriorityQueue()
        self._asked = 0
        self._thread: Thread | None = None

    def read(self, paths: Iterable[Path]) -> None:
        """Reads other clips in place of those before."""
        while True:
            try:
                self._queue.get_nowait()
            except Empty:
                break
        for path in paths:
            self._ask(_STATE, path)
            self._ask(_PICTURE, path)

    def read_state(self, path: Path) -> None:
        """Reads again how far the work on a clip is."""
        self._ask(_STATE, path)

    def close(self) -> None:
        """Ends the thread after what it reads now."""
        if self._thread is not None:
            self._queue.put((0, 0, Path()))
            self._thread = None

    def _ask(self, kind: int, path: Path) -> None:
        self._asked += 1
        self._queue.put((kind, self._asked, path))
        if self._thread is None:
            self._thread = Thread(target=self._run, name="clip reader", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            kind, _, path = self._queue.get()
            if kind == _STATE:
                self._show_state(path, progress_words(path))
            elif kind == _PICTURE:
                self._read_picture(path)
            else:
                return

    def _read_picture(self, path: Path) -> None:
        try:
            source = open_media(path)
            try:
                image = thumbnail(source.read(0), self._width)
            finally:
                source.close()
        except (UserError, IndexError):
            return  # a clip without a picture still opens, and says then what is wrong
        self._show_picture(path, image)


def progress_words(path: Path) -> str:
    """How far the work on a clip is: "untouched", "in progress · 12 % accepted", "accepted"."""
    project = default_project_path(path)
    if not project.exists():
        return "untouched"
    summary = summarize(project)
    if summary is None:
        return tr("project cannot be read")
    if summary.untouched:
        return "untouched"
    if summary.settled == summary.frames:
        return "accepted"
    return tr(
        "in progress · {accepted_percent} % accepted", accepted_percent=summary.accepted_percent
    )
