"""How long the canvas and the timeline take to paint, through real events of an offscreen window.

Run from the project root:

    python tests/bench/bench_canvas.py [--rounds 40]

Wall time is what the user feels; processor time is free of what else the machine is doing.
"""

import argparse
import os
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.cv import cv2
from annotator.document.cells import Cell, Provenance
from annotator.document.document import Document, DocumentState
from annotator.document.objects import ObjectInfo
from annotator.ui.canvas.brush_size import BrushSize
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.canvas.frame_pixels import NEUTRAL, Levels
from annotator.ui.timeline.model import Span
from annotator.ui.timeline.timeline import Timeline
from annotator.ui.tools.brush import BrushTool

Bytes = npt.NDArray[np.uint8]
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def measure(name: str, work: Callable[[int], object], rounds: int) -> None:
    """Print median, best and 95th percentile of `work(round)`, in milliseconds."""
    wall, busy = [], []
    for turn in range(rounds):
        start = time.perf_counter(), time.process_time()
        work(turn)
        wall.append(1e3 * (time.perf_counter() - start[0]))
        busy.append(1e3 * (time.process_time() - start[1]))
    print(
        f"{name:46} wall {np.median(wall):6.2f}  best {min(wall):6.2f}"
        f"  p95 {np.percentile(wall, 95):7.2f}  processor {np.median(busy):6.2f}  ms"
    )


def scene(height: int, width: int) -> tuple[Bytes, Bytes]:
    """A textured picture and a label map of five objects."""
    coarse = np.random.default_rng(0).integers(0, 255, (height // 8, width // 8, 3), np.uint8)
    image = np.asarray(cv2.resize(coarse, (width, height)), np.uint8)
    labels = np.zeros((height, width), np.uint8)
    for item in range(5):
        centre = ((item + 1) * width // 6, height // 2)
        cv2.ellipse(labels, centre, (width // 10, height // 4), 20 * item, 0, 360, item + 1, -1)
    return image, labels


def bench_canvas(rounds: int) -> None:
    """A frame with its overlay, and a dab, at 1080p and 4K."""
    canvas = Canvas()
    canvas.resize(1440, 810)
    canvas.show()
    QTest.qWaitForWindowExposed(canvas)
    port = canvas.viewport()
    canvas.tool, canvas.brush = BrushTool(), BrushSize(30)
    for name, size in (("1080p", (1080, 1920)), ("4K", (2160, 3840))):
        image, labels = scene(*size)
        canvas.set_frame(image)
        canvas.set_style(owned={1, 2})
        for zoom in (canvas.zoom_fit, canvas.zoom_actual):
            zoom()
            where = f"{name} at {canvas.zoom:.0%}"

            def show(turn: int, image: Bytes = image, labels: Bytes = labels) -> None:
                canvas.set_frame(image, index=turn)
                canvas.set_label_map(labels)
                port.repaint()

            def move(turn: int) -> None:
                QTest.mouseMove(port, QPoint(300 + 9 * turn, 200 + 7 * turn))
                QTest.qWait(0)

            measure(f"frame + overlay of 5 objects, {where}", show, rounds)
            QTest.mousePress(port, LEFT, NONE, QPoint(300, 200))
            measure(f"one move of the brush to pixels, {where}", move, rounds)
            QTest.mouseRelease(port, LEFT, NONE, QPoint(300, 200))

            def level(turn: int) -> None:
                canvas.set_levels(Levels(0.1, 1.0 + 0.01 * turn, 1.2))
                port.repaint()

            measure(f"one step of a level's slider, {where}", level, rounds)
            canvas.set_neighbours(labels == 1, labels == 2)
            measure(f"frame + overlay + levels + outlines, {where}", show, rounds)
            canvas.set_neighbours(None, None)
            canvas.set_levels(NEUTRAL)
    canvas.hide()


def bench_timeline(rounds: int) -> None:
    """Twenty objects on 10,000 frames."""
    frames, objects = 10_000, 20
    cells = {
        (frame, item): Cell(Provenance.PROPAGATED, 0.5 + 0.5 * (frame * item % 97) / 97)
        for item in range(1, objects + 1)
        for frame in range(frames)
    }
    cells |= {
        (frame, item): Cell(Provenance.CORRECTED, None, reference=True)
        for item in range(1, objects + 1)
        for frame in range(item, frames, 400)
    }
    infos = tuple(ObjectInfo(item, f"object {item}") for item in range(1, objects + 1))
    state = DocumentState(objects=infos, cells=cells)
    document = Document(size=(10, 10), frames=frames, state=state)
    timeline = Timeline()
    timeline.resize(1440, 440)
    image = QImage(timeline.size(), QImage.Format.Format_RGB32)
    measure("timeline: taking up 200,000 cells", lambda _: timeline.set_document(document), 3)
    for width in (None, 4.0, 24.0):
        timeline.show_all()

        def paint(turn: int, width: float | None = width) -> None:
            if width is not None:
                timeline.show_span(Span(10.0 * turn, width))
            else:
                document.changed.emit(frozenset({turn}), False)
            timeline.render(image)

        what = "whole clip" if width is None else f"{width:.0f} points a frame"
        measure(f"timeline: all cells anew, {what}", paint, rounds)
    measure("timeline: unchanged cells", lambda _: timeline.render(image), rounds)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    app = QApplication([])
    bench_canvas(rounds)
    bench_timeline(rounds)
    app.quit()


if __name__ == "__main__":
    main()
