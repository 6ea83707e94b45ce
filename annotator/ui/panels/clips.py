"""The clips of a folder: a picture, the name, how far the work on each is, and work on them all."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from annotator.engine.clip_queue import ClipState, seconds_left
from annotator.ui.look.bridge import Bridge
from annotator.ui.look.sizes import SIZES
from annotator.ui.look.widgets import button, label
from annotator.ui.panels.clip_reader import ClipReader
from annotator.ui.panels.side_panel import SidePanel
from annotator.words import tr

VIDEOS = frozenset(
    {".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v", ".mpg", ".mpeg", ".ts", ".mjpeg"}
)
_WIDTH, _ROW = 72, 52
_PATH = Qt.ItemDataRole.UserRole
_WORK = 1000
"""Steps of the bar over all clips."""


def videos_in(folder: Path) -> list[Path]:
    """The video files of a folder, by name."""
    try:
        found = [item for item in folder.iterdir() if item.suffix.lower() in VIDEOS]
    except OSError:
        return []
    return sorted((item for item in found if item.is_file()), key=lambda item: item.name.lower())


class ClipsPanel(SidePanel):
    """Lists clips; pictures and states are read in a thread of their own.

    Args:
        bridge: Where the thread's findings cross to the window's thread.

    Signals:
        chosen(object): The path of a clip that was clicked.
        wanted(str): The id of a command whose button was pressed.
    """

    chosen = Signal(object)
    wanted = Signal(str)

    def __init__(self, bridge: Bridge) -> None:
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._list.setIconSize(QSize(_WIDTH, 41))
        self._list.setMinimumHeight(3 * _ROW)
        self._foot = _Foot()
        super().__init__(tr("Clips"), _stacked(self._list, self._foot))
        self._foot.wanted.connect(self.wanted)
        self._reader = ClipReader(
            2 * _WIDTH,
            show_picture=bridge.wrap(self._show_picture),
            show_state=bridge.wrap(self._show_state),
        )
        self._paths: list[Path] = []
        self._words: dict[Path, str] = {}
        self._queued: dict[Path, ClipState] = {}
        self._current: Path | None = None
        self._asked: Path | None = None
        for done in (self._list.itemClicked, self._list.itemActivated):
            done.connect(lambda item: self.chosen.emit(item.data(_PATH)))
        self._list.setAccessibleName(tr("Clips"))

    @property
    def body(self) -> QListWidget:
        """What takes the keyboard."""
        return self._list

    @property
    def paths(self) -> tuple[Path, ...]:
        """The clips that are listed."""
        return tuple(self._paths)

    @property
    def progress(self) -> str:
        """What is said of the work on all clips; "" while there is none."""
        return self._foot.words

    def words(self, path: Path) -> str:
        """What is said of a clip."""
        item = self._list.item(self._paths.index(path))
        return str(item.text()).partition("\n")[2]

    def take(self, path: Path, videos: Sequence[Path]) -> Path:
        """Lists the clips of a folder that is opened; goes away when a clip is that is not listed.

        Args:
            path: What is opened.
            videos: The clips in it, if it is a folder of clips.

        Returns:
            The clip to open.
        """
        if videos:
            self.show_clips(videos)
            self.show()
            path = videos[0]
        elif path.absolute() not in self._paths:
            self.hide()
        self.ask(path)
        return path

    def show_clips(self, paths: Iterable[Path]) -> None:
        """Lists clips in place of those before."""
        self._paths = [path.absolute() for path in paths]
        self._words, self._queued = {}, {}
        self._list.clear()
        for path in self._paths:
            item = QListWidgetItem(path.name)
            item.setData(_PATH, path)
            item.setSizeHint(QSize(0, SIZES.of(_ROW)))
            self._list.addItem(item)
            self._show_words(path)
        self._reader.read(self._paths)

    def set_current(self, path: Path) -> None:
        """Marks the clip that is open; the one before was worked on, so it is read again."""
        self.refresh()
        if path.absolute() != self._current:
            self._asked = self._current = path.absolute()
        if self._current in self._paths:
            self._list.setCurrentRow(self._paths.index(self._current))
        else:
            self._list.setCurrentRow(-1)
        self.refresh()

    def ask(self, path: Path) -> None:
        """A clip is about to be opened, from which next and previous go on."""
        if path.absolute() in self._paths:
            self._asked = path.absolute()

    def neighbour(self, by: int) -> Path | None:
        """The clip before or after the one that was asked for last, be it open or broken."""
        if self._asked not in self._paths:
            return None
        place = self._paths.index(self._asked) + by
        return self._paths[place] if 0 <= place < len(self._paths) else None

    def refresh(self) -> None:
        """Reads again how far the work on the open clip is."""
        if self._current in self._paths:
            self._reader.read_state(self._current)

    def show_queue(self, states: Sequence[ClipState], *, working: bool) -> None:
        """Says how far the work on all clips is.

        Args:
            states: Of every clip of the queue.
            working: Whether the queue goes on.
        """
        before = self._queued
        self._queued = {state.path: state for state in states}
        for path, state in self._queued.items():
            if path in self._paths and before.get(path) != state:
                self._show_words(path)
                if state.stage not in {"waiting", "running"}:
                    self._reader.read_state(path)
        self._foot.show_work(states, working=working)

    def close_work(self) -> None:
        """Ends the thread of the pictures."""
        self._reader.close()

    def _show_picture(self, path: Path, image: QImage) -> None:
        if path in self._paths:
            self._list.item(self._paths.index(path)).setIcon(_icon(image))

    def _show_state(self, path: Path, words: str) -> None:
        if path in self._paths:
            self._words[path] = words
            self._show_words(path)

    def _show_words(self, path: Path) -> None:
        item = self._list.item(self._paths.index(path))
        state = self._queued.get(path)
        item.setText(f"{path.name}\n{_queue_words(state) or self._words.get(path, '…')}")
        sentence = state.sentence if state is not None else ""
        item.setToolTip("\n".join(filter(None, [str(path), tr(sentence)])))


class _Foot(QWidget):
    """Buttons for the work on all clips, or how far it is."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._words = label("", "muted")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setRange(0, _WORK)
        self._all = button(
            tr("Propagate all"), tr("Carry the masks of every clip that has some"), "quiet"
        )
        self._export = button(
            tr("Export all…"), tr("Write every clip into a folder of its own"), "quiet"
        )
        self._stop = button(tr("Stop"), tr("Stop; what is finished stays"), "quiet")
        for one, command in (
            (self._all, "clips.propagate"),
            (self._export, "clips.export"),
            (self._stop, "clips.stop"),
        ):
            one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            one.clicked.connect(lambda _checked=False, name=command: self.wanted.emit(name))
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._words, 1)
        for one in (self._all, self._export, self._stop):
            row.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 8, 8)
        column.setSpacing(4)
        column.addWidget(self._bar)
        column.addLayout(row)
        self.show_work((), working=False)

    @property
    def words(self) -> str:
        """What is said."""
        return str(self._words.text())

    def show_work(self, states: Sequence[ClipState], *, working: bool) -> None:
        """Says how many clips are done, and how long the rest takes."""
        for one in (self._all, self._export):
            one.setVisible(not working)
        self._stop.setVisible(working)
        self._bar.setVisible(working)
        if not working:
            self._words.setText("")
            return
        mine = [state for state in states if state.stage != "left out"]
        ended = sum(state.stage not in {"waiting", "running"} for state in mine)
        seconds = seconds_left(mine)
        left = "" if seconds is None else tr(" · {duration} left", duration=_duration(seconds))
        self._words.setText(
            tr("{ended} of {count} clips{left}", ended=ended, count=len(mine), left=left)
        )
        total = sum(state.total for state in mine)
        done = sum(state.total - state.left for state in mine)
        self._bar.setValue(round(_WORK * done / total) if total else 0)


def _queue_words(state: ClipState | None) -> str:
    """What a clip's place in the queue is; "" where the work on it says more."""
    if state is None:
        return ""
    if state.stage == "waiting":
        return tr("waiting")
    if state.stage == "running":
        if state.speed <= 0:
            return tr("getting ready…")
        left = _duration(state.left / state.speed)
        return tr("{done}/{total} · {left} left", done=state.done, total=state.total, left=left)
    return {"failed": tr("failed, see the tip"), "left out": ""}.get(state.stage, "")


def _duration(seconds: float) -> str:
    """A time for people: "24 s", "3 min"."""
    return f"{seconds:.0f} s" if seconds < 90 else tr("{seconds:.0f} min", seconds=seconds / 60)


def _stacked(body: QWidget, foot: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(body, 1)
    column.addWidget(foot)
    return made


def _icon(image: QImage) -> QIcon:
    """The picture, the same on the selected row."""
    picture = QPixmap.fromImage(image)
    made = QIcon(picture)
    made.addPixmap(picture, QIcon.Mode.Selected)
    return made
