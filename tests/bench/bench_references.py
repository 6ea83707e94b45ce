"""What hundreds of corrections cost: frames per second with 300 references against 8.

    PYTHONPATH=. python tests/bench/bench_references.py CLIP [--resolution 480] [--frames 40]

The clip is repeated to 1200 frames; masks are drawn on 8 of them, or on every fourth. The same
stretch in the middle is carried, in turns, with what a pass goes by chosen (at most 8), and once
with 32 references all shown, for comparison. Embeddings come from a shelf, as in the app.
"""

import argparse
import os
import platform
import sys
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import torch
from bench_propagate import Repeated, draw_objects

from annotator.engine.choice import MOST
from annotator.engine.plan import make_plan
from annotator.engine.propagate import Propagator, Task
from annotator.engine.sessions import Session, load_sessions
from annotator.engine.shelf import Budget, Shelf
from annotator.media.reader import open_media
from sst_core.labels import LabelMap

_LENGTH = 1200
_MIDDLE = 600


class Drawn:
    """A mask in memory."""

    ids = frozenset({1})

    def __init__(self, label_map: LabelMap) -> None:
        self._label_map = label_map

    def read(self) -> LabelMap:
        """The label map."""
        return self._label_map


class Bench:
    """One session, one shelf, any number of references."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.source = Repeated(open_media(options.clip), _LENGTH)
        self.span = range(_MIDDLE, _MIDDLE + options.frames)
        self.resolution = options.resolution
        self.drawn = Drawn(draw_objects(self.source.size, 1))
        self.session: Session = load_sessions(options.weights, device=options.device)(
            options.resolution
        )
        self.shelf = Shelf(Budget(2**34, 0))

    def walk(self, frames: range, most: int) -> tuple[float, float]:
        """Seconds for each frame that was carried: by the clock, of the processors."""
        drawn = dict.fromkeys(frames, self.drawn)
        ids = dict.fromkeys(frames, self.drawn.ids)
        task = Task(self.source, drawn, make_plan(ids, self.span, direction="forward"), self.span)
        run = Propagator(
            task,
            lambda _: self.session,
            self.resolution,
            print,
            shelf=lambda _: self.shelf,
            most=most,
        )
        begin, work = perf_counter(), process_time()
        count = sum(item is not None for item in run.run())
        took = perf_counter() - begin, process_time() - work
        for frame in list(run.show._frames):  # the next run begins with none
            self.session.remove_reference(frame)
        return took[0] / count, took[1] / count


def main() -> int:
    """Runs the benchmark; see the top of this file."""
    parser = argparse.ArgumentParser(description="What hundreds of corrections cost.")
    parser.add_argument("clip", type=Path)
    parser.add_argument("--weights", default="sst-lite")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--frames", type=int, default=40)
    parser.add_argument("--resolution", type=int, default=480)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    print(f"{platform.platform()}, {os.cpu_count()} cores, {torch.get_num_threads()} threads")
    bench = Bench(options)
    ways = {
        "8 references": (range(0, _LENGTH, 150), MOST),
        "300 references": (range(0, _LENGTH, 4), MOST),
        "32, all shown": (range(_MIDDLE - 64, _MIDDLE + 64, 4), 32),
    }
    for frames, most in ways.values():
        bench.walk(frames, most)  # fills the shelf
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(options.repeats):
        for name, (frames, most) in ways.items():
            taken[name].append(bench.walk(frames, most))
    first = [median(part) for part in zip(*taken["8 references"], strict=True)]
    for name, found in taken.items():
        clock, work = (median(part) for part in zip(*found, strict=True))
        print(
            f"{name:>15}: {clock * 1e3:6.1f} ms a frame, {clock / first[0]:.2f}x the time of 8; "
            f"processors {work * 1e3:6.1f} ms, {work / first[1]:.2f}x"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
