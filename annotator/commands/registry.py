"""What a command is; every menu, button, palette entry and help sheet is made from these."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from annotator.commands.context import Context

MENUS: Final = ("File", "Edit", "Draw", "View", "Go", "Objects", "Track", "Help")
"""The menus in the order of the menu bar."""


def always(_context: Context) -> bool:
    """The condition of a command that can always run."""
    return True


def never_checked(_context: Context) -> bool:
    """The state of a command that is no switch."""
    return False


@dataclass(frozen=True)
class Command:
    """One thing that a user can do.

    Attributes:
        id: Stable name, "menu.verb", by which shortcuts are stored.
        title: What menus and the palette say.
        keys: Default shortcuts in Qt's portable spelling; the first one is shown.
        run: Does it.
        when: Whether it can be done now.
        menu: One of `MENUS`.
        tip: One sentence for tooltips and the help sheet.
        icon: Name of a drawing in resources/icons, or "".
        checked: For switches: whether it is on now; None for everything else.
        section: Commands of one menu with different sections are parted by a line.
    """

    id: str
    title: str
    keys: tuple[str, ...]
    run: Callable[[Context], None]
    when: Callable[[Context], bool]
    menu: str
    tip: str
    icon: str = ""
    checked: Callable[[Context], bool] | None = None
    section: int = 0
