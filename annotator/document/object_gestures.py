"""From what a user did to the list of objects to a group of edits."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from annotator.document.cells import Cell, combined
from annotator.document.document import Document
from annotator.document.draft import Draft
from annotator.document.edits import Group, ObjectsEdit
from annotator.document.frame_gestures import locked_ids, touched
from annotator.document.objects import ObjectInfo, free_id
from annotator.document.raster import split_parts
from sst_core.errors import UserError
from sst_core.saying import said


class LockedError(UserError):
    """An object cannot be changed because somebody locked it."""


def add_object(
    document: Document,
    name: str = "",
    *,
    object_id: int | None = None,
    category: str = "",
    colour: tuple[int, int, int] | None = None,
) -> Group:
    """Adds an object at the end of the list.

    Args:
        document: The document.
        name: What to call it; "object N" if nothing is said.
        object_id: 1 to 254; the lowest free one if nothing is said.
        category: A word from the user's list.
        colour: (R, G, B); the palette's if nothing is said.

    Raises:
        ValueError: The id is taken or out of range, or all 254 are taken.
    """
    chosen = document.next_id() if object_id is None else object_id
    if chosen in {item.id for item in document.objects}:
        raise ValueError(f"object {chosen} exists already")
    added = ObjectInfo(chosen, name or f"object {chosen}", colour=colour, category=category)
    return _objects_group(f"Add {added.name}", document, (*document.objects, added))


def change_object(document: Document, object_id: int, **fields: Any) -> Group | None:  # noqa: ANN401 - the fields of ObjectInfo
    """Changes any of name, colour, category, note, hidden and locked.

    Raises:
        KeyError: There is no such object.
        TypeError: There is no such field.
    """
    before = document.object(object_id)
    after = replace(before, **fields)
    if after == before:
        return None
    title = f"{_VERBS.get(next(iter(fields)), 'Change')} {before.name}"
    changed = tuple(after if item.id == object_id else item for item in document.objects)
    return _objects_group(title, document, changed)


_VERBS = {
    "name": "Rename",
    "colour": "Recolour",
    "category": "Categorise",
    "note": "Note on",
    "hidden": "Show or hide",
    "locked": "Lock",
}


def rename(document: Document, object_id: int, name: str) -> Group | None:
    """Gives an object another name."""
    return change_object(document, object_id, name=name)


def recolour(
    document: Document, object_id: int, colour: tuple[int, int, int] | None
) -> Group | None:
    """Gives an object another colour; None takes the palette's."""
    return change_object(document, object_id, colour=colour)


def reorder(document: Document, ids: Iterable[int]) -> Group | None:
    """Puts the objects in another order.

    Args:
        document: The document.
        ids: All ids, each once, in the new order.

    Raises:
        ValueError: An id is missing, unknown or twice there.
    """
    wanted = tuple(ids)
    by_id = {item.id: item for item in document.objects}
    if sorted(wanted) != sorted(by_id):
        raise ValueError("the new order must name every object once")
    ordered = tuple(by_id[object_id] for object_id in wanted)
    if ordered == document.objects:
        return None
    return _objects_group("Reorder objects", document, ordered)


def remove_object(document: Document, object_id: int) -> Group | None:
    """Deletes an object with all its masks.

    Raises:
        KeyError: There is no such object.
        LockedError: It is locked, on any frame.
    """
    name = document.object(object_id).name
    _refuse_locked(document, object_id)
    draft = Draft(document)
    for frame in document.lane(object_id):
        draft.move_pixels(frame, {object_id: 0})
        draft.clear_cell(frame, object_id)
    draft.objects = tuple(item for item in document.objects if item.id != object_id)
    return draft.group(f"Delete {name}")


def merge_objects(document: Document, source: int, target: int) -> Group | None:
    """Makes one object part of another, on all frames; what was human stays human.

    Raises:
        KeyError: There is no such object.
        ValueError: Both are the same.
        LockedError: One of them is locked, on any frame.
    """
    if source == target:
        raise ValueError("an object cannot be merged with itself")
    _refuse_locked(document, source, target)
    title = f"Merge {document.object(source).name} into {document.object(target).name}"
    draft = Draft(document)
    for frame, cell in document.lane(source).items():
        draft.move_pixels(frame, {source: target})
        draft.set_cell(frame, target, combined((cell, document.cell(frame, target))))
        draft.clear_cell(frame, source)
    draft.objects = tuple(item for item in document.objects if item.id != source)
    return draft.group(title)


def swap_ids(document: Document, first: int, second: int, from_frame: int) -> Group | None:
    """Exchanges two objects' masks from a frame on: the repair of a mix-up.

    Raises:
        KeyError: There is no such object.
        LockedError: One of them is locked, on any of these frames.
    """
    _refuse_locked(document, first, second, from_frame=from_frame)
    title = f"Swap {document.object(first).name} and {document.object(second).name}"
    draft = Draft(document)
    for frame in sorted(document.lane(first).keys() | document.lane(second).keys()):
        if frame >= from_frame:
            draft.move_pixels(frame, {first: second, second: first})
            draft.set_cell(frame, first, document.cell(frame, second))
            draft.set_cell(frame, second, document.cell(frame, first))
    return draft.group(title)


def split_object(document: Document, frame: int, object_id: int) -> Group | None:
    """Makes every connected part but the largest an object of its own, on one frame.

    Raises:
        KeyError: There is no such object.
        ValueError: There are more parts than free ids.
    """
    info = document.object(object_id)
    before = document.label_map(frame)
    parts = split_parts(before == object_id)[1:]
    if not parts or object_id in locked_ids(document, frame):
        return None
    draft, after = Draft(document), np.array(before)
    for number, part in enumerate(parts, start=2):
        new = ObjectInfo(free_id(draft.objects), f"{info.name} {number}", category=info.category)
        draft.objects = (*draft.objects, new)
        after[part] = new.id
        draft.set_cell(frame, new.id, touched(Cell()))
    draft.put(frame, after)
    draft.set_cell(frame, object_id, touched(document.cell(frame, object_id)))
    return draft.group(f"Split {info.name}")


def _refuse_locked(document: Document, *ids: int, from_frame: int = 0) -> None:
    for object_id in ids:
        info = document.object(object_id)
        frames = [
            frame
            for frame, cell in document.lane(object_id).items()
            if cell.locked and frame >= from_frame
        ]
        if info.locked or frames:
            what = said("{name} is locked", name=info.name)
            if not info.locked:
                what = said("{name} is locked on frame {frame}", name=info.name, frame=min(frames))
            raise LockedError(what, todo="Unlock it first")


def _objects_group(title: str, document: Document, objects: tuple[ObjectInfo, ...]) -> Group:
    return Group(title, (ObjectsEdit(document.objects, objects),))
