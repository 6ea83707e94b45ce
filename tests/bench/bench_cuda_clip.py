"""Time whole models on a CUDA device, from frames in memory to label maps in memory.

Run as ``python tests/bench/bench_cuda_clip.py [--frames 300] [--long 2000] [--parts]``; prints
Markdown: frames a second by engine, attention and number of objects; the device's memory over a
long clip; with ``--parts`` where the time of a step goes. Without a CUDA device it says so and
ends.
"""

import argparse
import contextlib
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from sst_core.checkpoint import load_model
from sst_core.config import NAMED
from sst_core.model import SST
from sst_core.ops import dispatch
from sst_core.session import InferenceSession

SEED = 0
HD = (480, 854)
WARM = 16
OBJECTS = (1, 5)
MIB = 2**20


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=300)
    parser.add_argument("--long", type=int, default=2000)
    parser.add_argument("--parts", action="store_true")
    args = parser.parse_args()
    if not torch.cuda.is_available():
        print("There is no CUDA device here, so there is nothing to measure.")
        sys.exit(0)
    name = torch.cuda.get_device_name()
    print(f"# Models at {HD[0]}x{HD[1]}\n\n{name}, PyTorch {torch.__version__}, seed {SEED}\n")
    lite = load_model(device="cuda")
    rates(lite, args.frames)
    memory(lite, args.long)
    if args.parts:
        parts(lite)


@dataclass
class Clip:
    """Frames that share moving squares, as many as there are objects."""

    objects: int

    def __post_init__(self) -> None:
        generator = np.random.default_rng(SEED)
        base = generator.integers(0, 256, (*HD, 3), dtype=np.uint8)
        self.frames = [np.roll(base, 3 * n, axis=1) for n in range(32)]
        self.mask = np.zeros(HD, np.uint8)
        for number in range(1, self.objects + 1):
            left = 40 + 150 * (number - 1)
            self.mask[180:300, left : left + 110] = number
            for n, frame in enumerate(self.frames):
                frame[180:300, left + 2 * n : left + 2 * n + 110] = 40 * number

    def session(self, model: SST, engine: str) -> InferenceSession:
        """A session with its reference, warmed up."""
        session = InferenceSession(model, engine=engine)
        session.add_reference(0, self.frames[0], self.mask, range(1, self.objects + 1))
        for number in range(1, WARM + 1):
            self.step(session, number)
        return session

    def step(self, session: InferenceSession, number: int) -> None:
        """One frame."""
        session.step(number, self.frames[number % len(self.frames)])


@contextlib.contextmanager
def attention(*names: str) -> Iterator[None]:
    """Let only these backends of attention serve."""
    kept = dict(dispatch.BACKENDS)
    try:
        for name in set(kept) - set(names):
            del dispatch.BACKENDS[name]
        yield
    finally:
        dispatch.BACKENDS.clear()  # their order matters
        dispatch.BACKENDS.update(kept)


def rates(lite: SST, frames: int) -> None:
    """Print frames a second; the paper's model with random weights, for its speed only."""
    print("| model | engine | attention | objects | frames/s | median step, ms |")
    print("|---|---|---|---|---|---|")
    ways = (("cuda-graphs", "triton"), ("torch", "triton"), ("torch", "cpu"))
    for objects in OBJECTS:
        for engine, kind in ways:
            rate(lite, engine, kind, objects, frames)
    torch.manual_seed(SEED)
    for name in ("sst-r101", "sst-r101-plain"):
        paper = SST(NAMED[name]).cuda().eval()
        for engine in ("cuda-graphs", "torch"):
            rate(paper, engine, "triton", 1, frames // 4)


def rate(model: SST, engine: str, kind: str, objects: int, frames: int) -> None:
    """Print one row."""
    label = "plain PyTorch" if kind == "cpu" else kind
    begin = f"| {model.config.name} | {engine} | {label} | {objects} |"
    with attention(kind, "cpu"):
        clip = Clip(objects)
        try:
            session = clip.session(model, engine)
        except (RuntimeError, torch.OutOfMemoryError) as error:
            print(f"{begin} {type(error).__name__}: {str(error).splitlines()[0][:80]} | |")
            return
        times = []
        for number in range(WARM + 1, WARM + 1 + frames):
            start = time.perf_counter()
            clip.step(session, number)  # its label map is on the CPU: the device is done
            times.append(time.perf_counter() - start)
    print(f"{begin} {frames / sum(times):.1f} | {statistics.median(times) * 1e3:.2f} |", flush=True)


def memory(lite: SST, long: int) -> None:
    """Print the device's memory at frame 100 and at the end."""
    clip = Clip(1)
    session = clip.session(lite, "auto")
    found = []
    for number in range(WARM + 1, long + 1):
        clip.step(session, number)
        if number in {100, long}:
            torch.cuda.synchronize()
            found.append((torch.cuda.memory_allocated(), torch.cuda.memory_reserved()))
    print("\n| frame | allocated, MiB | reserved, MiB |\n|---|---|---|")
    for number, (used, held) in zip((100, long), found, strict=True):
        print(f"| {number} | {used / MIB:.1f} | {held / MIB:.1f} |")


def parts(lite: SST) -> None:
    """Print the kernels and calls that take the most of a step."""
    clip = Clip(1)
    for engine in ("cuda-graphs", "torch"):
        session = clip.session(lite, engine)
        kinds = [torch.profiler.ProfilerActivity.CPU, torch.profiler.ProfilerActivity.CUDA]
        with torch.profiler.profile(activities=kinds) as profile:
            for number in range(WARM + 1, WARM + 11):
                clip.step(session, number)
        table = profile.key_averages().table(sort_by="cpu_time_total", row_limit=14)
        print(f"\n## {engine}, 10 steps\n\n```\n{table}\n```")


if __name__ == "__main__":
    main()
