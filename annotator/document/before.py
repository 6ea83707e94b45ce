"""A frame as it was before the last run, worked out from the steps of undo."""

from annotator.document.document import Document
from annotator.document.edits import PixelEdit
from annotator.document.history import edits_of
from annotator.document.patches import box_shape, in_box, unpack
from sst_core.labels import LabelMap


def before_last_run(document: Document, frame: int) -> tuple[LabelMap, str] | None:
    """The label map of one frame before the last run, and what the run was called.

    What was drawn since then is taken back too. Only this frame is worked on.

    Args:
        document: The document.
        frame: The frame.

    Returns:
        (H, W) uint8 and the title; None where there is no run among the steps of undo.

    Raises:
        UserError: A step was stored and can no longer be read.
        ValueError: A step is damaged.
    """
    work: LabelMap | None = None
    for step in document.past():
        group = edits_of(step)
        for edit in reversed(group.edits):
            if isinstance(edit, PixelEdit) and edit.frame == frame:
                if work is None:
                    work = document.label_map(frame).copy()
                in_box(work, edit.box)[...] = unpack(edit.old, box_shape(edit.box))
        if group.by_model:
            return document.label_map(frame) if work is None else work, group.title
    return None
