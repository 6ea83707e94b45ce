"""Side by side with other ways to the same masks, in one run, and what each factor costs.

    python tests/bench/bench_peers.py CLIP --plot cost.png
    python tests/bench/bench_peers.py CLIP --only peers operators --processor

peers: one step of the session against one step of Cutie (PyPI rf-cutie with hydra-core, einops and
omegaconf), same frames, same resolution, 1 and 3 objects, frame by frame in turn; for speed only,
with random weights; where it is not installed it is left out. operators: the local pattern against
dense attention under the same mask and against FlexAttention. cost: milliseconds of a step against
objects, resolution, tau, references and the frame's number. With --processor the clock is processor
time of one thread, which a busy machine disturbs less.
"""

import argparse
import importlib.util
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from bench_operators import Setting, masked_dense
from bench_propagate import Repeated, draw_objects

from annotator.cv import cv2
from annotator.media.reader import open_media
from annotator.media.source import Picture
from sst_core.checkpoint import load_model
from sst_core.config import SST_LITE
from sst_core.model import SST
from sst_core.ops.dispatch import sparse_attention
from sst_core.ops.pattern import Pattern
from sst_core.session import InferenceSession

Step = Callable[[int, Picture], object]
Curve = list[tuple[float, float]]
TABLES = ("peers", "operators", "cost")
SEED = 0


class Bench:
    """Frames, a clock and how often to look at it."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.clip = Repeated(open_media(options.clip), 1 << 20)
        self.now = time.thread_time if options.processor else time.perf_counter
        self.steps: int = options.steps

    def pictures(self, count: int) -> list[Picture]:
        """The first frames of the clip."""
        return [picture for _, picture in islice(self.clip.iterate(0, count), count)]

    def in_turn(self, runners: Sequence[Step], *, warmup: int = 2) -> list[float]:
        """Median milliseconds of a step of each, frame by frame in turn."""
        times: list[list[float]] = [[] for _ in runners]
        for frame, picture in enumerate(self.pictures(self.steps + warmup), start=1):
            for runner, seen in zip(runners, times, strict=True):
                clock = self.now()
                runner(frame, picture)
                if frame > warmup:
                    seen.append(self.now() - clock)
        return [statistics.median(seen) * 1e3 for seen in times]


def ours(
    bench: Bench, model: SST, objects: int, *, short_side: int = 480, references: int = 1
) -> InferenceSession:
    """A session with drawn objects on its first frames."""
    session = InferenceSession(model, short_side=short_side)
    for frame, picture in enumerate(bench.pictures(references)):
        drawn = draw_objects(picture.shape[:2], objects)
        session.add_reference(-frame, picture, drawn, range(1, objects + 1))
    return session


def cutie(bench: Bench, size: str, objects: int, short_side: int) -> Step:
    """One step of Cutie with random weights, from pixels to a label map at source size."""
    from cutie.inference.inference_core import InferenceCore  # noqa: PLC0415
    from cutie.inference.utils.args_utils import get_dataset_cfg  # noqa: PLC0415
    from cutie.model.cutie import CUTIE  # noqa: PLC0415
    from cutie.model.utils import resnet  # noqa: PLC0415 - only where installed
    from hydra import compose, initialize_config_module  # noqa: PLC0415
    from omegaconf import open_dict  # noqa: PLC0415

    resnet.load_weights_add_extra_dim = lambda *_, **__: None  # no download: speed only
    resnet.model_zoo.load_url = lambda *_, **__: {}
    with initialize_config_module("cutie.config", version_base="1.3.2"):
        config = compose("eval_config", overrides=[f"model={size}"])
    with open_dict(config):
        config["max_internal_size"] = short_side
    get_dataset_cfg(config)
    with open_dict(config):
        config["max_internal_size"] = short_side
    core = InferenceCore(CUTIE(config).eval(), cfg=config)
    picture = bench.pictures(1)[0]
    mask = torch.from_numpy(draw_objects(picture.shape[:2], objects).astype(np.int64))
    with torch.inference_mode():
        core.step(_chw(picture), mask, objects=list(range(1, objects + 1)))

    def step(_: int, image: Picture) -> object:
        with torch.inference_mode():
            return core.output_prob_to_mask(core.step(_chw(image))).numpy()

    return step


def _chw(picture: Picture) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(picture)).permute(2, 0, 1).float() / 255


def peers(bench: Bench, options: argparse.Namespace) -> None:
    """Print our step against Cutie's."""
    missing = [
        name
        for name in ("cutie", "hydra", "omegaconf", "einops")
        if importlib.util.find_spec(name) is None
    ]
    if missing:
        print(f"\npeers: left out, {', '.join(missing)} not installed (pip install rf-cutie)")
        return
    model = load_model(options.weights, device="cpu")
    print("\nmilliseconds a step, 480 pixels   sst-lite   cutie-small        cutie-base")
    for objects in (1, 3):
        others = [cutie(bench, size, objects, 480) for size in ("small", "base")]
        mine, small, base = bench.in_turn([ours(bench, model, objects).step, *others])
        print(
            f"  {objects} objects {mine:31.1f} {small:9.1f} ({small / mine:4.1f}x)"
            f" {base:9.1f} ({base / mine:4.1f}x)"
        )


def operators(bench: Bench, _: argparse.Namespace) -> None:
    """Print the local pattern against dense attention with its mask and FlexAttention."""
    print("\n9x9 window over 3 frames, fp32, ms  sparse   dense SDPA        FlexAttention")
    pattern = Pattern.local(2, 4, 4, causal=True)
    for height, width in ((30, 54), (59, 59)):
        torch.manual_seed(SEED)
        setting = Setting(height, width, 3, 4, 1)
        query, key, value = setting.cells(1), setting.cells(3), setting.cells(3)
        with torch.inference_mode():
            work: list[Step | None] = [
                lambda *_, q=query, k=key, v=value: sparse_attention(q, k, v, pattern, offset=2),
                _ignoring(masked_dense(setting, query, key, value, pattern)),
                flex(query, key, value),
            ]
            ran = iter(bench.in_turn([one for one in work if one is not None]))
        times = [next(ran) if one is not None else float("nan") for one in work]
        print(
            f"  {height}x{width} cells {times[0]:27.2f} {times[1]:9.2f}"
            f" ({times[1] / times[0]:4.1f}x) {times[2]:9.2f} ({times[2] / times[0]:4.1f}x)"
        )


def _ignoring(work: Callable[[], object]) -> Step:
    return lambda *_: work()


def flex(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> Step | None:
    """FlexAttention, compiled, with the same window; None where it does not run."""
    from torch.nn.attention.flex_attention import (  # noqa: PLC0415 - slow to load
        create_block_mask,
        flex_attention,
    )

    height, width = query.shape[3:5]
    cells = height * width

    def near(_: Any, __: Any, q: Any, k: Any) -> Any:  # noqa: ANN401 - traced by torch
        rows = (q // width - (k % cells) // width).abs() <= 4
        columns = (q % width - k % width).abs() <= 4
        return rows & columns

    flat = [cells_.flatten(2, 4) for cells_ in (query, key, value)]
    try:
        mask = create_block_mask(near, None, None, cells, 3 * cells, device="cpu")
        run = torch.compile(flex_attention)
        run(*flat, block_mask=mask, scale=1.0)
    except Exception as error:  # noqa: BLE001 - a missing compiler, an unsupported platform
        print(f"  FlexAttention does not run here ({str(error).splitlines()[0][:80]})")
        return None
    return lambda *_: run(*flat, block_mask=mask, scale=1.0)


def cost(bench: Bench, options: argparse.Namespace) -> dict[str, Curve]:
    """Print milliseconds of a step against every factor."""
    model = load_model(options.weights, device="cpu")
    print("\nwhat a step costs (milliseconds)")

    def curve(values: Sequence[int], session: Callable[[int], InferenceSession]) -> Curve:
        return [(value, bench.in_turn([session(value).step])[0]) for value in values]

    torch.manual_seed(SEED)
    curves = {
        "objects": curve((1, 2, 5, 10), lambda n: ours(bench, model, n)),
        "short side": curve((480, 720, 1080), lambda n: ours(bench, model, 1, short_side=n)),
        "tau": curve((1, 2, 4), lambda n: ours(bench, SST(replace(SST_LITE, tau=n)).eval(), 1)),
        "references": curve((1, 2, 5), lambda n: ours(bench, model, 1, references=n)),
        "frame": over_time(bench, model, options.frames),
    }
    for name, found in curves.items():
        print(f"  {name:12}" + "".join(f"  {x:6.0f}: {y:7.1f}" for x, y in found))
    return curves


def over_time(bench: Bench, model: SST, frames: int) -> Curve:
    """Milliseconds of a step, as a pass goes on; medians of tenths."""
    session, times = ours(bench, model, 1), []
    for frame, picture in islice(bench.clip.iterate(0, frames), frames):
        clock = bench.now()
        session.step(frame + 1, picture)
        times.append((bench.now() - clock) * 1e3)
    tenth = max(1, frames // 10)
    starts = range(0, frames - tenth + 1, tenth)
    return [(start + tenth, statistics.median(times[start : start + tenth])) for start in starts]


def plot(curves: dict[str, Curve], path: Path) -> None:
    """Draw every curve into a small chart of its own, side by side, and write a PNG."""
    side, margin = 260, 45
    canvas = np.full((side, side * len(curves), 3), 255, np.uint8)
    for number, (name, curve) in enumerate(curves.items()):
        left, inner = number * side, side - 2 * margin
        wide, high = max(x for x, _ in curve), max(y for _, y in curve) * 1.1
        places = [
            (round(left + margin + x / wide * inner), round(side - margin - y / high * inner))
            for x, y in curve
        ]
        corner = (left + margin, side - margin)
        cv2.line(canvas, corner, (left + side - margin, side - margin), (0, 0, 0), 1)
        cv2.line(canvas, corner, (left + margin, margin), (0, 0, 0), 1)
        cv2.polylines(canvas, [np.array(places, np.int32)], False, (180, 80, 20), 2, cv2.LINE_AA)
        for (x, y), place in zip(curve, places, strict=True):
            cv2.circle(canvas, place, 3, (180, 80, 20), -1, cv2.LINE_AA)
            if len(curve) < 6 or (x, y) in (curve[0], curve[-1]):
                _write(canvas, f"{y:.0f}", (place[0] - 8, place[1] - 8))
                _write(canvas, f"{x:.0f}", (place[0] - 8, side - margin + 16))
        _write(canvas, f"ms a step / {name}", (left + margin, 24))
    cv2.imwrite(str(path), canvas)
    print(f"  drawn in {path}")


def _write(canvas: Picture, text: str, place: tuple[int, int]) -> None:
    cv2.putText(canvas, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.4, (0, 0, 0), 1, cv2.LINE_AA)


def main() -> int:
    """Run the benchmark; see the top of this file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clip", type=Path)
    parser.add_argument("--weights", default="sst-lite")
    parser.add_argument("--only", nargs="+", choices=TABLES, default=TABLES)
    parser.add_argument("--steps", type=int, default=10, help="frames per figure")
    parser.add_argument("--frames", type=int, default=200, help="frames of the longest pass")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--processor", action="store_true", help="processor time, one thread")
    parser.add_argument("--plot", type=Path, help="write the curves into this PNG")
    options = parser.parse_args()
    torch.set_num_threads(1 if options.processor else options.threads)
    threads = torch.get_num_threads()
    print(f"{platform.platform()}, {os.cpu_count()} cores, {threads} threads, seed {SEED}")
    print(f"python {platform.python_version()}, torch {torch.__version__}, {options.clip.name}")
    bench = Bench(options)
    if "peers" in options.only:
        peers(bench, options)
    if "operators" in options.only:
        operators(bench, options)
    if "cost" in options.only:
        curves = cost(bench, options)
        if options.plot is not None:
            plot(curves, options.plot)
    return 0


if __name__ == "__main__":
    sys.exit(main())
