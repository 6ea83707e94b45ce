"""From a frame at source size to model pixels, and exactly back.

The frame is resized so that its short side has the model's resolution, then padded right and below
to whole cells. The inverse crops the padding and resizes to source size, so masks come back pixel
for pixel.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from sst_core.config import CELL_PX


@dataclass(frozen=True)
class Geometry:
    """Sizes of one clip: source, resized, padded (each (height, width) in pixels)."""

    source: tuple[int, int]
    resized: tuple[int, int]
    padded: tuple[int, int]

    @staticmethod
    def of(height: int, width: int, *, short_side: int) -> "Geometry":
        """Work out the sizes; a frame is never enlarged.

        Raises:
            ValueError: A side is smaller than 1.
        """
        if min(height, width, short_side) < 1:
            raise ValueError(f"sides must be at least 1, got {height}x{width} at {short_side}")
        scale = min(1.0, short_side / min(height, width))
        resized = max(1, round(height * scale)), max(1, round(width * scale))
        padded = tuple(-(-side // CELL_PX) * CELL_PX for side in resized)
        return Geometry((height, width), resized, (padded[0], padded[1]))

    @property
    def cells(self) -> tuple[int, int]:
        """Rows and columns of attention cells."""
        return self.padded[0] // CELL_PX, self.padded[1] // CELL_PX


def frame_to_model(frame: NDArray[np.uint8], geometry: Geometry, device: torch.device) -> Tensor:
    """Resize and pad a frame.

    Args:
        frame: (H, W, 3) uint8 RGB at source size.
        geometry: Sizes; must be of this frame.
        device: Where to put the result.

    Returns:
        (1, 3, h, w) uint8 on a CPU (several times faster to resize) and float32 elsewhere, 0-255,
        padded by repeating the last row and column; channels last in memory.
    """
    _check(frame.shape[:2], geometry)
    pixels = torch.from_numpy(np.require(frame, requirements=["C", "W"])).to(device)
    pixels = pixels.permute(2, 0, 1)[None]
    if device.type != "cpu":
        pixels = pixels.to(torch.float32)
    if geometry.resized != geometry.source:
        pixels = functional.interpolate(
            pixels, size=geometry.resized, mode="bilinear", antialias=True, align_corners=False
        )
    return _padded(pixels, geometry.padded)


def _padded(pixels: Tensor, size: tuple[int, int]) -> Tensor:
    """Repeat the last row and column of (1, 3, h, w); the result lies channels last in memory."""
    height, width = pixels.shape[2:]
    whole = torch.empty(
        (1, 3, *size), dtype=pixels.dtype, device=pixels.device, memory_format=torch.channels_last
    )
    whole[:, :, :height, :width] = pixels
    whole[:, :, :height, width:] = pixels[:, :, :, -1:]
    whole[:, :, height:] = whole[:, :, height - 1 : height]
    return whole


def masks_to_model(
    label_map: NDArray[np.uint8], objects: tuple[int, ...], geometry: Geometry, device: torch.device
) -> Tensor:
    """Turn a label map into one soft mask per object.

    Args:
        label_map: (H, W) uint8 at source size.
        objects: Ids, in the order of the result's second axis.
        geometry: Sizes.
        device: Where to put the result.

    Returns:
        (1, O, h, w) float32, 0-1: share of the model pixel that the object covers.
    """
    _check(label_map.shape, geometry)
    labels = torch.from_numpy(np.require(label_map, requirements=["C", "W"])).to(device)
    ids = torch.tensor(objects, dtype=torch.uint8, device=device)
    masks = (labels[None, None] == ids[None, :, None, None]).to(torch.float32)
    if geometry.resized != geometry.source and objects:
        masks = functional.interpolate(
            masks, size=geometry.resized, mode="bilinear", antialias=True, align_corners=False
        )
    below = geometry.padded[0] - geometry.resized[0]
    right = geometry.padded[1] - geometry.resized[1]
    return functional.pad(masks, (0, right, 0, below))


def to_source(maps: Tensor, geometry: Geometry) -> Tensor:
    """Undo padding and resizing.

    Args:
        maps: (B, C, h', w') floating, covering the padded frame at any stride.
        geometry: Sizes.

    Returns:
        (B, C, H, W) at source size.
    """
    height, width = geometry.resized
    if maps.shape[-2:] != geometry.padded:
        maps = functional.interpolate(
            maps, size=geometry.padded, mode="bilinear", align_corners=False
        )
    maps = maps[..., :height, :width]
    if geometry.resized == geometry.source:
        return maps
    return functional.interpolate(maps, size=geometry.source, mode="bilinear", align_corners=False)


def _check(shape: tuple[int, ...], geometry: Geometry) -> None:
    if tuple(shape) != geometry.source:
        raise ValueError(f"the clip is {geometry.source}, this array is {tuple(shape)}")
