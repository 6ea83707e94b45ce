"""Lists of frames to go to: the references, and what to check next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from annotator.ui.panels.side_panel import SidePanel, chip
from annotator.words import tr

_FRAME = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class FrameRow:
    """One line of a list.

    Attributes:
        frame: Where a click goes.
        text: What it says after the frame number.
        colour: Of the object it is about, or None.
        last: The last frame of a stretch that one line stands for; None for a single frame.
    """

    frame: int
    text: str
    colour: tuple[int, int, int] | None = None
    last: int | None = None

    @property
    def place(self) -> str:
        """The frame or frames in words."""
        return (
            str(self.frame)
            if self.last is None
            else tr("{frame} to {last}", frame=self.frame, last=self.last)
        )

    def covers(self, frame: int | None) -> bool:
        """Whether the line speaks of a frame."""
        if frame is None:
            return False
        return self.frame <= frame <= (self.frame if self.last is None else self.last)


class FrameList(SidePanel):
    """Frames with a word about each; a click goes there.

    Args:
        title: The heading.
        nothing: What is said while the list is empty.

    Signals:
        chosen(int): A frame was clicked.
    """

    chosen = Signal(int)

    def __init__(self, title: str, nothing: str) -> None:
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._list.setIconSize(QSize(14, 14))
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        super().__init__(title, self._list)
        self._nothing = nothing
        self._rows: tuple[FrameRow, ...] | None = None
        self._list.itemClicked.connect(self._clicked)
        self._list.itemActivated.connect(self._clicked)
        self._list.setAccessibleName(title)
        self.show_rows(())

    @property
    def body(self) -> QListWidget:
        """What takes the keyboard."""
        return self._list

    @property
    def rows(self) -> tuple[FrameRow, ...]:
        """What is listed."""
        return self._rows or ()

    def show_rows(self, rows: Iterable[FrameRow], *, current: int | None = None) -> None:
        """Fills the list and marks the lines of the current frame."""
        wanted = tuple(rows)
        if wanted != self._rows:
            self._rows = wanted
            self._fill(wanted)
        self.mark(current)

    def mark(self, current: int | None) -> None:
        """Marks the line of the current frame, if there is one."""
        self._list.setCurrentRow(-1)
        for place, row in enumerate(self.rows):
            if row.covers(current):
                self._list.setCurrentRow(place)
                return

    def _fill(self, rows: Sequence[FrameRow]) -> None:
        self._list.clear()
        if not rows:
            item = QListWidgetItem(self._nothing)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self._list.addItem(item)
        for row in rows:
            item = QListWidgetItem(f"{row.place}  ·  {row.text}")
            item.setData(_FRAME, row.frame)
            item.setToolTip(tr("Frame {place}: {words}", place=row.place, words=row.text))
            if row.colour is not None:
                item.setIcon(chip(row.colour))
            self._list.addItem(item)

    def _clicked(self, item: QListWidgetItem) -> None:
        frame = item.data(_FRAME)
        if isinstance(frame, int):
            self.chosen.emit(frame)
