"""Frames for the screen: decoded in a thread around the playhead, kept within byte budgets."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from threading import Condition, Thread, current_thread

import numpy as np
from numpy.typing import NDArray

from annotator.media.cache import FrameCache
from annotator.media.diskcache import DiskCache
from annotator.media.readahead import Playhead
from annotator.media.reader import first_picture, open_media
from annotator.media.source import Picture, SeekableSource
from annotator.media.stepper import Stepper
from sst_core.errors import Cancelled, SSTError, UserError
from sst_core.saying import said

_PATIENCE = 2.0
"""Seconds that a frame may take to be read; on a drive that stalls the thread is left behind."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Listeners:
    """Whom to tell; all are called on the provider's thread.

    Attributes:
        on_frame: A frame can be had from `get` now.
        on_error: A sentence for the user: the clip, or a frame of it, cannot be read.
        on_ready: The number of frames and their times are known.
    """

    on_frame: Callable[[int], None]
    on_error: Callable[[str], None]
    on_ready: Callable[[], None]


class FrameProvider:
    """Frames of a clip by exact number, without ever blocking the caller.

    The first frame is shown as soon as it is decoded, before the index is there. Then the thread
    takes one small step after the other, each towards the frame that is wanted most at that
    moment, so that a jump is followed at once.

    Args:
        path: A video file or a folder of images.
        ram_bytes: Budget of decoded frames in memory.
        on_frame: See `Listeners`.
        on_error: See `Listeners`.
        on_ready: See `Listeners`.
        disk_folder: Where decoded frames may be kept for a second visit; None keeps none.
        disk_bytes: Budget of these.

    Attributes:
        size: Height and width; None until the first frame is decoded.
        frames: Number of frames; 0 until ready.
        rate: Average frames per second; None for images.
        times: (frames,) float64, seconds at which each frame is shown; images count as 25 a second.
        names: Stem of the mask of each frame.
        warnings: Sentences about the source that its user should read.
    """

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
        self.path = path
        self.size: tuple[int, int] | None = None
        self.frames = 0
        self.rate: Fraction | None = None
        self.times: NDArray[np.float64] = np.zeros(0)
        self.names: Sequence[str] = ()
        self.warnings: Sequence[str] = ()
        self._listeners = Listeners(on_frame, on_error, on_ready)
        self._disk_place = (disk_folder, disk_bytes)
        self._cache = FrameCache(ram_bytes)
        self._changed = Condition()
        self._head = Playhead()
        self._closed = False
        self._thread = Thread(target=self._run, name="frame-provider", daemon=True)
        self._thread.start()

    def get(self, frame: int) -> Picture | None:
        """The exact frame, (H, W, 3) uint8 RGB read-only, if it is in memory."""
        return self._cache.get(frame)

    def nearest(self, frame: int) -> tuple[int, Picture] | None:
        """The nearest frame in memory and its number."""
        return self._cache.nearest(frame)

    def want(self, frame: int, *, direction: int = 1, playing: bool = False) -> None:
        """Sets the playhead; this frame comes first, then its neighbours, then nothing else.

        Args:
            frame: The frame to be shown; outside the clip, the nearest one in it.
            direction: 1 or -1, the way in which the user moves.
            playing: Whether to read almost only ahead.
        """
        last = self.frames - 1 if self.frames else frame
        head = Playhead(max(0, min(frame, last)), 1 if direction >= 0 else -1, playing)
        with self._changed:
            self._head = head
            self._changed.notify()

    @property
    def cached_bytes(self) -> int:
        """Bytes of frames in memory."""
        return self._cache.nbytes

    def close(self) -> None:
        """Ends the thread and frees memory and disk; waits for one frame, but not for long."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not current_thread():
            self._thread.join(_PATIENCE)
        self._cache.clear()

    def _is_closed(self) -> bool:
        return self._closed

    def _run(self) -> None:
        """The thread: open, then step by step until closed."""
        try:
            self._show_first()
            source = open_media(self.path, halt=self._is_closed)
            self._describe(source)
            stepper = Stepper(source, self._cache, self._disk(source), self._tell_frame)
            try:
                self._tell(self._listeners.on_ready)
                self._decode(stepper)
            finally:
                stepper.close()
        except Cancelled:
            pass
        except SSTError as error:
            self._tell(self._listeners.on_error, str(error))
        except Exception as error:  # noqa: BLE001 - a decoder's fault must not pass in silence
            _log.error("%s cannot be read", self.path, exc_info=error)
            reason = str(error) or type(error).__name__
            sentence = UserError(
                said("this cannot be read ({reason})", reason=reason), where=self.path
            )
            self._tell(self._listeners.on_error, str(sentence))

    def _show_first(self) -> None:
        picture = first_picture(self.path)
        height, width = picture.shape[:2]
        self.size = (height, width)
        self._keep_first(picture)

    def _keep_first(self, picture: Picture) -> None:
        picture.flags.writeable = False
        self._cache.put(0, picture, Playhead())
        self._tell_frame(0)

    def _describe(self, source: SeekableSource) -> None:
        first, exact = self._cache.get(0), source.read(0)
        if first is None or not np.array_equal(first, exact):
            self._keep_first(exact)  # the file hides what a decoder finds first
        source.close()  # ends the decoder that was opened for this
        self.size, self.rate, self.names = source.size, source.rate, source.names
        self.times, self.warnings = source.times, source.warnings
        self.frames = len(source)  # last: it says that the others are there

    def _disk(self, source: SeekableSource) -> DiskCache | None:
        folder, limit = self._disk_place
        return None if folder is None else DiskCache(folder, limit, (*source.size, 3))

    def _decode(self, stepper: Stepper) -> None:
        told = ""
        while not self._closed:
            head = self._inside()
            try:
                busy = stepper.step(head)
            except UserError as error:
                busy = True
                if str(error) != told:
                    told = str(error)
                    self._tell(self._listeners.on_error, told)
            if not busy:
                self._wait_for_change(head)

    def _inside(self) -> Playhead:
        """The playhead, which may have been set before the number of frames was known."""
        with self._changed:
            if self._head.frame >= self.frames:
                self._head = replace(self._head, frame=self.frames - 1)
            return self._head

    def _wait_for_change(self, known: Playhead) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._head is not known)

    def _tell_frame(self, frame: int) -> None:
        self._tell(self._listeners.on_frame, frame)

    def _tell(self, listener: Callable[..., None], *args: object) -> None:
        if self._closed:
            return
        try:
            listener(*args)
        except Exception:  # noqa: BLE001 - a listener's fault must not end the decoding
            _log.exception("a listener failed")
