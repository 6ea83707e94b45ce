"""The engine's heartbeat: tells every second how it is, from a thread of its own."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import Final

from annotator.engine.memory import resident_mb
from annotator.engine.messages import EngineStatus

BEAT_S: Final = 1.0
Held = tuple[int, int, int]
"""Bytes and frames that are kept of a clip, and the frames that it has."""


class Pulse:
    """Beats while the process lives; says for how long its work has stood still.

    Args:
        send: Takes the messages; called on the pulse's own thread.
        held: Says what is kept; called on the same thread.
        beat_s: Seconds between beats.
    """

    def __init__(
        self,
        send: Callable[[EngineStatus], None],
        held: Callable[[], Held],
        *,
        beat_s: float = BEAT_S,
    ) -> None:
        self._send, self._held, self._beat_s = send, held, beat_s
        self._end = Event()
        self._since: float | None = None

    def start(self) -> None:
        """Begins to beat."""
        Thread(target=self._beat, name="pulse", daemon=True).start()

    def stop(self) -> None:
        """Beats no more."""
        self._end.set()

    @contextmanager
    def work(self) -> Iterator[None]:
        """Around work that must come forward: `step` has to be called along the way."""
        self.step()
        try:
            yield
        finally:
            self._since = None

    def step(self) -> None:
        """The work has come a step further."""
        self._since = monotonic()

    def status(self) -> EngineStatus:
        """How the engine is now."""
        nbytes, frames, length = self._held()
        since = self._since
        return EngineStatus(
            resident_bytes=int(resident_mb() * 2**20),
            cached_bytes=nbytes,
            cached_frames=frames,
            clip_frames=length,
            device_bytes=_device_bytes(),
            still_s=0.0 if since is None else monotonic() - since,
        )

    def _beat(self) -> None:
        while not self._end.wait(self._beat_s):
            self._send(self.status())


def _device_bytes() -> int:
    """Memory that PyTorch has taken on a graphics card; never the first to load it."""
    torch = sys.modules.get("torch")
    cuda = getattr(torch, "cuda", None)
    if cuda is None or not hasattr(cuda, "is_initialized") or not cuda.is_initialized():
        return 0
    return int(cuda.memory_reserved())
