"""Commands of the View menu that say how masks and picture look."""

from collections.abc import Callable
from typing import Final

from annotator.commands.context import Context
from annotator.commands.file import has_clip
from annotator.commands.registry import Command


def _more_opacity(by: int) -> Callable[[Context], None]:
    def run(context: Context) -> None:
        now = context.preferences.value.overlay_opacity
        context.preferences.set(overlay_opacity=min(max(now + by, 0), 100))

    return run


def _flip_contour(context: Context) -> None:
    context.preferences.set(contour=not context.preferences.value.contour)


def _flip_curves(context: Context) -> None:
    context.preferences.set(curves=not context.preferences.value.curves)


def _switch(name: str) -> Callable[[Context], None]:
    return lambda c: c.view.sight.switch(name, on=not c.view.sight.is_on(name))


def _is_on(name: str) -> Callable[[Context], bool]:
    return lambda context: context.view.sight.is_on(name)


def _before(context: Context) -> None:
    why = context.view.sight.hold_before(held=not context.view.sight.before)
    if why:
        context.desk.notify(why)


COMMANDS: Final = (
    Command(
        "view.hide",
        "Hide masks",
        ("H",),
        lambda c: c.view.hide_overlay(hidden=not c.view.overlay_hidden),
        has_clip,
        "View",
        "Look at the bare picture; a tap switches, holding shows it while held",
        icon="eye-off",
        checked=lambda c: c.view.overlay_hidden,
        section=1,
    ),
    Command(
        "view.contour",
        "Contours only",
        ("C",),
        _flip_contour,
        has_clip,
        "View",
        "Outlines instead of filled masks",
        checked=lambda c: c.preferences.value.contour,
        section=1,
    ),
    Command(
        "view.more_opacity",
        "Stronger masks",
        ("Ctrl+]",),
        _more_opacity(10),
        has_clip,
        "View",
        "Let the masks cover more of the picture",
        section=1,
    ),
    Command(
        "view.less_opacity",
        "Fainter masks",
        ("Ctrl+[",),
        _more_opacity(-10),
        has_clip,
        "View",
        "Let more of the picture through the masks",
        section=1,
    ),
    Command(
        "view.look",
        "Look…",
        ("Shift+D",),
        lambda c: c.desk.show("look"),
        has_clip,
        "View",
        "Opacity and colours of masks; brightness, contrast and gamma of the picture",
        icon="look",
        section=1,
    ),
    Command(
        "view.onion",
        "Outlines of the neighbours",
        ("U",),
        _switch("onion"),
        has_clip,
        "View",
        "Outline the object in hand as it is on the frame before (amber) and after (blue)",
        icon="onion",
        checked=_is_on("onion"),
        section=2,
    ),
    Command(
        "view.confidence",
        "Confidence",
        ("Shift+C",),
        _switch("confidence"),
        has_clip,
        "View",
        "Colour masks by how sure the model was: orange is in doubt, blue is sure",
        icon="confidence",
        checked=_is_on("confidence"),
        section=2,
    ),
    Command(
        "view.looks",
        "What the model looks at",
        ("Y",),
        _switch("looks"),
        has_clip,
        "View",
        "For the pixel under the pointer: where the model looks in your masks and before",
        icon="looks",
        checked=_is_on("looks"),
        section=2,
    ),
    Command(
        "view.before",
        "Before the last run",
        ("Q",),
        _before,
        has_clip,
        "View",
        "Hold the key to see the masks as they were before the last run",
        checked=lambda c: c.view.sight.before,
        section=2,
    ),
    Command(
        "view.curves",
        "Curves",
        ("K",),
        _flip_curves,
        has_clip,
        "View",
        "Area and confidence of every mask over the clip, above the timeline",
        icon="curves",
        checked=lambda c: c.preferences.value.curves,
        section=2,
    ),
)
