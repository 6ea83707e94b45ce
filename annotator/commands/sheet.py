"""The keys of all commands as a page of Markdown, for the README; no Qt."""

from collections.abc import Iterable
from typing import Final

from annotator.commands.catalogue import COMMANDS
from annotator.commands.registry import MENUS, Command

BEGIN: Final = "<!-- keys: python -m annotator.cli.keys --write README.md -->"
END: Final = "<!-- end of keys -->"
_DIGITS: Final = "object.pick_"
"""The commands of the digits; one line of the table stands for all of them."""
_DIGITS_SAY: Final = (
    "Objects: Take an object in hand",
    "By its number; the next free number makes a new one",
)


def key_table(commands: Iterable[Command] = COMMANDS) -> str:
    """A table of what has keys, menu by menu, as Markdown without a last line break."""
    lines = ["| keys | command | what it does |", "|---|---|---|"]
    for menu in MENUS:
        for command in commands:
            if command.menu == menu and command.keys and not command.id.startswith(_DIGITS):
                keys = " or ".join(f"`{item}`" for item in command.keys)
                lines.append(_row(keys, f"{menu}: {command.title.rstrip('…')}", command.tip))
        if menu == "Objects":
            lines.append(_row("`1` … `9`", *_DIGITS_SAY))
    return "\n".join(lines)


def with_table(page: str, table: str) -> str:
    """A page with the table between its marks renewed.

    Raises:
        ValueError: The page has no marks.
    """
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise ValueError("the page has no place for the table of keys")
    return f"{head}{BEGIN}\n\n{table}\n\n{END}{tail}"


def _row(*cells: str) -> str:
    """A line of the table; no text ends its cell."""
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
