"""Which measures of a mask are odd, judged by fixed limits and by what is usual for the object."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from annotator.document.cells import Provenance
from annotator.export.qa_records import Finding, Kind, Limits, Series

_SPEAKS: Final = frozenset(Provenance) - {Provenance.NONE, Provenance.ABSENT}
"""Provenance of a cell that ought to have pixels."""


def find_odd(
    label: int, series: Series, frames: Sequence[tuple[int, bool]], limits: Limits
) -> list[Finding]:
    """Findings about one object, by kind.

    Args:
        label: Its id.
        series: Its measures, an entry per frame.
        frames: The frame numbers, and whether the entry before is that of a neighbour.
        limits: Where a mask begins to be odd.
    """
    moves, factors = _changes(series, [linked for _, linked in frames], limits.tiny)
    odd: dict[Kind, dict[int, float]] = {kind: {} for kind in Kind}
    for i, area in enumerate(series.areas):
        if area == 0 and series.kinds[i] in _SPEAKS:
            odd[Kind.EMPTY][i] = 0.0
        elif 0 < area < limits.tiny:
            odd[Kind.TINY][i] = float(area)
        elif series.parts[i] > limits.parts:
            odd[Kind.FRAGMENTED][i] = float(series.parts[i])
    usual = limits.usual
    odd[Kind.MOVED] = _outliers(moves, max(limits.move, usual * _median(moves)))
    strides = {i: abs(float(np.log(factor))) for i, factor in factors.items()}
    loud = _outliers(strides, max(float(np.log(limits.resize)), usual * _median(strides)))
    odd[Kind.RESIZED] = {i: factors[i] for i in loud}
    numbers = [frame for frame, _ in frames]
    return [
        _finding(kind, label, run, values, numbers)
        for kind, values in odd.items()
        for run in _runs(sorted(values), together=kind not in (Kind.MOVED, Kind.RESIZED))
    ]


def _changes(
    series: Series, linked: list[bool], tiny: int
) -> tuple[dict[int, float], dict[int, float]]:
    """How far the mask moved since the frame before, in sizes of its own, and grew, as a factor."""
    moves: dict[int, float] = {}
    factors: dict[int, float] = {}
    for i in range(1, len(series.areas)):
        before, area = series.areas[i - 1], series.areas[i]
        if linked[i] and min(before, area) >= tiny:
            (row0, col0), (row1, col1) = series.middles[i - 1], series.middles[i]
            size = float(np.sqrt((before + area) / 2))
            moves[i] = float(np.hypot(row1 - row0, col1 - col0)) / size
            factors[i] = area / before
    return moves, factors


def _median(values: dict[int, float]) -> float:
    return float(np.median(list(values.values()))) if values else 0.0


def _outliers(values: dict[int, float], limit: float) -> dict[int, float]:
    return {i: value for i, value in values.items() if value > limit}


def _runs(places: list[int], *, together: bool) -> list[list[int]]:
    runs: list[list[int]] = []
    for place in places:
        if together and runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _finding(
    kind: Kind, label: int, run: list[int], values: dict[int, float], frames: list[int]
) -> Finding:
    found = [values[i] for i in run]
    worst = min(found) if kind is Kind.TINY else max(found)
    count = f" on {len(run)} frames in a row" if len(run) > 1 else ""
    texts = {
        Kind.EMPTY: f"There are no pixels{count}, and nobody said that the object is absent.",
        Kind.TINY: f"The mask has {worst:.0f} pixels{count or ''}.",
        Kind.FRAGMENTED: f"The mask is in {worst:.0f} pieces{count}.",
        Kind.MOVED: f"The mask moved by {worst:.1f} times its size since the frame before.",
        Kind.RESIZED: _resized(worst),
    }
    return Finding(kind, label, frames[run[0]], frames[run[-1]], worst, texts[kind])


def _resized(factor: float) -> str:
    if factor >= 1:
        return f"The mask is {factor:.1f} times as large as on the frame before."
    return f"The mask shrank to {100 * factor:.0f} % of the frame before."
