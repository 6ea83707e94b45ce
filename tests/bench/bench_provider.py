"""Measures the frame provider: opening, cold seeks against decoding, second visits.

python -m tests.bench.bench_provider CLIP [--ram-mb 1024] [--seeks 12]
python -m tests.bench.bench_provider --long    (makes a clip of 10,000 small frames)
"""

import argparse
import random
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

import av
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "annotator" / "fakes"))
from watch import Watch

from annotator.media.reader import open_media


def make_long(path: Path, frames: int = 10_000) -> Path:
    """Encodes tiny frames, one keyframe in 250."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.height, stream.width, stream.pix_fmt = 96, 128, "yuv420p"
        stream.options = {"preset": "ultrafast", "g": "250"}
        for number in range(frames):
            picture = np.full((96, 128, 3), number % 251, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return path


def opening(path: Path, ram: int) -> None:
    """Time to the first frame and to the index."""
    with Watch(path, ram_bytes=ram) as watch:
        frames = watch.until_ready().frames
    first, ready = watch.seconds["first"] * 1e3, watch.seconds["ready"] * 1e3
    print(f"open: first frame {first:.0f} ms, index of {frames} frames {ready:.0f} ms")


def plain_decoding(path: Path, frame: int) -> tuple[float, float]:
    """Seconds, and seconds of processor, to decode a frame from its keyframe; index known."""
    source = open_media(path)
    began, worked = perf_counter(), process_time()
    for number, raw in source.iterate_raw(source.decode_start(frame), frame + 1):
        if number == frame:
            raw.develop()
    return perf_counter() - began, process_time() - worked


def seeks(path: Path, ram: int, count: int, folder: Path) -> None:
    """Cold seeks in random order, then the same again."""
    source = open_media(path)
    order = random.Random(1).sample(range(len(source)), count)
    cold, ratios, work, approximate = [], [], [], []
    for frame in order:
        direct, effort = min(plain_decoding(path, frame) for _ in range(3))
        with Watch(path, ram_bytes=ram) as watch:
            watch.until_ready()
            watch.until_quiet(1.0)
            if watch.provider.get(frame) is not None:
                continue
            began, worked = perf_counter(), process_time()
            watch.provider.want(frame)
            watch.provider.nearest(frame)
            approximate.append(perf_counter() - began)
            watch.until(lambda one=frame, w=watch: w.provider.get(one) is not None)
            cold.append(perf_counter() - began)
            ratios.append(cold[-1] / direct)
            work.append((process_time() - worked) / effort)
    if cold:
        print(
            f"cold seek: median {statistics.median(cold) * 1e3:.0f} ms, worst"
            f" {max(cold) * 1e3:.0f} ms; against decoding from the keyframe: median"
            f" {statistics.median(ratios):.2f}x the time, {statistics.median(work):.2f}x (worst"
            f" {max(work):.2f}x) the processor ({len(cold)} seeks);"
            f" nearest frame after {max(approximate) * 1e3:.2f} ms"
        )
    second(path, ram, order, folder)


def second(path: Path, ram: int, order: list[int], folder: Path) -> None:
    """Visits, and visits again from the disk: memory holds a part only."""
    disk = {"disk_folder": folder, "disk_bytes": 8 * 2**30}
    with Watch(path, ram_bytes=ram, **disk) as watch:
        watch.until_ready()
        for frame in order:
            watch.show(frame)
            watch.until_quiet(0.5)
        times, from_disk = [], 0
        for frame in order:
            from_disk += watch.provider.get(frame) is None
            began = perf_counter()
            watch.show(frame)
            times.append(perf_counter() - began)
    print(
        f"second visit: median {statistics.median(times) * 1e3:.1f} ms, worst"
        f" {max(times) * 1e3:.1f} ms ({from_disk} of {len(order)} not in memory)"
    )


def main() -> None:
    """Reads the options and measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", nargs="?", type=Path)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--ram-mb", type=int, default=1024)
    parser.add_argument("--seeks", type=int, default=12)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clip = make_long(Path(folder) / "long.mp4") if options.long else options.clip
        opening(clip, options.ram_mb * 2**20)
        seeks(clip, options.ram_mb * 2**20, options.seeks, Path(folder))


if __name__ == "__main__":
    main()
