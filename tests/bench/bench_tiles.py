"""Try tile sizes of the CUDA kernels, for `sst_core.ops.triton_shapes`.

Run as ``python tests/bench/bench_tiles.py [--size 117x117x3] [--share K/N]``; prints a Markdown
table per pattern, fastest tile first. Each tile is compiled first, which takes seconds: several
processes with ``--share 1/8``, ``--share 2/8``, ... only compile their share, into the cache that
the run without it then uses.
"""

import argparse
import sys
import time
from itertools import product

import torch
from bench_cuda import Timer

from sst_core.ops.dispatch import sparse_attention
from sst_core.ops.pattern import Pattern, hops
from sst_core.ops.triton_shapes import Tile, override, tile_for
from sst_core.ops.types import Labels

SEED = 0
HEADS, CHANNELS, NUMBERS = 4, 32, 17
REPEATS = 10
BOXES = {32: (4, 8), 64: (8, 8), 128: (8, 16)}


def main() -> None:
    """Print every table, or compile a share."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="117x117x3", metavar="HxWxT")
    parser.add_argument("--share", metavar="K/N")
    args = parser.parse_args()
    if not torch.cuda.is_available():
        print("There is no CUDA device here, so there is nothing to measure.")
        sys.exit(0)
    height, width, frames = (int(n) for n in args.size.split("x"))
    every = [
        (name, backward, labelled, tile)
        for name, backward, labelled in product(patterns(width), (False, True), (False, True))
        for tile in candidates(backward=backward)
    ]
    cases = Cases((frames, height, width))
    if args.share:
        first, of = (int(n) for n in args.share.split("/"))
        for case in every[first - 1 :: of]:
            cases.seconds(*case, repeats=0)
        return
    print(f"# Tiles\n\n{torch.cuda.get_device_name()}, {args.size} cells, bfloat16, seed {SEED}\n")
    found: dict[tuple[str, bool, bool], list[tuple[float, Tile]]] = {}
    for name, backward, labelled, tile in every:
        seconds = cases.seconds(name, backward, labelled, tile, repeats=REPEATS)
        found.setdefault((name, backward, labelled), []).append((seconds, tile))
    for (name, backward, labelled), times in found.items():
        way = "forward + backward" if backward else "forward"
        print(f"\n## {name}, {way}{', labels' if labelled else ''}\n")
        for seconds, tile in sorted(times, key=lambda pair: pair[0])[:4]:
            print(f"- {seconds * 1e3:.3f} ms: {tile}")
        now = tile_for(CHANNELS, torch.bfloat16)
        print(f"- in use: {now}", flush=True)


def patterns(width: int) -> dict[str, Pattern]:
    """The patterns that a model uses."""
    cube, lattice = hops("strided", side=round(width**0.5), layer=0, layers=1, causal=False)
    window = Pattern.local(2, 4, 4, causal=False)
    return {"cube": cube, "9x9": window, "lattice": lattice, "grid": Pattern.grid()}


def candidates(*, backward: bool) -> list[Tile]:
    """Tiles to try: queries, keys, warps, stages."""
    if backward:
        sizes = ((64, 64, 4, 1), (64, 64, 4, 2), (64, 64, 4, 3), (64, 64, 8, 1))
    else:
        sizes = ((64, 64, 4, 2), (64, 64, 4, 3), (64, 32, 4, 3), (64, 128, 4, 2), (128, 64, 8, 2))
    return [Tile(BOXES[size[0]], *size) for size in sizes]


class Cases:
    """One set of cells for every case."""

    def __init__(self, size: tuple[int, int, int]) -> None:
        torch.manual_seed(SEED)
        shape = (1, HEADS, *size, CHANNELS)
        self.cells = [torch.randn(shape, device="cuda", dtype=torch.bfloat16) for _ in range(3)]
        values = torch.rand(1, 1, *size, NUMBERS, device="cuda")
        speaks = torch.ones(1, 1, size[0], dtype=torch.bool, device="cuda")
        self.labels = Labels(values, speaks)

    def seconds(
        self, name: str, backward: bool, labelled: bool, tile: Tile, *, repeats: int
    ) -> float:
        """Median time of a case; infinite where the tile does not fit the device."""
        pattern = patterns(self.cells[0].shape[4])[name]
        inputs = [x.clone().requires_grad_(backward) for x in self.cells]
        labels = self.labels if labelled else None

        def step() -> None:
            result = sparse_attention(*inputs, pattern, labels=labels, backend="triton")
            if backward:
                reports = (result.output, result.readout, result.affinity, result.rival)
                present = [x for x in reports if x is not None]
                torch.autograd.grad(present, inputs, [torch.ones_like(x) for x in present])

        with override(tile):
            try:
                step()
            except Exception as error:  # noqa: BLE001 - whatever Triton raises for this device
                print(f"{name} {tile}: {type(error).__name__}", file=sys.stderr)
                return float("inf")
            return Timer(repeats)(step) if repeats else 0.0


if __name__ == "__main__":
    begun = time.monotonic()
    main()
    print(f"\n{time.monotonic() - begun:.0f} s", file=sys.stderr)
