"""What every source of frames can do, whether it is a video file or a folder of images."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import TracebackType
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""(H, W, 3) uint8 RGB at source size."""


class FrameSource(Protocol):
    """Frames by exact number, counted from 0 in the order in which they are shown.

    Attributes:
        size: Height and width of every frame, in pixels.
        rate: Frames per second on average; None for images, which have no clock.
        names: The stem of the mask that belongs to each frame.
        warnings: Sentences about the source that its user should read.
    """

    size: tuple[int, int]
    rate: Fraction | None
    names: Sequence[str]
    warnings: Sequence[str]

    def __len__(self) -> int:
        """The number of frames that can be read."""
        ...

    def read(self, frame: int) -> Picture:
        """One frame, (H, W, 3) uint8 RGB.

        Raises:
            IndexError: There is no such frame.
            MediaError: The file went away or is damaged.
        """
        ...

    def iterate(self, start: int, stop: int, step: int = 1) -> Iterator[tuple[int, Picture]]:
        """Frame numbers and frames as in `range(start, stop, step)`, with a step of 1 or -1.

        Iterators are independent of each other and of `read`, also in other threads.

        Raises:
            IndexError: There are no such frames.
            MediaError: The file went away or is damaged.
        """
        ...

    def close(self) -> None:
        """Closes the files; reading afterwards opens them again."""
        ...


@dataclass(frozen=True)
class Raw:
    """A frame that is decoded and not yet turned into RGB: smaller, and cheap to skip.

    Attributes:
        nbytes: Memory that it holds.
        develop: Makes the picture, (H, W, 3) uint8 RGB.
    """

    nbytes: int
    develop: Callable[[], Picture]


class SeekableSource(FrameSource, Protocol):
    """A source that tells what a seek costs.

    Attributes:
        times: (frames,) float64, seconds from the first frame to each.
    """

    times: NDArray[np.float64]

    def decode_start(self, frame: int) -> int:
        """The frame at which decoding has to begin to reach this one."""
        ...

    def iterate_raw(self, start: int, stop: int) -> Iterator[tuple[int, Raw]]:
        """As `iterate`, forward, leaving the conversion to the caller.

        Raises:
            IndexError: There are no such frames.
            MediaError: The file went away or is damaged.
        """
        ...


class Closing:
    """Gives a source `with`, and the check of frame numbers that all sources share."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Nothing to close unless the source says so."""


def frame_range(start: int, stop: int, *, step: int, length: int) -> range:
    """`range(start, stop, step)`, once it is known to lie inside the source.

    Raises:
        IndexError: A frame of the range does not exist.
        ValueError: The step is neither 1 nor -1.
    """
    if step not in (1, -1):
        raise ValueError(f"frames are read in steps of 1 or -1, not {step}")
    frames = range(start, stop, step)
    if frames and not (frames[0] in range(length) and frames[-1] in range(length)):
        raise IndexError(f"frames {frames[0]} to {frames[-1]} of {length}")
    return frames
