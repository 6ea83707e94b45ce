"""Commands on all clips of a folder."""

from typing import Final

from annotator.commands.context import Context
from annotator.commands.registry import Command


def has_clips(context: Context) -> bool:
    """Whether a folder of clips is open and nothing works on it."""
    return context.session is not None and bool(context.desk.clips) and not context.desk.busy


def is_busy(context: Context) -> bool:
    """Whether clips are being propagated."""
    return context.desk.busy


COMMANDS: Final = (
    Command(
        "clips.propagate",
        "Propagate all clips",
        ("Ctrl+Shift+F",),
        lambda c: c.desk.propagate_all(),
        has_clips,
        "File",
        "Carry the masks of every clip of the folder that has some, in the background",
        section=2,
    ),
    Command(
        "clips.stop",
        "Stop propagating clips",
        (),
        lambda c: c.desk.stop_all(),
        is_busy,
        "File",
        "Stop the work on all clips; every finished frame stays",
        section=2,
    ),
    Command(
        "clips.export",
        "Export all clips…",
        ("Ctrl+Shift+E",),
        lambda c: c.desk.show("export all"),
        has_clips,
        "File",
        "Write every clip of the folder into a folder of its own",
        section=2,
    ),
)
