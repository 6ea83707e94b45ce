"""From a mask that was found to the gesture that draws it; and GrabCut, where no model answers."""

import numpy as np
import numpy.typing as npt

from annotator.cv import cv2
from annotator.document.grab_cut import grab_cut_box, grab_cut_marks, grab_cut_scribble
from annotator.document.raster import fill_region
from annotator.ui.tools.base import Desk, Gesture
from sst_core.selecting.prompts import Prompts

Mask = npt.NDArray[np.bool_]

_DOT = 4.0
"""Radius of a click for GrabCut, in image pixels."""


def own_mask(desk: Desk) -> Mask | None:
    """The mask that the object in hand has, (H, W) bool, or None where it has none."""
    mask = desk.label_map == desk.object_id
    return mask if mask.any() else None


def selected(desk: Desk, mask: Mask, title: str, *, adds: bool) -> Gesture | None:
    """The gesture that makes a mask that of the object in hand.

    Args:
        desk: What the mask was found on.
        mask: (H, W) bool.
        title: What the undo menu says.
        adds: Keep what the object has besides.

    Returns:
        None where nothing would change. Pixels of protected objects stay theirs.
    """
    labels = desk.label_map
    height, width = labels.shape
    filled = fill_region(labels, (0, 0, height, width), mask, desk.object_id, protect=desk.protect)
    patch = labels.copy() if filled is None else filled[1]
    if not adds:
        patch[(labels == desk.object_id) & ~mask] = 0
    col, row, wide, high = cv2.boundingRect((patch != labels).view(np.uint8))
    if not wide:
        return None
    box = (row, col, row + high, col + wide)
    part = np.ascontiguousarray(patch[row : row + high, col : col + wide])
    return Gesture(desk.frame, box, part, desk.object_id, title)


def grab_cut(
    desk: Desk, prompts: Prompts, start: Mask | None, title: str, *, adds: bool
) -> Gesture | None:
    """What GrabCut makes of the same prompts; None where it finds nothing."""
    try:
        mask = _cut(desk, prompts, None if adds else start)
    except cv2.error:  # no two colours to tell apart, or too few pixels
        return None
    return None if mask is None else selected(desk, mask, title, adds=adds)


def _cut(desk: Desk, prompts: Prompts, start: Mask | None) -> Mask | None:
    assert desk.image is not None, "the tool asks only where there is a picture"
    marks = [_marks(desk, prompts, positive=positive) for positive in (True, False)]
    if prompts.box is not None and not prompts.strokes:
        top, left, bottom, right = prompts.box
        found = grab_cut_box(desk.image, (int(top), int(left), int(bottom) + 1, int(right) + 1))
    elif start is None and any(len(stroke.points) > 1 for stroke in prompts.strokes):
        found = grab_cut_scribble(desk.image, marks[0], marks[1])
    else:
        found = grab_cut_marks(desk.image, marks[0], marks[1], start=start)
    if found is None:
        return None
    (row0, col0, row1, col1), part = found
    mask = np.zeros(desk.label_map.shape, np.bool_)
    mask[row0:row1, col0:col1] = part
    return mask if mask.any() or start is not None else None


def _marks(desk: Desk, prompts: Prompts, *, positive: bool) -> Mask:
    """(H, W) bool: what strokes of one kind cover."""
    marks = np.zeros(desk.label_map.shape, np.uint8)
    for stroke in prompts.strokes:
        if stroke.positive != positive:
            continue
        points = np.round(np.array(stroke.points)[:, ::-1] - 0.5).astype(np.int32)
        if len(points) == 1:
            x, y = points[0].tolist()
            cv2.circle(marks, (x, y), round(max(stroke.radius / 2, _DOT)), 1, cv2.FILLED)
        else:
            width = max(round(stroke.radius), 1)
            cv2.polylines(marks, [points], isClosed=False, color=1, thickness=width)
    return marks.view(np.bool_)
