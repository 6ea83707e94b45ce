"""The window's end of the engine: starts the process, keeps it alive, tells what comes back."""

from annotator.engine.messages import FromEngine, RunRequest
from annotator.signal import Signal


class EngineClient:
    """A propagation engine in a process of its own.

    Attributes:
        events: Emits every message, on the client's own thread (cross over before touching Qt).
    """

    def __init__(self) -> None:
        self.events: Signal[[FromEngine]] = Signal()

    def start(self) -> None:
        """Starts the process; returns at once."""
        raise NotImplementedError

    def prepare(self, clip: str, *, weights: str = "sst-lite", device: str = "auto") -> None:
        """Loads the model and opens the clip behind the user's back; answers with Ready."""
        raise NotImplementedError

    def run(self, request: RunRequest, *, background: bool = False) -> None:
        """Starts a run. It supersedes the one in progress, unless it is for the background."""
        raise NotImplementedError

    def cancel(self, job: int) -> None:
        """Stops a run, started or waiting; answers with Finished(cancelled=True)."""
        raise NotImplementedError

    def close(self) -> None:
        """Ends the process and the thread."""
        raise NotImplementedError
