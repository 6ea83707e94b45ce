"""Work on all clips of the window's folder: the queue in the background, and the window's part."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from annotator.commands.session import Session
from annotator.engine.client import EngineClient
from annotator.engine.clip_queue import NO_MASK, WHOLE, ClipQueue, ClipState
from annotator.engine.requests import Engine
from annotator.engine.whole_clip import is_whole
from annotator.project import default_project_path
from annotator.words import marked, tr
from sst_core.errors import UserError
from sst_core.saying import said

if TYPE_CHECKING:
    from annotator.ui.parts import Parts

_PATIENCE_MS = 300
_CALM_MS = 1000
_NAMED = 3
"""So many clips without a mask are named one by one."""


class ClipsWork(QObject):
    """Connects the queue of clips with the panel, and carries the open clip in its session.

    Args:
        window: The window.
        engine: The engine's client.
        warm_up: Has the engine look at the clip of a session.
    """

    def __init__(
        self, window: "Parts", engine: EngineClient, warm_up: Callable[[Session], None]
    ) -> None:
        super().__init__(window)
        self._window, self._warm_up = window, warm_up
        self._queue = ClipQueue(engine)
        self._session: Session | None = None
        self._own: Path | None = None
        self._opening: Path | None = None
        self._forget: list[Callable[[], None]] = []
        wrap = window.bridge.wrap
        self._queue.changed.connect(wrap(self._changed))
        self._queue.ended.connect(wrap(self._ended))
        self._queue.asked.connect(wrap(self._asked))
        self._try = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._try.timeout.connect(self._start_own)
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(window.clips.refresh)
        window.clips.wanted.connect(window.actions_.run)

    @property
    def working(self) -> bool:
        """Whether clips are being carried."""
        return self._queue.working

    def start(self) -> None:
        """Carries every listed clip that has a mask to go by."""
        settings = self._window.preferences.value
        engine: Engine = {
            "weights": settings.weights,
            "device": settings.device,
            "resolution": settings.resolution,
        }
        if self._queue.start(self._window.clips.paths, engine):
            self._window.clips.show_queue(self._queue.states, working=True)
            self._window.refresh()

    def stop(self) -> None:
        """Ends the work; every frame that arrived stays."""
        if self._own is not None and self._session is not None:
            self._session.runs.stop()
        self._queue.cancel()

    def make_way(self, path: Path, then: Callable[[], object]) -> None:
        """Lets go of the clip that the window opens; `then` is called once its project is free."""
        clip = self._clip_of(path)
        if self._opening is not None and self._opening != clip:
            self.not_opened()
        self._opening = clip

        def free() -> None:
            if self._opening == clip:  # the latest wish counts
                then()

        self._queue.hold(clip, self._window.bridge.wrap(free))

    def not_opened(self) -> None:
        """The clip that was to be opened was not."""
        clip, self._opening = self._opening, None
        if clip is not None and (self._session is None or _clip(self._session) != clip):
            self._queue.give_back(clip)

    def attach(self, session: Session) -> None:
        """A clip is open now."""
        self._session = session
        self._queue.hold(_clip(session))
        if self._opening == _clip(session):
            self._opening = None
        self.not_opened()
        self._forget = [
            session.runs.changed.connect(self._tell),
            session.document.committed.connect(lambda _group, _kind: self._worked()),
        ]
        if self._own is not None:
            self._start_own()

    def detach(self, session: Session) -> Callable[[], None]:
        """The clip is about to be closed; what this returns is to be called when it is."""
        for forget in self._forget:
            forget()
        self._forget = []
        self._session = None
        clip = _clip(session)
        if self._own == clip:
            self._own = None
        return lambda: self._queue.give_back(clip)

    def close(self) -> None:
        """Ends the queue and closes the project it has open."""
        self._try.stop()
        self._calm.stop()
        self._queue.close()

    def _worked(self) -> None:
        """What the panel says of the open clip is brought up to date soon."""
        if not self._calm.isActive():
            self._calm.start()

    def _asked(self, path: Path) -> None:
        """The queue has come to the clip that is open here."""
        self._own = path
        self._start_own()

    def _start_own(self) -> None:
        """Starts the session's run once no run of the user goes on."""
        session, path = self._session, self._own
        if path is None or session is None or _clip(session) != path:
            return
        if session.runs.state is not None:
            self._try.start()
            return
        try:
            if session.read_only:
                reason = tr("{name} is open read-only here, so it was left out.", name=path.name)
                self._close_own(ClipState(path, "left out", sentence=reason))
            elif is_whole(session.document):
                self._close_own(ClipState(path, "left out", sentence=said(WHOLE, name=path.name)))
            else:
                session.runs.start_whole()
        except UserError as error:
            self._close_own(ClipState(path, "left out", sentence=str(error)))

    def _tell(self) -> None:
        """Passes on how far the session's own run is, while it is the queue's."""
        session, path = self._session, self._own
        if session is None or path is None or self._try.isActive():
            return
        state = session.runs.state
        if state is not None:
            done, total, speed = state.done, state.total, state.speed
            self._queue.tell(ClipState(path, "running", done, total, speed))
            return
        outcome = session.runs.outcome
        if outcome == "done":
            self._close_own(ClipState(path, "done"))
        elif outcome == "stopped":
            self._close_own(ClipState(path, "stopped"))
        else:
            self._close_own(
                ClipState(
                    path,
                    "failed",
                    sentence=said("{name}: {sentence}", name=path.name, sentence=outcome),
                )
            )

    def _close_own(self, state: ClipState) -> None:
        self._own = None
        self._queue.tell(state)

    def _changed(self, _state: ClipState) -> None:
        self._window.clips.show_queue(self._queue.states, working=self._queue.working)

    def _ended(self, states: tuple[ClipState, ...]) -> None:
        self._window.clips.show_queue(states, working=False)
        self._window.refresh()
        self._window.banner.stay(summary(states))
        if self._session is not None:  # the engine was at other clips meanwhile
            self._warm_up(self._session)

    def _clip_of(self, path: Path) -> Path:
        """The clip that a path stands for, be it a video or its project."""
        for clip in self._window.clips.paths:
            if path.absolute() == default_project_path(clip):
                return clip
        return path.absolute()


def _clip(session: Session) -> Path:
    return session.project.media.path.absolute()


def _propagated(count: int) -> str:
    if not count:
        return tr("No clip was propagated.")
    if count == 1:
        return tr("1 clip was propagated.")
    return tr("{count} clips were propagated.", count=count)


def summary(states: tuple[ClipState, ...]) -> str:
    """What became of all clips, in a few sentences."""
    done = [state for state in states if state.stage == "done"]
    stopped = [state.path.name for state in states if state.stage == "stopped"]
    sentences = [_propagated(len(done))]
    if stopped:
        sentences.append(tr("Stopped: {names}; what was finished stays.", names=", ".join(stopped)))
    no_mask = marked("{count} clips have no mask to go by.")
    whole = marked("{count} clips are whole already.")
    for end, many in ((NO_MASK, no_mask), (WHOLE, whole)):
        alike = [state for state in states if getattr(state.sentence, "template", "") == end]
        if len(alike) > _NAMED:
            sentences.append(tr(many, count=len(alike)))
            states = tuple(state for state in states if state not in alike)
    return " ".join([*sentences, *(tr(state.sentence) for state in states if state.sentence)])
