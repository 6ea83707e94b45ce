"""The context menu of the timeline: what can be done with a cell, a range, or an object."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from annotator.commands.session import Session
from annotator.ui.panels.objects import object_menu
from annotator.ui.timeline.text import range_words
from annotator.words import tr

if TYPE_CHECKING:
    from annotator.ui.parts import Parts

_SECTIONS: Final = (
    ("track.accept", "track.lock", "track.absent", "track.reference"),
    ("edit.fill_range", "edit.clear"),
    ("track.again", "go.mark_selection", "go.clear_marks"),
)
_JUMPS: Final = (
    "go.next_reference",
    "go.previous_reference",
    "go.next_doubt",
    "go.previous_doubt",
    "go.last_edited",
    "go.check",
)


class TimelineMenu(QObject):
    """Opens menus where the timeline asks for them.

    Args:
        window: Its timeline, session and actions are used.

    Attributes:
        menu: The menu opened last.
    """

    def __init__(self, window: "Parts") -> None:
        super().__init__(window)
        self._window = window
        self.menu: QMenu | None = None
        window.timeline.menu_wanted.connect(self._on_cells)
        window.timeline.head_menu_wanted.connect(self._on_head)

    def _on_cells(self, place: QPoint) -> None:
        session = self._window.session
        if session is None:
            return
        actions = self._window.actions_
        actions.refresh()
        menu = self._take(QMenu(self._window))
        title = menu.addAction(range_words(session.document, session.selection, session.frame))
        title.setEnabled(False)
        menu.addSeparator()
        for section in _SECTIONS:
            for name in section:
                menu.addAction(actions[name])
            menu.addSeparator()
        jumps = menu.addMenu(tr("Jump to"))
        for name in _JUMPS:
            jumps.addAction(actions[name])
        menu.popup(place)

    def _on_head(self, place: QPoint) -> None:
        session: Session | None = self._window.session
        if session is not None:
            self._window.actions_.refresh()
            self._take(object_menu(self._window.actions_, self._window)).popup(place)

    def _take(self, menu: QMenu) -> QMenu:
        """Keeps the new menu and lets the one before go."""
        if self.menu is not None:
            self.menu.deleteLater()
        self.menu = menu
        menu.setToolTipsVisible(True)
        return menu
