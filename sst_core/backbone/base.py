"""What every backbone gives: embeddings of frames at strides 4, 8 and 16 (Eq. 1)."""

from typing import NamedTuple, Protocol

from torch import Tensor, nn


class Features(NamedTuple):
    """Embeddings of B frames of H x W pixels at three strides."""

    s4: Tensor  # (B, C4, H/4, W/4)
    s8: Tensor  # (B, C8, H/8, W/8)
    s16: Tensor  # (B, C16, H/16, W/16)


class Backbone(Protocol):
    """The per-frame embedding f of Eq. 1.

    Attributes:
        channels: C4, C8, C16.
        parts: What can be frozen one after the other: the stem, then the stages.
    """

    channels: tuple[int, int, int]

    @property
    def parts(self) -> list[nn.Module]:
        """See above."""
        ...

    def normalise(self, frames: Tensor) -> Tensor:
        """Map RGB uint8 or float (..., 3, H, W), 0-255, to the range the weights expect."""
        ...

    def width(self, stride: int) -> int:
        """Channels of what `at` gives."""
        ...

    def at(self, features: Features, stride: int) -> Tensor:
        """What attention at a stride looks at, (B, width, H/stride, W/stride)."""
        ...
