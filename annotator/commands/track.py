"""Commands of the Track and Help menus: runs, and what a person says about their results."""

from collections.abc import Callable, Sequence
from typing import Final

from annotator.commands.context import Context
from annotator.commands.edit import has_object
from annotator.commands.file import can_edit
from annotator.commands.registry import Command, always
from annotator.commands.session import Session
from annotator.document import gestures
from annotator.document.range_gestures import set_references
from annotator.engine.messages import Mode
from annotator.settings import Settings
from annotator.words import tr

_SHIPPED: Final = Settings().weights


def _run(mode: Mode, *, limited: bool = False) -> Callable[[Context], None]:
    """A run of a mode; a limited one ends at the neighbouring references."""

    def run(context: Context) -> None:
        session = context.session
        if session is None:
            return
        chosen = session.selection.objects if session.selection else ()
        if mode == "outward" and not chosen:  # a correction speaks for the objects it touched
            chosen = tuple(session.document.speaking(session.frame))
        span = _between_references(session, chosen) if limited else session.span()
        session.runs.start(mode, session.frame, span=span, objects=chosen)

    return run


def _between_references(session: Session, objects: tuple[int, ...]) -> tuple[int, int]:
    """Frames [a, b) around the current one, up to the nearest references of objects, or of all."""
    wanted = set(objects)
    speaking = session.document.references().items()
    frames = [frame for frame, ids in speaking if not wanted or ids & wanted]
    first = max((frame + 1 for frame in frames if frame < session.frame), default=0)
    stop = min((frame for frame in frames if frame > session.frame), default=session.frames)
    return first, stop


def _stop(context: Context) -> None:
    """Esc lets go of the gesture in hand first, then stops the run, then the selection."""
    session = context.session
    if context.view.cancel_gesture() or session is None:
        return
    if session.runs.state is not None:
        session.runs.stop()
    else:
        session.select(None)


def _accept(context: Context) -> None:
    session = context.session
    if session is not None:
        frames, ids = session.targets()
        group = gestures.accept(session.document, frames, ids)
        if group is None:
            context.desk.notify(tr("Nothing to accept on {frames}.", frames=_named(frames)))
        elif session.do(group):
            context.desk.notify(
                _capital(tr("{frames} accepted.", frames=_named(sorted(group.frames))))
            )


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _named(frames: Sequence[int]) -> str:
    """Frames in a few words: "frame 59", "frames 3 to 8", "12 frames"."""
    first, last = frames[0], frames[-1]
    if first == last:
        return tr("frame {first}", first=first)
    together = last - first + 1 == len(frames)
    return (
        tr("frames {first} to {last}", first=first, last=last)
        if together
        else tr("{count} frames", count=len(frames))
    )


def _absent(context: Context) -> None:
    session = context.session
    if session is not None and session.object_id is not None:
        frames, _ = session.targets()
        session.do(gestures.mark_absent(session.document, frames, session.object_id))


def _reference(context: Context) -> None:
    """Toggles the object in hand on this frame, or all that is selected, to one state."""
    session = context.session
    if session is None or session.object_id is None:
        return
    frames, ids = session.targets()
    if session.selection is None:
        ids = [session.object_id]
    on = not _is_reference(context)
    session.do(set_references(session.document, frames, ids, reference=on))


def _lock(context: Context) -> None:
    session = context.session
    if session is not None:
        frames, ids = session.targets()
        cell = session.document.cell
        locked = all(cell(frame, item).locked for frame in frames for item in ids)
        session.do(gestures.set_locked(session.document, frames, ids, locked=not locked))


def _live(context: Context) -> None:
    context.preferences.set(live=not context.preferences.value.live)


def _shipped_weights(context: Context) -> None:
    old = context.preferences.value.weights
    context.preferences.set(weights=_SHIPPED)
    context.desk.notify(tr("Runs use {shipped} again; {old} is kept.", shipped=_SHIPPED, old=old))


def _running(context: Context) -> bool:
    return context.session is not None and context.session.runs.state is not None


def _is_reference(context: Context) -> bool:
    session = context.session
    if session is None or session.object_id is None:
        return False
    ids = session.selection.objects if session.selection is not None else ()
    frame = session.frame if session.selection is None else session.selection.first
    return session.document.cell(frame, (ids or (session.object_id,))[0]).reference


COMMANDS: Final = (
    Command(
        "track.forward",
        "Track forward",
        ("F",),
        _run("forward"),
        can_edit,
        "Track",
        "Carry the masks from here to the end of the range",
        icon="track-forward",
    ),
    Command(
        "track.backward",
        "Track backward",
        ("B",),
        _run("backward"),
        can_edit,
        "Track",
        "Carry the masks from here to the start of the range",
        icon="track-backward",
    ),
    Command(
        "track.both",
        "Track both ways",
        ("Shift+F",),
        _run("both"),
        can_edit,
        "Track",
        "Fill the whole range from all references",
    ),
    Command(
        "track.outward",
        "Track outward",
        ("R",),
        _run("outward"),
        can_edit,
        "Track",
        "From a correction to the neighbouring references, and not beyond",
        icon="track-outward",
    ),
    Command(
        "track.to_next",
        "Track to the next reference",
        ("Ctrl+Alt+F",),
        _run("forward", limited=True),
        can_edit,
        "Track",
        "Carry the masks from here up to the next reference",
    ),
    Command(
        "track.to_previous",
        "Track to the previous reference",
        ("Ctrl+Alt+B",),
        _run("backward", limited=True),
        can_edit,
        "Track",
        "Carry the masks from here back to the reference before",
    ),
    Command(
        "track.live",
        "Live",
        ("Ctrl+L",),
        _live,
        can_edit,
        "Track",
        "Track outward by itself, 0.8 s after the last stroke",
        checked=lambda c: c.preferences.value.live,
    ),
    Command(
        "track.stop",
        "Stop or cancel",
        ("Esc",),
        _stop,
        always,
        "Track",
        "Let go of the gesture in hand, or stop the run; what is done stays",
        icon="stop",
    ),
    Command(
        "track.accept",
        "Accept",
        ("A",),
        _accept,
        can_edit,
        "Track",
        "Good as it is: no run may change this frame or the selection",
        icon="accept",
        section=1,
    ),
    Command(
        "track.absent",
        "Not visible here",
        ("N",),
        _absent,
        has_object,
        "Track",
        "The object in hand is not to be seen on this frame or the selection",
        section=1,
    ),
    Command(
        "track.reference",
        "Use as reference",
        ("M",),
        _reference,
        has_object,
        "Track",
        "Let the model learn from this frame, or not",
        checked=_is_reference,
        section=1,
    ),
    Command(
        "track.lock",
        "Lock or unlock the frame",
        ("Shift+A",),
        _lock,
        can_edit,
        "Track",
        "No run may change this frame or the selection",
        section=1,
    ),
    Command(
        "track.train",
        "Train on my corrections…",
        (),
        lambda c: c.desk.show("train"),
        can_edit,
        "Track",
        "Let the model learn from masks you made or accepted; it is tested before it is used",
        section=2,
    ),
    Command(
        "track.shipped_weights",
        "Use the shipped weights",
        (),
        _shipped_weights,
        lambda c: c.preferences.value.weights != _SHIPPED,
        "Track",
        "Go back from weights of your own to those that came with the program",
        section=2,
    ),
    Command(
        "help.shortcuts",
        "Keys",
        ("F1",),
        lambda c: c.desk.show("shortcuts"),
        always,
        "Help",
        "All commands with their keys",
    ),
    Command(
        "help.guide",
        "User guide",
        ("Ctrl+F1",),
        lambda c: c.desk.show("guide"),
        always,
        "Help",
        "First masks, corrections, long videos, training, exports, troubles",
    ),
    Command(
        "help.copy_diagnostics",
        "Copy diagnostics",
        (),
        lambda c: c.desk.copy_diagnostics(),
        always,
        "Help",
        "Versions, device, settings and the last lines of the log, without names, for a report",
        section=1,
    ),
    Command(
        "help.logs",
        "Show log folder",
        (),
        lambda c: c.desk.show_logs(),
        always,
        "Help",
        "Where the log and reports of crashes lie; nothing is sent anywhere",
        section=1,
    ),
    Command(
        "help.about",
        "About and diagnostics",
        (),
        lambda c: c.desk.show("about"),
        always,
        "Help",
        "Versions, devices, places of files",
        section=1,
    ),
)
