"""Time the CUDA operators against FlexAttention and dense attention.

Run as ``python tests/bench/bench_cuda.py [--size 117x117x3] [--repeats 20] [--without-flex]``;
prints Markdown.
Without a CUDA device it says so and ends.
"""

import argparse
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as nnf
from floors import Work, device_named, floors

from sst_core.ops.dispatch import sparse_attention, why_not
from sst_core.ops.pattern import Pattern, hops
from sst_core.ops.types import AttentionResult, Labels

SEED = 0
HEADS, CHANNELS, NUMBERS = 4, 32, 17


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="117x117x3", metavar="HxWxT")
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--without-flex", action="store_true", help="it takes long to compile")
    args = parser.parse_args()
    if not torch.cuda.is_available():
        print("There is no CUDA device here, so there is nothing to measure.")
        sys.exit(0)
    name = torch.cuda.get_device_name()
    print(f"# CUDA operators\n\n{name}, PyTorch {torch.__version__}, bfloat16, seed {SEED}\n")
    size = tuple(int(n) for n in args.size.split("x"))
    operators((size[0], size[1], size[2]), args.repeats, flex=not args.without_flex)


@dataclass(frozen=True)
class Timer:
    """Median time on the device, by events, after a warm-up that compiles what there is to.

    Work is captured as a CUDA graph where that is possible: else the time includes what the CPU
    takes to launch it, which for short kernels is most of it.
    """

    repeats: int

    def __call__(self, work: Callable[[], object]) -> float:
        """Seconds."""
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(3):
                work()
        torch.cuda.current_stream().wait_stream(stream)
        try:
            graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(graph):
                work()
            return self._median(graph.replay)
        except torch.OutOfMemoryError:
            raise
        except RuntimeError as error:
            print(f"not captured: {str(error).splitlines()[0]}", file=sys.stderr)
            return self._median(work)

    def _median(self, work: Callable[[], object]) -> float:
        times = []
        for _ in range(self.repeats):
            start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
            start.record()
            work()
            end.record()
            torch.cuda.synchronize()
            times.append(start.elapsed_time(end) / 1e3)
        return statistics.median(times)


def operators(size: tuple[int, int, int], repeats: int, *, flex: bool) -> None:
    """Print the table of patterns: ours, ours with labels, FlexAttention, dense, and the floors."""
    height, width, frames = size
    side = round(max(height, width) ** 0.5)
    cube, lattice = hops("strided", side=side, layer=0, layers=1, causal=False)
    patterns = {"local": (cube,), "grid": (Pattern.grid(),), "strided": (cube, lattice)}
    print(f"## {height}x{width}x{frames} cells, {HEADS} heads of {CHANNELS}, h = {side}\n")
    print("| pattern | pass | ours ms | + labels ms | Flex ms | dense ms | dense / ours", end="")
    print(" | floors ms (bytes, FLOPs, exp) | largest floor / ours |")
    print("|---|---|---|---|---|---|---|---|---|")
    torch.manual_seed(SEED)
    shape = (1, HEADS, frames, height, width, CHANNELS)
    cells = [torch.randn(shape, device="cuda", dtype=torch.bfloat16) for _ in range(3)]
    reason = why_not("triton", *cells, cube)
    if reason:
        print(f"\nOur kernels are not used: {reason}.\n")
        return
    values = torch.rand(1, 1, frames, height, width, NUMBERS, device="cuda")
    labels = Labels(values, torch.ones(1, 1, frames, dtype=torch.bool, device="cuda"))
    for backward in (False, True):
        dense = attempt(lambda b=backward: Timer(repeats)(dense_call(cells, backward=b)))
        for name, sequence in patterns.items():
            row(name, sequence, (cells, labels), (backward, repeats, dense), flex=flex)


def row(
    name: str,
    sequence: tuple[Pattern, ...],
    tensors: tuple[list[torch.Tensor], Labels],
    how: tuple[bool, int, float],
    *,
    flex: bool,
) -> None:
    """Print one row; the hops of a sequence are timed together, as their sum of floors is."""
    (cells, labels), (backward, repeats, dense) = tensors, how
    timer = Timer(repeats)

    def timed(call: Callable[[Pattern, list[torch.Tensor]], AttentionResult]) -> float:
        return attempt(lambda: timer(stepped(call, sequence, cells, backward=backward)))

    ours = timed(lambda p, x: sparse_attention(*x, p, backend="triton"))
    fused = timed(lambda p, x: sparse_attention(*x, p, labels=labels, backend="triton"))
    other = timed(flex_call) if flex else float("nan")
    least = [floor(pattern, cells[0].shape, backward=backward) for pattern in sequence]
    sums = {kind: sum(found.get(kind, 0.0) for found in least) for kind in least[0]}
    known = " ".join(f"{seconds * 1e3:.4f}" for seconds in sums.values()) or "device unknown"
    share = f"{max(sums.values()) / ours:.0%}" if sums else "-"
    way = "forward + backward" if backward else "forward"
    times = " | ".join(f"{x * 1e3:.3f}" for x in (ours, fused, other, dense))
    print(f"| {name} | {way} | {times} | {dense / ours:.1f} | {known} | {share} |")


def attempt(measure: Callable[[], float]) -> float:
    """Measure, or give NaN where memory does not suffice."""
    try:
        return measure()
    except torch.cuda.OutOfMemoryError:
        torch.cuda.empty_cache()
        return float("nan")


def floor(pattern: Pattern, shape: torch.Size, *, backward: bool) -> dict[str, float]:
    """The floors of one hop without labels, empty on a device whose figures are not known."""
    device = device_named(torch.cuda.get_device_name())
    _, heads, frames, height, width, channels = shape
    work = Work(pattern, frames, frames, height, width, heads, channels)
    return {} if device is None else floors(work, device, backward=backward)


def stepped(
    call: Callable[[Pattern, list[torch.Tensor]], AttentionResult],
    sequence: tuple[Pattern, ...],
    cells: list[torch.Tensor],
    *,
    backward: bool,
) -> Callable[[], None]:
    """All hops of a sequence, each on the same cells, and their gradients."""
    inputs = [x.clone().requires_grad_(backward) for x in cells]

    def step() -> None:
        for pattern in sequence:
            found = call(pattern, inputs)
            if backward:
                reports = (found.output, found.readout, found.affinity, found.rival)
                present = [x for x in reports if x is not None]
                torch.autograd.grad(present, inputs, [torch.ones_like(x) for x in present])

    return step


def flex_call(pattern: Pattern, cells: list[torch.Tensor]) -> AttentionResult:
    """FlexAttention with the same mask, which is made once."""
    return sparse_attention(*cells, pattern, backend="flex")


def dense_call(cells: list[torch.Tensor], *, backward: bool) -> Callable[[], None]:
    """Dense attention of PyTorch over all cells of all frames, without a mask."""
    inputs = [x.flatten(2, 4).clone().requires_grad_(backward) for x in cells]

    def step() -> None:
        found = nnf.scaled_dot_product_attention(*inputs)
        if backward:
            torch.autograd.grad(found, inputs, torch.ones_like(found))

    return step


if __name__ == "__main__":
    main()
