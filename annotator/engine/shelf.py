"""What the model has seen of a clip's frames: kept near the user in memory, then on disk.

By measurement (sst-lite at 480 pixels, two cores): an embedding takes 2.1 MB in half precision,
its making 60 ms of decoding, resizing and backbone, its reading back from disk 1 ms. Packing
with zlib saves a tenth and costs 76 ms, so it is kept raw.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import gettempdir
from threading import Lock
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from annotator.engine.memory import free_bytes
from annotator.media.diskcache import DiskCache
from annotator.media.readahead import Playhead

if TYPE_CHECKING:
    from sst_core.features import Embedded, Flat, Layout

_LOOK: Final = 16
"""Frames between looks at how much memory the machine has left."""
_SPARE: Final = 512 * 2**20
Vector = NDArray[np.float32]


@dataclass(frozen=True)
class Budget:
    """How much a shelf may hold; 0 switches a part off.

    Attributes:
        memory_bytes: In memory.
        disk_bytes: On disk.
    """

    memory_bytes: int = 2**30
    disk_bytes: int = 2 * 2**30


class Shelf:
    """Embeddings of one clip by one model at one resolution; from any thread.

    Where it is full, what is farthest from the user makes way: a long clip keeps the stretch they
    work on, and a run from one end to the other does not wash it out.

    Args:
        budget: How much it may hold.
        folder: Where the part on disk lies; None takes the system's place for such files.

    Attributes:
        head: Where the user is.
        vectors: Frame to `Embedded.pooled`, of every frame that was ever put here.
    """

    def __init__(self, budget: Budget, folder: Path | None = None) -> None:
        self.budget = budget
        self.head = Playhead()
        self.vectors: dict[int, Vector] = {}
        self._folder = folder or Path(gettempdir())
        self._lock = Lock()
        self._layout: Layout | None = None
        self._near: dict[int, Flat] = {}
        self._far: DiskCache | None = None
        self._spilled: set[int] = set()

    def __contains__(self, frame: object) -> bool:
        """Whether a frame is here."""
        return frame in self._near or frame in self._spilled

    def __len__(self) -> int:
        """How many frames are here."""
        return len(self._near) + len(self._spilled)

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return len(self._near) * self._layout.nbytes if self._layout else 0

    def get(self, frame: int) -> "Embedded | None":
        """A frame, or None where it is not here."""
        with self._lock:
            if self._layout is None:
                return None
            flat = self._near.get(frame)
            if flat is None and self._far is not None:
                stored = self._far.get(frame)
                if stored is not None:
                    flat = stored.view(np.float16)
                else:
                    self._spilled.discard(frame)
            return None if flat is None else self._layout.unpack(flat)

    def put(self, frame: int, embedded: "Embedded") -> None:
        """Keeps a frame, if it is nearer to the user than what would have to go for it."""
        if frame not in self.vectors:
            self.vectors[frame] = embedded.pooled()
        if frame in self or not self.has_room(frame):
            return
        if len(self.vectors) % _LOOK == 0 and free_bytes() < _SPARE:
            self.shrink(self.nbytes // 2)  # others need it more
            return
        flat = embedded.pack()
        with self._lock:
            self._layout = self._layout or embedded.layout
            self._near[frame] = flat
            while len(self._near) * flat.nbytes > self.budget.memory_bytes:
                self._spill(max(self._near, key=self.head.distance), flat.nbytes)

    def has_room(self, frame: int) -> bool:
        """Whether a frame would be kept."""
        with self._lock:
            here = [*self._near, *self._spilled]
            room = self._room(len(here) + 1)
            if len(here) < room:
                return True
            return room > 0 and self.head.distance(frame) < max(map(self.head.distance, here))

    def wanted(self, length: int) -> int | None:
        """The next frame to look at ahead of the user, of a clip of that length; None: enough."""
        room = self._room(length)
        for frame in self.head.window(room, length) if room else ():
            if frame not in self:
                return frame
        if room < length:
            return None
        return next((frame for frame in range(length) if frame not in self), None)

    def _room(self, length: int) -> int:
        """How many of a clip's frames can be here."""
        if self._layout is None:
            return length if self.budget.memory_bytes else 0
        size = self._layout.nbytes
        return self.budget.memory_bytes // size and sum(
            part // size for part in (self.budget.memory_bytes, self.budget.disk_bytes)
        )

    def shrink(self, memory_bytes: int) -> None:
        """Holds no more than this in memory from now on; what must go is not kept on disk."""
        self.grant(Budget(min(memory_bytes, self.budget.memory_bytes), 0))

    def grant(self, budget: Budget) -> None:
        """Holds no more than this in memory from now on, and this on disk where that is less."""
        with self._lock:
            self.budget = budget
            size = self._layout.nbytes if self._layout else 1
            while self._near and len(self._near) * size > budget.memory_bytes:
                del self._near[max(self._near, key=self.head.distance)]

    def close(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._near.clear()
            self._spilled.clear()
            if self._far is not None:
                self._far.close()

    def _spill(self, frame: int, size: int) -> None:
        """Moves a frame from memory to disk, where there is room for it."""
        flat = self._near.pop(frame)
        if self.budget.disk_bytes < size:
            return
        if self._far is None:
            self._far = DiskCache(self._folder, self.budget.disk_bytes, (size,))
        full = self._far.nbytes + size > self.budget.disk_bytes
        if self._far.choose([frame], self.head) is not None:
            self._far.put(frame, flat.view(np.uint8), self.head)
        if frame not in self._far and not full:  # it fails: what it loses is not asked for again
            self.budget = replace(self.budget, disk_bytes=0)
        self._spilled = {one for one in (*self._spilled, frame) if one in self._far}
