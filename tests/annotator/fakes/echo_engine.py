"""An engine without a model: every frame gets the label map of the first reference."""

from queue import SimpleQueue
from threading import Event, Thread

from annotator.engine.messages import (
    Failed,
    Finished,
    FrameDone,
    FromEngine,
    Progress,
    RunRequest,
)
from annotator.signal import Signal


class EchoEngine:
    """Answers requests on a thread of its own, frame by frame.

    Args:
        gated: Wait before every frame until the test says `step`.
    """

    def __init__(self, *, gated: bool = False) -> None:
        self.events: Signal[[FromEngine]] = Signal()
        self.requests: list[RunRequest] = []
        self.cancelled: list[int] = []
        self.most_pixels = 10**6
        """Runs at a higher resolution fail for want of memory."""
        self._gate: SimpleQueue[None] | None = SimpleQueue() if gated else None
        self._closed = Event()

    def start(self) -> None:
        """Nothing to start."""

    def prepare(self, clip: str, **how: object) -> None:
        """Nothing to load."""

    def stand(self, frame: int) -> None:
        """Nothing is looked at ahead."""

    def run(self, request: RunRequest, *, background: bool = False) -> None:
        """Answers on a thread."""
        self.requests.append(request)
        Thread(target=self._answer, args=(request,), daemon=True).start()

    def cancel(self, job: int) -> None:
        """Ends a run at once."""
        self.cancelled.append(job)
        self.events.emit(Finished(job, cancelled=True))

    def close(self) -> None:
        """Ends every run."""
        self._closed.set()
        self.step(1000)

    def step(self, frames: int = 1) -> None:
        """Lets frames pass."""
        if self._gate is not None:
            for _ in range(frames):
                self._gate.put(None)

    def _answer(self, request: RunRequest) -> None:
        if request.resolution > self.most_pixels:
            self.events.emit(Failed(request.job, "The memory ran out.", can_retry_smaller=True))
            return
        shown = {one.frame for one in request.references}
        packed = request.references[0].packed
        frames = [frame for frame in range(*request.span) if frame not in shown]
        for done, frame in enumerate(frames, 1):
            if self._gate is not None:
                self._gate.get()
            if self._closed.is_set() or request.job in self.cancelled:
                return
            confidence = dict.fromkeys(request.objects, 0.5)
            job, revision = request.job, request.revision
            self.events.emit(FrameDone(job, revision, frame, packed, confidence, request.objects))
            self.events.emit(Progress(job, done, len(frames), 25.0))
        self.events.emit(Finished(request.job, cancelled=False))
