"""A truth to make requests from, and an ear that collects what an engine client tells."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition
from time import monotonic
from typing import TypeVar

import numpy as np

from annotator.engine.client import EngineClient
from annotator.engine.messages import Failed, Finished, FromEngine

Message = TypeVar("Message", bound=FromEngine)


@dataclass
class Truth:
    """The part of a document that requests are made of."""

    maps: dict[int, np.ndarray]
    speaks: dict[int, frozenset[int]]
    frames: int
    revision: int = 1

    def label_map(self, frame: int) -> np.ndarray:
        """The label map of a frame."""
        return self.maps[frame]

    def references(self) -> dict[int, frozenset[int]]:
        """Frame to ids."""
        return self.speaks


@dataclass
class Ear:
    """Collects what a client tells."""

    client: EngineClient
    heard: list[FromEngine] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._bell = Condition()
        self.client.events.connect(self._hear)

    def _hear(self, message: FromEngine) -> None:
        with self._bell:
            self.heard.append(message)
            self.times.append(monotonic())
            self._bell.notify_all()

    def wait(self, met: Callable[[], bool], seconds: float = 60.0) -> None:
        """Waits until something is so; fails with what was heard."""
        with self._bell:
            assert self._bell.wait_for(met, seconds), self.heard[-5:]

    def of(self, kind: type[Message], job: int | None = None) -> list[Message]:
        """Messages of a kind, and of a job if one is given."""
        found = [message for message in list(self.heard) if isinstance(message, kind)]
        return [one for one in found if job is None or getattr(one, "job", None) == job]

    def ends(self, job: int) -> list[Finished | Failed]:
        """How a job ended."""
        return [*self.of(Finished, job), *self.of(Failed, job)]

    def wait_end(self, job: int) -> Finished | Failed:
        """Waits for a job to end."""
        self.wait(lambda: bool(self.ends(job)))
        return self.ends(job)[0]
