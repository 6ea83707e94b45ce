"""Which frame to correct next: a confidence per (frame, object) from cheap signals, and a ranking.

Four signals are weighed, by a logistic fit to the true overlap (J) of propagated masks:
what the model expects its overlap to be, the lowest such value on the way from the nearest
reference, pieces that broke off since that reference, and how far the mask moved in one step.
`tests/bench/bench_confidence.py` says how well the result follows the true error.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sst_core.shapes import AREA, COL, LARGEST, NO_SHAPE, PARTS, ROW

Floats = NDArray[np.float64]

DOUBT: Final = 0.8
"""A mask with less confidence than this is worth a look."""
_WEIGHTS: Final = (0.873, 0.167, -0.605, -0.182)
"""Of: expected overlap and its lowest value since the reference (log odds), pieces, movement."""
_BIAS: Final = -0.529
_BOUNDS: Final = (0.05, 0.98)
_EMPTY: Final = 0.5
"""What is thought of a mask without pixels: it was lost, or it is rightly not there."""
_REACH: Final = 12.0
"""Frames over which a correction helps, about."""
_SIGHT: Final = int(3 * _REACH)
"""Frames over which the good of a correction is summed up."""
_WAKE: Final = int(8 * _REACH) + _SIGHT
"""Frames from a new reference beyond which the good of another stays what it was, to 0.0003."""
_AS_GOOD: Final = 0.95
"""Of frames whose correction would help about as much, the least certain is named."""
_AROUND: Final = 7
"""Neighbours that say whether a frame lies amid a bad stretch."""
_FAR: Final = 40
_SLIGHT: Final = 0.03
"""Doubt that is not worth a correction of its own."""


@dataclass(frozen=True, eq=False)
class Track:
    """What is known of the masks of one object.

    Attributes:
        frames: (N,) int, rising.
        certainty: (N,) float, 0-1: `FrameResult.confidence`; NaN where a person vouches.
        shapes: (N, 5) float, see `shapes.shape_of`; NaN where not known.
        reference: (N,) bool: whether the model learns from this mask.
    """

    frames: NDArray[np.int64]
    certainty: Floats
    shapes: Floats
    reference: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Judged:
    """What is thought of the masks of one object, arrays over its frames.

    Attributes:
        confidence: (N,) 0-1: the overlap with the truth to be expected; 1 where a person vouches.
        lowest: (N,) 0-1: the least certainty since the nearest reference.
        broken: (N,) 0-1: share of the mask that broke off since the nearest reference.
        moved: (N,) 0-1: how far it moved from the frame before, in its own size.
        distance: (N,) frames to the nearest reference.
    """

    confidence: Floats
    lowest: Floats
    broken: Floats
    moved: Floats
    distance: NDArray[np.int64]


@dataclass(frozen=True)
class Suggestion:
    """A frame to look at.

    Attributes:
        frame: Its number.
        object_id: The object in doubt.
        confidence: 0-1.
        reason: Why, in a few words.
        weight: Larger is more urgent: how much error a correction here is thought to end, times
            how far the object falls short at its worst.
    """

    frame: int
    object_id: int
    confidence: float
    reason: str
    weight: float


def judge(track: Track) -> Judged:
    """Gives every mask of an object a confidence."""
    seen = _see(track)
    signals = (_log_odds(seen.certainty), _log_odds(seen.lowest), seen.broken, seen.moved)
    odds = _BIAS + sum(weight * signal for weight, signal in zip(_WEIGHTS, signals, strict=True))
    confidence = np.where(np.isnan(track.certainty), 1.0, 1 / (1 + np.exp(-odds)))
    return Judged(confidence, seen.lowest, seen.broken, seen.moved, seen.distance)


def signals_of(track: Track) -> tuple[Floats, Floats, Floats, Floats]:
    """What confidence is made of, (N,) each: the inputs of the fit, in the order of its weights."""
    seen = _see(track)
    return _log_odds(seen.certainty), _log_odds(seen.lowest), seen.broken, seen.moved


@dataclass(frozen=True, eq=False)
class _Seen:
    """What meets the eye, arrays over the frames of an object."""

    certainty: Floats
    lowest: Floats
    broken: Floats
    moved: Floats
    distance: NDArray[np.int64]


def _see(track: Track) -> _Seen:
    count = len(track.frames)
    anchors = np.flatnonzero(track.reference)
    anchors = anchors if len(anchors) else np.zeros(min(count, 1), np.int64)
    anchor = _nearest(track.frames, anchors)
    before = np.clip(np.arange(count) + np.sign(anchor - np.arange(count)), 0, max(count - 1, 0))
    empty = track.shapes[:, AREA] == 0
    certainty = np.where(empty, np.minimum(track.certainty, _EMPTY), track.certainty)
    certainty = np.where(np.isnan(track.certainty), 1.0, certainty)
    moved = _moved(track.shapes, track.shapes[before])
    moved[np.abs(track.frames - track.frames[before]) != 1] = 0
    return _Seen(
        certainty,
        _lowest_since(certainty, anchor),
        _broken(track.shapes, track.shapes[anchor]),
        moved,
        np.abs(track.frames - track.frames[anchor]),
    )


def suggest(
    tracks: Mapping[int, Track],
    judged: Mapping[int, Judged] | None = None,
    *,
    most: int = 20,
    doubt: float = DOUBT,
) -> tuple[Suggestion, ...]:
    """The frames to look at, the most urgent first; one for each stretch that fails.

    Args:
        tracks: Object id to what is known of it.
        judged: Object id to what `judge` made of that, if it is known already.
        most: How many at most.
        doubt: The confidence below which a mask is in doubt; 1 names a frame wherever there is one.
    """
    found: list[Suggestion] = []
    for object_id, track in tracks.items():
        known = judged[object_id] if judged is not None else judge(track)
        found += doubts(object_id, track, known, most=most, doubt=doubt)
    return ranked(found, most=most)


def doubts(
    object_id: int, track: Track, judged: Judged, *, most: int = 20, doubt: float = DOUBT
) -> list[Suggestion]:
    """The frames to look at for one object, as `suggest`; whoever has them can rank them anew."""
    return [
        Suggestion(
            int(track.frames[place]),
            object_id,
            float(judged.confidence[place]),
            reason_for(track, judged, place),
            weight,
        )
        for place, weight in _spread(track.frames, judged, doubt, most)
    ]


def ranked(found: Iterable[Suggestion], *, most: int = 20) -> tuple[Suggestion, ...]:
    """The most urgent of what was found for several objects, the most urgent first."""
    order = sorted(found, key=lambda one: (-one.weight, one.frame, one.object_id))
    return tuple(order[:most])


def reason_for(track: Track, judged: Judged, place: int) -> str:
    """Why a mask is in doubt, in a few words, the strongest reason first."""
    shape, certainty = track.shapes[place], track.certainty[place]
    if shape[AREA] == 0:
        return "lost from sight"
    reasons = []
    if judged.broken[place] > 0.1 and shape[PARTS] > 1:
        reasons.append(f"split in {int(shape[PARTS])} parts")
    if judged.moved[place] > 0.4:
        reasons.append("jumped")
    if certainty < 0.85:
        reasons.append("low margin")
    elif judged.lowest[place] < 0.8:
        reasons.append("after a doubtful stretch")
    if judged.distance[place] > _FAR:
        reasons.append("far from a reference")
    return ", ".join(reasons[:2]) or "less sure than elsewhere"


def track_of(
    frames: Sequence[int],
    certainty: Sequence[float | None],
    shapes: Sequence[Floats | None],
    references: Iterable[int],
) -> Track:
    """A track from plain values.

    Args:
        frames: Rising.
        certainty: Per frame; None where a person vouches.
        shapes: Per frame, `shapes.shape_of`; None where not known.
        references: Frames that the model learns from.
    """
    wanted = frozenset(references)
    return Track(
        np.asarray(frames, np.int64),
        np.array([np.nan if one is None else one for one in certainty], np.float64),
        np.array([NO_SHAPE if one is None else one for one in shapes]).reshape(-1, len(NO_SHAPE)),
        np.array([frame in wanted for frame in frames], np.bool_),
    )


def _nearest(frames: NDArray[np.int64], anchors: NDArray[np.int64]) -> NDArray[np.int64]:
    """(N,) index of the nearest anchor of each frame; the earlier one where both are as near."""
    if not len(anchors):
        return np.zeros(len(frames), np.int64)
    right = np.searchsorted(frames[anchors], frames).clip(0, len(anchors) - 1)
    left = np.maximum(right - 1, 0)
    nearer = np.abs(frames - frames[anchors[left]]) <= np.abs(frames - frames[anchors[right]])
    return anchors[np.where(nearer, left, right)]


def _lowest_since(certainty: Floats, anchor: NDArray[np.int64]) -> Floats:
    """The lowest certainty on the way from each frame's anchor to it.

    Each round sees twice as far; there may be as many anchors as frames, so none is visited.
    """
    lowest = certainty.copy()
    away = np.arange(len(anchor)) - anchor
    step, most = 1, int(np.abs(away).max(initial=0))
    while step <= most:
        near = lowest.copy()
        after, before = np.flatnonzero(away >= step), np.flatnonzero(-away >= step)
        near[after] = np.minimum(lowest[after], lowest[after - step])
        near[before] = np.minimum(lowest[before], lowest[before + step])
        lowest, step = near, 2 * step
    return lowest


def _broken(shapes: Floats, at_reference: Floats) -> Floats:
    lost = at_reference[:, LARGEST] - shapes[:, LARGEST]
    lost[(shapes[:, AREA] == 0) | (at_reference[:, AREA] == 0)] = 0
    return np.nan_to_num(lost).clip(0, 1)


def _moved(shapes: Floats, before: Floats) -> Floats:
    step = np.hypot(shapes[:, ROW] - before[:, ROW], shapes[:, COL] - before[:, COL])
    moved = np.nan_to_num(step / np.sqrt(shapes[:, AREA] + 1)).clip(0, 1)
    one_empty = (shapes[:, AREA] == 0) != (before[:, AREA] == 0)
    moved[one_empty & ~np.isnan(shapes[:, AREA] + before[:, AREA])] = 1
    return moved


def _log_odds(values: Floats) -> Floats:
    kept = values.clip(*_BOUNDS)
    odds: Floats = np.log(kept / (1 - kept))
    return odds


def _spread(
    frames: NDArray[np.int64], judged: Judged, doubt: float, most: int
) -> list[tuple[int, float]]:
    """(place, weight) of frames worth a correction; each takes away what it would mend.

    Doubt alone would send a person to the same stretch again and again, where a correction does
    not help; so what is sought is error far from every reference, those just named included. And
    a frame amid the worst is a poor example to learn from: the edge of a bad stretch is better.
    """
    if not len(frames):
        return []
    first = int(frames[0])
    error, nearness = _laid_out(frames, judged)
    short = (doubt - judged.confidence).clip(0)
    doubtful = short > _SLIGHT * doubt
    breaks = np.flatnonzero((np.diff(frames) > 3) | (np.diff(doubtful) != 0)) + 1
    stretch = np.searchsorted(breaks, np.arange(len(frames)), side="right")
    example = _smooth(judged.confidence)
    worst = float(short.max())
    found: list[tuple[int, float]] = []
    every = slice(0, len(error))
    gains = _gain(error, nearness, every) if doubtful.any() else error
    while len(found) < most and doubtful.any():
        gain = gains[frames - first] * example
        best = float(gain[doubtful].max())
        as_good = doubtful & (gain >= _AS_GOOD * best)
        peak = int(np.argmin(np.where(as_good, judged.confidence, 2)))
        apart = np.abs(frames - frames[peak])
        found.append((peak, best * worst))
        doubtful &= (stretch != stretch[peak]) | (apart > 2 * _REACH)
        place = int(frames[peak]) - first
        steps = np.abs(np.arange(len(error)) - place)
        nearness = np.maximum(nearness, np.exp(-steps / _REACH))
        near = slice(max(place - _WAKE, 0), min(place + _WAKE + 1, len(error)))
        gains[near] = _gain(error, nearness, near)
    return found


def _smooth(values: Floats) -> Floats:
    """The mean over a few neighbours."""
    kernel = np.ones(min(_AROUND, len(values)))
    count = np.convolve(np.ones(len(values)), kernel, "same")
    mean: Floats = np.convolve(values, kernel, "same") / count
    return mean


def _laid_out(frames: NDArray[np.int64], judged: Judged) -> tuple[Floats, Floats]:
    """Of each frame number: the error to be expected, and how much a reference helps already."""
    error = np.zeros(int(frames[-1] - frames[0]) + 1)
    nearness = np.ones(len(error))
    error[frames - frames[0]] = 1 - judged.confidence
    nearness[frames - frames[0]] = np.exp(-judged.distance / _REACH)
    return error, nearness


def _gain(error: Floats, nearness: Floats, wanted: slice) -> Floats:
    """How much error a reference at each wanted frame would end, beyond what others do already."""
    low, high = wanted.start, wanted.stop
    begin, end = max(low - _SIGHT, 0), min(high + _SIGHT, len(error))
    room = (begin - low + _SIGHT, high + _SIGHT - end)
    errors = np.pad(error[begin:end], room)
    known = np.pad(nearness[begin:end], room, constant_values=1.0)
    gain = np.zeros(high - low)
    for step in range(-_SIGHT, _SIGHT + 1):
        there = slice(_SIGHT + step, _SIGHT + step + high - low)
        gain += np.maximum(np.exp(-abs(step) / _REACH) - known[there], 0) * errors[there]
    return gain
