"""Propagate all: one clip after the other in the background, each into its own project; no Qt."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Final, Literal, Protocol

from annotator.document.ownership import RunResult
from annotator.document.patches import unpack_map
from annotator.engine.messages import Failed, Finished, FrameDone, FromEngine, Progress, RunRequest
from annotator.engine.requests import Engine
from annotator.engine.whole_clip import RunStep, is_whole, next_job, whole_clip
from annotator.project import (
    MediaState,
    Project,
    default_project_path,
    open_project,
    summarize,
)
from annotator.signal import Signal
from annotator.words import marked
from sst_core.errors import UserError
from sst_core.saying import said

Stage = Literal["waiting", "running", "done", "stopped", "left out", "failed"]
_OPEN: Final = frozenset({"waiting", "running"})
_PATIENCE: Final = 5.0
_SMALLEST: Final = 160
"""Pixels of the shorter side below which masks are not worth having."""
NO_MASK: Final = marked("{name} has no mask to go by.")
WHOLE: Final = marked("{name} is whole already.")
_SMALLER: Final = "{name} was too large here and was done at {pixels} pixels."
_FULL: Final = (
    "The disk is full, or the project cannot be written any more; {name} keeps what was stored."
)


class Runner(Protocol):
    """The part of `annotator.engine.client.EngineClient` that a queue needs."""

    @property
    def events(self) -> Signal[[FromEngine]]:
        """Emits every message, on any thread."""
        ...

    def run(self, request: RunRequest, *, background: bool = False) -> None:
        """Starts a run."""
        ...

    def cancel(self, job: int) -> None:
        """Stops a run."""
        ...


@dataclass(frozen=True)
class ClipState:
    """How far one clip is.

    Attributes:
        path: The clip.
        stage: Where it stands; "left out" and "failed" come with a sentence.
        done: Steps of the model so far.
        total: Steps in all, as far as is known.
        speed: Steps per second; 0 while that is not known.
        sentence: What the user should know, or "".
    """

    path: Path
    stage: Stage
    done: int = 0
    total: int = 0
    speed: float = 0.0
    sentence: str = ""

    @property
    def left(self) -> int:
        """Steps that are still to do."""
        return max(self.total - self.done, 0) if self.stage in _OPEN else 0


def seconds_left(states: Iterable[ClipState]) -> float | None:
    """Time until all clips are done, at the speed of the one that runs; None if not known."""
    every = list(states)
    speed = max((state.speed for state in every if state.stage == "running"), default=0.0)
    return sum(state.left for state in every) / speed if speed > 0 else None


class _TooLargeError(Exception):
    """A run failed that may succeed at a lower resolution."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class _HaltedError(Exception):
    """A clip came to an end that is not its last frame."""

    def __init__(self, stage: Stage, sentence: str = "") -> None:
        super().__init__(stage)
        self.stage, self.sentence = stage, sentence


class ClipQueue:
    """Carries a list of clips, on a thread of its own that alone opens their projects.

    The clip that the window has open is the window's: `asked` says that it should carry it, and
    it answers with `tell`. The window says `hold` before it opens a clip and `give_back` after it
    has closed it, so that one of the two has the project at any time.

    Args:
        engine: The engine's client; runs of the user come first, and interrupt the queue's.

    Attributes:
        changed: Emitted with the state of a clip, on the queue's thread.
        ended: Emitted with all states when nothing is left to do, on the queue's thread.
        asked: Emitted with the clip that the window should carry itself, on the queue's thread.
    """

    def __init__(self, engine: Runner) -> None:
        self.changed: Signal[[ClipState]] = Signal()
        self.ended: Signal[[tuple[ClipState, ...]]] = Signal()
        self.asked: Signal[[Path]] = Signal()
        self._engine = engine
        self._settings: Engine = {}
        self._inbox: SimpleQueue[FromEngine | ClipState] = SimpleQueue()
        self._lock = Lock()
        self._states: dict[Path, ClipState] = {}
        self._stopping = False
        self._thread: Thread | None = None
        self._job: int | None = None
        self._sentence = ""
        self._held: set[Path] = set()
        self._busy: Path | None = None
        self._then: Callable[[], object] | None = None
        self._forget = engine.events.connect(self._hear)

    @property
    def states(self) -> tuple[ClipState, ...]:
        """Every clip of the queue, in order."""
        with self._lock:
            return tuple(self._states.values())

    @property
    def working(self) -> bool:
        """Whether clips are being carried."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, paths: Iterable[Path], settings: Engine) -> bool:
        """Begins; returns at once.

        Args:
            paths: Clips in the order in which to do them.
            settings: What the model runs with.

        Returns:
            False when the queue works already; nothing was changed.
        """
        if self.working:
            return False
        self._settings, self._stopping = settings, False
        self._states = {path: ClipState(path, "waiting") for path in paths}
        self._inbox = SimpleQueue()
        self._thread = Thread(target=self._work, name="clip queue", daemon=True)
        self._thread.start()
        return True

    def cancel(self) -> None:
        """Ends after the frame at hand; every frame that arrived is stored."""
        self._stopping = True
        self._inbox.put(ClipState(Path(), "stopped"))

    def close(self) -> None:
        """Ends, and waits for the open project to be closed."""
        self._forget()
        thread = self._thread
        if thread is not None and thread.is_alive():
            self.cancel()
            thread.join(_PATIENCE)

    def hold(self, clip: Path, then: Callable[[], object] = lambda: None) -> None:
        """The window opens a clip, which is its own until `give_back`.

        Args:
            clip: What it opens.
            then: Called when its project is free: at once on this thread, or on the queue's
                after it has let go of it; what it did of that clip so far is stored.
        """
        with self._lock:
            self._held.add(clip)
            if self._busy == clip:
                self._then = then
                self._inbox.put(ClipState(clip, "waiting"))
                return
        then()

    def give_back(self, clip: Path) -> None:
        """The window has closed a clip; what it did not carry to the end waits again."""
        with self._lock:
            self._held.discard(clip)
            self._inbox.put(ClipState(clip, "waiting"))

    def tell(self, state: ClipState) -> None:
        """The window says how far the clip is that it carries itself."""
        self._inbox.put(state)

    def _hear(self, message: FromEngine) -> None:
        if self._job is not None and getattr(message, "job", None) == self._job:
            self._inbox.put(message)

    def _work(self) -> None:
        for path in list(self._states):
            self._set(_first_look(path))
        while (state := self._next()) is not None:
            try:
                self._carry(state)
            except _HaltedError as halt:
                self._end(state.path, halt.stage, halt.sentence)
            except UserError as error:
                self._end(state.path, "failed", str(error))
        self.ended.emit(self.states)

    def _next(self) -> ClipState | None:
        waiting = [state for state in self.states if state.stage == "waiting"]
        if self._stopping:
            for state in waiting:
                self._end(state.path, "stopped")
            return None
        return waiting[0] if waiting else None

    def _carry(self, state: ClipState) -> None:
        while not self._inbox.empty():
            self._inbox.get()  # what was said about clips before this one
        if self._stopping:
            raise _HaltedError("stopped")
        self._set(replace(state, stage="running"))
        with self._lock:
            own = state.path in self._held
            self._busy = None if own else state.path
        if own:
            self._watch(state.path)
            return
        try:
            with open_project(default_project_path(state.path)) as project:
                self._fill(state.path, project)
        finally:
            with self._lock:
                self._busy, self._job = None, None
                then, self._then = self._then, None
            if then is not None:
                then()

    def _watch(self, path: Path) -> None:
        """Waits for the window to carry its own clip."""
        self.asked.emit(path)
        while True:
            message = self._inbox.get()
            if not isinstance(message, ClipState):
                continue
            if message.path != path:
                if self._stopping:
                    raise _HaltedError("stopped")
                continue
            self._set(message)
            if message.stage != "running":
                return

    def _fill(self, path: Path, project: Project) -> None:
        """Carries a clip into its project, all of it one step of undo."""
        _refuse_unfit(path, project)
        self._sentence = ""
        requests = whole_clip(project.document, str(path), **self._settings)
        step = RunStep(project.document)
        before = 0
        for place, request in enumerate(requests):
            later = sum(stop - start for start, stop in (r.span for r in requests[place + 1 :]))
            before += self._run(path, project, step, request, before=before, later=later)
        self._end(path, "done", self._sentence)

    def _run(
        self,
        path: Path,
        project: Project,
        step: RunStep,
        request: RunRequest,
        *,
        before: int,
        later: int,
    ) -> int:
        """One run, repeated at lower resolutions where it proves too large; returns its steps."""
        while True:
            self._job = request.job
            self._engine.run(request, background=True)
            try:
                return self._follow(path, project, step, before=before, later=later)
            except _TooLargeError as error:
                less = request.resolution * 2 // 3
                if less < _SMALLEST:
                    raise _HaltedError("failed", error.sentence) from error
                request = replace(request, job=next_job(), resolution=less)
                self._sentence = said(_SMALLER, name=path.name, pixels=less)

    def _follow(
        self, path: Path, project: Project, step: RunStep, *, before: int, later: int
    ) -> int:
        """Takes what one run brings; returns its steps."""
        total = 0
        while True:
            message = self._inbox.get()
            match message:
                case FrameDone():
                    step.write(_result(message))
                    self._refuse_blocked(project)
                case Progress():
                    total = message.total
                    done, whole = before + message.done, before + total + later
                    speed = message.frames_per_s
                    self._set(ClipState(path, "running", done, whole, speed))
                case Finished():
                    if message.cancelled:
                        raise _HaltedError("stopped")
                    return total
                case Failed():
                    sentence = said("{name}: {sentence}", name=path.name, sentence=message.sentence)
                    if message.can_retry_smaller:
                        raise _TooLargeError(sentence)
                    raise _HaltedError("failed", sentence)
                case ClipState() if self._stopping or message.path == path:
                    self._drop_run()
                    raise _HaltedError(message.stage)

    def _refuse_blocked(self, project: Project) -> None:
        if project.is_blocked:
            self._drop_run()
            raise _HaltedError("failed", said(_FULL, name=project.path.name))

    def _drop_run(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            self._engine.cancel(job)

    def _end(self, path: Path, stage: Stage, sentence: str = "") -> None:
        """Sets how a clip ended; one that waits again begins anew."""
        state = self._states[path]
        done, total = (0, state.total) if stage == "waiting" else (state.done, state.total)
        self._set(ClipState(path, stage, done, total, 0.0, sentence))

    def _set(self, state: ClipState) -> None:
        with self._lock:
            self._states[state.path] = state
        self.changed.emit(state)


def _first_look(path: Path) -> ClipState:
    """What is to be done on a clip, without opening its project."""
    summary = summarize(default_project_path(path))
    if summary is None or not summary.labelled:
        return ClipState(path, "left out", sentence=said(NO_MASK, name=path.name))
    return ClipState(path, "waiting", total=summary.frames)


def _refuse_unfit(path: Path, project: Project) -> None:
    """Leaves a clip out whose project must not be written, with a sentence that says why."""
    if project.read_only:
        reason = project.notice or said("It cannot be written.")
        sentence = said("{name} was left out. {reason}", name=path.name, reason=reason)
        raise _HaltedError("left out", sentence)
    if not project.document.references():
        raise _HaltedError("left out", said(NO_MASK, name=path.name))
    if project.media_state() is MediaState.CHANGED:
        sentence = said("{name} was left out: the video has changed.", name=path.name)
        raise _HaltedError("left out", sentence)
    if is_whole(project.document):
        raise _HaltedError("left out", said(WHOLE, name=path.name))


def _result(message: FrameDone) -> RunResult:
    label_map = unpack_map(message.packed)
    confidence = dict(message.confidence)
    return RunResult(message.frame, label_map, confidence, tuple(message.objects))
