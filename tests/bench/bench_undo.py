"""Undo and redo of a long run in the real window: how long the event loop stands still.

    python tests/bench/bench_undo.py --frames 300 --size 3840x2160

A clip of that size is made (a few seconds), a run over all its frames is written as the engine
would write it, and undone and redone through the session while a timer of zero milliseconds
counts the turns of the event loop. Printed: the longest turn on the clock and of processor time
(which other programs do not lengthen), the time until the frame in sight is back, and, for
comparison, the same step at once.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import monotonic, perf_counter, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import av
import numpy as np
from PySide6.QtCore import QEventLoop, QTimer

sys.path.insert(0, str(Path(__file__).parents[1] / "annotator" / "fakes"))

from still_window import StillEngine

from annotator.app import make_application
from annotator.commands.preferences import Preferences
from annotator.commands.session import Session
from annotator.document.ownership import RunResult, write_run
from annotator.ui.main_window import MainWindow


def main() -> None:
    """Makes the clip, writes the run, travels there and back."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=300)
    parser.add_argument("--size", default="3840x2160")
    arguments = parser.parse_args()
    width, height = map(int, arguments.size.split("x"))
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "clip.mp4"
        _make_clip(clip, (height, width), arguments.frames)
        make_application()
        window = MainWindow(Preferences(None), StillEngine())  # type: ignore[arg-type]
        window.resize(1280, 800)
        window.show()
        window.open_path(clip)
        _wait(lambda: window.session is not None and window.picture.exact)
        session = window.session
        assert session is not None
        _write_run(session)
        _wait(lambda: not session.checklist.behind)
        for kind in ("undo", "redo", "undo"):
            _travel(session, kind)
        began = perf_counter()
        session.document.redo()
        print(f"redo at once: {perf_counter() - began:.2f} s")
        window.close()


def _make_clip(path: Path, size: tuple[int, int], frames: int) -> None:
    picture = np.zeros((*size, 3), np.uint8)
    picture[:] = (np.arange(size[1]) // 16 % 255)[None, :, None]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.height, stream.width = size
        stream.pix_fmt, stream.options = "yuv420p", {"preset": "ultrafast", "g": "30"}
        for number in range(frames):
            picture[: size[0] // 8] = number % 255
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        container.mux(stream.encode())


def _write_run(session: Session) -> None:
    document = session.document
    height, width = document.size
    session.add_object("blob")
    session.add_object("box")
    rows, cols = np.mgrid[: height // 2, : height // 2] - height / 4
    edge = height / 7 * (1 + 0.1 * np.sin(23 * np.arctan2(rows, cols)))
    blob = np.hypot(rows, cols) < edge
    for frame in range(document.frames):
        label_map = np.zeros((height, width), np.uint8)
        left = frame * (width - height) // document.frames
        label_map[height // 4 : height // 4 + len(blob), left : left + len(blob)][blob] = 1
        label_map[-height // 5 :, -left - 200 : -left - 1] = 2
        result = RunResult(frame, label_map, {1: 0.9, 2: 0.8}, (1, 2))
        group = write_run(document, [result], title="Track", run="run")
        assert group is not None
        document.apply(group)


def _travel(session: Session, kind: str) -> None:
    turns: list[tuple[float, float]] = []
    last = [perf_counter(), thread_time()]

    def tick() -> None:
        now = [perf_counter(), thread_time()]
        turns.append((now[0] - last[0], now[1] - last[1]))
        last[:] = now

    meter = QTimer(interval=0)
    meter.timeout.connect(tick)
    meter.start()
    began = perf_counter()
    getattr(session, kind)()
    first = perf_counter() - began
    _wait(lambda: not session.journey.under_way)
    meter.stop()
    wall, work = (np.array(part) * 1e3 for part in zip(*turns, strict=True))
    print(
        f"{kind}: longest turn {wall.max():.0f} ms on the clock, {work.max():.0f} ms of work; "
        f"{int((work > 50).sum())} of {len(turns)} turns above 50 ms of work; the frame in sight "
        f"after {first * 1e3:.0f} ms; {wall.sum() / 1e3:.1f} s in all"
    )


def _wait(met: Callable[[], bool], seconds: float = 300) -> None:
    end = monotonic() + seconds
    loop = QEventLoop()
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: loop.quit() if met() or monotonic() > end else None)
    timer.start()
    loop.exec()
    assert met(), "waited in vain"


if __name__ == "__main__":
    main()
