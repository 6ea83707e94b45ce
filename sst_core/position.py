"""Positional encodings of Eq. 2 (arXiv 2101.08833): none, sinusoidal or learned.

`GridPosition` encodes X and Y; time is a *slot*, never an absolute frame number: slot 0 is a
reference, slot a is the frame a steps back. It is added to keys at use, so cached keys stay valid
however far the clip runs. Slots are learned; the sinusoidal kind adds the sinusoid of the slot's
number. `VolumePosition` is the paper's own: absolute X, Y and T, where T is the frame's number.
"""

import torch
from torch import Tensor, nn

from sst_core.config import PositionKind

BASE = 10_000.0
LEARNED_CELLS = 64
LEARNED_FRAMES = 128


def sinusoid(positions: Tensor, channels: int) -> Tensor:
    """Encode positions (N,) as sines and cosines (N, channels) (arXiv 1706.03762, sec. 3.5)."""
    half = channels // 2
    rates = BASE ** (-torch.arange(half, device=positions.device, dtype=torch.float32) / half)
    angles = positions.to(torch.float32)[:, None] * rates[None, :]
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class GridPosition(nn.Module):
    """P over Y and X: first half of the channels encodes the row, second half the column."""

    def __init__(self, kind: PositionKind, channels: int) -> None:
        super().__init__()
        self.kind, self.channels = kind, channels
        if kind == "learned":
            self.rows = nn.Parameter(torch.randn(LEARNED_CELLS, channels // 2) * 0.02)
            self.columns = nn.Parameter(torch.randn(LEARNED_CELLS, channels // 2) * 0.02)

    def time(self, slots: Tensor) -> Tensor:
        """Encode time slots (T,) as (T, C); zeros unless sinusoidal."""
        if self.kind == "sinusoidal":
            return sinusoid(slots, self.channels)
        return torch.zeros(slots.shape[0], self.channels, device=slots.device)

    def forward(self, tokens: Tensor, time: int | Tensor = 0) -> Tensor:
        """Add the encoding to tokens (B, H, W, C); the frame's number plays no part."""
        if self.kind == "none":
            return tokens
        height, width, half = tokens.shape[1], tokens.shape[2], self.channels // 2
        if self.kind == "sinusoidal":
            rows = sinusoid(torch.arange(height, device=tokens.device), half)
            columns = sinusoid(torch.arange(width, device=tokens.device), half)
        else:
            rows, columns = _resize(self.rows, height), _resize(self.columns, width)
        grid = torch.cat(
            [
                rows[:, None, :].expand(height, width, half),
                columns[None, :, :].expand(height, width, half),
            ],
            dim=-1,
        )
        return tokens + grid.to(tokens.dtype)


class VolumePosition(nn.Module):
    """P over Y, X and T: about a third of the channels encodes each."""

    def __init__(self, kind: PositionKind, channels: int) -> None:
        super().__init__()
        side = channels // 6 * 2
        self.kind, self.parts = kind, (side, side, channels - 2 * side)
        if kind == "learned":
            sizes = LEARNED_CELLS, LEARNED_CELLS, LEARNED_FRAMES
            self.rows, self.columns, self.frames = (
                nn.Parameter(torch.randn(size, part) * 0.02)
                for size, part in zip(sizes, self.parts, strict=True)
            )

    def forward(self, tokens: Tensor, time: int | Tensor = 0) -> Tensor:
        """Add the encoding to the tokens (B, H, W, C) of frame number `time`, or (1,) of it."""
        if self.kind == "none":
            return tokens
        (height, width), device = tokens.shape[1:3], tokens.device
        number = time if isinstance(time, Tensor) else torch.tensor([time], device=device)
        if self.kind == "sinusoidal":
            places = torch.arange(height, device=device), torch.arange(width, device=device), number
            rows, columns, now = (
                sinusoid(place, part) for place, part in zip(places, self.parts, strict=True)
            )
        else:
            rows, columns = _resize(self.rows, height), _resize(self.columns, width)
            now = self.frames[number.clamp(0, LEARNED_FRAMES - 1)]
        volume = torch.cat(
            [
                rows[:, None].expand(height, width, -1),
                columns[None].expand(height, width, -1),
                now[None].expand(height, width, -1),
            ],
            dim=-1,
        )
        return tokens + volume.to(tokens.dtype)


def _resize(table: Tensor, cells: int) -> Tensor:
    """Use the first `cells` rows of a table, or stretch it where it is too short."""
    if cells <= table.shape[0]:
        return table[:cells]
    stretched = nn.functional.interpolate(
        table.T[None], size=cells, mode="linear", align_corners=True
    )
    return stretched[0].T
