"""`sst-eval macs`: multiply-accumulates and parameters of configurations, part by part."""

import argparse

from sst_core.config import NAMED, ModelConfig
from sst_core.errors import DataError
from training.tables.macs import (
    buffer_macs,
    cfbi_matching,
    count,
    deeplab_macs,
    feature_cells,
    token_macs,
)
from training.tables.paper import PAPER, TABLE_1
from training.tables.show import text_table

SIZE = 465
"""Sides of the paper's frames in Table 1."""
_SLICES, _LAYERS = 3, 3
_ROWS = {"local": "", "strided": "strided", "grid": "grid-3", "dense": "dense"}
_FORMULA = """\
Counted: convolutions (numbers out x kernel x channels in / groups), linear layers, and attention
(2 C per pair of query and key, pairs counted exactly). Not counted: norms, softmax, resizing."""
_REASONS = """\
The paper's column is not reproducible from the published description:
- its counting unit is not stated; no map size, window, set of queries and unit gives all its rows;
- DeepLab: one frame of DeepLabV3+ (output stride 16) costs 77.0 with the embedding, not 255.4, and
  has 59.4 million parameters, not 66.5 (which is near the whole network: sst-r101 has 67.3);
- matching: 117^4 x 100 at stride 4 and 25 x 25 places at stride 8 cost 19.0, not 99.6;
- grid at stride 4 costs more than the paper's 1.45 with its products alone; at stride 8 less, with
  the projections more: the row mixes what we list apart;
- naive: pairs at stride 8 cost 27.9 or 83.8; 170.1 is near twice the latter, another unit.
Parameters agree: 3 layers of 6 C^2 weights (expansion 1) at C = 128 are 0.3 million."""


def print_macs(arguments: argparse.Namespace) -> None:
    """Runs `sst-eval macs`.

    Args:
        arguments: Its parsed options.

    Raises:
        DataError: There is no such configuration.
    """
    size = (arguments.size[0], arguments.size[1])
    if min(size) < 1:
        raise DataError("sides must be at least 1 pixel", where="--size")
    rows = [_row(_named(name), size) for name in arguments.config]
    heads = ("10^9", "backbone", "projections", "attention", "decoder", "all", "10^6 parameters")
    print(f"{size[0]} x {size[1]} pixels, one frame, one object\n")
    print(text_table(("configuration", *heads[1:]), rows))
    print(f"\nIn {heads[0]} multiply-accumulates. {_FORMULA}")


def _named(name: str) -> ModelConfig:
    if name not in NAMED:
        todo = f"Choose from {', '.join(NAMED)}"
        raise DataError("there is no such configuration", where=name, todo=todo)
    return NAMED[name]


def _row(config: ModelConfig, size: tuple[int, int]) -> tuple[str, ...]:
    found = count(config, size)
    parts = (found.backbone, found.projections, found.attention, found.decoder, found.total)
    return config.name, *(_billions(part) for part in parts), f"{found.parameters / 1e6:.2f}"


def _billions(macs: float) -> str:
    return f"{macs / 1e9:.2f}"


def print_table_1() -> None:
    """Prints Table 1: ours beside the paper's, and why they differ."""
    reported = {name: (macs, parameters) for name, macs, parameters in TABLE_1}
    base = NAMED[PAPER]
    backbone, weights = deeplab_macs((SIZE, SIZE), base.channels)
    matching = _billions(cfbi_matching(SIZE))
    rows = [
        ("DeepLab-v3", _billions(backbone), "", "", f"{weights / 1e6:.1f}"),
        ("Matching (CFBI)", matching, "", "", "0"),
    ]
    names = ("SST (Local)", "SST (Strided)", "SST (Grid)", "Naive attention")
    rows += [(name, *_attention(key)) for name, key in zip(names, _ROWS, strict=True)]
    table = [(*row, f"{reported[row[0]][0]:g}", f"{reported[row[0]][1]:g}") for row in rows]
    heads = ("model", "one frame", "all frames", "projections", "10^6 par.", "paper", "paper par.")
    print(f"Table 1: {SIZE} x {SIZE} pixels, {_SLICES} time slices, {base.channels} channels, ")
    print(f"{_LAYERS} layers, attention at stride {base.stride}; 10^9 multiply-accumulates\n")
    print(text_table(heads, table))
    print("\nOne frame: its cells ask, those of all slices answer; all frames: all cells ask.")
    print(f"{_FORMULA}\n\n{_REASONS}")


def _attention(pattern: str) -> tuple[str, str, str, str]:
    """QK and AV of one and of all frames, projections of one frame, parameters in 10^6."""
    suffix = _ROWS[pattern]
    named = NAMED[f"{PAPER}-{suffix}" if suffix else PAPER]
    config = ModelConfig(**{**vars(named), "layers": _LAYERS})
    cells = feature_cells(SIZE, config.stride)
    one = buffer_macs(config, cells, frames=_SLICES, queries="current")
    every = buffer_macs(config, cells, frames=_SLICES, queries="all")
    tokens = token_macs(config)
    projections = tokens * cells[0] * cells[1]
    return _billions(one), _billions(every), _billions(projections), f"{tokens / 1e6:.1f}"
