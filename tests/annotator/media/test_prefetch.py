"""Reading ahead changes neither order nor errors, and stops when asked."""

from collections.abc import Iterator
from threading import Event, active_count
from time import sleep

import pytest

from annotator.media.prefetch import Prefetch


def test_items_come_in_order() -> None:
    assert list(Prefetch(range(50), depth=3)) == list(range(50))


def test_an_error_arrives_after_the_items_before_it() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise OSError("gone")

    items = iter(Prefetch(broken()))
    assert next(items) == 1
    with pytest.raises(OSError, match="gone"):
        next(items)


def test_it_stays_only_a_few_items_ahead_and_closes_its_source() -> None:
    taken: list[int] = []
    closed = Event()

    def source() -> Iterator[int]:
        try:
            for i in range(1000):
                taken.append(i)
                yield i
        finally:
            closed.set()

    threads = active_count()
    ahead = Prefetch(source(), depth=2)
    items = iter(ahead)
    next(items)
    sleep(0.05)
    assert len(taken) <= 4
    ahead.close()
    assert closed.is_set()
    assert active_count() == threads
    assert list(items) == []
