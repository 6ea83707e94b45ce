"""From what a user did to a stretch of frames to a group of edits."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from annotator.document.cells import Provenance
from annotator.document.document import Document
from annotator.document.draft import Draft
from annotator.document.edits import Group
from annotator.document.frame_gestures import locked_ids, touched
from sst_core.labels import VOID, object_ids


def copy_over(
    document: Document, frame_from: int, frames: Iterable[int], ids: Iterable[int]
) -> Group | None:
    """Puts the masks that objects have on one frame onto other frames, in place of theirs.

    Pixels of other objects and of void stay theirs; locked masks stay as they are. What is
    copied is human work, and a reference, like anything drawn. An object without pixels on the
    source frame is passed over.

    Args:
        document: The document.
        frame_from: Where the masks are taken from.
        frames: Where they go.
        ids: Whose masks.
    """
    source = document.label_map(frame_from)
    wanted = sorted(set(ids) & set(object_ids(source)))
    draft = Draft(document)
    for frame in frames:
        mine = [item for item in wanted if item not in locked_ids(document, frame)]
        if frame == frame_from or not mine:
            continue
        before = draft.label_map(frame)
        after = np.where(np.isin(before, mine), np.uint8(0), before)
        taken = np.isin(source, mine) & (after == 0)
        after[taken] = source[taken]
        draft.put(frame, after)
        for item in mine:
            draft.set_cell(frame, item, touched(document.cell(frame, item)))
    return draft.group(f"Copy from frame {frame_from}")


def set_references(
    document: Document, frames: Iterable[int], ids: Iterable[int], *, reference: bool
) -> Group | None:
    """Makes masks on many frames references, or takes that back.

    A propagated mask that becomes a reference is accepted on the way; cells without a mask are
    passed over.
    """
    draft, wanted = Draft(document), [item for item in ids if item != VOID]
    for frame in frames:
        for item in wanted:
            cell = document.cell(frame, item)
            if cell.provenance is Provenance.NONE:
                continue
            if reference and cell.provenance is Provenance.PROPAGATED:
                cell = replace(cell, provenance=Provenance.ACCEPTED)
            draft.set_cell(frame, item, replace(cell, reference=reference))
    return draft.group("Use as reference" if reference else "Do not use as reference")
