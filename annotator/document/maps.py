"""Label maps of all frames: loaded when asked for, decoded ones bounded in bytes."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import RLock
from typing import Final

import numpy as np

from annotator.document.patches import Box, in_box, pack, unpack
from sst_core.labels import LabelMap

CACHE_BYTES: Final = 256 * 2**20
"""Default bound of decoded label maps in memory."""


class LabelMaps:
    """Keeps what changed until it is said to be stored, and as much of the rest as fits.

    Arrays handed out are read-only and never change: a change makes a new array. That is what
    lets an export read on another thread while the user draws.

    Args:
        size: (height, width) of every label map.
        load: Fetches the stored label map of a frame, or None if there is none.
        labelled: Frames that have a stored label map.
        cache_bytes: Bound of decoded maps that can be fetched again.
    """

    def __init__(
        self,
        size: tuple[int, int],
        load: Callable[[int], LabelMap | None],
        labelled: Iterable[int],
        *,
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        self._size, self._load, self._limit = size, load, cache_bytes
        self._labelled = set(labelled)
        self._decoded: OrderedDict[int, LabelMap] = OrderedDict()
        self._unsaved: dict[int, bytes | None] = {}
        self._lock = RLock()
        self._stamp = 0
        self._zeros = _frozen(np.zeros(size, np.uint8))

    @property
    def labelled(self) -> frozenset[int]:
        """Frames with at least one pixel that is not background."""
        return frozenset(self._labelled)

    def has(self, frame: int) -> bool:
        """Whether a frame has a pixel that is not background."""
        return frame in self._labelled

    def get(self, frame: int) -> LabelMap:
        """The label map of a frame, read only; zeros where there is none.

        Raises:
            ValueError: The stored label map is of another size.
        """
        while True:
            with self._lock:
                stamp = self._stamp
                found = self._at_hand(frame)
            if found is not None:
                return found
            stored = self._loaded(frame)  # without the lock: whoever stores may hold its own
            with self._lock:
                if stamp == self._stamp:
                    self._keep(frame, stored)
                    return stored

    def write(self, frame: int, box: Box, patch: LabelMap) -> None:
        """Replaces the pixels inside a box.

        Args:
            frame: The frame.
            box: Where.
            patch: uint8 of the box's shape.
        """
        changed = self.get(frame).copy()
        with self._lock:
            self._stamp += 1
            in_box(changed, box)[...] = patch
            if patch.any() or (frame in self._labelled and changed.any()):
                self._labelled.add(frame)
                self._unsaved[frame] = None
                self._keep(frame, _frozen(changed))
            else:
                self._labelled.discard(frame)
                self._decoded.pop(frame, None)
                self._unsaved.pop(frame, None)

    def saved(self, frames: Iterable[int]) -> None:
        """Hears that the label maps of these frames are stored as they are now."""
        with self._lock:
            for frame in frames:
                self._unsaved.pop(frame, None)

    def _at_hand(self, frame: int) -> LabelMap | None:
        if frame not in self._labelled:
            return self._zeros
        found = self._decoded.get(frame)
        if found is not None:
            self._decoded.move_to_end(frame)
            return found
        packed = self._unsaved.get(frame)
        if packed is None:
            return None
        found = _frozen(unpack(packed, self._size))
        self._keep(frame, found)
        return found

    def _loaded(self, frame: int) -> LabelMap:
        stored = self._load(frame)
        if stored is None:
            return self._zeros
        if stored.shape != self._size:
            raise ValueError(f"the label map of frame {frame} is {stored.shape}, not {self._size}")
        return _frozen(stored)

    def _keep(self, frame: int, label_map: LabelMap) -> None:
        self._decoded[frame] = label_map
        self._decoded.move_to_end(frame)
        while len(self._decoded) > 1 and len(self._decoded) * label_map.nbytes > self._limit:
            dropped, pixels = self._decoded.popitem(last=False)
            if dropped in self._unsaved:
                self._unsaved[dropped] = pack(pixels)


def _frozen(label_map: LabelMap) -> LabelMap:
    if not label_map.flags.writeable:
        return label_map
    view = label_map.view()
    view.setflags(write=False)
    return view
