"""Positional encodings of Eq. 2 (arXiv 2101.08833): none, sinusoidal or learned over X and Y.

Time is a *slot*, never an absolute frame number: slot 0 is a reference, slot a is the frame a
steps back. It is added to keys at use, so cached keys stay valid however far the clip runs. Slots
are learned; the sinusoidal kind adds the sinusoid of the slot's number.
"""

import torch
from torch import Tensor, nn

from sst_core.config import PositionKind

BASE = 10_000.0
LEARNED_CELLS = 64


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

    def forward(self, tokens: Tensor) -> Tensor:
        """Add the encoding to tokens (B, H, W, C)."""
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


def _resize(table: Tensor, cells: int) -> Tensor:
    """Use the first `cells` rows of a table, or stretch it where it is too short."""
    if cells <= table.shape[0]:
        return table[:cells]
    stretched = nn.functional.interpolate(
        table.T[None], size=cells, mode="linear", align_corners=True
    )
    return stretched[0].T
