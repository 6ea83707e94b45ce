"""What the curves show: areas and confidence as arrays, thinned for the screen; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.commands.checklist import Checklist
from annotator.document.document import Document
from annotator.ui.look.colours import ColourTable, Rgb

Floats = NDArray[np.float64]
Frames = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Curve:
    """One object over the clip.

    Attributes:
        object_id: Its id.
        colour: As on the canvas.
        side: (frames,) the square root of its area in per cent of the frame: what is half as
            wide and half as high stands half as high, and small objects are seen beside large
            ones. NaN where there is no mask.
        confidence: (frames,) 0-1, 1 where a person vouches; NaN where there is no mask.
        references: Frames that the model learns from.
        checks: Frames that need eyes.
    """

    object_id: int
    colour: Rgb
    side: Floats
    confidence: Floats
    references: Frames
    checks: Frames


def curves_of(document: Document, checklist: Checklist, colours: ColourTable) -> Iterator[Curve]:
    """The curves of all objects that are not hidden, in display order.

    Args:
        document: Names the objects and their references.
        checklist: Knows areas and confidence; no label map is decoded here.
        colours: (256, 3) uint8 RGB by id.
    """
    references = document.references()
    for item in document.objects:
        if item.hidden:
            continue
        red, green, blue = (int(part) for part in colours[item.id])
        checks = [one.frame for one in checklist.suggestions if one.object_id == item.id]
        yield Curve(
            object_id=item.id,
            colour=(red, green, blue),
            side=np.sqrt(checklist.areas.of(item.id).astype(np.float64)),
            confidence=_confidence(checklist, item.id, document.frames),
            references=_frames([at for at, ids in references.items() if item.id in ids]),
            checks=_frames(checks),
        )


def _confidence(checklist: Checklist, object_id: int, frames: int) -> Floats:
    values = np.full(frames, np.nan)
    verdict = checklist.verdict(object_id)
    if verdict is not None:
        inside = verdict.track.frames < frames
        values[verdict.track.frames[inside]] = verdict.judged.confidence[inside]
    return values


def _frames(places: list[int]) -> Frames:
    return np.array(places, np.int64)


def polyline(values: Floats, first: float, last: float, *, columns: int) -> tuple[Floats, Floats]:
    """The points of a line on screen; a stretch of many frames shows its lowest and highest.

    Args:
        values: (frames,); NaN interrupts the line.
        first: Frame at the left edge.
        last: Frame at the right edge.
        columns: How many columns the screen has.

    Returns:
        x and y, (points,) each: at most about two for a column; frame 7 lies at x = 7.5.
    """
    step = max(int(np.ceil((last - first) / max(columns, 1))), 1)
    begin = max(int(first) - 1, 0) // step * step  # the same frames go together while scrolling
    part = values[begin : max(int(last) + 2, 0)]
    if step == 1:
        middles: Floats = np.arange(len(part), dtype=np.float64) + (begin + 0.5)
        return middles, part
    starts = np.arange(0, len(part), step)
    if not len(starts):
        return np.zeros(0), np.zeros(0)
    ends = [np.fmin.reduceat(part, starts), np.fmax.reduceat(part, starts)]
    x: Floats = np.repeat(begin + starts + step / 2, 2).astype(np.float64)
    return x, np.stack(ends, axis=-1).ravel()


def lonely(values: Floats) -> Frames:
    """Frames whose neighbours have no mask: a line does not show them."""
    there = np.isfinite(values)
    beside = np.zeros_like(there)
    beside[1:] |= there[:-1]
    beside[:-1] |= there[1:]
    return np.flatnonzero(there & ~beside)


def highest(curves: tuple[Curve, ...], first: float, last: float) -> float:
    """The highest `side` between two frames; 0 if there is none."""
    part = slice(max(int(first), 0), max(int(last) + 1, 1))
    tops = [np.fmax.reduce(curve.side[part], initial=0.0) for curve in curves]
    return float(max(tops, default=0.0))


def round_area(most: float) -> float:
    """The largest of ... 0.1, 0.2, 0.5, 1, 2, 5 ... per cent that is not above `most`."""
    power = 10.0 ** np.floor(np.log10(max(most, 1e-4)))
    return float(max(factor * power for factor in (1, 2, 5) if factor * power <= most * 1.0001))
