"""Speed and memory of propagation end to end, from a video file to masks on disk.

    python tests/bench/bench_propagate.py CLIP --weights FILE --objects 1 5
    python tests/bench/bench_propagate.py CLIP --weights FILE --frames 2000 --objects 1

Ellipses drawn on whatever the clip shows make for the softest masks, which are the dearest; --mask
gives the mask of a real object.

The clip is repeated until there are enough frames. Prints frames per second, where the time
went, the ratio between the first and the last number of objects, and resident memory.
"""

import argparse
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
import torch

from annotator.engine.job import Job, Request
from annotator.engine.memory import peak_mb, resident_mb
from annotator.engine.plan import make_plan
from annotator.engine.propagate import Task
from annotator.engine.references import MaskRules, find_references
from annotator.engine.sessions import SessionFactory, load_sessions
from annotator.export.masks import MaskFolder
from annotator.media.reader import open_media
from annotator.media.source import FrameSource, Picture
from sst_core.labels import LabelMap, read_label_map, write_label_map

_FLAT_FROM = 100


class Repeated:
    """A source that repeats another one, forward."""

    def __init__(self, source: FrameSource, frames: int) -> None:
        self._source, self._frames = source, frames
        self.size: tuple[int, int] = source.size
        self.rate: Fraction | None = source.rate
        self.names: Sequence[str] = tuple(f"{frame:05d}" for frame in range(frames))
        self.warnings: Sequence[str] = ()

    def __len__(self) -> int:
        """The number of frames asked for."""
        return self._frames

    def read(self, frame: int) -> Picture:
        """One frame."""
        return self._source.read(frame % len(self._source))

    def iterate(self, start: int, stop: int, step: int = 1) -> Iterator[tuple[int, Picture]]:
        """Frames in order; each repetition decodes the clip anew."""
        if step != 1:
            raise ValueError("a repeated clip runs forward")
        frame = start
        while frame < stop:
            inner = frame % len(self._source)
            count = min(stop - frame, len(self._source) - inner)
            for number, picture in self._source.iterate(inner, inner + count):
                yield frame + number - inner, picture
            frame += count

    def close(self) -> None:
        """Closes the clip."""
        self._source.close()


def draw_objects(size: tuple[int, int], objects: int) -> LabelMap:
    """Ellipses side by side, which together cover about a fifth of the frame."""
    rows, cols = np.ogrid[: size[0], : size[1]]
    label_map = np.zeros(size, np.uint8)
    for label in range(1, objects + 1):
        centre = (label - 0.5) / objects * size[1]
        radius = 0.35 * size[1] / objects
        inside = ((rows - size[0] / 2) / (size[0] * 0.25)) ** 2 + ((cols - centre) / radius) ** 2
        label_map[inside < 1] = label
    return label_map


def first_mask(options: argparse.Namespace, size: tuple[int, int], objects: int) -> LabelMap:
    """Drawn ellipses, or a given mask, its object cut into so many pieces side by side."""
    if options.mask is None:
        return draw_objects(size, objects)
    inside = read_label_map(options.mask) > 0
    columns = np.flatnonzero(inside.any(0))
    cuts = np.linspace(columns[0], columns[-1] + 1, objects + 1)[1:-1]
    numbers = 1 + np.searchsorted(cuts, np.arange(inside.shape[1]), side="right")
    return np.where(inside, numbers, 0).astype(np.uint8)


def build_job(options: argparse.Namespace, objects: int, folder: Path) -> Job:
    """A job over the repeated clip, with drawn objects on its first frame."""
    clip = open_media(options.clip)
    source = Repeated(clip, options.frames or len(clip))
    mask = folder / "mask.png"
    write_label_map(mask, first_mask(options, source.size, objects))
    references = find_references(mask, source, MaskRules(source.size), single=0)
    span = range(len(source))
    ids = {frame: reference.ids for frame, reference in references.items()}
    task = Task(source, references, make_plan(ids, span), span)
    output = folder / "masks"
    request = Request(options.clip, mask, output, resolution=options.resolution)
    return Job(request, task, references, MaskFolder(output), [])


def measure(options: argparse.Namespace, factory: SessionFactory, objects: int) -> float:
    """Runs one job and prints its figures; seconds per frame after the warm-up."""
    with TemporaryDirectory() as name:
        job = build_job(options, objects, Path(name))
        total = job.task.steps
        marks = {_FLAT_FROM, *range(500, total, 500), total}
        resident: dict[int, float] = {}
        warm, begin = 0, perf_counter()
        with job.masks:
            for done, _ in job.run(factory, say=print):
                if done == options.warmup:
                    warm, begin = done, perf_counter()
                if done in marks:
                    resident[done] = resident_mb()
        seconds = perf_counter() - begin  # the last mask is on disk
    steps = total - warm
    shares = ", ".join(f"{part} {time:.2f} s" for part, time in job.seconds.items())
    print(f"{objects} objects: {steps / seconds:.2f} frames/s over {steps} frames")
    print(f"  waiting for: {shares}")
    listed = ", ".join(f"{frame}: {mb:.0f}" for frame, mb in resident.items())
    print(f"  resident MiB at frame {listed}; peak {peak_mb():.0f}")
    if _FLAT_FROM in resident and total > _FLAT_FROM:
        growth = resident[total] / resident[_FLAT_FROM] - 1
        print(f"  memory at frame {total} against frame {_FLAT_FROM}: {growth:+.1%}")
    return seconds / steps


def main() -> int:
    """Runs the benchmark; see the top of this file."""
    parser = argparse.ArgumentParser(description="Speed and memory of propagation.")
    parser.add_argument("clip", type=Path)
    parser.add_argument("--mask", type=Path, help="of the first frame; default: drawn ellipses")
    parser.add_argument("--weights", default="sst-lite")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--objects", type=int, nargs="+", default=[1, 5])
    parser.add_argument("--frames", type=int, help="default: the length of the clip")
    parser.add_argument("--resolution", type=int, default=480)
    parser.add_argument("--warmup", type=int, default=5, help="frames before the clock starts")
    options = parser.parse_args()
    print(f"{platform.platform()}, {os.cpu_count()} cores, {torch.get_num_threads()} threads")
    print(f"python {platform.python_version()}, torch {torch.__version__}, {options.clip.name}")
    factory = load_sessions(options.weights, device=options.device)
    times = [measure(options, factory, objects) for objects in options.objects]
    if len(times) > 1:
        names = f"{options.objects[-1]} objects / {options.objects[0]}"
        print(f"{names}: {times[-1] / times[0]:.2f} times the time")
    return 0


if __name__ == "__main__":
    sys.exit(main())
