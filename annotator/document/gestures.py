"""Every gesture by one name: from what a user did to a group of edits, never a change."""

from annotator.document.frame_gestures import (
    accept,
    clear,
    copy_from,
    import_maps,
    locked_ids,
    mark_absent,
    paint,
    protected_ids,
    refine,
    set_locked,
    set_reference,
)
from annotator.document.object_gestures import (
    add_object,
    change_object,
    merge_objects,
    recolour,
    remove_object,
    rename,
    reorder,
    split_object,
    swap_ids,
)

__all__ = [
    "accept",
    "add_object",
    "change_object",
    "clear",
    "copy_from",
    "import_maps",
    "locked_ids",
    "mark_absent",
    "merge_objects",
    "paint",
    "protected_ids",
    "recolour",
    "refine",
    "remove_object",
    "rename",
    "reorder",
    "set_locked",
    "set_reference",
    "split_object",
    "swap_ids",
]
