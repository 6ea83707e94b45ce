"""Commands of the Draw menu: tools, how they draw, and what is done to one mask as a whole."""

from collections.abc import Callable
from typing import Final

from annotator.commands.context import Context
from annotator.commands.edit import has_object, open_session
from annotator.commands.file import has_clip
from annotator.commands.registry import Command
from annotator.document import gestures, raster
from annotator.settings import Settings
from annotator.words import tr


def has_mask(context: Context) -> bool:
    """Whether the object in hand may be changed on a frame that has masks."""
    return has_object(context) and open_session(context).document.has_labels(
        open_session(context).frame
    )


def _tool(name: str) -> Callable[[Context], None]:
    return lambda context: context.view.use_tool(name)


def _has_tool(name: str) -> Callable[[Context], bool]:
    return lambda context: context.view.tool == name


def _refine(
    operation: Callable[[raster.Mask, Settings], raster.Mask],
    title: str,
    *,
    margin: Callable[[Settings], int] = lambda _settings: 0,
) -> Callable[[Context], None]:
    """A command that changes the form of the mask of the object in hand on this frame."""

    def run(context: Context) -> None:
        session, settings = open_session(context), context.preferences.value
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
            lambda mask: operation(mask, settings),
            title=title,
            margin=margin(settings),
            protect=protect,
        )
        if not session.do(group):
            context.desk.notify(tr("{title}: nothing to change here.", title=tr(title)))

    return run


def _paint_over(what: str) -> Callable[[Context], None]:
    """Says what strokes may take; once more takes that back."""

    def run(context: Context) -> None:
        view = context.view
        view.set_paint_over("all" if view.paint_over == what else what)

    return run


def _point_with_keys(context: Context) -> None:
    on = not context.view.key_pointer
    context.view.set_key_pointer(on=on)
    if on:
        context.desk.notify(
            tr("Arrows move the cross, Space presses and lets go; J gives the arrows back.")
        )


def _paint_tools() -> tuple[Command, ...]:
    rows = (
        ("brush", "Brush", "D", "Paint the object in hand; Shift paints a straight line"),
        ("eraser", "Eraser", "E", "Take pixels away from the object in hand"),
        ("polygon", "Polygon", "P", "Click corners, drag them, Enter fills"),
        ("lasso", "Lasso", "L", "Draw around a region to fill it"),
        ("fill", "Flood fill", "G", "Fill a region of one colour"),
        (
            "select",
            "Smart select",
            "S",
            "Click on the object or drag a box; Shift+click takes away; clicks mend a mask, too",
        ),
        (
            "scribble",
            "Smart scribble",
            "W",
            "Scribble on the object; Shift scribbles what it is not; mends a mask, too",
        ),
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
    *_paint_tools(),
    Command(
        "draw.keys",
        "Point with the keys",
        ("J",),
        _point_with_keys,
        has_clip,
        "Draw",
        "Arrows move a cross (Shift: one pixel, Ctrl: far), Space presses and lets go",
        checked=lambda c: c.view.key_pointer,
        section=1,
    ),
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
        "draw.on_screen",
        "Brush size on screen",
        ("Shift+B",),
        lambda c: c.view.set_brush_on_screen(on=not c.view.brush_on_screen),
        has_clip,
        "Draw",
        "The brush stays as large on screen when you zoom; else it covers as many pixels",
        icon="on-screen",
        checked=lambda c: c.view.brush_on_screen,
        section=1,
    ),
    Command(
        "draw.void",
        "Paint void",
        ("Shift+V",),
        lambda c: c.view.set_void(on=not c.view.void),
        has_clip,
        "Draw",
        "Strokes mark pixels that nobody shall judge (255), instead of the object in hand",
        icon="void",
        checked=lambda c: c.view.void,
        section=1,
    ),
    Command(
        "draw.protect",
        "Protect other objects",
        ("Shift+P",),
        _paint_over("nothing"),
        has_clip,
        "Draw",
        "Strokes leave the pixels of other objects alone",
        icon="protect",
        checked=lambda c: c.view.paint_over == "nothing",
        section=1,
    ),
    Command(
        "draw.below",
        "Paint below objects higher in the list",
        ("Shift+U",),
        _paint_over("below"),
        has_clip,
        "Draw",
        "Strokes take pixels only from objects further down in the list",
        icon="below",
        checked=lambda c: c.view.paint_over == "below",
        section=1,
    ),
    Command(
        "draw.fill_holes",
        "Fill holes",
        ("Shift+F2",),
        _refine(lambda mask, s: raster.fill_holes(mask, s.speck_px), "Fill holes"),
        has_mask,
        "Draw",
        "Fill holes up to the size set under Refine",
        section=2,
    ),
    Command(
        "draw.remove_specks",
        "Remove specks",
        ("Shift+F3",),
        _refine(lambda mask, s: raster.remove_specks(mask, s.speck_px), "Remove specks"),
        has_mask,
        "Draw",
        "Remove islands smaller than the size set under Refine",
        section=2,
    ),
    Command(
        "draw.grow",
        "Grow",
        ("Shift+]",),
        _refine(
            lambda mask, s: raster.grow(mask, s.grow_px), "Grow", margin=lambda s: s.grow_px + 1
        ),
        has_mask,
        "Draw",
        "Widen the mask of the object in hand by the pixels set under Refine",
        section=2,
    ),
    Command(
        "draw.shrink",
        "Shrink",
        ("Shift+[",),
        _refine(lambda mask, s: raster.grow(mask, -s.grow_px), "Shrink", margin=lambda s: 1),
        has_mask,
        "Draw",
        "Narrow the mask of the object in hand by the pixels set under Refine",
        section=2,
    ),
)
