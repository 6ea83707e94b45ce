"""Launching the Triton kernels: buffers, strides, tile sizes, one launch for each pass.

Arrays are (B, A, T, H, W, C) with one stride for a cell, because the cells of all frames follow one
another; the model's views of (B, T, H, W, A * C) are taken as they are, others are copied once.
N stands for T * H * W. What kernels write is contiguous.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from sst_core.ops import triton_forward
from sst_core.ops.pattern import Pattern
from sst_core.ops.triton_passes import Axis, Pass, passes
from sst_core.ops.triton_shapes import INTERPRETED, Tile, tile_for

_WHOLE = 16
"""Channels: what Triton must know a stride to be a multiple of."""


@dataclass(frozen=True)
class Call:
    """The tensors of one call and how it is cut up.

    Attributes:
        query: (B, A, Tq, H, W, D).
        key: (B, A, Tk, H, W, D).
        value: (B, A, Tk, H, W, Dv).
        labels: (B, O, Tk, H, W, E); O and E may be 0.
        speaks: (B, O, Tk) bool.
        valid: (B, Tk, H, W) bool; empty when every key is valid.
        gain: (A,).
        bias: (A,).
        pattern: Which keys a query sees.
        offset: Time of the first query frame.
    """

    query: Tensor
    key: Tensor
    value: Tensor
    labels: Tensor
    speaks: Tensor
    valid: Tensor
    gain: Tensor
    bias: Tensor
    pattern: Pattern
    offset: int

    def prepared(self) -> "Ready":
        """The same call with arrays that kernels can walk."""
        flat = [_walkable(x) for x in (self.query, self.key, self.value)]
        masks = [x.contiguous().view(torch.uint8) for x in (self.speaks, self.valid)]
        affine = [x.detach().contiguous() for x in (self.gain, self.bias)]
        labels = aligned(self.labels, self.query.dtype)
        call = Call.of((*flat, labels, *masks, *affine), self.pattern, self.offset)
        return Ready(**vars(call), cover=self._cover(), numbers=self.labels.shape[-1])

    def _cover(self) -> Tensor:
        covered = self.labels[..., 0].detach().float()
        heard = self.speaks[..., None, None]
        both = torch.stack((covered, 1 - covered), dim=-1)
        return torch.where(heard[..., None], both, 0.0)

    @staticmethod
    def of(tensors: Sequence[Tensor], pattern: Pattern, offset: int) -> "Call":
        """Put a call together from its tensors, in their order."""
        query, key, value, labels, speaks, valid, gain, bias = tensors
        return Call(query, key, value, labels, speaks, valid, gain, bias, pattern, offset)

    @property
    def objects(self) -> int:
        """Number of objects; 0 without labels."""
        return self.labels.shape[1]


@dataclass(frozen=True)
class Ready(Call):
    """A call as the kernels take it: labels are those of ``aligned``.

    Attributes:
        cover: (B, O, Tk, H, W, 2) float32, how much of each cell the object covers, and how much
            not; both 0 in frames that do not speak for it.
        numbers: Channels of the labels that are read out.
    """

    cover: Tensor
    numbers: int

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """Everything kernels read, in their order."""
        return (
            *(self.query, self.key, self.value, self.labels, self.cover),
            *(self.speaks, self.valid, self.gain, self.bias),
        )

    @property
    def strides(self) -> tuple[int, ...]:
        """Batch, head and cell strides of query, key and value."""
        arrays = (self.query, self.key, self.value)
        return tuple(stride for x in arrays for stride in (x.stride(0), x.stride(1), x.stride(4)))

    def passes(self, tile: Tile) -> tuple[Pass, ...]:
        """The passes over this call's frames."""
        height, width = self.query.shape[3:5]
        return passes(self.pattern, height, width, box=tile.box)

    def times(self, one: Pass) -> tuple[int, ...]:
        """Frames of queries and keys, offset, and how a pass sees time."""
        frames = self.query.shape[2], self.key.shape[2]
        return (*frames, self.offset, one.before, one.after, one.step)

    def constants(self, tile: Tile, one: Pass) -> dict[str, Any]:
        """What kernels are compiled for."""
        d, dv, e = self.query.shape[-1], self.value.shape[-1], max(1, self.labels.shape[-1])
        return {
            **{"D": d, "DV": dv, "E": max(1, self.numbers), "EU": e},
            **{"BM": tile.queries, "BN": tile.keys, "ROWS": tile.box[0]},
            **{"BD": padded(d), "BV": padded(dv), "BE": padded(e), "MARKS": padded(sum(tile.box))},
            **{"NEAR": one.near, "OTHERS": one.others, "PLACES": one.places},
            **{"CAUSAL": self.pattern.causal, "VALID": self.valid.numel() > 0},
            "PRECISION": precision_of(self.query.dtype),
            # Said outright, because Triton is about to change what it does when nothing is said.
            **{"num_warps": tile.warps, "num_stages": tile.stages, "enable_fp_fusion": True},
        }


@dataclass(frozen=True)
class Reports:
    """What the forward pass writes; label arrays are empty without labels.

    Attributes:
        output: (B, A, Tq, H, W, Dv) in the dtype of the query.
        lse: (B, A, N) float32, log2 of the sum of exponentials.
        readout: (B, O, A, Tq, H, W, E) in the dtype of the query.
        read_lse: (B, O, A, N) float32.
        affinity: (B, O, A, Tq, H, W) float32.
        affinity_at: the same, int32: cell of the key of each affinity, -1 where it is 0.
        rival: as affinity.
        rival_at: as affinity_at.
    """

    output: Tensor
    lse: Tensor
    readout: Tensor
    read_lse: Tensor
    affinity: Tensor
    affinity_at: Tensor
    rival: Tensor
    rival_at: Tensor

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """All of them, in order."""
        return (
            *(self.output, self.lse, self.readout, self.read_lse),
            *(self.affinity, self.affinity_at, self.rival, self.rival_at),
        )

    @staticmethod
    def empty(call: Call, dtype: torch.dtype) -> "Reports":
        """Make room for the reports of a call."""
        batch, heads, *cells, _ = call.query.shape
        number = math.prod(cells)
        whole = (batch, call.objects, heads, *cells)
        new = call.query.new_empty
        lead, wide = (batch, heads), torch.float32
        places = [new(whole, dtype=kind) for kind in (wide, torch.int32) * 2]
        return Reports(
            new((*lead, *cells, call.value.shape[-1]), dtype=dtype),
            new((*lead, number), dtype=wide),
            new((*whole, call.labels.shape[-1]), dtype=dtype),
            new((batch, call.objects, heads, number), dtype=wide),
            *places,
        )


def precision_of(dtype: torch.dtype) -> str:
    """How factors are multiplied: float32 without ieee would keep 10 bits of each."""
    if INTERPRETED:
        return "wide"
    return "ieee" if dtype == torch.float32 else "tf32"


def aligned(cells: Tensor, dtype: torch.dtype) -> Tensor:
    """A contiguous array in a dtype, with channels added to make whole 16 bytes, loaded at once."""
    more = -cells.shape[-1] % (16 // dtype.itemsize)
    return torch.nn.functional.pad(cells.to(dtype), (0, more)).contiguous()


def padded(channels: int) -> int:
    """Channels as a matrix product wants them: a power of two, 16 at least."""
    return max(16, 1 << (channels - 1).bit_length())


def forward(call: Call, *, arguments: bool) -> Reports:
    """Run the forward pass.

    Args:
        call: The call.
        arguments: Whether to keep where the maxima were found, which the backward pass needs.
    """
    ready = call.prepared()
    tile = tile_for(call.query.shape[-1], call.query.dtype)
    sweep = ready.passes(tile)
    dtype = call.query.dtype if len(sweep) == 1 else torch.float32
    reports = Reports.empty(call, dtype)
    for number, one in enumerate(sweep):
        options = {"PRIOR": number > 0, "ARGUMENTS": arguments and call.objects > 0}
        options |= ready.constants(tile, one)
        _forward_pass(ready, reports, (0, 1), one, options)
        if call.objects > 1:
            _forward_pass(ready, reports, (1, call.objects - 1), one, options)
    whole = reports.output.to(call.query.dtype), reports.readout.to(call.query.dtype)
    return Reports(whole[0], reports.lse, whole[1], *reports.tensors[3:])


def _forward_pass(
    call: Ready, reports: Reports, objects: tuple[int, int], one: Pass, options: dict[str, Any]
) -> None:
    """Launch one pass for some objects (first, number); the output comes with the first of all."""
    batch, heads, frames, height, width, _ = call.query.shape
    tiles, groups, geometry = geometry_of(one, options["BM"], height, width)
    first, some = objects
    r = reports
    triton_forward.forward_kernel[(tiles * groups * frames * heads * some * batch,)](
        *call.tensors,
        *(r.output, r.lse, r.readout, r.read_lse),
        *(r.affinity, r.affinity_at, r.rival, r.rival_at),
        *call.strides,
        *(heads, first, some, call.objects),
        *call.times(one),
        *geometry,
        **options,
        OUTPUT=first == 0,
        LABELS=call.objects > 0,
    )


def geometry_of(one: Pass, block: int, height: int, width: int) -> tuple[int, int, tuple[int, ...]]:
    """Count tiles of a group and groups, and list axes, groups and tiles as kernels take them."""
    rows, columns = one.rows, one.columns
    tiles = -(-rows.block * columns.block // block)
    groups = rows.groups * columns.groups
    axes = (*_numbers(rows), height, *_numbers(columns), width)
    return tiles, groups, (*axes, columns.groups, groups, tiles)


def _numbers(axis: Axis) -> tuple[int, int, int, int]:
    return axis.jump, axis.block, axis.stride, axis.reach


def _walkable(cells: Tensor) -> Tensor:
    """The array itself where its cells follow one another in whole 16s, else such a copy.

    Whole 16s are loaded at once, ahead of their use. In the bundled assembler of Triton 3.6 it is
    more than that: where a product's factors are not loaded ahead they may share memory, and their
    address is then left out (wrong output for keys of 40 and values of 24 channels on an H100).
    """
    height, width = cells.shape[3:5]
    one = cells.stride(4)
    steady = cells.stride(3) == one * width and cells.stride(2) == one * width * height
    whole = not any(cells.stride(n) % _WHOLE for n in (0, 1, 4)) and cells.data_ptr() % 16 == 0
    if cells.stride(5) == 1 and steady and whole:
        return cells
    channels = cells.shape[-1]
    copy = cells.new_zeros((*cells.shape[:-1], channels - channels % -_WHOLE))
    copy[..., :channels] = cells
    return copy[..., :channels]
