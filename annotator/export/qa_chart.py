"""The drawings of the QA report: bars and strips of provenance, curves of area, as HTML and SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from annotator.document.cells import Provenance
from annotator.export.qa_records import ObjectFigures
from annotator.export.qa_style import COLOURS

_WIDE: Final = 1000.0
_HIGH: Final = 46.0
_STRIP: Final = 54.0
"""Where the strip of provenance begins, below the curve of areas."""


_AREA, _GROUND, _MARK = "#8fb4e3", "#9aa3b033", "#d43f3f"
"""Colours that can be seen on a light and on a dark ground."""


@dataclass(frozen=True)
class Mark:
    """A place on a curve that leads to a finding.

    Attributes:
        frame: Frame number.
        target: The id it leads to.
        text: What it says under the pointer.
    """

    frame: int
    target: str
    text: str


def curve(figures: ObjectFigures, frames: Sequence[int], marks: Sequence[Mark]) -> str:
    """Area over time, a strip of provenance below, and a mark for every finding."""
    step = _WIDE / max(len(frames), 1)
    top = max((*figures.areas, 1))
    heights = [_HIGH - (_HIGH - 4) * area / top for area in figures.areas]
    points = " ".join(
        f"{i * step:.1f},{y:.1f} {(i + 1) * step:.1f},{y:.1f}" for i, y in enumerate(heights)
    )
    place = {frame: i * step for i, frame in enumerate(frames)}
    links = "".join(_mark(mark, place[mark.frame], max(step, 3.0)) for mark in marks)
    return (
        f"<svg viewBox='0 0 {_WIDE:.0f} 74' preserveAspectRatio='none' role='img' "
        f"aria-label='area and provenance over time'>"
        f"<polygon fill='{_AREA}' points='0,{_HIGH} {points} {_WIDE},{_HIGH}'/>"
        f"<rect fill='{_GROUND}' x='0' y='{_STRIP}' width='{_WIDE}' height='8'/>"
        f"{_strip(figures.kinds, step)}{links}</svg>"
    )


def provenance_bar(figures: ObjectFigures) -> str:
    """The share of every provenance, as a bar and in words."""
    total = sum(figures.shares.values()) or 1
    parts = [
        (name, colour, figures.shares.get(kind, 0)) for kind, (name, colour) in COLOURS.items()
    ]
    shown = [part for part in parts if part[2]]
    segments = "".join(
        f"<i style='width:{100 * count / total:.2f}%;background:{colour}'></i>"
        for _, colour, count in shown
    )
    legend = "".join(
        f"<span><span class='dot' style='background:{colour}'></span>"
        f"{name} {count} ({100 * count / total:.0f} %)</span>"
        for name, colour, count in shown
    )
    return f"<div class='bar'>{segments}</div><div class='legend'>{legend}</div>"


def _mark(mark: Mark, left: float, width: float) -> str:
    return (
        f"<a href='#{mark.target}'><title>{escape(mark.text)}</title>"
        f"<rect fill='{_MARK}' x='{left:.1f}' y='{_STRIP + 12}' width='{width:.1f}' height='6'/>"
        "</a>"
    )


def _strip(kinds: Sequence[Provenance], step: float) -> str:
    rects: list[str] = []
    start = 0
    for i in range(1, len(kinds) + 1):
        if i == len(kinds) or kinds[i] is not kinds[start]:
            if kinds[start] in COLOURS:
                rects.append(
                    f"<rect x='{start * step:.1f}' y='{_STRIP}' width='{(i - start) * step:.1f}' "
                    f"height='8' fill='{COLOURS[kinds[start]][1]}'/>"
                )
            start = i
    return "".join(rects)
