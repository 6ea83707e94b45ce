"""The command palette: type a few letters of what you want, Enter does it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.commands.registry import Command
from annotator.ui.look.sizes import SIZES
from annotator.ui.look.widgets import label
from annotator.words import tr

_WIDTH, _HEIGHT, _ROW = 520, 400, 32
_ID = Qt.ItemDataRole.UserRole


def rank(text: str, title: str) -> int | None:
    """How well a title fits what was typed: smaller is better, None is not at all.

    The start of the title comes first, then the start of a word, then letters in order.
    """
    wanted, said = text.lower().strip(), title.lower()
    if not wanted or said.startswith(wanted):
        return 0
    if f" {wanted}" in f" {said}":
        return 1
    if wanted in said:
        return 2
    letters = iter(said)
    return 3 if all(letter in letters for letter in wanted if letter != " ") else None


class Palette(QFrame):
    """A search line over a list of all commands.

    Args:
        parent: The window it lies over.

    Signals:
        chosen(str): The id of the command to run.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.setObjectName("overlay")
        self._line = QLineEdit(placeholderText=tr("What do you want to do?"))
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rows: list[tuple[Command, str, bool]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(self._line)
        column.addWidget(self._list)
        self._line.textChanged.connect(self._fill)
        self._line.installEventFilter(self)
        self._list.itemClicked.connect(self._take)
        self.hide()

    def open(self, rows: Sequence[tuple[Command, str, bool]]) -> None:
        """Shows the palette.

        Args:
            rows: Commands with their keys and whether they can run now.
        """
        self._rows = list(rows)
        self._line.clear()
        self._fill("")
        room = self._window.rect()
        width = min(SIZES.of(_WIDTH), room.width() - 32)
        self.setGeometry((room.width() - width) // 2, 48, width, min(_HEIGHT, room.height() - 96))
        self.show()
        self.raise_()
        self._line.setFocus()

    def type(self, text: str) -> None:
        """Puts text into the search line."""
        self._line.setText(text)

    def titles(self) -> list[str]:
        """The titles of the commands that fit."""
        return [str(self._list.item(row).data(_ID + 1)) for row in range(self._list.count())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list, Enter runs, Esc and a click elsewhere close."""
        if watched is not self._line:
            return False
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event.key())
        return False

    def _key(self, key: int) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Tab: 1}
        if key in steps:
            row = self._list.currentRow() + steps[Qt.Key(key)]
            self._list.setCurrentRow(min(max(row, 0), self._list.count() - 1))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._take(self._list.currentItem())
        elif key == Qt.Key.Key_Escape:
            self._leave()
        else:
            return False
        return True

    def _fill(self, text: str) -> None:
        self._list.clear()
        fits = [(rank(text, tr(row[0].title)), row) for row in self._rows]
        order = {True: 0, False: 1}
        found = [(order[row[2]], place, row) for place, row in fits if place is not None]
        for _, _, (command, keys, enabled) in sorted(found, key=lambda item: item[:2]):
            self._add(command, keys, enabled=enabled)
        self._list.setCurrentRow(0)

    def _add(self, command: Command, keys: str, *, enabled: bool) -> None:
        item = QListWidgetItem()
        item.setData(_ID, command.id)
        item.setData(_ID + 1, tr(command.title))
        item.setToolTip(tr(command.tip))
        line = QWidget(enabled=enabled)
        row = QHBoxLayout(line)
        row.setContentsMargins(8, 0, 8, 0)
        title = QLabel(tr(command.title).rstrip("…"))
        menu = label(tr(command.menu), "muted")
        shown = label(keys, "muted")
        row.addWidget(title)
        row.addSpacing(8)
        row.addWidget(menu, 1)
        row.addWidget(shown)
        item.setSizeHint(QSize(0, SIZES.of(_ROW)))
        self._list.addItem(item)
        self._list.setItemWidget(item, line)

    def _take(self, item: QListWidgetItem | None) -> None:
        self._leave()
        if item is not None:
            self.chosen.emit(item.data(_ID))

    def _leave(self) -> None:
        self.hide()
        self._window.setFocus()
