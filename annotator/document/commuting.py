"""Puts one group of edits before another without changing what both together do."""

from dataclasses import replace
from typing import Final

import numpy as np

from annotator.document.cells import Provenance
from annotator.document.edits import CellEdit, Edit, Group, ObjectsEdit, PixelEdit
from annotator.document.patches import Box, box_shape, in_box, pack, unpack

_WITHOUT_PIXELS: Final = frozenset({Provenance.NONE, Provenance.ABSENT})


def commuted(earlier: Group, later: Group) -> tuple[Group, Group] | None:
    """The later group as if it had come first, and the earlier one on top of it.

    What the earlier group changed stays its own: taking it back afterwards shows what was there
    before it, among all that the later group did elsewhere. So a part of a run can join its run
    below a stroke that was drawn while the run was under way.

    Args:
        earlier: Was applied first.
        later: Was applied second; changes pixels and cells only.

    Returns:
        (later', earlier'), which lead from the same state to the same state in this order; None
        if the later group is about an object that the earlier one made.
    """
    if _made(earlier) & _subjects(later):
        return None
    if not earlier.frames & later.frames:
        return later, earlier
    first = list(earlier.edits)
    second = [_before(first, edit) for edit in later.edits]
    kept = _with_their_cells([edit for edit in second if edit is not None], earlier, first)
    return (
        Group(later.title, tuple(kept), later.run),
        Group(earlier.title, tuple(first), earlier.run),
    )


def _made(group: Group) -> set[int]:
    """Ids of the objects that a group adds."""
    lists = [edit for edit in group.edits if isinstance(edit, ObjectsEdit)]
    return {
        item.id for edit in lists for item in edit.new if item.id not in {o.id for o in edit.old}
    }


def _subjects(group: Group) -> set[int]:
    return {edit.object_id for edit in group.edits if isinstance(edit, CellEdit)}


def _with_their_cells(later: list[Edit], earlier: Group, first: list[Edit]) -> list[Edit]:
    """Leaves no pixels of an object where its cell says that there are none.

    Where the earlier group gave an object its first cell on a frame, the object's pixels that
    the later one wrote are written on top of the earlier one instead.
    """
    given = {(edit.frame, edit.object_id) for edit in later if isinstance(edit, CellEdit)}
    bare: dict[int, list[int]] = {}
    for edit in earlier.edits:
        if not isinstance(edit, CellEdit) or (edit.frame, edit.object_id) in given:
            continue
        if edit.old.provenance in _WITHOUT_PIXELS:
            bare.setdefault(edit.frame, []).append(edit.object_id)
    kept: list[Edit] = []
    for edit in later:
        if isinstance(edit, PixelEdit) and edit.frame in bare:
            written, rest = _parted(edit, bare[edit.frame])
            kept.append(written)
            first += [rest] if rest is not None else []
        else:
            kept.append(edit)
    return kept


def _parted(edit: PixelEdit, ids: list[int]) -> tuple[PixelEdit, PixelEdit | None]:
    """An edit without the pixels it gives to some objects, and one that adds these."""
    old, new = (unpack(data, box_shape(edit.box)) for data in (edit.old, edit.new))
    between = np.where(np.isin(new, ids) & (old != new), old, new)
    if (between == new).all():
        return edit, None
    packed = pack(between)
    return replace(edit, new=packed), replace(edit, old=packed)


def _before(earlier: list[Edit], edit: Edit) -> Edit | None:
    """One later edit moved in front of earlier ones, which are replaced in their list."""
    moved: Edit | None = edit
    for place in range(len(earlier) - 1, -1, -1):
        if moved is None:
            break
        one = earlier[place]
        if isinstance(one, ObjectsEdit) or isinstance(moved, ObjectsEdit):
            continue
        if one.frame != moved.frame:
            continue
        if isinstance(one, PixelEdit) and isinstance(moved, PixelEdit):
            moved, earlier[place] = _swapped(one, moved)
        if isinstance(one, CellEdit) and isinstance(moved, CellEdit):
            same = one.object_id == moved.object_id
            earlier[place] = replace(one, new=moved.new) if same else one
            moved = None if same else moved
    return moved


def _swapped(one: PixelEdit, later: PixelEdit) -> tuple[PixelEdit, PixelEdit]:
    """(later', one') for two edits of one frame."""
    shared = _shared(one.box, later.box)
    if shared is None:
        return later, one
    before, after = (unpack(data, box_shape(one.box)) for data in (one.old, one.new))
    old, new = (unpack(data, box_shape(later.box)) for data in (later.old, later.new))
    mine, theirs = _inside(shared, one.box), _inside(shared, later.box)
    taken = in_box(before, mine) != in_box(after, mine)
    drawn_over = in_box(before, mine)
    result = in_box(new, theirs).copy()
    in_box(old, theirs)[...] = np.where(taken, drawn_over, in_box(old, theirs))
    in_box(new, theirs)[...] = np.where(taken, drawn_over, result)
    in_box(before, mine)[...] = np.where(taken, drawn_over, result)
    in_box(after, mine)[...] = result
    first = PixelEdit(later.frame, later.box, pack(old), pack(new))
    return first, PixelEdit(one.frame, one.box, pack(before), pack(after))


def _shared(one: Box, other: Box) -> Box | None:
    row0, col0 = max(one[0], other[0]), max(one[1], other[1])
    row1, col1 = min(one[2], other[2]), min(one[3], other[3])
    return (row0, col0, row1, col1) if row0 < row1 and col0 < col1 else None


def _inside(part: Box, box: Box) -> Box:
    """A box as seen from the corner of another."""
    return part[0] - box[0], part[1] - box[1], part[2] - box[0], part[3] - box[1]
