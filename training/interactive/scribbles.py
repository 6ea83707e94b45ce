"""Scribbles in the format of DAVIS interactive, and the masks that smart select makes of them.

The format (davisinteractive, "Scribbles Default Format"): `scribbles` is a list with one list of
lines per frame; a line has a `path` of (x, y), 0 to 1 from the first pixel's centre to the last
one's, and an `object_id`, 0 for the background.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sst_core.errors import DataError
from sst_core.labels import LabelMap
from sst_core.selecting.model import SelectModel
from sst_core.selecting.prompts import Prompts, Stroke
from sst_core.selecting.selector import Selector

_RADIUS: Final = 2.0
"""Half a scribble's width, in pixels: the format has lines without one."""


@dataclass(frozen=True)
class Line:
    """One line of a scribble.

    Attributes:
        object_id: What it lies on; 0 is the background.
        points: (row, col) in pixels, at least one.
    """

    object_id: int
    points: tuple[tuple[float, float], ...]


def read_scribbles(data: Mapping[str, Any], size: tuple[int, int]) -> dict[int, tuple[Line, ...]]:
    """Lines by the frame they were drawn on; frames without any are left out.

    Args:
        data: In the default format.
        size: Height and width of the frames.

    Raises:
        DataError: It is not in that format.
    """
    try:
        found = {
            frame: tuple(_line(line, size) for line in lines if len(line["path"]))
            for frame, lines in enumerate(data["scribbles"])
        }
    except (KeyError, TypeError, ValueError, IndexError) as error:
        todo = "Scribbles of DAVIS interactive have a path and an object_id per line"
        raise DataError(f"these are no scribbles ({error!r})", todo=todo) from error
    return {frame: lines for frame, lines in found.items() if lines}


def _line(line: Mapping[str, Any], size: tuple[int, int]) -> Line:
    places = np.asarray(line["path"], np.float64).reshape(-1, 2)
    if not np.isfinite(places).all():
        raise ValueError("a point is not a number")
    x, y = places.T
    rows, cols = y * (size[0] - 1) + 0.5, x * (size[1] - 1) + 0.5
    return Line(int(line["object_id"]), tuple(zip(rows.tolist(), cols.tolist(), strict=True)))


def masks_of(
    model: SelectModel,
    image: NDArray[np.uint8],
    now: LabelMap,
    lines: Sequence[Line],
    objects: Sequence[int],
) -> LabelMap:
    """The label map of a frame after scribbles.

    Lines on an object are what it is; those on others and on the background, what it is not. An
    object with a mask is repaired. Where two objects claim a pixel, the one that a line was drawn
    on, or else the earlier one, has it.

    Args:
        model: The segmenter.
        image: (H, W, 3) uint8 RGB.
        now: (H, W) uint8, the label map so far.
        lines: Of this frame.
        objects: Ids of the clip.
    """
    spoken = {line.object_id for line in lines}
    result: LabelMap = now.copy()
    for number in objects:
        mine = now == number
        strokes = _strokes(lines, number)
        if number not in spoken and not (spoken and mine.any()):
            continue
        if not mine.any() and not any(stroke.positive for stroke in strokes):
            continue
        mask = Selector(model, image, mine).select(Prompts(strokes))
        taken = (result != 0) & (result != number) & np.isin(result, [*spoken])
        result[mine & ~mask] = 0
        result[mask & ~taken] = number
    return result


def _strokes(lines: Sequence[Line], number: int) -> tuple[Stroke, ...]:
    """Lines of others first, so that the object's own have the last word."""
    away = [line for line in lines if line.object_id != number]
    own = [line for line in lines if line.object_id == number]
    return tuple(Stroke(line.points, line.object_id == number, _RADIUS) for line in [*away, *own])
