"""The submenu of what was opened lately."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from annotator.commands.preferences import Preferences
from annotator.words import tr


class RecentMenu(QMenu):
    """Lists recent clips and projects; filled when it is opened.

    Args:
        parent: The window.
        preferences: Where the list is kept.

    Signals:
        wanted(object): The path that was chosen.
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget, preferences: Preferences) -> None:
        super().__init__(tr("Open recent"), parent)
        self._preferences = preferences
        self.aboutToShow.connect(self.fill)
        self.fill()

    def lie_before(self, action: QAction, bar: QMenuBar) -> None:
        """Takes its place in the menu that holds an action."""
        for menu in bar.findChildren(QMenu):
            if action in menu.actions():
                menu.insertMenu(action, self)

    def fill(self) -> None:
        """Lists the paths of the settings; those that are gone can be found again when chosen."""
        self.clear()
        for place, text in enumerate(self._preferences.value.recent, 1):
            path = Path(text)
            number = f"&{place}  " if place <= 9 else ""
            entry = self.addAction(f"{number}{path.name.replace('&', '&&')}")
            entry.setToolTip(text)
            entry.triggered.connect(lambda _checked=False, path=path: self.wanted.emit(path))
        if self.isEmpty():
            self.addAction(tr("Nothing yet")).setEnabled(False)
            return
        self.addSeparator()
        self.addAction(tr("Clear this list")).triggered.connect(
            lambda _checked=False: self._preferences.set(recent=())
        )
