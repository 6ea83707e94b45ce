"""Commands of the File menu: open, bring in, write out, leave."""

from typing import Final

from annotator.commands.context import Context
from annotator.commands.registry import Command, always


def has_clip(context: Context) -> bool:
    """Whether a clip is open."""
    return context.session is not None


def can_edit(context: Context) -> bool:
    """Whether a clip is open and may be changed."""
    return context.session is not None and not context.session.read_only


COMMANDS: Final = (
    Command(
        "file.open",
        "Open video or project…",
        ("Ctrl+O",),
        lambda c: c.desk.ask_open(folder=False),
        always,
        "File",
        "Open a video file or a project",
        icon="open",
    ),
    Command(
        "file.open_folder",
        "Open folder…",
        ("Ctrl+Shift+O",),
        lambda c: c.desk.ask_open(folder=True),
        always,
        "File",
        "Open a folder of images as one clip, or a folder of videos as a list of clips",
    ),
    Command(
        "file.sample",
        "Open the sample",
        (),
        lambda c: c.desk.open_sample(),
        always,
        "File",
        "Open a copy of the short clip that ships with the app",
    ),
    Command(
        "file.copy",
        "Save a copy…",
        ("Ctrl+Shift+S",),
        lambda c: c.desk.ask_copy(),
        has_clip,
        "File",
        "Write a copy of the project; the work itself is always saved",
        section=1,
    ),
    Command(
        "file.import",
        "Import masks…",
        ("Ctrl+I",),
        lambda c: c.desk.ask_import(),
        can_edit,
        "File",
        "Bring in indexed PNG masks: one file, or a folder",
        section=1,
    ),
    Command(
        "file.export",
        "Export…",
        ("Ctrl+E",),
        lambda c: c.desk.show("export"),
        has_clip,
        "File",
        "Write masks in the layouts of the field",
        icon="export",
        section=1,
    ),
    Command(
        "file.next_clip",
        "Next clip",
        ("Ctrl+PgDown",),
        lambda c: c.desk.step_clip(1),
        has_clip,
        "File",
        "Open the next clip of the folder",
        section=2,
    ),
    Command(
        "file.previous_clip",
        "Previous clip",
        ("Ctrl+PgUp",),
        lambda c: c.desk.step_clip(-1),
        has_clip,
        "File",
        "Open the previous clip of the folder",
        section=2,
    ),
    Command(
        "file.settings",
        "Settings…",
        ("Ctrl+,",),
        lambda c: c.desk.show("settings"),
        always,
        "File",
        "Look, tracking, memory",
        section=3,
    ),
    Command(
        "file.quit",
        "Quit",
        ("Ctrl+Q",),
        lambda c: c.desk.close_window(),
        always,
        "File",
        "Close the window; everything is saved",
        section=3,
    ),
)
