"""Commands on a stretch of the timeline: choose it, fill it, follow it; and places to jump to."""

from collections.abc import Callable
from itertools import islice
from typing import Final

import numpy as np

from annotator.commands.context import Context
from annotator.commands.edit import has_object
from annotator.commands.file import can_edit, has_clip
from annotator.commands.registry import Command
from annotator.commands.selection import Selection, grown
from annotator.commands.session import Session
from annotator.document.history import edits_of
from annotator.document.range_gestures import copy_over
from annotator.words import tr
from sst_core.suggest import DOUBT

_LEAP: Final = 10
_BACK: Final = 50
"""So many steps of undo are searched for an edited frame."""


def _on(act: Callable[[Context, Session], object]) -> Callable[[Context], None]:
    """A command on the open clip."""

    def run(context: Context) -> None:
        if context.session is not None:
            act(context, context.session)

    return run


def has_range(context: Context) -> bool:
    """Whether more than one frame is selected, in a clip that may be changed."""
    session = context.session
    if session is None or session.selection is None:
        return False
    return can_edit(context) and session.selection.first < session.selection.last


def _grow(by: int) -> Callable[[Context], None]:
    """Extends the selection from the current frame, like Shift and an arrow in a text."""

    def act(_context: Context, session: Session) -> None:
        chosen = session.selection
        target = min(max(session.frame + by, 0), session.frames - 1)
        objects = (session.object_id,) if session.object_id is not None else ()
        session.select(grown(chosen, session.frame, target, objects))
        session.go(target)

    return _on(act)


def _select_all(_context: Context, session: Session) -> None:
    session.select(Selection(0, session.frames - 1))


def _marks_to_selection(_context: Context, session: Session) -> None:
    if session.selection is not None:
        session.mark(first=session.selection.first, last=session.selection.last)


def _fill(context: Context, session: Session) -> None:
    """Copies the mask of this frame over the selection."""
    chosen = session.selection
    if chosen is None:
        return
    ids = chosen.objects or ([session.object_id] if session.object_id is not None else [])
    if not session.do(copy_over(session.document, session.frame, chosen.frames, ids)):
        context.desk.notify(
            tr("Frame {frame} has no mask to copy, or it is there already.", frame=session.frame)
        )


def _again(_context: Context, session: Session) -> None:
    """Carries the masks over the selection anew; what a person made stays."""
    chosen = session.selection
    if chosen is not None:
        span = (chosen.first, chosen.last + 1)
        session.runs.start("both", session.frame, span=span, objects=chosen.objects)


def _to_doubt(step: int) -> Callable[[Context], None]:
    def act(context: Context, session: Session) -> None:
        frame = next_in_doubt(session, step)
        if frame is None:
            context.desk.notify(tr("Nothing is in doubt that way."))
        else:
            session.go(frame)

    return _on(act)


def next_in_doubt(session: Session, step: int) -> int | None:
    """The next frame that way on which some mask is in doubt, after one on which none is.

    Args:
        session: The open clip.
        step: 1 looks forward, -1 backward.
    """
    doubtful = np.zeros(session.frames + 2, np.bool_)
    for item in session.document.objects:
        verdict = session.checklist.verdict(item.id)
        if verdict is not None:
            low = verdict.judged.confidence < DOUBT
            doubtful[verdict.track.frames[low] + 1] = True
    begins = doubtful[1:-1] & ~(doubtful[:-2] if step > 0 else doubtful[2:])
    places = np.flatnonzero(begins)
    places = places[places > session.frame] if step > 0 else places[places < session.frame]
    return int(places[0 if step > 0 else -1]) if len(places) else None


def last_edited(session: Session) -> int | None:
    """The frame that a person changed last and that is not in sight; runs do not count."""
    for step in islice(session.document.past(), _BACK):
        group = edits_of(step)
        frames = group.frames - {session.frame}
        if not group.by_model and frames:
            return min(frames, key=lambda frame: (abs(frame - session.frame), frame))
    return None


def _to_last_edited(context: Context, session: Session) -> None:
    frame = last_edited(session)
    if frame is None:
        context.desk.notify(tr("No other frame was edited."))
    else:
        session.go(frame)


def _flip_loop(context: Context) -> None:
    context.preferences.set(loop=not context.preferences.value.loop)


_GO: Final = (
    Command(
        "go.loop",
        "Loop",
        ("Shift+Space",),
        _flip_loop,
        has_clip,
        "Go",
        "Begin again at the end of the range while playing",
        checked=lambda c: c.preferences.value.loop,
        section=1,
    ),
    Command(
        "go.next_doubt",
        "Next stretch in doubt",
        ("PgDown",),
        _to_doubt(1),
        has_clip,
        "Go",
        "Forward to where masks begin to be less sure",
        section=2,
    ),
    Command(
        "go.previous_doubt",
        "Previous stretch in doubt",
        ("PgUp",),
        _to_doubt(-1),
        has_clip,
        "Go",
        "Backward to where masks begin to be less sure",
        section=2,
    ),
    Command(
        "go.last_edited",
        "Last edited frame",
        ("Ctrl+Backspace",),
        _on(_to_last_edited),
        has_clip,
        "Go",
        "To the frame that you changed last",
        section=2,
    ),
    Command(
        "go.mark_selection",
        "Range from selection",
        ("Shift+O",),
        _on(_marks_to_selection),
        has_range,
        "Go",
        "In and out points at the ends of the selection",
        section=3,
    ),
)
_SELECT: Final = (
    Command(
        "edit.select_all",
        "Select all frames",
        ("Ctrl+A",),
        _on(_select_all),
        has_clip,
        "Edit",
        "All frames of all objects on the timeline",
        section=2,
    ),
    *(
        Command(
            f"edit.select_{name}",
            title,
            (key,),
            _grow(by),
            has_clip,
            "Edit",
            "Extend the selection of the object in hand along the timeline",
            section=2,
        )
        for name, title, key, by in (
            ("next", "Select to the next frame", "Alt+Right", 1),
            ("previous", "Select to the previous frame", "Alt+Left", -1),
            ("leap", "Select 10 frames on", "Alt+Shift+Right", _LEAP),
            ("leap_back", "Select 10 frames back", "Alt+Shift+Left", -_LEAP),
        )
    ),
    Command(
        "edit.fill_range",
        "Copy this mask over the selection",
        ("Ctrl+D",),
        _on(_fill),
        lambda c: has_range(c) and has_object(c),
        "Edit",
        "Put the mask of this frame on every selected frame",
        section=1,
    ),
)
_TRACK: Final = (
    Command(
        "track.again",
        "Track the selection again",
        ("Shift+R",),
        _on(_again),
        has_range,
        "Track",
        "Carry the masks over the selected stretch anew; what is yours stays",
    ),
)

COMMANDS: Final = (*_GO, *_SELECT, *_TRACK)
