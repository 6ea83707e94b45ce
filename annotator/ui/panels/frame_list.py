"""Lists of frames to go to: the references, and what to check next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QListView

from annotator.ui.panels.side_panel import SidePanel, chip
from annotator.words import tr

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


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

    def covers(self, frame: int) -> bool:
        """Whether the line speaks of a frame."""
        return self.frame <= frame <= (self.frame if self.last is None else self.last)


class Lines(Protocol):
    """Lines that are asked for one by one, as far as they are in sight."""

    def __len__(self) -> int:
        """How many there are."""
        ...

    def __getitem__(self, place: int, /) -> FrameRow:
        """One of them."""
        ...

    def place_of(self, frame: int) -> int | None:
        """The first one that speaks of a frame."""
        ...


class FewLines(tuple[FrameRow, ...]):
    """Lines that are few enough to be looked through."""

    __slots__ = ()

    def place_of(self, frame: int) -> int | None:
        """The first one that speaks of a frame."""
        return next((place for place, row in enumerate(self) if row.covers(frame)), None)


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
        self._list = FrameView()
        self._model = _Model(nothing)
        self._list.setModel(self._model)
        super().__init__(title, self._list)
        self._list.clicked.connect(self._clicked)
        self._list.activated.connect(self._clicked)
        self._list.setAccessibleName(title)

    @property
    def body(self) -> QListView:
        """What takes the keyboard."""
        return self._list

    @property
    def rows(self) -> tuple[FrameRow, ...]:
        """What is listed."""
        return tuple(self._model.lines[place] for place in range(len(self._model.lines)))

    def show_rows(self, rows: Iterable[FrameRow], *, current: int | None = None) -> None:
        """Fills the list with a few lines and marks the line of the current frame."""
        few = FewLines(rows)
        self.show_lines(few, current=current, changed=few != self._model.lines)

    def show_lines(self, lines: Lines, *, current: int | None, changed: bool) -> None:
        """Lists as many lines as there are, and marks the line of the current frame.

        Args:
            lines: The lines; they are asked for what they say when they come in sight.
            current: The frame.
            changed: Whether any of them is another than before.
        """
        if changed or lines is not self._model.lines:
            self._model.show(lines)
        self.mark(current)

    def mark(self, current: int | None) -> None:
        """Marks the line of the current frame, if there is one."""
        place = None if current is None else self._model.lines.place_of(current)
        index = _NOWHERE if place is None else self._model.index(place)
        if index != self._list.currentIndex():
            self._list.setCurrentIndex(index)
            if place is None:
                self._list.clearSelection()

    def _clicked(self, index: QModelIndex) -> None:
        if index.row() < len(self._model.lines):
            self.chosen.emit(self._model.lines[index.row()].frame)


class FrameView(QListView):
    """A narrow list of lines of one height; the style sheet knows it by this name."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(14, 14))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)


class _Model(QAbstractListModel):
    """Tells the view what the lines say."""

    def __init__(self, nothing: str) -> None:
        super().__init__()
        self._nothing = nothing
        self.lines: Lines = FewLines()
        self._chips: dict[tuple[int, int, int], QIcon] = {}

    def show(self, lines: Lines) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else max(len(self.lines), 1)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) if len(self.lines) else Qt.ItemFlag.NoItemFlags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not len(self.lines):
            return self._nothing if role == Qt.ItemDataRole.DisplayRole else None
        if role not in _ROLES or index.row() >= len(self.lines):
            return None
        row = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{row.place}  ·  {row.text}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr("Frame {place}: {words}", place=row.place, words=row.text)
        return None if row.colour is None else self._chip(row.colour)

    def _chip(self, colour: tuple[int, int, int]) -> QIcon:
        if colour not in self._chips:
            self._chips[colour] = chip(colour)
        return self._chips[colour]


_ROLES: Sequence[int] = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.DecorationRole,
)
