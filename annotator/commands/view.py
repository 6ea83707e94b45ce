"""Commands of the View and Go menus: how the picture looks, and which frame is shown."""

from collections.abc import Callable
from typing import Final

from annotator.commands.context import Context
from annotator.commands.file import has_clip
from annotator.commands.registry import Command, always
from annotator.commands.session import Session
from annotator.words import tr

_LEAP: Final = 10


def _step(by: int) -> Callable[[Context], None]:
    def run(context: Context) -> None:
        if context.session is not None:
            context.session.go(context.session.frame + by)

    return run


def _go_to(choose: Callable[[Session], int | None]) -> Callable[[Context], None]:
    def run(context: Context) -> None:
        session = context.session
        frame = choose(session) if session is not None else None
        if session is not None and frame is not None:
            session.go(frame)

    return run


def _reference_after(session: Session) -> int | None:
    return min((f for f in session.document.references() if f > session.frame), default=None)


def _reference_before(session: Session) -> int | None:
    return max((f for f in session.document.references() if f < session.frame), default=None)


def _mark_in(context: Context) -> None:
    if context.session is not None:
        context.session.mark(first=context.session.frame, last=context.session.marks[1])


def _mark_out(context: Context) -> None:
    if context.session is not None:
        context.session.mark(first=context.session.marks[0], last=context.session.frame)


def _clear_marks(context: Context) -> None:
    if context.session is not None:
        context.session.mark(first=None, last=None)
        context.session.select(None)


def _ask_frame(context: Context) -> None:
    session = context.session
    if session is None:
        return
    last = session.frames - 1
    answer = context.desk.ask_text(
        tr("Go to frame"), tr("Frame, 0 to {last}:", last=last), str(session.frame)
    )
    if answer is None:
        return
    if answer.strip().isdigit():
        session.go(int(answer))
    else:
        context.desk.notify(
            tr(
                "“{answer}” is no frame number; frames go from 0 to {last}.",
                answer=answer,
                last=last,
            )
        )


_VIEW: Final = (
    Command(
        "view.zoom_in",
        "Zoom in",
        ("Ctrl+=", "Ctrl++"),
        lambda c: c.view.zoom(1.25),
        has_clip,
        "View",
        "Larger; the wheel zooms to the cursor",
        icon="zoom-in",
    ),
    Command(
        "view.zoom_out",
        "Zoom out",
        ("Ctrl+-",),
        lambda c: c.view.zoom(0.8),
        has_clip,
        "View",
        "Smaller; the wheel zooms to the cursor",
        icon="zoom-out",
    ),
    Command(
        "view.fit",
        "Fit",
        ("Ctrl+0",),
        lambda c: c.view.zoom_fit(),
        has_clip,
        "View",
        "Show the whole frame",
        icon="fit",
    ),
    Command(
        "view.actual",
        "Actual size",
        ("Ctrl+1",),
        lambda c: c.view.zoom_actual(),
        has_clip,
        "View",
        "One pixel of the frame is one pixel of the screen",
    ),
    Command(
        "view.next_panel",
        "Next panel",
        ("F6",),
        lambda c: c.desk.show("next panel"),
        always,
        "View",
        "The keyboard goes to the next part of the window: picture, objects, lists",
    ),
    Command(
        "view.panel_before",
        "Panel before",
        ("Shift+F6",),
        lambda c: c.desk.show("panel before"),
        always,
        "View",
        "The keyboard goes to the part of the window before",
    ),
    Command(
        "view.palette",
        "Command palette…",
        ("Ctrl+Shift+P",),
        lambda c: c.desk.show("palette"),
        always,
        "View",
        "Find any command by its name",
        section=3,
    ),
    Command(
        "view.full_screen",
        "Full screen",
        ("F11",),
        lambda c: c.desk.toggle_full_screen(),
        always,
        "View",
        "Fill the screen, or not",
        section=3,
    ),
)

_GO: Final = (
    Command("go.next", "Next frame", ("Right",), _step(1), has_clip, "Go", "One frame on"),
    Command("go.previous", "Previous frame", ("Left",), _step(-1), has_clip, "Go", "One back"),
    Command(
        "go.leap",
        "10 frames on",
        ("Shift+Right",),
        _step(_LEAP),
        has_clip,
        "Go",
        "Ten frames on",
        icon="leap",
    ),
    Command(
        "go.leap_back",
        "10 frames back",
        ("Shift+Left",),
        _step(-_LEAP),
        has_clip,
        "Go",
        "Ten frames back",
        icon="leap-back",
    ),
    Command(
        "go.first",
        "First frame",
        ("Home",),
        _go_to(lambda s: 0),
        has_clip,
        "Go",
        "To the start of the clip",
        icon="first",
    ),
    Command(
        "go.last",
        "Last frame",
        ("End",),
        _go_to(lambda s: s.frames - 1),
        has_clip,
        "Go",
        "To the end of the clip",
        icon="last",
    ),
    Command("go.frame", "Go to frame…", ("Ctrl+G",), _ask_frame, has_clip, "Go", "By its number"),
    Command(
        "go.play",
        "Play",
        ("Space",),
        lambda c: c.desk.toggle_play(),
        has_clip,
        "Go",
        "Play at the true rate, or stop",
        icon="play",
        checked=lambda c: c.desk.playing,
        section=1,
    ),
    Command(
        "go.next_reference",
        "Next reference",
        ("Ctrl+Right",),
        _go_to(_reference_after),
        has_clip,
        "Go",
        "To the next frame that the model learns from",
        section=2,
    ),
    Command(
        "go.previous_reference",
        "Previous reference",
        ("Ctrl+Left",),
        _go_to(_reference_before),
        has_clip,
        "Go",
        "To the frame before that the model learns from",
        section=2,
    ),
    Command(
        "go.check",
        "Next to check",
        ("Tab",),
        lambda c: c.desk.next_to_check(),
        has_clip,
        "Go",
        "To the frame that needs eyes most",
        section=2,
    ),
    Command(
        "go.in", "Set in point", ("I",), _mark_in, has_clip, "Go", "Runs start here", section=3
    ),
    Command(
        "go.out", "Set out point", ("O",), _mark_out, has_clip, "Go", "Runs end here", section=3
    ),
    Command(
        "go.clear_marks",
        "Clear range",
        ("Shift+I",),
        _clear_marks,
        has_clip,
        "Go",
        "No in point, no out point, no selection",
        section=3,
    ),
)

COMMANDS: Final = _VIEW + _GO
