"""When an engine counts as hung: pure, told the time."""

from dataclasses import dataclass

from annotator.engine.messages import EngineStatus, FromEngine


@dataclass(frozen=True)
class Patience:
    """How long the window waits for an engine that has work.

    Attributes:
        silent_s: Without any message; its heart beats every second.
        still_s: With a heart that beats, but work that stands still. A first step may have to
            load the model and compile it.
        look_s: Seconds between looks at the clock.
    """

    silent_s: float = 30.0
    still_s: float = 180.0
    look_s: float = 1.0


class Watch:
    """Hears what an engine says and tells when it hangs.

    Args:
        patience: How long it may take.
        now: The time, in seconds.
    """

    def __init__(self, patience: Patience, now: float) -> None:
        self._patience = patience
        self._heard = self._looked = now
        self._still = 0.0

    def hear(self, message: FromEngine, now: float) -> None:
        """A message came."""
        self._heard = self._looked = now
        if isinstance(message, EngineStatus):
            self._still = message.still_s

    def hangs(self, now: float) -> bool:
        """Whether to give the engine up; asked every `look_s` while it has work.

        Time in which nobody asked does not count: then the whole machine was asleep.
        """
        slept = now - self._looked - self._patience.look_s
        if slept > 5 * self._patience.look_s:
            self._heard += slept
        self._looked = now
        silent = now - self._heard > self._patience.silent_s
        return silent or self._still > self._patience.still_s
