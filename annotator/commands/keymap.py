"""Which keys start which command: the defaults, what the user changed, and what is in conflict."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from annotator.commands.registry import Command

_ORDER: Final = ("ctrl", "alt", "shift", "meta")


def normal(keys: str) -> str:
    """One spelling for a shortcut: modifiers in a fixed order, the key with a capital.

    Args:
        keys: A shortcut such as "shift+ctrl+z".

    Returns:
        "Ctrl+Shift+Z".
    """
    text = keys.strip()
    head, plus, last = text.rpartition("+")
    if not last:  # the plus key itself: "Ctrl++"
        head, last = text[:-1].rstrip("+"), "+"
    parts = [part.strip().lower() for part in head.split("+") if part.strip()] if plus else []
    ordered = [name.capitalize() for name in _ORDER if name in parts]
    return "+".join([*ordered, last[:1].upper() + last[1:]])


def resolve(
    commands: Iterable[Command], changed: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """The keys of every command: the user's where there are any, else the defaults.

    Args:
        commands: All commands.
        changed: Command id to the keys that the user gave it; an empty tuple takes keys away.
    """
    return {
        command.id: tuple(normal(keys) for keys in changed.get(command.id, command.keys))
        for command in commands
    }


def conflicts(keymap: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Keys that more than one command claims: keys to the ids that claim them."""
    claims: dict[str, list[str]] = defaultdict(list)
    for name, shortcuts in keymap.items():
        for keys in shortcuts:
            claims[keys].append(name)
    return {keys: tuple(names) for keys, names in claims.items() if len(names) > 1}


def rebind(
    commands: Iterable[Command],
    changed: Mapping[str, tuple[str, ...]],
    command_id: str,
    *,
    keys: tuple[str, ...],
) -> dict[str, tuple[str, ...]]:
    """The user's changes after a command got new keys.

    Args:
        commands: All commands.
        changed: The changes so far.
        command_id: The command that gets the keys.
        keys: Its keys from now on; its defaults remove the change.

    Returns:
        The new changes, to be stored in the settings.

    Raises:
        ValueError: Another command has one of these keys; the message names it.
    """
    table = {command.id: command for command in commands}
    wanted = tuple(normal(item) for item in keys)
    for name, held in resolve(table.values(), changed).items():
        taken = [item for item in wanted if item in held]
        if name != command_id and taken:
            raise ValueError(f"{taken[0]} already belongs to “{table[name].title}”")
    result = dict(changed)
    if wanted == tuple(normal(item) for item in table[command_id].keys):
        result.pop(command_id, None)
    else:
        result[command_id] = wanted
    return result
