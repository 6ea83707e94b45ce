"""Overlapping windows of a frame of cells, with a gradient that adds whole blocks at a time."""

from typing import Protocol

import torch
import torch.nn.functional as nnf
from torch import Tensor

Pair = tuple[int, int]


def overlapping_windows(
    cells: Tensor, padding: tuple[int, ...], boxes: Pair, blocks: Pair
) -> Tensor:
    """Pad a frame with zeros and view it as windows.

    Args:
        cells: (..., H, W, C).
        padding: Columns left and right, rows above and below.
        boxes: Rows and columns of a window.
        blocks: Rows and columns from one window to the next, at most those of a window.

    Returns:
        (..., R, S, rows of a window, columns of a window, C), a view.
    """
    if cells.requires_grad:
        found: Tensor = _Windows.apply(cells, padding, boxes, blocks)
        return found
    return _view(nnf.pad(cells, (0, 0, *padding)), boxes, blocks)


def _view(padded: Tensor, boxes: Pair, blocks: Pair) -> Tensor:
    row = padded.ndim - 3
    windows = padded.unfold(row, boxes[0], blocks[0]).unfold(row + 1, boxes[1], blocks[1])
    return windows.movedim(-3, -1)


class _Context(Protocol):
    shape: torch.Size
    padding: tuple[int, ...]
    boxes: Pair
    blocks: Pair


class _Windows(torch.autograd.Function):
    """Windows; the gradient of ``Tensor.unfold`` is many times slower than this one."""

    @staticmethod
    def forward(
        ctx: _Context, cells: Tensor, padding: tuple[int, ...], boxes: Pair, blocks: Pair
    ) -> Tensor:
        padded = nnf.pad(cells, (0, 0, *padding))
        ctx.shape, ctx.padding, ctx.boxes, ctx.blocks = padded.shape, padding, boxes, blocks
        return _view(padded, boxes, blocks)

    @staticmethod
    def backward(ctx: _Context, *gradients: Tensor) -> tuple[Tensor, None, None, None]:
        windows = gradients[0]
        rows, columns = windows.shape[-5:-3]
        padded = windows.new_zeros(ctx.shape)
        for top in range(0, ctx.boxes[0], ctx.blocks[0]):
            for left in range(0, ctx.boxes[1], ctx.blocks[1]):
                # The parts of all windows that begin here are disjoint blocks of the frame.
                part = windows[..., top : top + ctx.blocks[0], left : left + ctx.blocks[1], :]
                size = part.shape[-3], part.shape[-2]
                target = _view(padded[..., top:, left:, :], size, ctx.blocks)
                target[..., :rows, :columns, :, :, :].add_(part)
        left, right, above, below = ctx.padding
        height, width = ctx.shape[-3:-1]
        return padded[..., above : height - below, left : width - right, :], None, None, None
