"""From object logits at stride 4 to the label map and its certainty at source size, in one pass.

Log-odds are interpolated and the largest wins, as `probabilities` defines them. An object is looked
at only in the box where it has any odds at all, and in bands of rows that stay in the processor's
cache, so that five objects cost little more than one.
"""

from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor

from sst_core.fixed import fixed
from sst_core.ops.blocks import LOG2E
from sst_core.preprocess import Geometry

FAINT = -4.5 * LOG2E
"""Log-odds (in units of log 2) below which an object has no say in a pixel: about 1 %."""
BAND = 1 << 17
"""Pixels worked on at a time."""


@dataclass(frozen=True)
class Lines:
    """How the lines of one source axis lie between those of the stride-4 map.

    Attributes:
        before: (S,) int64 index of the map's line before each source line.
        after: (S,) int64 of the one after it.
        weight: (S,) float32 share of the one after.
    """

    before: Tensor
    after: Tensor
    weight: Tensor

    def within(self, first: int, last: int) -> tuple[int, int]:
        """The range of source lines that a range of map lines has a part in."""
        touched = (self.after >= first) & (self.before <= last)
        found = touched.nonzero()
        return int(found[0]), int(found[-1]) + 1


@lru_cache(maxsize=8)
def _lines(size: int, padded: int, resized: int, source: int) -> Lines:
    """Lines of an axis: ``size`` lines cover ``padded`` pixels, which hold ``resized`` ones."""
    with torch.inference_mode(mode=False):
        scale = resized / source * size / padded
        place = ((torch.arange(source) + 0.5) * scale - 0.5).clamp(0, size - 1)
        before = place.floor().long()
        return Lines(before, (before + 1).clamp(max=size - 1), place - before)


def label_map_at_source(
    log_odds: Tensor, objects: tuple[int, ...], geometry: Geometry
) -> tuple[Tensor, Tensor]:
    """Say which label wins each source pixel, and with what probability.

    Args:
        log_odds: (O + 1, h4, w4) float32, background first, covering the padded frame.
        objects: Their ids, ascending.
        geometry: Sizes.

    Returns:
        Label map and certainty (probability times 255), (H, W) uint8 each, on the CPU.
    """
    if log_odds.device.type != "cpu":
        return on_device(log_odds, objects, geometry)
    maps = log_odds.float() * LOG2E  # exp2 is the faster exponential
    axes = zip(maps.shape[1:], geometry.padded, geometry.resized, geometry.source, strict=True)
    rows, columns = (_lines(*sizes) for sizes in axes)
    wide = [_widen(maps[0], columns, (0, geometry.source[1]))]
    boxes = [(0, geometry.source[0], 0, geometry.source[1])]
    labels = [0]
    for number, odds in zip(objects, maps[1:], strict=True):
        box = _box(odds, rows, columns)
        if box is not None:
            boxes.append(box)
            wide.append(_widen(odds, columns, box[2:]))
            labels.append(number)
    label_map = torch.zeros(geometry.source, dtype=torch.uint8)
    certainty = torch.empty(geometry.source, dtype=torch.uint8)
    step = max(1, BAND // geometry.source[1])
    for top in range(0, geometry.source[0], step):
        band = slice(top, min(top + step, geometry.source[0]))
        layers = list(zip(labels, wide, boxes, strict=True))
        _finish(layers, rows, band, label_map[band], certainty[band])
    return label_map, certainty


def on_device(
    log_odds: Tensor, objects: tuple[int, ...], geometry: Geometry
) -> tuple[Tensor, Tensor]:
    """Do the same where the maps are, whole frames at a time: one copy to the CPU at the end.

    No box and no band: they would ask the device for numbers, and wait for them, per object.
    """
    maps, device = log_odds.float(), log_odds.device
    axes = zip(maps.shape[1:], geometry.padded, geometry.resized, geometry.source, strict=True)
    for dim, sizes in enumerate(axes, start=1):
        lines = _lines_on(device, *sizes)
        weight = lines.weight.unsqueeze(1) if dim == 1 else lines.weight
        before, after = (maps.index_select(dim, line) for line in (lines.before, lines.after))
        maps = torch.lerp(before, after, weight)
    largest, index = maps.max(0)
    certainty = ((largest - maps.logsumexp(0)).exp() * 255).round().to(torch.uint8)
    ids = fixed((0, *objects), device, torch.uint8)
    label_map, certainty = torch.stack((ids[index], certainty)).cpu().unbind()
    return label_map, certainty


@lru_cache(maxsize=8)
def _lines_on(device: torch.device, size: int, padded: int, resized: int, source: int) -> Lines:
    lines = _lines(size, padded, resized, source)
    with torch.inference_mode(mode=False):
        return Lines(*(x.to(device) for x in (lines.before, lines.after, lines.weight)))


def _widen(odds: Tensor, columns: Lines, span: tuple[int, int]) -> Tensor:
    """Interpolate the columns of a map (h4, w4) for a span of source columns: (h4, span)."""
    chosen = slice(*span)
    left = odds.index_select(1, columns.before[chosen])
    return left.lerp_(odds.index_select(1, columns.after[chosen]), columns.weight[chosen])


def _box(odds: Tensor, rows: Lines, columns: Lines) -> tuple[int, int, int, int] | None:
    """Source rows (start, stop) and columns (start, stop) where an object has any odds."""
    seen = odds > FAINT
    down, across = seen.any(1).nonzero(), seen.any(0).nonzero()
    if not len(down):
        return None
    first, last = rows.within(int(down[0]), int(down[-1]))
    left, right = columns.within(int(across[0]), int(across[-1]))
    return first, last, left, right


Layer = tuple[int, Tensor, tuple[int, int, int, int]]


def _finish(
    layers: list[Layer], rows: Lines, band: slice, label_map: Tensor, certainty: Tensor
) -> None:
    """Fill one band of the label map and the certainty; the first layer is the background."""
    best = _deepen(layers[0][1], rows, band.start, band.stop)
    total = best.exp2()
    for label, wide, (first, last, left, right) in layers[1:]:
        start, stop = max(first, band.start), min(last, band.stop)
        if start >= stop:
            continue
        odds = _deepen(wide, rows, start, stop)
        inside = slice(start - band.start, stop - band.start), slice(left, right)
        total[inside] += odds.exp2()
        won = (odds > best[inside]).view(torch.uint8).mul_(label)
        torch.maximum(label_map[inside], won, out=label_map[inside])  # labels ascend
        torch.maximum(best[inside], odds, out=best[inside])
    shares = best.exp2_().div_(total).mul_(255).round_()
    certainty.copy_(shares)


def _deepen(wide: Tensor, rows: Lines, start: int, stop: int) -> Tensor:
    """Interpolate the rows of a map (h4, S) for source rows: (stop - start, S)."""
    above = wide.index_select(0, rows.before[start:stop])
    return above.lerp_(wide.index_select(0, rows.after[start:stop]), rows.weight[start:stop, None])
