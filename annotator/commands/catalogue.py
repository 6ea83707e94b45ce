"""All commands of the app, in the order of the menus."""

from typing import Final

from annotator.commands import clips, display, draw, edit, file, objects, ranges, track, view
from annotator.commands.registry import MENUS, Command

_EVERY: Final = (
    *file.COMMANDS,
    *clips.COMMANDS,
    *edit.COMMANDS,
    *draw.COMMANDS,
    *view.COMMANDS,
    *display.COMMANDS,
    *objects.COMMANDS,
    *track.COMMANDS,
    *ranges.COMMANDS,
)

COMMANDS: Final[tuple[Command, ...]] = tuple(
    sorted(_EVERY, key=lambda command: (MENUS.index(command.menu), command.section))
)
"""Every command once, menu by menu, section by section."""


def command(command_id: str) -> Command:
    """The command with this id.

    Raises:
        KeyError: There is none.
    """
    for item in COMMANDS:
        if item.id == command_id:
            return item
    raise KeyError(command_id)
