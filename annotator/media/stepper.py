"""One small step towards the frames that are wanted: a frame decoded, converted, read or saved."""

from collections.abc import Callable
from time import monotonic
from typing import Final

from annotator.media.cache import FrameCache
from annotator.media.cursors import Cursors
from annotator.media.diskcache import DiskCache
from annotator.media.readahead import Playhead
from annotator.media.source import Picture, SeekableSource
from sst_core.errors import MediaError, UserError
from sst_core.saying import said

_WINDOW_SHARE: Final = 0.8
"""Of the memory that is filled ahead of need; the rest holds what was decoded on the way."""
_WINDOW_FRAMES: Final = 400
_SIGN_OF_LIFE: Final = 0.06
"""Seconds after which a frame on the way to a far one is kept as a picture, to be shown meanwhile.

So a long seek, or a film that plays faster than it can be decoded, is seen to move."""


class Stepper:
    """Keeps the cache filled around the playhead. For one thread.

    Args:
        source: The clip.
        cache: Frames in memory.
        disk: Frames on disk, if they are to be kept there.
        told: Called with every frame that has come into memory.
    """

    def __init__(
        self,
        source: SeekableSource,
        cache: FrameCache,
        disk: DiskCache | None,
        told: Callable[[int], None],
    ) -> None:
        self._source = source
        self._cursors = Cursors(source)
        self._cache = cache
        self._disk = disk
        self._told = told
        height, width = source.size
        room = int(cache.limit_bytes * _WINDOW_SHARE) // (height * width * 3)
        self._room = max(1, min(_WINDOW_FRAMES, room))
        self._failed: set[int] = set()
        self._head = Playhead()
        self._shown = 0.0

    def step(self, head: Playhead) -> bool:
        """Does one thing; False where there is nothing to do.

        Raises:
            UserError: A frame cannot be read. It is left out until the user asks for it again.
        """
        if head is not self._head:
            self._head = head
            self._failed.discard(head.frame)
        frame = self._wanted(head)
        if frame is None:
            return self._save(head)
        try:
            self._fetch(frame, head)
        except UserError:
            self._give_up(frame)
            raise
        except _faults() as error:
            self._give_up(frame)
            what = said(
                "frame {frame} cannot be decoded ({reason})",
                frame=frame,
                reason=str(error) or type(error).__name__,
            )
            raise MediaError(what, where=self._source.names[frame]) from error
        return True

    def close(self) -> None:
        """Closes decoders and files."""
        self._cursors.close()
        self._source.close()
        if self._disk is not None:
            self._disk.close()

    def _wanted(self, head: Playhead) -> int | None:
        for frame in head.window(self._room, len(self._source)):
            if frame not in self._cache and frame not in self._failed:
                return frame
        return None

    def _fetch(self, frame: int, head: Playhead) -> None:
        raw = self._cache.raw(frame)
        picture = None
        if raw is not None:
            picture = raw.develop()
        elif self._disk is not None:
            picture = self._disk.get(frame)
        if picture is not None:
            self._keep(frame, picture, head)
        else:
            self._decode(frame, head)

    def _decode(self, target: int, head: Playhead) -> None:
        """Decodes one frame, the target or one on the way to it, which is kept raw."""
        number, raw = self._cursors.step_towards(target)
        late = monotonic() - self._shown > _SIGN_OF_LIFE and number not in self._cache
        if number == target or late:
            self._keep(number, raw.develop(), head)
        else:
            self._cache.put_raw(number, raw, head)

    def _keep(self, frame: int, picture: Picture, head: Playhead) -> None:
        picture.flags.writeable = False
        self._cache.put(frame, picture, head)
        self._shown = monotonic()
        self._told(frame)

    def _save(self, head: Playhead) -> bool:
        """Writes the nearest frame that is not on disk yet."""
        if self._disk is None:
            return False
        frame = self._disk.choose(self._cache.frames(), head)
        if frame is None:
            return False
        picture, raw = self._cache.get(frame), self._cache.raw(frame)
        if picture is None and raw is not None:
            picture = raw.develop()
        if picture is not None:
            self._disk.put(frame, picture, head)
        return True

    def _give_up(self, frame: int) -> None:
        self._failed.add(frame)
        self._cursors.close()


def _faults() -> tuple[type[Exception], ...]:
    """What a decoder may raise; asked for only where something was raised."""
    from av import FFmpegError  # noqa: PLC0415 - FFmpeg's libraries are late at the start

    return FFmpegError, OSError, ValueError, MemoryError
