"""From what a user did on one frame to a group of edits; nothing here changes the document."""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from annotator.document.cells import Cell, Provenance
from annotator.document.document import Document
from annotator.document.draft import Draft, changed_box
from annotator.document.edits import CellEdit, Group, PixelEdit
from annotator.document.objects import ObjectInfo
from annotator.document.patches import Box, in_box, pack
from sst_core.labels import MAX_OBJECTS, VOID, LabelMap, object_ids

Mask = NDArray[np.bool_]


def locked_ids(document: Document, frame: int) -> frozenset[int]:
    """The ids whose pixels no gesture may change on a frame: locked cells and locked objects."""
    by_cell = {item for item, cell in document.cells(frame).items() if cell.locked}
    return frozenset(by_cell | {item.id for item in document.objects if item.locked})


def protected_ids(
    document: Document, frame: int, object_id: int, *, protect_others: bool
) -> frozenset[int]:
    """The ids a tool passes on as `protect` while it draws one object.

    Args:
        document: The document.
        frame: The frame drawn on.
        object_id: The id being drawn; 0 erases.
        protect_others: Whether the stroke may not take pixels from any other object.
    """
    others = {item.id for item in document.objects} | {VOID} if protect_others else set()
    return frozenset((others | locked_ids(document, frame)) - {object_id, 0})


def touched(cell: Cell) -> Cell:
    """What a cell becomes when a person changes its pixels: human, and a reference."""
    model = (Provenance.PROPAGATED, Provenance.ACCEPTED, Provenance.IMPORTED)
    if cell.provenance in (*model, Provenance.CORRECTED):
        return Cell(Provenance.CORRECTED, reference=True, locked=cell.locked)
    return Cell(Provenance.DRAWN, reference=True, locked=cell.locked)


def paint(
    document: Document, frame: int, box: Box, new_patch: LabelMap, object_id: int, title: str
) -> Group | None:
    """Puts drawn pixels on a frame.

    Every object that gains or loses a pixel becomes human work there, and a reference. Pixels
    of locked cells and objects stay as they are, and none are added to them.

    Args:
        document: The document.
        frame: The frame.
        box: Where, half open; inside the frame.
        new_patch: uint8 of the box's shape: what the pixels shall be.
        object_id: What is being drawn: an id, 0 for the eraser, 255 for void.
        title: Of the step of undo.

    Returns:
        The group, or None if no pixel changes.

    Raises:
        ValueError: The patch does not have the box's shape, or the object does not exist.
    """
    old = in_box(document.label_map(frame), box)
    if old.shape != new_patch.shape:
        raise ValueError(f"a patch of shape {new_patch.shape} for a box of {old.shape}")
    if object_id not in (0, VOID) and object_id not in {item.id for item in document.objects}:
        raise ValueError(f"there is no object {object_id}")
    new = _without_locked(old, new_patch, locked_ids(document, frame))
    different = old != new
    if not different.any():
        return None
    changed = {*object_ids(old[different]), *object_ids(new[different])}
    cells = tuple(
        CellEdit(frame, item, before, touched(before))
        for item in sorted(changed)
        if touched(before := document.cell(frame, item)) != before
    )
    return Group(title, (PixelEdit(frame, box, pack(old), pack(new)), *cells))


def _without_locked(old: LabelMap, new: LabelMap, locked: frozenset[int]) -> LabelMap:
    if not locked:
        return new
    table = np.zeros(256, np.bool_)
    table[list(locked)] = True
    return np.where(table[old] | table[new], old, new)


def refine(
    document: Document,
    frame: int,
    object_id: int,
    operation: Callable[[Mask], Mask],
    *,
    title: str,
    margin: int = 0,
    protect: Container[int] = (),
) -> Group | None:
    """Changes the mask of one object by an operation on masks (fill holes, grow, ...).

    Args:
        document: The document.
        frame: The frame.
        object_id: The object.
        operation: From a bool mask of the object's surroundings to a new one of that shape.
        title: Of the step of undo.
        margin: How many pixels beyond the object's box the operation may reach.
        protect: Ids whose pixels the object may not take.
    """
    label_map = document.label_map(frame)
    mask = label_map == object_id
    box = changed_box(np.zeros_like(label_map), mask.view(np.uint8))
    if box is None:
        return None
    box = widened(box, margin, document.size)
    before = in_box(label_map, box)
    after = operation(before == object_id)
    table = np.array([value in protect and value != object_id for value in range(256)])
    patch = np.where(before == object_id, 0, before).astype(np.uint8)
    patch[after & ~table[before]] = object_id
    return paint(document, frame, box, patch, object_id, title)


def widened(box: Box, margin: int, size: tuple[int, int]) -> Box:
    """A box with a margin on every side, cut at the edges of the frame."""
    row0, col0, row1, col1 = box
    return (
        max(0, row0 - margin),
        max(0, col0 - margin),
        min(size[0], row1 + margin),
        min(size[1], col1 + margin),
    )


def mark_absent(document: Document, frames: Iterable[int], object_id: int) -> Group | None:
    """Says that an object is not to be seen: its pixels go, the cell is a reference."""
    draft = Draft(document)
    for frame in frames:
        if object_id not in locked_ids(document, frame):
            draft.move_pixels(frame, {object_id: 0})
            draft.set_cell(frame, object_id, Cell(Provenance.ABSENT, reference=True))
    return draft.group(f"Not visible: {_name(document, object_id)}")


def accept(document: Document, frames: Iterable[int], ids: Iterable[int]) -> Group | None:
    """Makes propagated masks the user's own; human masks are so already."""
    draft, wanted = Draft(document), tuple(ids)
    for frame in frames:
        for object_id in wanted:
            cell = document.cell(frame, object_id)
            if cell.provenance is Provenance.PROPAGATED:
                accepted = replace(cell, provenance=Provenance.ACCEPTED)
                draft.set_cell(frame, object_id, accepted)
    return draft.group("Accept")


def set_locked(
    document: Document, frames: Iterable[int], ids: Iterable[int], *, locked: bool
) -> Group | None:
    """Locks or unlocks the masks of objects on frames."""
    draft, wanted = Draft(document), tuple(ids)
    for frame in frames:
        for object_id in wanted:
            cell = document.cell(frame, object_id)
            draft.set_cell(frame, object_id, replace(cell, locked=locked))
    return draft.group("Lock" if locked else "Unlock")


def set_reference(
    document: Document, frame: int, ids: Iterable[int], *, reference: bool
) -> Group | None:
    """Makes masks references or takes that back; a propagated one is accepted on the way."""
    draft = Draft(document)
    for object_id in ids:
        cell = document.cell(frame, object_id)
        if cell.provenance is Provenance.NONE:
            continue
        if reference and cell.provenance is Provenance.PROPAGATED:
            cell = replace(cell, provenance=Provenance.ACCEPTED)
        draft.set_cell(frame, object_id, replace(cell, reference=reference))
    return draft.group("Use as reference" if reference else "Do not use as reference")


def clear(document: Document, frames: Iterable[int], ids: Iterable[int]) -> Group | None:
    """Removes masks and all that is known about them; locked ones stay."""
    draft, wanted = Draft(document), frozenset(ids)
    for frame in frames:
        gone = wanted - locked_ids(document, frame)
        draft.move_pixels(frame, dict.fromkeys(gone, 0))
        for object_id in gone:
            draft.clear_cell(frame, object_id)
    return draft.group("Clear")


def copy_from(
    document: Document,
    frame_from: int,
    frame_to: int,
    ids: Iterable[int],
    *,
    protect: Container[int] = (),
) -> Group | None:
    """Replaces the masks of objects on a frame by those of another frame.

    Args:
        document: The document.
        frame_from: Where the masks are taken from.
        frame_to: Where they go.
        ids: Whose masks.
        protect: Ids whose pixels may not be taken.
    """
    source, target = document.label_map(frame_from), document.label_map(frame_to)
    wanted = np.zeros(256, np.bool_)
    wanted[list(ids)] = True
    kept = np.array([value in protect and not wanted[value] for value in range(256)])
    patch = np.where(wanted[target], 0, target).astype(np.uint8)
    taken = wanted[source] & ~kept[target]
    patch[taken] = source[taken]
    box = changed_box(target, patch)
    if box is None:
        return None
    first = next(iter(object_ids(source[taken])), 0)
    title = f"Copy from frame {frame_from}"
    return paint(document, frame_to, box, in_box(patch, box), first, title)


def import_maps(
    document: Document,
    maps: Mapping[int, LabelMap],
    *,
    objects: Iterable[ObjectInfo] = (),
    title: str = "Import masks",
) -> Group | None:
    """Replaces whole frames by label maps from elsewhere; locked masks stay.

    Args:
        document: The document.
        maps: Frame to (H, W) uint8.
        objects: What is known about their objects; ids that exist already keep what they have.
        title: Of the step of undo.

    Raises:
        ValueError: A map is not of the clip's size.
        IndexError: The clip has no such frame.
    """
    draft = Draft(document)
    present: set[int] = set()
    for frame, label_map in maps.items():
        if label_map.shape != document.size:
            raise ValueError(f"a mask of shape {label_map.shape} for a clip of {document.size}")
        present |= _import_one(draft, document, frame, label_map)
    draft.objects = _with_new(document.objects, present, objects)
    return draft.group(title)


def _import_one(draft: Draft, document: Document, frame: int, label_map: LabelMap) -> set[int]:
    locked = locked_ids(document, frame)
    before = document.label_map(frame)
    after = _without_locked(before, label_map, locked)
    draft.put(frame, np.array(after, np.uint8))
    present = set(object_ids(after)) - locked
    for object_id in document.cells(frame).keys() - locked:
        draft.clear_cell(frame, object_id)
    for object_id in present:
        draft.set_cell(frame, object_id, Cell(Provenance.IMPORTED, reference=True))
    return present


def _with_new(
    objects: tuple[ObjectInfo, ...], present: set[int], known: Iterable[ObjectInfo]
) -> tuple[ObjectInfo, ...]:
    told = {item.id: item for item in known}
    missing = sorted((present | told.keys()) - {item.id for item in objects})
    added = (told.get(item, ObjectInfo(item, f"object {item}")) for item in missing)
    return (*objects, *(item for item in added if item.id <= MAX_OBJECTS))


def _name(document: Document, object_id: int) -> str:
    return document.object(object_id).name
