"""What keeping embeddings saves: a second pass over the same frames against the first.

    PYTHONPATH=. python tests/bench/bench_feature_cache.py CLIP [--frames 80] [--objects 1]

Runs the engine's own walk over a clip, in one process: decoding everything (no shelf), filling the
shelf, from the shelf in memory, from the shelf on disk. Repeats in turn, prints medians and
ratios, whether the label maps are equal, where a step's time goes, what a frame takes, and what
reading it back from disk costs (page cache dropped where the system lets it).
"""

import argparse
import os
import platform
import sys
import zlib
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory, TemporaryFile
from time import perf_counter, process_time
from typing import NamedTuple

import numpy as np
import torch
from bench_propagate import draw_objects

from annotator.engine.plan import make_plan
from annotator.engine.propagate import Propagator, Task
from annotator.engine.references import MaskRules, find_references
from annotator.engine.sessions import Session, SessionFactory, load_sessions
from annotator.engine.shelf import Budget, Shelf
from annotator.media.reader import open_media
from annotator.media.source import FrameSource
from sst_core.labels import write_label_map

_ROOM = 2**40


class Walked(NamedTuple):
    """A walk: seconds a frame by the clock, of the processors, and waiting; its label maps."""

    clock: float
    work: float
    waiting: float
    digest: bytes


class Bench:
    """One clip, walked again and again by sessions of one model."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.source: FrameSource = open_media(options.clip)
        self.resolution = options.resolution
        mask = folder / "mask.png"
        write_label_map(mask, draw_objects(self.source.size, options.objects))
        references = find_references(mask, self.source, MaskRules(self.source.size), single=0)
        span = range(min(options.frames, len(self.source)))
        plan = make_plan({0: references[0].ids}, span)
        self.task = Task(self.source, references, plan, span)
        make = load_sessions(options.weights, device=options.device)
        self.session: Session = make(options.resolution)
        self.factory: SessionFactory = lambda _resolution: self.session

    def walk(self, shelf: Shelf | None) -> Walked:
        """Walks once over all frames."""
        runner = Propagator(
            self.task, self.factory, self.resolution, print, shelf=lambda _resolution: shelf
        )
        digest, count, begin, work = blake2b(), 0, perf_counter(), process_time()
        for item in runner.run():
            if item is not None:
                digest.update(item.label_map.tobytes())
                count += 1
        seconds, work = perf_counter() - begin, process_time() - work
        waiting = runner.seconds["decode"]
        return Walked(seconds / count, work / count, waiting / count, digest.digest())


def show_passes(bench: Bench, repeats: int) -> None:
    """Walks every way in turn; prints medians and ratios."""
    length = bench.task.steps + 1
    warm = Shelf(Budget(_ROOM, 0))
    bench.walk(warm)  # builds the engine, fills the shelf
    size = warm.nbytes // len(warm)
    disk = Shelf(Budget(size, _ROOM))
    bench.walk(disk)
    ways: dict[str, Callable[[], Shelf | None]] = {
        "no shelf": lambda: None,
        "first pass (fills)": lambda: Shelf(Budget(_ROOM, 0)),
        "second pass, memory": lambda: warm,
        "second pass, disk": lambda: disk,
    }
    taken: dict[str, list[Walked]] = {name: [] for name in ways}
    for _ in range(repeats):
        for name, get in ways.items():
            taken[name].append(bench.walk(get()))
    first = [
        median(part) for part in zip(*(one[:2] for one in taken["first pass (fills)"]), strict=True)
    ]
    for name, found in taken.items():
        clock, work, waiting = (
            median(part) for part in zip(*(one[:3] for one in found), strict=True)
        )
        print(
            f"{name:>20}: {clock * 1e3:6.1f} ms a frame ({waiting * 1e3:4.1f} waiting), "
            f"{first[0] / clock:.2f}x the speed of the first pass; processors "
            f"{work * 1e3:6.1f} ms, {first[1] / work:.2f}x"
        )
    same = len({one.digest for found in taken.values() for one in found}) == 1
    print(f"label maps of all passes equal bit for bit: {same}; {length} frames, {size} bytes each")


def show_parts(bench: Bench) -> None:
    """Times the parts that a shelf saves, and what a frame takes, stride by stride."""
    pictures = [bench.source.read(0)]
    begin = perf_counter()
    pictures += [picture for _, picture in bench.source.iterate(0, 12)]
    decode = (perf_counter() - begin) / 12
    embedded = bench.session.embed(pictures[0])
    embed = median(_timed(lambda: bench.session.embed(pictures[0])) for _ in range(9))
    pack = median(_timed(embedded.pack) for _ in range(9))
    print(
        f"saved a frame: decode {decode * 1e3:.1f} ms (in its own thread), "
        f"resize and backbone {embed * 1e3:.1f} ms; packing costs {pack * 1e3:.2f} ms"
    )
    for name, part in embedded.features._asdict().items():
        raw = part.contiguous().numpy().tobytes()
        begin = perf_counter()
        packed = zlib.compress(raw, 1)
        took = perf_counter() - begin
        print(
            f"  {name}: {tuple(part.shape)}, {len(raw) / 1e6:.2f} MB in half precision, "
            f"{len(packed) / 1e6:.2f} MB with zlib -1 ({took * 1e3:.0f} ms)"
        )
    print(f"  one frame read back from disk: {_disk_ms(embedded.pack()):.1f} ms")


def _timed(call: Callable[[], object]) -> float:
    begin = perf_counter()
    call()
    return perf_counter() - begin


def _disk_ms(flat: np.ndarray) -> float:
    """Median milliseconds to read a frame that the system no longer holds in memory."""
    times, count = [], 24
    with TemporaryFile(buffering=0) as file:
        for _ in range(count):
            file.write(flat.data)
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        for place in np.random.default_rng(0).permutation(count):
            target = np.empty_like(flat)
            begin = perf_counter()
            file.seek(int(place) * flat.nbytes)
            file.readinto(target.data)
            times.append(perf_counter() - begin)
    return median(times) * 1e3


def main() -> int:
    """Runs the benchmark; see the top of this file."""
    parser = argparse.ArgumentParser(description="What keeping embeddings saves.")
    parser.add_argument("clip", type=Path)
    parser.add_argument("--weights", default="sst-lite")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--frames", type=int, default=80)
    parser.add_argument("--objects", type=int, default=1)
    parser.add_argument("--resolution", type=int, default=480)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    print(f"{platform.platform()}, {os.cpu_count()} cores, {torch.get_num_threads()} threads")
    print(f"python {platform.python_version()}, torch {torch.__version__}, {options.clip.name}")
    with TemporaryDirectory() as name:
        bench = Bench(options, Path(name))
        show_passes(bench, options.repeats)
        show_parts(bench)
    return 0


if __name__ == "__main__":
    sys.exit(main())
