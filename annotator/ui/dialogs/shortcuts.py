"""The sheet of keys: every command with its keys, which can be changed here."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.commands.keymap import rebind, resolve
from annotator.commands.preferences import Preferences
from annotator.commands.registry import MENUS, Command
from annotator.ui.look.widgets import closing, label
from annotator.words import tr

_ID = Qt.ItemDataRole.UserRole


class ShortcutsDialog(QDialog):
    """Lists commands by menu; a filter line above, an editor for keys below.

    Args:
        parent: The window.
        commands: All commands.
        preferences: Where changed keys are stored.
    """

    def __init__(
        self, parent: QWidget | None, commands: Sequence[Command], preferences: Preferences
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        self.resize(860, 640)
        self._commands, self._preferences = tuple(commands), preferences
        self._filter = QLineEdit(placeholderText=tr("Find a command or a key"))
        self._filter.textChanged.connect(self._fill)
        self._tree = _tree()
        self._tree.setAccessibleName(tr("All commands with their keys"))
        self._tree.currentItemChanged.connect(self._picked)
        self._keys = QKeySequenceEdit()
        self._keys.setMaximumSequenceLength(1)
        self._keys.setAccessibleName(tr("Keys"))
        self._set = QPushButton(tr("Set"))
        self._set.setToolTip(tr("Give the chosen command these keys"))
        self._set.clicked.connect(self._change)
        self._default = QPushButton(tr("Default"))
        self._default.setToolTip(tr("The keys that the chosen command ships with"))
        self._default.clicked.connect(self._back)
        self._words = label("", "muted")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(QLabel(tr("Keys")))
        row.addWidget(self._keys, 1)
        row.addWidget(self._set)
        row.addWidget(self._default)
        buttons, _ = closing()
        for part in (self._set, self._default):
            part.setAutoDefault(False)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(self._filter)
        column.addWidget(self._tree, 1)
        column.addLayout(row)
        column.addWidget(self._words)
        column.addWidget(buttons)
        self._fill("")

    @property
    def words(self) -> str:
        """What was said about the last change."""
        return str(self._words.text())

    def rebind(self, command_id: str, keys: str) -> bool:
        """Gives a command a key; False, and a sentence, when another one has it."""
        given = (keys,) if keys else ()
        try:
            changed = rebind(self._commands, self._preferences.value.keys, command_id, keys=given)
        except ValueError as error:
            self._words.setText(f"{error}.")
            return False
        self._preferences.set(keys=changed)
        self._words.setText(tr("Stored.") if keys else tr("This command has no keys now."))
        self._fill(self._filter.text())
        return True

    def _fill(self, text: str) -> None:
        keymap = resolve(self._commands, self._preferences.value.keys)
        wanted = text.lower().strip()
        self._tree.clear()
        for menu in MENUS:
            top = QTreeWidgetItem([tr(menu)])
            top.setFirstColumnSpanned(True)
            for command in self._commands:
                keys = f"  {tr('or')}  ".join(keymap[command.id])
                title, tip = tr(command.title), tr(command.tip)
                said = f"{title} {keys} {tip}".lower()
                if command.menu == menu and wanted in said:
                    item = QTreeWidgetItem([title.rstrip("…"), keys, tip])
                    item.setData(0, _ID, command.id)
                    item.setToolTip(2, tip)
                    top.addChild(item)
            if top.childCount():
                self._tree.addTopLevelItem(top)
        self._tree.expandAll()
        self._picked(None)

    def _picked(self, item: QTreeWidgetItem | None) -> None:
        chosen = item.data(0, _ID) if item is not None else None
        for part in (self._keys, self._set, self._default):
            part.setEnabled(chosen is not None)
        if chosen is not None:
            keys = resolve(self._commands, self._preferences.value.keys)[chosen]
            self._keys.setKeySequence(QKeySequence(keys[0] if keys else ""))

    def _change(self) -> None:
        item = self._tree.currentItem()
        if item is not None and item.data(0, _ID):
            self.rebind(item.data(0, _ID), self._keys.keySequence().toString())

    def _back(self) -> None:
        item = self._tree.currentItem()
        if item is None or not item.data(0, _ID):
            return
        keys = dict(self._preferences.value.keys)
        keys.pop(item.data(0, _ID), None)
        self._preferences.set(keys=keys)
        self._words.setText(tr("As it was."))
        self._fill(self._filter.text())


def _tree() -> QTreeWidget:
    tree = QTreeWidget()
    tree.setHeaderLabels([tr("Command"), tr("Keys"), tr("What it does")])
    tree.setRootIsDecorated(False)
    tree.setIndentation(16)
    header = tree.header()
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
    header.resizeSection(0, 224)
    header.resizeSection(1, 152)
    header.setStretchLastSection(True)
    return tree
