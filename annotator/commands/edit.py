"""Commands of the Edit and Draw menus: undo, tools, and what is done to one mask as a whole."""

from collections.abc import Callable
from typing import Final

from annotator.commands.context import Context
from annotator.commands.file import can_edit, has_clip
from annotator.commands.registry import Command
from annotator.commands.session import Session
from annotator.document import gestures, raster

_SPECK: Final = 64
"""Holes and specks up to this many pixels are taken for mistakes."""


def _session(context: Context) -> Session:
    session = context.session
    assert session is not None, "the command's condition asks for an open clip"
    return session


def has_object(context: Context) -> bool:
    """Whether an object is in hand and may be changed."""
    return can_edit(context) and _session(context).object_id is not None


def _has_mask(context: Context) -> bool:
    return has_object(context) and _session(context).document.has_labels(_session(context).frame)


def _can_undo(context: Context) -> bool:
    return can_edit(context) and bool(_session(context).document.can_undo)


def _can_redo(context: Context) -> bool:
    return can_edit(context) and bool(_session(context).document.can_redo)


def _tool(name: str) -> Callable[[Context], None]:
    return lambda context: context.view.use_tool(name)


def _has_tool(name: str) -> Callable[[Context], bool]:
    return lambda context: context.view.tool == name


def _refine(
    operation: Callable[[raster.Mask], raster.Mask], title: str, *, margin: int = 0
) -> Callable[[Context], None]:
    """A command that changes the form of the mask of the object in hand on this frame."""

    def run(context: Context) -> None:
        session = _session(context)
        chosen = session.object_id
        if chosen is None:
            return
        protect = gestures.protected_ids(
            session.document, session.frame, chosen, protect_others=True
        )
        group = gestures.refine(
            session.document,
            session.frame,
            chosen,
            operation,
            title=title,
            margin=margin,
            protect=protect,
        )
        if not session.do(group):
            context.desk.notify(f"{title}: nothing to change here.")

    return run


def _copy(by: int) -> Callable[[Context], None]:
    def run(context: Context) -> None:
        session = _session(context)
        source = session.frame + by
        if session.object_id is not None and 0 <= source < session.frames:
            group = gestures.copy_from(session.document, source, session.frame, [session.object_id])
            session.do(group)

    return run


def _clear(context: Context) -> None:
    session = _session(context)
    frames, ids = session.targets()
    chosen = session.object_id
    if session.selection is None and chosen is not None:
        ids = [chosen]
    session.do(gestures.clear(session.document, frames, ids))


def _paint_tools() -> tuple[Command, ...]:
    rows = (
        ("brush", "Brush", "D", "Paint the object in hand; Shift paints a straight line"),
        ("eraser", "Eraser", "E", "Take pixels away from the object in hand"),
        ("polygon", "Polygon", "P", "Click corners, drag them, Enter fills"),
        ("lasso", "Lasso", "L", "Draw around a region to fill it"),
        ("fill", "Flood fill", "G", "Fill a region of one colour"),
        ("box", "Smart box", "S", "Drag a box: the mask snaps to what is in it"),
        ("scribble", "Smart scribble", "W", "Scribble on the object; Shift scribbles background"),
        ("pan", "Hand", "V", "Drag the picture; the middle mouse button always does"),
    )
    return tuple(
        Command(
            f"draw.{name}",
            title,
            (key,),
            _tool(name),
            has_clip,
            "Draw",
            tip,
            icon=name,
            checked=_has_tool(name),
        )
        for name, title, key, tip in rows
    )


COMMANDS: Final = (
    Command(
        "edit.undo",
        "Undo",
        ("Ctrl+Z",),
        lambda c: _session(c).undo(),
        _can_undo,
        "Edit",
        "Take the last step back, be it a stroke or a whole run",
        icon="undo",
    ),
    Command(
        "edit.redo",
        "Redo",
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        lambda c: _session(c).redo(),
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
    *_paint_tools(),
    Command(
        "draw.smaller",
        "Smaller brush",
        ("[",),
        lambda c: c.view.scale_brush(0.8),
        has_clip,
        "Draw",
        "Make the brush smaller (Ctrl+wheel does it too)",
        section=1,
    ),
    Command(
        "draw.larger",
        "Larger brush",
        ("]",),
        lambda c: c.view.scale_brush(1.25),
        has_clip,
        "Draw",
        "Make the brush larger (Ctrl+wheel does it too)",
        section=1,
    ),
    Command(
        "draw.protect",
        "Protect other objects",
        ("Shift+P",),
        lambda c: c.view.set_protect(on=not c.view.protect),
        has_clip,
        "Draw",
        "Strokes leave the pixels of other objects alone",
        checked=lambda c: c.view.protect,
        section=1,
    ),
    Command(
        "draw.fill_holes",
        "Fill holes",
        ("Shift+F2",),
        _refine(lambda mask: raster.fill_holes(mask, _SPECK), "Fill holes"),
        _has_mask,
        "Draw",
        f"Fill holes of up to {_SPECK} pixels",
        section=2,
    ),
    Command(
        "draw.remove_specks",
        "Remove specks",
        ("Shift+F3",),
        _refine(lambda mask: raster.remove_specks(mask, _SPECK), "Remove specks"),
        _has_mask,
        "Draw",
        f"Remove islands smaller than {_SPECK} pixels",
        section=2,
    ),
    Command(
        "draw.grow",
        "Grow by a pixel",
        ("Shift+]",),
        _refine(lambda mask: raster.grow(mask, 1), "Grow", margin=2),
        _has_mask,
        "Draw",
        "Widen the mask of the object in hand",
        section=2,
    ),
    Command(
        "draw.shrink",
        "Shrink by a pixel",
        ("Shift+[",),
        _refine(lambda mask: raster.grow(mask, -1), "Shrink"),
        _has_mask,
        "Draw",
        "Narrow the mask of the object in hand",
        section=2,
    ),
)
