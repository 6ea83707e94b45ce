"""A frame provider that is watched: what it told, and waiting for it."""

from collections.abc import Callable
from pathlib import Path
from threading import Condition
from time import monotonic
from types import TracebackType
from typing import Any, Self

import numpy as np

from annotator.media.provider import FrameProvider


class Watch:
    """Opens a provider and collects what it tells."""

    def __init__(self, path: Path, *, ram_bytes: int = 2**28, **more: Any) -> None:  # noqa: ANN401
        self._bell = Condition()
        self.frames: list[int] = []
        self.errors: list[str] = []
        self.ready = False
        self.seconds: dict[str, float] = {}
        self.began = monotonic()
        self.provider = FrameProvider(
            path,
            ram_bytes=ram_bytes,
            on_frame=self._on_frame,
            on_error=self._on_error,
            on_ready=self._on_ready,
            **more,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.provider.close()

    def _on_frame(self, frame: int) -> None:
        with self._bell:
            self.frames.append(frame)
            self.seconds.setdefault("first", monotonic() - self.began)
            self._bell.notify_all()

    def _on_error(self, sentence: str) -> None:
        with self._bell:
            self.errors.append(sentence)
            self._bell.notify_all()

    def _on_ready(self) -> None:
        with self._bell:
            self.ready = True
            self.seconds["ready"] = monotonic() - self.began
            self._bell.notify_all()

    def until(self, met: Callable[[], bool], seconds: float = 30.0) -> float:
        """Waits until something is so; seconds it took."""
        began = monotonic()
        with self._bell:
            while not met():
                left = seconds - (monotonic() - began)
                assert left > 0, (self.frames[-10:], self.errors, self.ready)
                self._bell.wait(min(left, 0.01))
        return monotonic() - began

    def until_ready(self) -> FrameProvider:
        """Waits for the index."""
        self.until(lambda: self.ready or bool(self.errors))
        assert self.ready, self.errors
        return self.provider

    def until_quiet(self, seconds: float = 0.3) -> None:
        """Waits until no frame has come for a while."""
        count, since = len(self.frames), monotonic()
        with self._bell:
            while monotonic() - since < seconds:
                self._bell.wait(0.02)
                if len(self.frames) != count:
                    count, since = len(self.frames), monotonic()

    def show(self, frame: int, **how: Any) -> np.ndarray:  # noqa: ANN401
        """Wants a frame and waits for it."""
        self.provider.want(frame, **how)
        self.until(lambda: self.provider.get(frame) is not None)
        picture = self.provider.get(frame)
        assert picture is not None
        return picture
