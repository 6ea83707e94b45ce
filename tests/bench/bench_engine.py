"""Measures the engine process: start, speed, cancelling, death and return.

python -m tests.bench.bench_engine CLIP [--weights sst-lite] [--resolution 480]
"""

import argparse
import os
import signal
import sys
from pathlib import Path
from statistics import median
from time import monotonic, sleep

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "annotator" / "fakes"))
from engine_ear import Ear, Truth

from annotator.engine.client import EngineClient
from annotator.engine.messages import FrameDone, Progress, Ready, RunRequest
from annotator.engine.requests import build_request
from annotator.media.reader import open_media


def cancelling(ear: Ear, request: RunRequest) -> tuple[float, float]:
    """Seconds from Cancel to its answer, and to the first frame of a run asked for after it."""
    ear.client.run(request)
    ear.wait(lambda: len(ear.of(FrameDone, request.job)) > 4)
    asked = monotonic()
    ear.client.cancel(request.job)
    ear.wait_end(request.job)
    answered = ear.times[ear.heard.index(ear.ends(request.job)[0])]
    again = RunRequest(**{**vars(request), "job": request.job + 1000})
    ear.client.run(again)
    ear.wait(lambda: bool(ear.of(FrameDone, again.job)))
    first = ear.times[ear.heard.index(ear.of(FrameDone, again.job)[0])]
    ear.client.cancel(again.job)
    ear.wait_end(again.job)
    return answered - asked, first - asked


def dying(ear: Ear, request: RunRequest) -> None:
    """Kills the process in the middle of a run and times what follows."""
    ear.client.run(request)
    ear.wait(lambda: len(ear.of(FrameDone, request.job)) > 4)
    ready = len(ear.of(Ready))
    pid = ear.client.pid
    assert pid is not None
    killed = monotonic()
    os.kill(pid, signal.SIGKILL)
    ear.wait_end(request.job)
    told = ear.times[ear.heard.index(ear.ends(request.job)[0])]
    ear.wait(lambda: len(ear.of(Ready)) > ready)
    back = monotonic()
    again = RunRequest(**{**vars(request), "job": request.job + 1})
    ear.client.run(again)
    ear.wait(lambda: bool(ear.of(FrameDone, again.job)))
    print(
        f"kill -9: told after {(told - killed) * 1e3:.0f} ms, model loaded again after"
        f" {back - killed:.1f} s, first frame of the next run {monotonic() - back:.2f} s later"
    )
    ear.client.cancel(again.job)
    ear.wait_end(again.job)


def main() -> None:
    """Reads the options and measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", type=Path)
    parser.add_argument("--weights", default="sst-lite")
    parser.add_argument("--resolution", type=int, default=480)
    options = parser.parse_args()
    source = open_media(options.clip)
    label_map = np.zeros(source.size, np.uint8)
    rows, cols = source.size
    label_map[rows // 3 : rows * 2 // 3, cols // 3 : cols * 2 // 3] = 1
    truth = Truth({0: label_map}, {0: frozenset({1})}, len(source))

    def ask(job: int) -> RunRequest:
        return build_request(
            truth,
            job=job,
            clip=str(options.clip),
            mode="forward",
            frame=0,
            weights=options.weights,
            resolution=options.resolution,
        )

    ear = Ear(EngineClient())
    began = monotonic()
    ear.client.prepare(str(options.clip), weights=options.weights)
    asked = monotonic() - began
    ear.wait(lambda: bool(ear.of(Ready)))
    print(
        f"start: asked in {asked * 1e3:.1f} ms, ready on {ear.of(Ready)[0].device} after"
        f" {monotonic() - began:.1f} s"
    )
    times = []
    for job in range(1, 6):
        times.append(cancelling(ear, ask(job)))
        sleep(0.2)
    answers, firsts = zip(*times, strict=True)
    print(
        f"cancel: answered after {max(answers) * 1e3:.1f} ms at worst; a new run shows its first"
        f" frame {median(firsts) * 1e3:.0f} ms after the cancel (median)"
    )
    print(f"speed: {max(one.frames_per_s for one in ear.of(Progress)):.1f} frames/s at best")
    dying(ear, ask(100))
    began = monotonic()
    ear.client.close()
    print(f"close: {(monotonic() - began) * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
