"""A picture of what a soak took: four small charts over time."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

_CHART = (200, 900)
_MARGIN = 70
_LINES = (
    ("memory of window and engine, MB", ("window_mb", "engine_mb")),
    ("open handles", ("handles",)),
    ("threads", ("threads",)),
    ("longest turn and own work, ms", ("stall_ms", "busy_ms")),
)
_COLOURS = ("#2060c0", "#d07010")


def draw(samples: Sequence[Any], path: Path) -> None:
    """Writes the charts.

    Args:
        samples: With `at` in seconds and the fields of the lines.
        path: A PNG.
    """
    height, width = _CHART
    image = Image.new("RGB", (width + 2 * _MARGIN, len(_LINES) * (height + _MARGIN)), "white")
    pen = ImageDraw.Draw(image)
    for place, (title, names) in enumerate(_LINES):
        top = place * (height + _MARGIN) + _MARGIN // 2
        most = max((getattr(one, name) for one in samples for name in names), default=0) or 1
        pen.text((_MARGIN, top - 18), title, fill="black")
        pen.text((6, top), f"{most:.0f}", fill="black")
        pen.text((6, top + height - 10), "0", fill="black")
        pen.rectangle((_MARGIN, top, _MARGIN + width, top + height), outline="#c0c0c0")
        for name, colour in zip(names, _COLOURS, strict=False):
            points = [
                (
                    _MARGIN + width * one.at / samples[-1].at,
                    top + height * (1 - getattr(one, name) / most),
                )
                for one in samples
            ]
            pen.line(points, fill=colour, width=2)
        pen.text((_MARGIN + width - 60, top + height + 4), f"{samples[-1].at:.0f} s", fill="black")
    image.save(path)
