"""Commands of the Edit menu: undo, clear, copy from the neighbours."""

from collections.abc import Callable
from typing import Final

from annotator.commands.context import Context
from annotator.commands.file import can_edit
from annotator.commands.registry import Command
from annotator.commands.session import Session
from annotator.document import gestures


def open_session(context: Context) -> Session:
    """The open clip, for commands whose condition asks for one."""
    session = context.session
    assert session is not None, "the command's condition asks for an open clip"
    return session


def has_object(context: Context) -> bool:
    """Whether an object is in hand and may be changed."""
    return can_edit(context) and open_session(context).object_id is not None


def _can_undo(context: Context) -> bool:
    return can_edit(context) and bool(open_session(context).document.can_undo)


def _can_redo(context: Context) -> bool:
    return can_edit(context) and bool(open_session(context).document.can_redo)


def _copy(by: int) -> Callable[[Context], None]:
    def run(context: Context) -> None:
        session = open_session(context)
        source = session.frame + by
        if session.object_id is not None and 0 <= source < session.frames:
            group = gestures.copy_from(session.document, source, session.frame, [session.object_id])
            session.do(group)

    return run


def _clear(context: Context) -> None:
    session = open_session(context)
    frames, ids = session.targets()
    chosen = session.object_id
    if session.selection is None and chosen is not None:
        ids = [chosen]
    session.do(gestures.clear(session.document, frames, ids))


COMMANDS: Final = (
    Command(
        "edit.undo",
        "Undo",
        ("Ctrl+Z",),
        lambda c: open_session(c).undo(),
        _can_undo,
        "Edit",
        "Take the last step back, be it a stroke or a whole run",
        icon="undo",
    ),
    Command(
        "edit.redo",
        "Redo",
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        lambda c: open_session(c).redo(),
        _can_redo,
        "Edit",
        "Do the undone step again",
        icon="redo",
    ),
    Command(
        "edit.clear",
        "Clear",
        ("Delete",),
        _clear,
        has_object,
        "Edit",
        "Clear the object in hand here, or the selected stretch",
        section=1,
    ),
    Command(
        "edit.copy_previous",
        "Copy mask from the previous frame",
        ("Ctrl+Shift+Left",),
        _copy(-1),
        has_object,
        "Edit",
        "Bring the mask of the object in hand from the frame before",
        section=1,
    ),
    Command(
        "edit.copy_next",
        "Copy mask from the next frame",
        ("Ctrl+Shift+Right",),
        _copy(1),
        has_object,
        "Edit",
        "Bring the mask of the object in hand from the frame after",
        section=1,
    ),
)
