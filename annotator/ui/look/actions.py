"""Commands become actions: menus, shortcuts, buttons and the palette all come from the tables."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar

from annotator.commands.catalogue import COMMANDS
from annotator.commands.context import Context
from annotator.commands.keymap import resolve
from annotator.commands.registry import MENUS, Command
from annotator.ui.look.icons import icon
from annotator.ui.look.theme import Scheme
from annotator.words import tr
from sst_core.errors import UserError

_HIDDEN = "object.pick_"
"""Commands of this kind have keys but no line in the menus."""


class Actions(QObject):
    """One QAction per command, kept in step with the state of the app.

    Args:
        context: What the commands act on.
        parent: The window, which hears the shortcuts.
        commands: The commands.
    """

    def __init__(
        self, context: Context, parent: QObject, commands: Iterable[Command] = COMMANDS
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.commands = tuple(commands)
        self._actions = {command.id: self._make(command) for command in self.commands}
        self.set_keys()

    def __getitem__(self, command_id: str) -> QAction:
        """The action of a command."""
        return self._actions[command_id]

    def __iter__(self) -> Iterator[QAction]:
        """All actions."""
        return iter(self._actions.values())

    def run(self, command_id: str) -> None:
        """Does what a command says, if it can be done now."""
        for command in self.commands:
            if command.id != command_id or not command.when(self._context):
                continue
            if not self._context.view.settle(command_id):
                self._try(command)
        self.refresh()

    def _try(self, command: Command) -> None:
        """Runs a command; what the user can mend is said, not raised."""
        try:
            command.run(self._context)
        except UserError as error:
            self._context.desk.notify(str(error))

    def refresh(self) -> None:
        """Brings enabled and checked states up to date."""
        for command in self.commands:
            action = self._actions[command.id]
            action.setEnabled(command.when(self._context))
            if command.checked is not None:
                action.setChecked(action.isEnabled() and command.checked(self._context))

    def set_keys(self) -> None:
        """Takes the shortcuts from the settings."""
        keymap = resolve(self.commands, self._context.preferences.value.keys)
        for command in self.commands:
            action = self._actions[command.id]
            keys = keymap[command.id]
            action.setShortcuts([QKeySequence(item) for item in keys])
            shown = f" ({keys[0]})" if keys else ""
            title = tr(command.title).rstrip("…")
            action.setToolTip(f"<b>{title}</b>{shown}<br>{tr(command.tip)}")

    def set_scheme(self, scheme: Scheme) -> None:
        """Draws the icons in the colours of a theme."""
        for command in self.commands:
            if command.icon:
                self._actions[command.id].setIcon(icon(command.icon, scheme))

    def fill(self, bar: QMenuBar) -> None:
        """Builds the menus."""
        for name in MENUS:
            menu = bar.addMenu(f"&{tr(name)}")
            section = None
            for command in self.commands:
                if command.menu != name or command.id.startswith(_HIDDEN):
                    continue
                if section not in {None, command.section}:
                    menu.addSeparator()
                section = command.section
                menu.addAction(self._actions[command.id])

    def _make(self, command: Command) -> QAction:
        action = QAction(tr(command.title), self)
        action.setObjectName(command.id)
        action.setCheckable(command.checked is not None)
        action.setStatusTip("")
        action.triggered.connect(lambda _checked=False, name=command.id: self.run(name))
        return action
