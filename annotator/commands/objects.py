"""Commands of the Objects menu: make, name, colour, lock, hide, join, part, swap, remove."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from annotator.commands.context import Context
from annotator.commands.edit import has_object
from annotator.commands.file import can_edit, has_clip
from annotator.commands.preferences import Preferences
from annotator.commands.registry import Command
from annotator.commands.session import Session
from annotator.document import gestures
from annotator.document.edits import Group, ObjectsEdit
from annotator.document.objects import ObjectInfo
from annotator.words import tr


def _with_object(
    act: Callable[[Context, Session, ObjectInfo], object],
) -> Callable[[Context], None]:
    """A command on the object in hand."""

    def run(context: Context) -> None:
        session = context.session
        if session is not None and session.object_id is not None:
            act(context, session, session.document.object(session.object_id))

    return run


def _pick(number: int) -> Callable[[Context], None]:
    """Takes object `number` in hand; the next free number makes a new one."""

    def run(context: Context) -> None:
        session = context.session
        if session is None:
            return
        context.view.set_void(on=False)
        if number in {item.id for item in session.document.objects}:
            session.choose(number)
        elif number == session.document.next_id():
            session.add_object()
        else:
            context.desk.notify(tr("There is no object {number} yet.", number=number))

    return run


def _add(context: Context) -> None:
    if context.session is not None:
        context.session.add_object()


def _rename(context: Context, session: Session, info: ObjectInfo) -> None:
    name = context.desk.ask_text(tr("Rename"), tr("Name:"), info.name)
    if name and name.strip():
        session.do(gestures.rename(session.document, info.id, name.strip()))


def categories(context: Context, session: Session) -> tuple[str, ...]:
    """The words for kinds of objects: the user's list, then others that this project uses."""
    used = (item.category for item in session.document.objects if item.category)
    return tuple(dict.fromkeys((*context.preferences.value.categories, *used)))


def learn_categories(preferences: Preferences, words: Iterable[str]) -> None:
    """Adds words to the user's list, but for those that it has."""
    known = preferences.value.categories
    after = tuple(dict.fromkeys((*known, *words)))
    if after != known:
        preferences.set(categories=after)


def _category(context: Context, session: Session, info: ObjectInfo) -> None:
    known = categories(context, session)
    title, label = (
        tr("Category of {name}", name=info.name),
        tr("One of the list, or a new one; empty for none:"),
    )
    answer = context.desk.ask_choice(title, label, known, info.category)
    if answer is None:
        return
    word = answer.strip()
    learn_categories(context.preferences, [word] if word else ())
    session.do(gestures.change_object(session.document, info.id, category=word))


def _edit_categories(context: Context) -> None:
    """Edits the list itself, one word a line; objects keep what they have."""
    session = context.session
    known = categories(context, session) if session else context.preferences.value.categories
    answer = context.desk.ask_lines(tr("Categories"), tr("One a line:"), "\n".join(known))
    if answer is not None:
        words = (line.strip() for line in answer.splitlines())
        context.preferences.set(categories=tuple(dict.fromkeys(word for word in words if word)))


def _note(context: Context, session: Session, info: ObjectInfo) -> None:
    text = context.desk.ask_lines(
        tr("Note on {name}", name=info.name), tr("Kept in the project:"), info.note
    )
    if text is not None:
        session.do(gestures.change_object(session.document, info.id, note=text.strip()))


def _move(by: int) -> Callable[[Context, Session, ObjectInfo], object]:
    """Moves the object in hand up or down the list; what is higher lies on top."""

    def act(_context: Context, session: Session, info: ObjectInfo) -> None:
        ids = [item.id for item in session.document.objects]
        place = ids.index(info.id)
        target = min(max(place + by, 0), len(ids) - 1)
        ids.insert(target, ids.pop(place))
        session.do(gestures.reorder(session.document, ids))

    return act


def _recolour(context: Context, session: Session, info: ObjectInfo) -> None:
    colour = context.desk.ask_colour(info.colour or (255, 255, 255))
    if colour is not None:
        session.do(gestures.recolour(session.document, info.id, colour))


def _remove(_context: Context, session: Session, info: ObjectInfo) -> None:
    if session.do(gestures.remove_object(session.document, info.id)):
        left = [item.id for item in session.document.objects]
        session.choose(left[0] if left else None)


def _hide(_context: Context, session: Session, info: ObjectInfo) -> None:
    session.do(gestures.change_object(session.document, info.id, hidden=not info.hidden))


def _lock(_context: Context, session: Session, info: ObjectInfo) -> None:
    session.do(gestures.change_object(session.document, info.id, locked=not info.locked))


def _solo(_context: Context, session: Session, info: ObjectInfo) -> None:
    before = session.document.objects
    alone = all(item.hidden == (item.id != info.id) for item in before)
    after = tuple(replace(item, hidden=not alone and item.id != info.id) for item in before)
    session.do(Group(tr("Solo {name}", name=info.name), (ObjectsEdit(before, after),)))


def _split(context: Context, session: Session, info: ObjectInfo) -> None:
    if not session.do(gestures.split_object(session.document, session.frame, info.id)):
        context.desk.notify(tr("{name} is in one piece on this frame.", name=info.name))


def _ask_other(context: Context, session: Session, info: ObjectInfo, title: str) -> int | None:
    """Another object by number or name."""
    others = [item for item in session.document.objects if item.id != info.id]
    listed = [f"{item.id} {item.name}" for item in others]
    answer = context.desk.ask_choice(title, tr("Which one?"), listed, listed[0])
    if answer is None:
        return None
    wanted = answer.strip()
    for item, line in zip(others, listed, strict=True):
        if wanted in {line, str(item.id), item.name}:
            return item.id
    context.desk.notify(tr("There is no other object called “{wanted}”.", wanted=wanted))
    return None


def _merge(context: Context, session: Session, info: ObjectInfo) -> None:
    into = _ask_other(context, session, info, tr("Merge {name} into", name=info.name))
    if into is not None and session.do(gestures.merge_objects(session.document, info.id, into)):
        session.choose(into)


def _swap_ids(context: Context, session: Session, info: ObjectInfo) -> None:
    other = _ask_other(context, session, info, tr("From here on swap {name} with", name=info.name))
    if other is not None:
        session.do(gestures.swap_ids(session.document, info.id, other, session.frame))


def _has_two(context: Context) -> bool:
    session = context.session
    return has_object(context) and session is not None and len(session.document.objects) > 1


_PAIRS: Final = frozenset({"merge", "swap_ids", "raise", "lower"})
"""These need another object."""


def _row(
    name: str,
    title: str,
    keys: tuple[str, ...],
    act: Callable[[Context, Session, ObjectInfo], object],
    *,
    tip: str,
    section: int,
) -> Command:
    when = _has_two if name in _PAIRS else has_object
    run = _with_object(act)
    return Command(f"object.{name}", title, keys, run, when, "Objects", tip, section=section)


COMMANDS: Final = (
    Command(
        "object.add",
        "New object",
        ("Ctrl+N",),
        _add,
        can_edit,
        "Objects",
        "Add an object and take it in hand",
        icon="add",
    ),
    Command(
        "object.swap",
        "Back to the last object",
        ("X",),
        lambda c: c.session.swap_objects() if c.session else None,
        has_clip,
        "Objects",
        "Switch between the last two objects in hand",
    ),
    _row("rename", "Rename…", ("F2",), _rename, tip="Give the object a name", section=1),
    _row("category", "Category…", (), _category, tip="What kind of thing it is", section=1),
    _row("note", "Note…", (), _note, tip="Words of your own about the object", section=1),
    _row(
        "recolour", "Colour…", (), _recolour, tip="On screen; files keep their palette", section=1
    ),
    _row("hide", "Hide or show", ("Shift+H",), _hide, tip="Out of sight, not gone", section=2),
    _row("solo", "Solo", ("Shift+S",), _solo, tip="Show only this object, or all again", section=2),
    _row("lock", "Lock or unlock", ("Shift+L",), _lock, tip="Nothing may change it", section=2),
    _row("raise", "Move up", ("Ctrl+Up",), _move(-1), tip="Nearer to the top", section=2),
    _row("lower", "Move down", ("Ctrl+Down",), _move(1), tip="Nearer to the bottom", section=2),
    _row("merge", "Merge into…", (), _merge, tip="Give its pixels to another object", section=3),
    _row("split", "Split parts", (), _split, tip="Make each separate part an object", section=3),
    _row(
        "swap_ids",
        "Swap from here on…",
        (),
        _swap_ids,
        tip="Two objects changed places: swap them from this frame to the end",
        section=3,
    ),
    _row("remove", "Remove", ("Ctrl+Delete",), _remove, tip="Remove it on all frames", section=4),
    Command(
        "object.categories",
        "List of categories…",
        (),
        _edit_categories,
        has_clip,
        "Objects",
        "The words offered as categories, for all projects",
        section=4,
    ),
    *(
        Command(
            f"object.pick_{number}",
            f"Object {number}",
            (str(number),),
            _pick(number),
            has_clip,
            "Objects",
            f"Take object {number} in hand; the next free number makes a new one",
            section=5,
        )
        for number in range(1, 10)
    ),
)
