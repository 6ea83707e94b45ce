"""Where the time of sst-propagate goes, from a video file to masks on disk.

    python tests/bench/bench_profile.py CLIP --objects 1 5
    python tests/bench/bench_profile.py CLIP --threads 1 --frames 60

Every part is timed in place, in a real run, and given as the median over frames. On a busy machine
add --processor: processor time of the one thread that runs the model. Decoding the video
and writing PNG files happen in threads of their own: they are listed apart, since they cost
processor time but no waiting as long as a core is free. The floor is the backbone alone in the same
engine, before and after the run.
"""

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from bench_propagate import build_job

import annotator.export.masks
import sst_core.runtime.engine
import sst_core.session
from annotator.engine.sessions import load_sessions
from annotator.media.source import Picture
from sst_core.encoder import EncoderLayer
from sst_core.preprocess import Geometry, frame_to_model
from sst_core.runtime.choose import choose
from sst_core.session import InferenceSession

Timer = Callable[[], float]
REPEATS = 15


class Clocks:
    """Seconds per frame of every part."""

    def __init__(self, now: Timer) -> None:
        self.now = now
        self.frames: list[dict[str, float]] = []
        self.beside: dict[str, list[float]] = {}

    def begin(self) -> None:
        """A new frame starts."""
        self.frames.append({})

    def wrap(self, owner: Any, name: str, part: str) -> None:  # noqa: ANN401 - any object
        """Time a method or function from now on."""
        inner = getattr(owner, name)

        def timed(*args: object, **options: object) -> object:
            clock = self.now()
            result = inner(*args, **options)
            if self.frames:
                frame = self.frames[-1]
                frame[part] = frame.get(part, 0.0) + self.now() - clock
            return result

        setattr(owner, name, timed)

    def wrap_beside(self, owner: Any, name: str, part: str) -> None:  # noqa: ANN401 - any object
        """Count the processor time of a function that runs in a thread of its own."""
        inner = getattr(owner, name)

        def timed(*args: object, **options: object) -> object:
            clock = time.thread_time()
            result = inner(*args, **options)
            self.beside.setdefault(part, []).append(time.thread_time() - clock)
            return result

        setattr(owner, name, timed)

    def decoding(self, frames: Iterator[tuple[int, Picture]]) -> Iterator[tuple[int, Picture]]:
        """Count the processor time of decoding."""
        while True:
            clock = time.thread_time()
            try:
                item = next(frames)
            except StopIteration:
                return
            self.beside.setdefault("decode video", []).append(time.thread_time() - clock)
            yield item

    def median(self, part: str) -> float:
        """Milliseconds of a part."""
        return statistics.median(frame.get(part, 0.0) for frame in self.frames) * 1e3

    def parts(self) -> list[str]:
        """Every part that came up, in the order of the first frame."""
        return list(dict.fromkeys(part for frame in self.frames for part in frame))


def instrument(session: InferenceSession, clocks: Clocks) -> None:
    """Put clocks into a session that has an engine."""
    module = sst_core.session
    for name, part in (
        ("frame_to_model", "resize"),
        ("log_odds", "label map at source size"),
        ("label_map_at_source", "label map at source size"),
        ("_confidence", "confidence"),
    ):
        clocks.wrap(module, name, part)
    clocks.wrap(sst_core.runtime.engine, "with_patches", "evidence to decoder")
    clocks.wrap(session.engine, "embed", "backbone")
    clocks.wrap(session.engine, "decode", "decoder")
    clocks.wrap(session._memory, "previous", "memory")
    clocks.wrap(session._memory, "reference_source", "memory")
    for layer in session.model.layers:
        assert isinstance(layer, EncoderLayer)
        clocks.wrap(layer.references, "forward", f"attention {layer.layer}, references")
        clocks.wrap(layer.previous, "forward", f"attention {layer.layer}, previous")
    clocks.wrap(session.model, "read", "encoder")
    step = session.step

    def stepping(frame: int, image: Picture) -> object:
        clocks.begin()
        clock = clocks.now()
        result = step(frame, image)
        clocks.frames[-1]["step"] = clocks.now() - clock
        return result

    session.step = stepping  # type: ignore[assignment,method-assign]


def floor(session: InferenceSession, image: Picture, now: Timer) -> list[float]:
    """Seconds of the bare backbone."""
    geometry = Geometry.of(*image.shape[:2], short_side=session.short_side)
    engine = session.engine or choose(session.model, geometry.cells)
    pixels = frame_to_model(image, geometry, session.model.device)
    times = []
    with torch.inference_mode():
        for _ in range(REPEATS):
            clock = now()
            engine.embed(pixels)
            times.append(now() - clock)
    return times


def profile(options: argparse.Namespace, objects: int) -> None:
    """Run one job and print its table."""
    make = load_sessions(options.weights, device=options.device)
    now = time.thread_time if options.processor else time.perf_counter
    clocks, sessions, bare = Clocks(now), [], []

    def factory(resolution: int) -> InferenceSession:
        session = make(resolution)
        assert isinstance(session, InferenceSession)
        sessions.append(session)
        return session

    writer = annotator.export.masks.write_label_map
    with TemporaryDirectory() as name:
        job = build_job(options, objects, Path(name))
        image = job.task.source.read(0)
        iterate = job.task.source.iterate
        job.task.source.iterate = lambda *a: clocks.decoding(iterate(*a))  # type: ignore[method-assign]
        clocks.wrap_beside(annotator.export.masks, "write_label_map", "encode and write PNG")
        begin, warm = time.perf_counter(), 0
        with job.masks:
            for done, _ in job.run(factory, say=print):
                if done == options.warmup:
                    bare += floor(sessions[0], image, clocks.now)
                    instrument(sessions[0], clocks)
                    begin, warm = time.perf_counter(), done
        seconds = (time.perf_counter() - begin) / (job.task.steps - warm)
        bare += floor(sessions[0], image, clocks.now)
        on_disk = [file.stat().st_size for file in (Path(name) / "masks").glob("*.png")]
    annotator.export.masks.write_label_map = writer
    table(clocks, seconds, statistics.median(bare) * 1e3, objects)
    print(f"  {np.mean(on_disk) / 1e3:.1f} kB a mask on disk")


def table(clocks: Clocks, seconds: float, bare: float, objects: int) -> None:
    """Print parts, their shares, and the floor."""
    step = clocks.median("step")
    print(f"\n{objects} objects, medians over {len(clocks.frames)} frames       ms   share")
    inside = [part for part in clocks.parts() if part.startswith("attention")]
    top = [part for part in clocks.parts() if part not in {*inside, "step"}]
    for part in top:
        print(f"  {part:34} {clocks.median(part):9.2f} {clocks.median(part) / step:6.1%}")
        for inner in inside if part == "encoder" else []:
            share = clocks.median(inner) / step
            print(f"    {inner:32} {clocks.median(inner):9.2f} {share:6.1%}")
    rest = step - sum(clocks.median(part) for part in top)
    print(f"  {'the rest of a step':34} {rest:9.2f} {rest / step:6.1%}")
    print(f"  {'one step of the session':34} {step:9.2f} {1:6.0%}")
    for part, times in clocks.beside.items():
        print(f"  beside it: {part:23} {statistics.median(times) * 1e3:9.2f}")
    print(f"  {'end to end, a frame':34} {seconds * 1e3:9.2f}  = {1 / seconds:.2f} frames/s wall")
    print(f"  {'bare backbone (the floor)':34} {bare:9.2f}")
    print(f"  step / backbone {step / bare:.2f}")


def main() -> int:
    """Run the benchmark; see the top of this file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clip", type=Path)
    parser.add_argument("--mask", type=Path, help="of the first frame; default: drawn ellipses")
    parser.add_argument("--weights", default="sst-lite")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--objects", type=int, nargs="+", default=[1, 5])
    parser.add_argument("--frames", type=int, help="default: the length of the clip")
    parser.add_argument("--resolution", type=int, default=480)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--warmup", type=int, default=5, help="frames before the clocks start")
    parser.add_argument("--processor", action="store_true", help="processor time, one thread")
    options = parser.parse_args()
    if options.processor:
        options.threads = 1
    torch.set_num_threads(options.threads)
    print(f"{platform.platform()}, {os.cpu_count()} cores, {options.threads} threads")
    print(f"python {platform.python_version()}, torch {torch.__version__}, {options.clip.name}")
    for objects in options.objects:
        profile(options, objects)
    return 0


if __name__ == "__main__":
    sys.exit(main())
