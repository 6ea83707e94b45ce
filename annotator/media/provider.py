"""Frames for the screen: decoded in a thread around the playhead, kept within a byte budget."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from annotator.media.source import Picture


class FrameProvider:
    """Frames of a clip by exact number, without ever blocking the caller.

    Attributes:
        size: Height and width; None until the first frame is decoded.
        frames: Number of frames; 0 until ready.
        rate: Average frames per second; None for images.
        times: (frames,) float64, seconds at which each frame is shown; images count as 25 a second.
        names: Stem of the mask of each frame.
        warnings: Sentences about the source that its user should read.
    """

    size: tuple[int, int] | None
    frames: int
    rate: Fraction | None
    times: NDArray[np.float64]
    names: Sequence[str]
    warnings: Sequence[str]

    def __init__(
        self,
        path: Path,
        *,
        ram_bytes: int,
        on_frame: Callable[[int], None],
        on_error: Callable[[str], None],
        on_ready: Callable[[], None],
        disk_folder: Path | None = None,
        disk_bytes: int = 0,
    ) -> None:
        raise NotImplementedError

    def get(self, frame: int) -> Picture | None:
        """The exact frame, (H, W, 3) uint8 RGB read-only, if it is in memory."""
        raise NotImplementedError

    def nearest(self, frame: int) -> tuple[int, Picture] | None:
        """The nearest frame in memory and its number."""
        raise NotImplementedError

    def want(self, frame: int, *, direction: int = 1, playing: bool = False) -> None:
        """Sets the playhead; this frame comes first, then its neighbours."""
        raise NotImplementedError

    @property
    def cached_bytes(self) -> int:
        """Bytes of frames in memory."""
        raise NotImplementedError

    def close(self) -> None:
        """Ends the thread and frees the memory."""
        raise NotImplementedError
