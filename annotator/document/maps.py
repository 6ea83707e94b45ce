"""Label maps of all frames: loaded when asked for or ahead of that, bounded in bytes.

A decoded map that has to make room stays packed, some kilobytes, so that the drive, which may not
answer, is not asked for it again.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import RLock
from typing import Final

import numpy as np

from annotator.document.patches import Box, in_box, pack, unpack
from sst_core.labels import LabelMap

CACHE_BYTES: Final = 256 * 2**20
"""Default bound of decoded label maps in memory."""
PACKED_BYTES: Final = 128 * 2**20
"""Bound of packed ones that are stored too."""


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
        self._packed: OrderedDict[int, bytes] = OrderedDict()
        self._packed_bytes = 0
        self._changed: set[int] = set()
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
            self._changed.add(frame)
            self._drop_packed(frame)
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
                packed = self._unsaved.pop(frame, None)
                if packed is not None:
                    self._stay_packed(frame, packed)

    def hold(self, frame: int, packed: bytes) -> bool:
        """Takes what is stored of a frame, as `pack` packed it, ahead of whoever asks for it.

        Nothing is taken for a frame that was changed meanwhile or is at hand.

        Returns:
            Whether there is room for more.
        """
        with self._lock:
            room = self._packed_bytes + len(packed) <= PACKED_BYTES
            known = frame in self._decoded or frame in self._packed or frame in self._changed
            if room and not known and frame in self._labelled:
                self._stay_packed(frame, packed)
            return room

    def _at_hand(self, frame: int) -> LabelMap | None:
        if frame not in self._labelled:
            return self._zeros
        found = self._decoded.get(frame)
        if found is not None:
            self._decoded.move_to_end(frame)
            return found
        packed = self._unsaved.get(frame) or self._packed.get(frame)
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
            elif dropped not in self._packed:
                self._stay_packed(dropped, pack(pixels))

    def _stay_packed(self, frame: int, packed: bytes) -> None:
        self._drop_packed(frame)
        self._packed[frame] = packed
        self._packed_bytes += len(packed)
        while self._packed_bytes > PACKED_BYTES:
            self._packed_bytes -= len(self._packed.popitem(last=False)[1])

    def _drop_packed(self, frame: int) -> None:
        """What is packed of a frame is not what it is any more."""
        self._packed_bytes -= len(self._packed.pop(frame, b""))


def _frozen(label_map: LabelMap) -> LabelMap:
    if not label_map.flags.writeable:
        return label_map
    view = label_map.view()
    view.setflags(write=False)
    return view
