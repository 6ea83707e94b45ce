"""The clips of a folder: a picture, the name, and how far the work on each is."""

from collections.abc import Callable, Iterable
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from annotator.media.reader import open_media
from annotator.project import default_project_path, summarize
from annotator.ui.bridge import Bridge
from annotator.ui.side_panel import SidePanel
from annotator.ui.thumbnails import thumbnail
from sst_core.errors import UserError

VIDEOS = frozenset(
    {".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v", ".mpg", ".mpeg", ".ts", ".mjpeg"}
)
_WIDTH = 72
_PATH = Qt.ItemDataRole.UserRole


def videos_in(folder: Path) -> list[Path]:
    """The video files of a folder, by name."""
    try:
        found = [item for item in folder.iterdir() if item.suffix.lower() in VIDEOS]
    except OSError:
        return []
    return sorted((item for item in found if item.is_file()), key=lambda item: item.name.lower())


class ClipsPanel(SidePanel):
    """Lists clips; pictures are decoded in a thread of their own.

    Args:
        bridge: Where the thread's pictures cross to the window's thread.

    Signals:
        chosen(object): The path of a clip that was clicked.
    """

    chosen = Signal(object)

    def __init__(self, bridge: Bridge) -> None:
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setIconSize(QSize(_WIDTH, 41))
        super().__init__("Clips", self._list)
        self._show = bridge.wrap(self._show_picture)
        self._work = _Thumbnails(self._show)
        self._paths: list[Path] = []
        self._current: Path | None = None
        self._list.itemClicked.connect(lambda item: self.chosen.emit(item.data(_PATH)))

    @property
    def paths(self) -> tuple[Path, ...]:
        """The clips that are listed."""
        return tuple(self._paths)

    def show_clips(self, paths: Iterable[Path]) -> None:
        """Lists clips in place of those before."""
        self._paths = list(paths)
        self._list.clear()
        for path in self._paths:
            item = QListWidgetItem()
            item.setData(_PATH, path)
            item.setToolTip(str(path))
            self._list.addItem(item)
        self.refresh()
        self._work.ask(self._paths)

    def set_current(self, path: Path) -> None:
        """Marks the clip that is open."""
        self._current = path.absolute()
        for row, item in enumerate(self._paths):
            if item.absolute() == self._current:
                self._list.setCurrentRow(row)
        self.refresh()

    def neighbour(self, by: int) -> Path | None:
        """The clip before or after the open one."""
        places = [item.absolute() for item in self._paths]
        if self._current not in places:
            return None
        place = places.index(self._current) + by
        return self._paths[place] if 0 <= place < len(self._paths) else None

    def refresh(self) -> None:
        """Says of each clip how far the work on it is."""
        for row, path in enumerate(self._paths):
            self._list.item(row).setText(f"{path.name}\n{_progress(path)}")

    def close_work(self) -> None:
        """Ends the thread of the pictures."""
        self._work.close()

    def _show_picture(self, path: Path, image: QImage) -> None:
        if path in self._paths:
            self._list.item(self._paths.index(path)).setIcon(_icon(image))


def _progress(path: Path) -> str:
    """How far the work on a clip is, in two words."""
    project = default_project_path(path)
    summary = summarize(project) if project.exists() else None
    if summary is None or summary.untouched:
        return "untouched"
    return f"{summary.accepted_percent:.0f} % accepted"


def _icon(image: QImage) -> QIcon:
    """The picture, the same on the selected row."""
    picture = QPixmap.fromImage(image)
    made = QIcon(picture)
    made.addPixmap(picture, QIcon.Mode.Selected)
    return made


class _Thumbnails:
    """Decodes the first frame of one clip after the other."""

    def __init__(self, show: Callable[[Path, QImage], None]) -> None:
        self._show = show
        self._queue: SimpleQueue[Path | None] = SimpleQueue()
        self._thread: Thread | None = None

    def ask(self, paths: Iterable[Path]) -> None:
        while True:
            try:
                self._queue.get_nowait()
            except Empty:
                break
        for path in paths:
            self._queue.put(path)
        if self._thread is None:
            self._thread = Thread(target=self._run, name="clip pictures", daemon=True)
            self._thread.start()

    def close(self) -> None:
        if self._thread is not None:
            self._queue.put(None)
            self._thread = None

    def _run(self) -> None:
        while (path := self._queue.get()) is not None:
            try:
                source = open_media(path)
                image = thumbnail(source.read(0), 2 * _WIDTH)
                source.close()
            except (UserError, IndexError):
                continue  # a clip without a picture still opens, and says then what is wrong
            self._show(path, image)
