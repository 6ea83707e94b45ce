"""What the curves cost on a long clip: looking, opening, updating, zooming, and the playhead.

python -m tests.bench.bench_curves [--frames 10000] [--objects 5]

Masks are discs in a small picture; processor time of the window's thread in ms.
"""

import argparse
import os
from collections.abc import Callable
from statistics import median
from time import thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget

from annotator.app import make_application
from annotator.commands.checklist import Checklist
from annotator.document.cells import Cell, Provenance
from annotator.document.document import Document, DocumentState
from annotator.document.objects import ObjectInfo
from annotator.ui.curves.model import curves_of
from annotator.ui.look.colours import colour_table
from annotator.ui.timeline.timeline import Timeline
from sst_core.labels import LabelMap
from tests.bench.driven import pause

_SIZE = (120, 160)


def _masks(objects: int) -> list[LabelMap]:
    """A few label maps that are used again and again."""
    rows, cols = np.mgrid[: _SIZE[0], : _SIZE[1]]
    maps = []
    for phase in range(16):
        label_map = np.zeros(_SIZE, np.uint8)
        for item in range(objects):
            radius = 8 + 6 * np.sin(phase + item)
            there = (rows - 60) ** 2 + (cols - 20 - 28 * item) ** 2 < radius**2
            label_map[there] = item + 1
        maps.append(label_map)
    return maps


def _document(frames: int, objects: int) -> Document:
    maps, rng = _masks(objects), np.random.default_rng(0)
    sure = rng.uniform(0.3, 1, (frames, objects)).round(2)
    cells = {
        (frame, item + 1): Cell(
            Provenance.DRAWN if frame % 500 == 0 else Provenance.PROPAGATED,
            None if frame % 500 == 0 else float(sure[frame, item]),
            reference=frame % 500 == 0,
        )
        for frame in range(frames)
        for item in range(objects)
    }
    infos = tuple(ObjectInfo(item + 1, f"object {item + 1}") for item in range(objects))
    state = DocumentState(objects=infos, cells=cells, labelled=frozenset(range(frames)))
    return Document(size=_SIZE, frames=frames, state=state, load=lambda at: maps[at * 7 % 16])


def _took(act: Callable[[], object], times: int = 1) -> str:
    spent = []
    for _ in range(times):
        began = thread_time()
        act()
        spent.append(1e3 * (thread_time() - began))
    return f"{median(spent):8.1f} ms, at most {max(spent):8.1f}"


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=10_000)
    parser.add_argument("--objects", type=int, default=5)
    given = parser.parse_args()
    app = make_application()
    document = _document(given.frames, given.objects)
    checklist = Checklist(document)
    print(f"looking at all masks, in all {_took(checklist.catch_up)}")
    colours, timeline = colour_table(), Timeline()
    timeline.resize(1280, 180)
    timeline.set_document(document)
    began = thread_time()
    from annotator.ui.curves.plot import CurvesPlot  # noqa: PLC0415 - its import is measured

    print(f"import of what draws         {1e3 * (thread_time() - began):8.1f} ms")
    plot = CurvesPlot()
    plot.resize(1280, 136)
    plot.show()
    plot.set_span(timeline.look.span)
    pause(0.2)

    def update() -> None:
        curves = tuple(curves_of(document, checklist, colours))
        plot.set_curves(curves, current=1, frames=given.frames)

    def zoom() -> None:
        timeline.turn(700, QPoint(0, 30), shift=False)
        plot.set_span(timeline.look.span)

    frame = [0]

    def step() -> None:
        frame[0] += 7
        plot.set_frame(frame[0])

    for words, act in (("an update", update), ("a turn of the wheel", zoom), ("a frame", step)):
        print(f"{words + ', painted':28} {_took(lambda act=act: (act(), _paint(plot)), 15)}")
    app.quit()


def _paint(plot: QWidget) -> None:
    """What the event loop would do now."""
    QApplication.sendPostedEvents()
    plot.repaint()


if __name__ == "__main__":
    main()
