"""Time sparse attention against dense attention with the same mask, and the shipped model's case.

Run as ``python tests/bench/bench_operators.py [--sizes 59x59x3 117x117x3] [--threads N]``.
"""

import argparse
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch
import torch.nn.functional as nnf

from sst_core.ops.dispatch import sequential_attention, sparse_attention
from sst_core.ops.pattern import Pattern, connected, count_macs, hops
from sst_core.ops.types import Labels

SEED = 0
CHANNELS = 128


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="*", default=["59x59x3"], metavar="HxWxT")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--heads", type=int, nargs="+", default=[4, 8])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--current-frame-only", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    print(f"{processor()}, {args.threads} threads, torch {torch.__version__}, seed {SEED}")
    with torch.inference_mode():
        lite(args.repeats * 5)
        for size in args.sizes:
            height, width, frames = map(int, size.split("x"))
            for heads in args.heads:
                for queries in (1,) if args.current_frame_only else (1, frames):
                    against_dense(Setting(height, width, frames, heads, queries), args.repeats)
    lite_training(args.repeats)


def processor() -> str:
    """Name of the CPU."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def milliseconds(work: Callable[[], object], repeats: int) -> float:
    """Median wall time after one warm-up."""
    work()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e3


@dataclass(frozen=True)
class Setting:
    """Sizes of one comparison with dense attention, fp32."""

    height: int
    width: int
    frames: int
    heads: int
    queries: int

    @property
    def offset(self) -> int:
        """The last frames ask."""
        return self.frames - self.queries

    def cells(self, frames: int) -> torch.Tensor:
        """Random queries, keys or values."""
        channels = CHANNELS // self.heads
        return torch.randn(1, self.heads, frames, self.height, self.width, channels)

    def labels(self) -> Labels:
        """One object with a coverage and 16 numbers per cell."""
        values = torch.randn(1, 1, self.frames, self.height, self.width, 17)
        values[..., 0] = disc(self.height, self.width)
        return Labels(values, torch.ones(1, 1, self.frames))


def disc(height: int, width: int, number: int = 0, objects: int = 1) -> torch.Tensor:
    """Coverage (H, W) of a round object with a soft outline; several stand side by side."""
    rows = torch.arange(height)[:, None] - height / 2
    columns = torch.arange(width)[None] - width * (number + 0.5) / objects
    radius = min(height / 4, width / objects / 2.5)
    return (radius - torch.hypot(rows, columns) + 0.5).clamp(0, 1)


def against_dense(setting: Setting, repeats: int) -> None:
    """Print one block: every pattern against scaled dot product attention under its mask."""
    torch.manual_seed(SEED)
    side = round(max(setting.height, setting.width) ** 0.5)
    query, key = setting.cells(setting.queries), setting.cells(setting.frames)
    value, labels = setting.cells(setting.frames), setting.labels()
    size = f"{setting.height}x{setting.width}x{setting.frames}"
    print(
        f"\n{size} cells, {setting.queries} query frames, {CHANNELS} channels, "
        f"{setting.heads} heads, fp32, h = {side}"
    )
    print("pattern        GMAC   dense ms  sparse ms   +labels   MAC ratio  time ratio  quotient")
    cube, lattice = hops("strided", side=side, layer=0, layers=1)
    for name, pattern in (
        ("grid", Pattern.grid(causal=True)),
        ("cube", cube),
        ("lattice", lattice),
        ("9x9", Pattern.local(2, 4, 4, causal=True)),
    ):
        tensors = (query, key, value, pattern)
        dense = milliseconds(masked_dense(setting, *tensors), repeats)
        options = {"offset": setting.offset}
        sparse = milliseconds(lambda t=tensors, o=options: sparse_attention(*t, **o), repeats)
        options = {"offset": setting.offset, "labels": labels}
        fused = milliseconds(lambda t=tensors, o=options: sparse_attention(*t, **o), repeats)
        macs, whole = macs_of(setting, pattern), macs_of(setting, Pattern.dense())
        share, ratio = macs / whole, sparse / dense
        print(
            f"{name:10} {macs / 1e9:8.3f} {dense:10.1f} {sparse:10.2f} {fused:9.2f} "
            f"{share:11.4f} {ratio:11.4f} {ratio / share:9.2f}"
        )


def macs_of(setting: Setting, pattern: Pattern) -> int:
    """Multiply-accumulates of one call."""
    return count_macs(
        pattern,
        setting.queries,
        setting.frames,
        height=setting.height,
        width=setting.width,
        channels=CHANNELS,
        offset=setting.offset,
    )


def masked_dense(
    setting: Setting,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    pattern: Pattern,
) -> Callable[[], torch.Tensor]:
    """Dense attention of PyTorch under the mask of a pattern, which is made beforehand."""
    flat = [cells.flatten(2, 4) for cells in (query, key, value)]
    mask = written_out(setting, pattern)
    return lambda: nnf.scaled_dot_product_attention(
        flat[0], flat[1], flat[2], attn_mask=mask, scale=1.0
    )


def written_out(setting: Setting, pattern: Pattern) -> torch.Tensor:
    """The mask of a pattern, put together from masks of single axes to save memory."""
    tq, tk, offset = setting.queries, setting.frames, setting.offset
    line = replace(pattern, kind="local" if pattern.kind == "grid" else pattern.kind)
    still = replace(line, causal=False)
    time = connected(line, tq, tk, height=1, width=1, offset=offset)
    rows = connected(still, 1, 1, height=setting.height, width=1)[:, None, None, :, None]
    columns = connected(still, 1, 1, height=1, width=setting.width)[:, None, None, :]
    blocks = []
    for n in range(tq):
        seen = time[n, :, None, None] & rows & columns
        if pattern.kind == "grid":  # a local pattern of reach 0 gives the identities
            own = time[n, :, None, None] & (rows | columns)
            past = torch.arange(tk)[:, None, None] <= offset + n
            seen = own | (past & rows & columns)
        blocks.append(seen.reshape(setting.height * setting.width, -1))
    return torch.cat(blocks)


def lite_tensors(
    dtype: torch.dtype, objects: int, cells: tuple[int, int] = (30, 54)
) -> dict[str, tuple[torch.Tensor, Labels]]:
    """One encoder layer of the shipped model: one reference, two previous frames, four heads."""
    torch.manual_seed(SEED)
    found = {}
    for name, frames in (("reference", 1), ("previous", 2)):
        key = nnf.normalize(torch.randn(1, 4, frames, *cells, 32), dim=-1).to(dtype)
        values = torch.randn(1, objects, frames, *cells, 17)
        for number in range(objects):
            values[:, number, ..., 0] = disc(*cells, number, objects)
        found[name] = (key, Labels(values, torch.ones(1, objects, frames)))
    return found


def lite_call(
    query: torch.Tensor, source: tuple[torch.Tensor, Labels], pattern: Pattern, *, labels: bool
) -> Callable[[], object]:
    """One reading of the shipped model: cosine scores with a temperature, affinity (cos + 1)/2."""
    key, known = source
    options = {
        "labels": known if labels else None,
        "offset": key.shape[2],
        "gain": torch.full((4,), 0.05),
        "bias": torch.full((4,), 0.5),
    }
    return lambda: sparse_attention(query, key, key, pattern, **options)


def lite(repeats: int) -> None:
    """Print the time of the two readings of one encoder layer of the shipped model."""
    print("\nshipped model: one layer, 30x54 cells, 4 heads of 32, E = 17, milliseconds")
    print("dtype     objects  dense SDPA | dense reference, +labels | 9x9 over 2 frames, +labels")
    for dtype in (torch.bfloat16, torch.float32):
        for objects in (1, 5):
            sources = lite_tensors(dtype, objects)
            query = 10 * nnf.normalize(torch.randn(1, 4, 1, 30, 54, 32), dim=-1).to(dtype)
            flat = [query.flatten(2, 4), sources["reference"][0].flatten(2, 4)]
            times = [
                milliseconds(
                    lambda f=flat: nnf.scaled_dot_product_attention(f[0], f[1], f[1]), repeats
                )
            ]
            for name, pattern in (
                ("reference", Pattern.dense()),
                ("previous", Pattern.local(2, 4, 4, causal=True)),
            ):
                for labels in (False, True):
                    call = lite_call(query, sources[name], pattern, labels=labels)
                    times.append(milliseconds(call, repeats))
            print(
                f"{str(dtype)[6:]:10} {objects:6} {times[0]:11.2f} |"
                f" {times[1]:14.2f} {times[2]:9.2f} | {times[3]:16.2f} {times[4]:9.2f}"
            )


def lite_training(repeats: int) -> None:
    """Print forward plus backward of one layer at the size of a training crop."""
    print("\ntraining: 4 clips, 16x16 cells, 2 objects, forward + backward, milliseconds")
    for dtype in (torch.bfloat16, torch.float32):
        torch.manual_seed(SEED)
        cells = nnf.normalize(torch.randn(4, 4, 2, 16, 16, 32), dim=-1).to(dtype)
        values = torch.rand(4, 2, 2, 16, 16, 17)
        for name, pattern in (
            ("dense", Pattern.dense()),
            ("9x9", Pattern.local(2, 4, 4, causal=True)),
        ):
            print(f"{str(dtype)[6:]:10} {name:8}", end="")
            for backend in ("reference", "cpu"):
                work = training_step(cells, values, pattern, backend)
                print(f" {backend} {milliseconds(work, repeats):8.2f}", end="")
            print()


def training_step(
    cells: torch.Tensor, values: torch.Tensor, pattern: Pattern, backend: str
) -> Callable[[], None]:
    """Forward and backward through every report."""

    def step() -> None:
        query = cells[:, :, :1].clone().requires_grad_()
        key = cells.clone().requires_grad_()
        result = sequential_attention(
            query,
            key,
            key,
            (pattern,),
            labels=Labels(values, torch.ones(values.shape[:3])),
            offset=2,
            backend=backend,
        )[0]
        found = (result.output, result.readout, result.affinity, result.rival)
        total = sum(report.float().sum() for report in found if report is not None)
        torch.as_tensor(total).backward()

    return step


if __name__ == "__main__":
    main()
