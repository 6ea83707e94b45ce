"""Whether memory stays flat over a long clip, in the engine and in the window; and the forecast.

    PYTHONPATH=. python tests/bench/bench_memory.py CLIP [--frames 2000] [--resolution 480]
    PYTHONPATH=. python tests/bench/bench_memory.py CLIP --forecast 480x1 480x5 720x1

The first form repeats the clip until there are enough frames, carries a mask over all of them,
and prints the curve of resident memory, with and without what is kept on purpose (the engine's
shelf, the document's decoded label maps, each up to its budget). Then it lets as many results
arrive in a document that lies in a project file, as the window does. Growth is what these
budgets do not explain, as a share of all that was resident at frame 100. The second form measures
the peak of short runs, each in a process of its own, against what was forecast (short side x
objects).
"""

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from annotator.document import gestures
from annotator.document.document import Document
from annotator.document.maps import CACHE_BYTES
from annotator.document.ownership import RunResult, new_run, write_run
from annotator.engine.forecast import forecast, in_words, weighs
from annotator.engine.memory import peak_mb, resident_mb
from annotator.engine.plan import make_plan
from annotator.engine.propagate import Propagator, Task
from annotator.engine.references import MaskRules, find_references
from annotator.engine.sessions import load_sessions
from annotator.engine.shelf import Budget, Shelf
from annotator.media.reader import open_media
from annotator.project import describe_media, open_project
from sst_core.labels import decode_label_map, encode_label_map, write_label_map

_FROM = 100
_ALLOWED = 0.05
Curve = dict[int, tuple[float, float]]
"""Frame to resident MiB, and how many of these are kept on purpose."""


def make_task(options: argparse.Namespace, objects: int, folder: Path) -> Task:
    """A mask on the first frame of the repeated clip, carried to its end."""
    from bench_propagate import Repeated, draw_objects  # noqa: PLC0415 - imports torch

    source = Repeated(open_media(options.clip), options.frames)
    mask = folder / "mask.png"
    write_label_map(mask, draw_objects(source.size, objects))
    references = find_references(mask, source, MaskRules(source.size), single=0)
    span = range(len(source))
    return Task(source, references, make_plan({0: references[0].ids}, span), span)


def walk(options: argparse.Namespace, shelf: Shelf) -> Curve:
    """Runs the engine's walk; the curve."""
    factory = load_sessions(options.weights, device=options.device)
    with TemporaryDirectory() as name:
        task = make_task(options, options.objects, Path(name))
        run = Propagator(task, factory, options.resolution, print, shelf=lambda _: shelf)
        return _curve(options.frames, run.run(), lambda: shelf.nbytes / 2**20)


def _curve(frames: int, steps: Iterator[object], kept_mb: Callable[[], float]) -> Curve:
    marks = {_FROM, *range(250, frames, 250), frames - 1}
    curve: Curve = {}
    begin = perf_counter()
    for done, _ in enumerate(steps, 1):
        if done in marks:
            curve[done] = resident_mb(), kept_mb()
            rate = done / (perf_counter() - begin)
            print(
                f"  frame {done:5}: {curve[done][0]:7.1f} MiB resident, "
                f"{curve[done][1]:7.1f} kept on purpose, {rate:.1f} frames/s",
                flush=True,
            )
    return curve


def verdict(name: str, curve: Curve) -> bool:
    """Prints growth without what is kept on purpose; whether it is flat."""
    first, last = min(curve), max(curve)
    before, after = (curve[frame][0] - curve[frame][1] for frame in (first, last))
    growth = (after - before) / curve[first][0]
    print(f"{name}: frame {last} against {first}: {growth:+.1%} (allowed {_ALLOWED:+.0%})")
    return growth <= _ALLOWED


def arrive(options: argparse.Namespace) -> Curve:
    """Results as they come to the window, written into a document and its project file."""
    size = open_media(options.clip).size
    with TemporaryDirectory() as name:
        media = describe_media(
            options.clip, frames=options.frames, height=size[0], width=size[1], rate=Fraction(25)
        )
        project = open_project(Path(name) / "long.sst", create_for=media)
        document = project.document
        document.apply(gestures.add_object(document))
        try:
            results = _results(document, size, options.frames)
            each = size[0] * size[1]
            return _curve(
                options.frames,
                results,
                lambda: min(len(document.labelled) * each, CACHE_BYTES) / 2**20,
            )
        finally:
            project.close()


def _results(document: Document, size: tuple[int, int], frames: int) -> Iterator[None]:
    """One result a frame, each a little further on: decoded, written, stored."""
    run, label = new_run(), document.objects[0].id
    rows, cols = np.ogrid[: size[0], : size[1]]
    inside = (rows - size[0] / 2) ** 2 + (cols - size[1] / 2) ** 2 < (size[0] / 4) ** 2
    base = inside.astype(np.uint8) * label
    for frame in range(1, frames):
        png = encode_label_map(np.roll(base, frame % size[1], axis=1))
        result = RunResult(frame, decode_label_map(png), {label: 0.9}, (label,))
        group = write_run(document, [result], title="Track forward", run=run)
        if group is not None:
            document.apply(group)
        yield


def check_forecast(options: argparse.Namespace) -> None:
    """Peak of a short run in its own process, against what was forecast for it."""
    for pair in options.forecast:
        command = [sys.executable, __file__, str(options.clip), "--one", pair]
        command += ["--weights", options.weights, "--device", options.device]
        subprocess.run(command, check=True)


def measure_one(options: argparse.Namespace) -> None:
    """One line: forecast and peak of a run over a dozen frames."""
    resolution, objects = map(int, options.one.split("x"))
    options.frames = 12
    factory = load_sessions(options.weights, device=options.device)
    with TemporaryDirectory() as name:
        task = make_task(options, objects, Path(name))
        weighing = weighs(factory)
        assert weighing is not None
        plan = forecast(task, weighing, resolution=resolution)
        before = resident_mb()
        list(Propagator(task, factory, resolution, print).run())
        took = (peak_mb() - before) * 2**20
    print(
        f"{options.one:>7}: forecast {in_words(plan.needed_bytes)}, peak {in_words(int(took))} "
        f"above {before:.0f} MiB; ratio {plan.needed_bytes / took:.2f}",
        flush=True,
    )


def main() -> int:
    """Runs the benchmark; see the top of this file."""
    parser = argparse.ArgumentParser(description="Whether memory stays flat.")
    parser.add_argument("clip", type=Path)
    parser.add_argument("--weights", default="sst-lite")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--frames", type=int, default=2000)
    parser.add_argument("--objects", type=int, default=1)
    parser.add_argument("--resolution", type=int, default=480)
    parser.add_argument("--shelf-mb", type=int, default=128, help="embeddings kept, MiB")
    parser.add_argument("--window-only", action="store_true")
    parser.add_argument("--forecast", nargs="+", metavar="SIDExOBJECTS")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        measure_one(options)
        return 0
    print(f"{platform.platform()}, {os.cpu_count()} cores, python {platform.python_version()}")
    if options.forecast:
        check_forecast(options)
        return 0
    print(f"window: {options.frames} results into a project")
    flat = verdict("window", arrive(options))
    if not options.window_only:
        print(f"engine: {options.frames} frames at {options.resolution} pixels")
        shelf = Shelf(Budget(options.shelf_mb * 2**20, 0))
        flat = verdict("engine", walk(options, shelf)) and flat
    return 0 if flat else 1


if __name__ == "__main__":
    sys.exit(main())
