"""How large the mask of every object is on every frame, kept while masks are looked at."""

from collections.abc import Iterable
from math import isqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from annotator.cv import cv2
from sst_core.labels import LabelMap

Shares = NDArray[np.float32]

_ENOUGH: Final = 2**20
"""Pixels that are counted at most, about: of a larger label map every second, third ... row."""


class Areas:
    """Shares of the frame, filled frame by frame; whoever owns it decodes the label maps.

    Args:
        frames: Length of the clip.
    """

    def __init__(self, frames: int) -> None:
        self._frames = frames
        self._shares: dict[int, Shares] = {}

    def of(self, object_id: int) -> Shares:
        """The areas of an object.

        Returns:
            (frames,) float32, per cent of the frame, not to be written to; NaN where there is
            no mask, or where nobody has looked yet. 0 is a mask without pixels.
        """
        shares = self._shares.get(object_id)
        return self._nothing() if shares is None else shares

    def look(self, frame: int, label_map: LabelMap | None, ids: Iterable[int]) -> None:
        """Counts the pixels of a frame.

        Args:
            frame: Its number.
            label_map: (H, W) uint8, or None if the frame has no masks.
            ids: The objects that have a say on it; all others have no mask here.
        """
        for shares in self._shares.values():
            shares[frame] = np.nan
        if label_map is None:
            return
        step = max(isqrt(label_map.size // _ENOUGH), 1)
        seen = np.ascontiguousarray(label_map[::step, ::step])
        counts = cv2.calcHist([seen], [0], None, [256], [0, 256]).ravel()
        for object_id in ids:
            shares = self._shares.setdefault(object_id, self._nothing())
            shares[frame] = 100 * counts[object_id] / seen.size

    def _nothing(self) -> Shares:
        return np.full(self._frames, np.nan, np.float32)
