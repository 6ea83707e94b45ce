"""A Qt-free signal: who wants to know connects, and is called on the emitter's thread."""

from collections.abc import Callable
from typing import Generic, ParamSpec

P = ParamSpec("P")


class Signal(Generic[P]):
    """Calls every connected callable, in the order of connection."""

    def __init__(self) -> None:
        self._slots: list[Callable[P, object]] = []

    def connect(self, slot: Callable[P, object]) -> Callable[[], None]:
        """Call `slot` at every emission from now on; returns a callable that disconnects it."""
        self._slots.append(slot)

        def disconnect() -> None:
            if slot in self._slots:
                self._slots.remove(slot)

        return disconnect

    def emit(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Call the slots that are connected now."""
        for slot in tuple(self._slots):
            slot(*args, **kwargs)
