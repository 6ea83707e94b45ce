"""What the backbone made of a frame, in a form that can be kept: half precision, no device.

A session rounds every embedding this way before it goes on, so that a frame from a cache is
labelled bit for bit like a frame that was decoded anew. bfloat16, which the fast engines compute
in, survives the rounding in the range that occurs (values below 100; float16 reaches 65504).
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sst_core.backbone import Features

_LARGEST = 65504.0
Flat = NDArray[np.float16]


@dataclass(frozen=True)
class Layout:
    """How embeddings of one clip lie in a flat array.

    Attributes:
        source: Height and width of the clip's frames.
        shapes: Of the parts, (1, C, h, w) each, strides 4, 8, 16.
    """

    source: tuple[int, int]
    shapes: tuple[tuple[int, ...], ...]

    @property
    def length(self) -> int:
        """Numbers in one embedding."""
        return sum(int(np.prod(shape)) for shape in self.shapes)

    @property
    def nbytes(self) -> int:
        """Bytes of one embedding."""
        return self.length * 2

    def unpack(self, flat: Flat) -> "Embedded":
        """The embedding in a flat array of `length` numbers (shared, not copied)."""
        parts, start = [], 0
        numbers = torch.from_numpy(flat)
        for shape in self.shapes:
            count = int(np.prod(shape))
            parts.append(numbers[start : start + count].view(shape))
            start += count
        return Embedded(self.source, Features(*parts))


@dataclass(frozen=True)
class Embedded:
    """A frame as the backbone sees it.

    Attributes:
        source: Height and width of the frame it was made from.
        features: float16.
    """

    source: tuple[int, int]
    features: Features

    @staticmethod
    def of(features: Features, source: tuple[int, int]) -> "Embedded":
        """Round an embedding to what is kept of it."""
        parts = (part.clamp(-_LARGEST, _LARGEST).to(torch.float16) for part in features)
        return Embedded(source, Features(*parts))

    @property
    def layout(self) -> Layout:
        """How `pack` lays it out."""
        return Layout(self.source, tuple(tuple(part.shape) for part in self.features))

    def pack(self) -> Flat:
        """All numbers in one flat array, (length,) float16."""
        flat: Flat = torch.cat([part.detach().reshape(-1).cpu() for part in self.features]).numpy()
        return flat

    def restore(self, device: torch.device, dtype: torch.dtype) -> Features:
        """The features on a device, in the number format that is fast there."""
        return Features(*(part.to(device, dtype) for part in self.features))

    def pooled(self) -> NDArray[np.float32]:
        """The frame in short, to compare frames by: mean at stride 16, (C,), of length 1."""
        mean: Tensor = self.features.s16[0].float().mean((1, 2))
        vector: NDArray[np.float32] = torch.nn.functional.normalize(mean, dim=0).cpu().numpy()
        return vector
