"""Reads ahead in a thread, so that decoding overlaps with the work done on each frame."""

from collections.abc import Iterable, Iterator
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Final, Generic, TypeVar

Item = TypeVar("Item")

_PATIENCE: Final = 0.1


class _End:
    """Closes the stream; carries the error that ended it, if one did."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


class Prefetch(Generic[Item]):
    """Iterates over `items` with a thread that stays at most `depth` items ahead.

    Args:
        items: Anything to iterate over; its errors are raised where the items are taken.
        depth: Most items in waiting; bounds the memory.
    """

    def __init__(self, items: Iterable[Item], *, depth: int = 4) -> None:
        self._queue: Queue[Item | _End] = Queue(depth)
        self._stop = Event()
        self._thread = Thread(target=self._fill, args=(items,), name="prefetch", daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[Item]:
        """The items in order.

        Raises:
            Exception: Whatever the source of the items raised.
        """
        while not self._stop.is_set():
            item = self._queue.get()
            if isinstance(item, _End):
                self._stop.set()
                if item.error is not None:
                    raise item.error
                return
            yield item

    def close(self) -> None:
        """Stops the thread and waits for it; items in waiting are dropped."""
        self._stop.set()
        while self._thread.is_alive():
            try:
                self._queue.get_nowait()
            except Empty:
                self._thread.join(_PATIENCE)

    def _fill(self, items: Iterable[Item]) -> None:
        error = None
        try:
            for item in items:
                if not self._offer(item):
                    break
        except BaseException as caught:  # noqa: BLE001 - handed over to the thread that asks
            error = caught
        finally:
            close = getattr(items, "close", None)
            if close is not None:
                close()
        self._offer(_End(error))

    def _offer(self, item: Item | _End) -> bool:
        """Puts an item in the queue, unless the reader has gone."""
        while not self._stop.is_set():
            try:
                self._queue.put(item, timeout=_PATIENCE)
            except Full:
                continue
            return True
        return False
