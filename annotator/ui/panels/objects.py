"""The list of objects: colour, number, name, whether they are shown and locked."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QMenu,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from annotator.document.objects import ObjectInfo
from annotator.ui.look.actions import Actions
from annotator.ui.look.colours import ColourTable, Rgb
from annotator.ui.look.icons import icon
from annotator.ui.look.sizes import SIZES
from annotator.ui.look.theme import Scheme
from annotator.ui.panels.side_panel import SidePanel, chip
from annotator.words import tr

_ID = Qt.ItemDataRole.UserRole
_CHIP, _NAME, _SHOWN, _LOCKED = range(4)
_WIDTHS: Final = {_CHIP: 58, _SHOWN: 30, _LOCKED: 34}
"""Of the columns without words, at the plain size of text."""
_MENU = (
    ("object.rename", "object.category", "object.note", "object.recolour"),
    ("object.hide", "object.solo", "object.lock", "object.raise", "object.lower"),
    ("track.absent", "object.merge", "object.split", "object.swap_ids"),
    ("object.remove",),
)


class ObjectPanel(SidePanel):
    """Shows the objects and says what the user wants of them.

    Args:
        actions: The app's actions, for the button and the context menu.

    Signals:
        chosen(int): An object was clicked.
        renamed(int, str): A name was edited in place.
        shown_toggled(int): The eye of an object was clicked.
        lock_toggled(int): The lock of an object was clicked.
        reordered(tuple): Rows were dragged; all ids in their new order.
    """

    chosen = Signal(int)
    renamed = Signal(int, str)
    shown_toggled = Signal(int)
    lock_toggled = Signal(int)
    reordered = Signal(object)

    def __init__(self, actions: Actions) -> None:
        self._tree = _tree()
        button = QToolButton()
        button.setDefaultAction(actions["object.add"])
        super().__init__(tr("Objects"), self._tree, button)
        self._actions = actions
        self._filling = False
        self._shown: tuple[object, ...] | None = None
        self._tree.itemClicked.connect(self._clicked)
        self._tree.itemActivated.connect(lambda item: self._clicked(item, _NAME))
        self._tree.setAccessibleName(tr("Objects"))
        self._tree.itemChanged.connect(self._changed)
        self._tree.customContextMenuRequested.connect(self._menu)
        self._tree.dropped.connect(self._dropped)
        self.menu: QMenu | None = None
        self.take_size()

    @property
    def body(self) -> QTreeWidget:
        """What takes the keyboard."""
        return self._tree

    def take_size(self) -> None:
        """The size of text is another one now."""
        for column, width in _WIDTHS.items():
            self._tree.header().resizeSection(column, SIZES.of(width))

    def show_objects(
        self,
        objects: Sequence[ObjectInfo],
        *,
        current: int | None,
        colours: ColourTable,
        scheme: Scheme,
    ) -> None:
        """Fills the list, unless it shows this already: it is asked to on every frame.

        Args:
            objects: In display order.
            current: The object in hand.
            colours: (256, 3) uint8 RGB by id.
            scheme: The theme, for the icons.
        """
        wanted = (*objects, scheme, colours[[info.id for info in objects]].tobytes())
        self._filling = True
        if wanted != self._shown:
            self._tree.clear()
            for info in objects:
                red, green, blue = (int(part) for part in colours[info.id])
                self._tree.addTopLevelItem(self._row(info, (red, green, blue), scheme))
        self._shown = wanted
        ids = [info.id for info in objects]
        row = ids.index(current) if current in ids else -1
        self._tree.setCurrentIndex(self._tree.model().index(row, _CHIP))
        self._filling = False

    def names(self) -> list[str]:
        """The names as they are listed."""
        items = (self._tree.topLevelItem(row) for row in range(self._tree.topLevelItemCount()))
        return [item.text(_NAME) for item in items if item is not None]

    def _row(self, info: ObjectInfo, colour: Rgb, scheme: Scheme) -> QTreeWidgetItem:
        item = QTreeWidgetItem()
        item.setData(0, _ID, info.id)
        item.setIcon(_CHIP, chip(colour))
        item.setText(_CHIP, str(info.id))
        item.setText(_NAME, info.name)
        item.setToolTip(_NAME, _details(info))
        item.setIcon(_SHOWN, icon("eye-off" if info.hidden else "eye", scheme))
        item.setIcon(_LOCKED, icon("lock", scheme) if info.locked else icon("unlock", scheme))
        item.setToolTip(
            _SHOWN, tr("Hidden: click to show") if info.hidden else tr("Shown: click to hide")
        )
        item.setToolTip(_LOCKED, tr("Locked") if info.locked else tr("Click to lock on all frames"))
        flags = item.flags() | Qt.ItemFlag.ItemIsEditable
        item.setFlags(flags & ~Qt.ItemFlag.ItemIsDropEnabled)
        return item

    def _clicked(self, item: QTreeWidgetItem, column: int) -> None:
        object_id = item.data(0, _ID)
        if column == _SHOWN:
            self.shown_toggled.emit(object_id)
        elif column == _LOCKED:
            self.lock_toggled.emit(object_id)
        else:
            self.chosen.emit(object_id)

    def _changed(self, item: QTreeWidgetItem, column: int) -> None:
        if not self._filling and column == _NAME:
            self._shown = None  # the name may be refused
            self.renamed.emit(item.data(0, _ID), item.text(_NAME).strip())

    def _dropped(self) -> None:
        self._shown = None  # the order may be refused
        items = (self._tree.topLevelItem(row) for row in range(self._tree.topLevelItemCount()))
        self.reordered.emit(tuple(item.data(0, _ID) for item in items if item is not None))

    def _menu(self, at: QPoint) -> None:
        item = self._tree.itemAt(at)
        if item is None:
            return
        self.chosen.emit(item.data(0, _ID))
        self._actions.refresh()
        if self.menu is not None:
            self.menu.deleteLater()
        self.menu = object_menu(self._actions, self)
        self.menu.popup(self._tree.viewport().mapToGlobal(at))


def object_menu(actions: Actions, parent: QWidget) -> QMenu:
    """What can be done with the object in hand."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    for names in _MENU:
        for name in names:
            menu.addAction(actions[name])
        menu.addSeparator()
    return menu


class _Tree(QTreeWidget):
    """A list that lets only names be edited, and rows be dragged to another place.

    Signals:
        dropped(): Rows are in another order now.
    """

    dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.itemDoubleClicked.connect(self._edit)
        self.setDragDropMode(QTreeWidget.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)

    def dropEvent(self, event: QDropEvent) -> None:
        """Moves the row, and says so."""
        super().dropEvent(event)
        self.dropped.emit()

    def _edit(self, item: QTreeWidgetItem, column: int) -> None:
        if column == _NAME:
            self.editItem(item, column)


def _details(info: ObjectInfo) -> str:
    """Category and note, or how a row is used."""
    said = "\n".join(part for part in (info.category, info.note) if part)
    return said or tr("Double click to rename, drag to reorder; upper rows lie on top")


def _tree() -> _Tree:
    tree = _Tree()
    tree.setColumnCount(4)
    tree.setHeaderHidden(True)
    tree.setRootIsDecorated(False)
    tree.setIndentation(0)
    tree.setIconSize(QSize(16, 16))
    tree.setUniformRowHeights(True)
    tree.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    tree.setEditTriggers(QTreeWidget.EditTrigger.NoEditTriggers)
    tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    header = tree.header()
    header.setStretchLastSection(False)
    header.setMinimumSectionSize(28)
    header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
    for column in _WIDTHS:
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
    return tree
