"""What the window shows of a run: progress, the picture that follows, and what went wrong."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from annotator.commands.session import Session
from annotator.words import tr
from sst_core.errors import UserError

if TYPE_CHECKING:
    from annotator.ui.parts import Parts

_LIVE_MS = 800
_LOOK_MS = 120
_LOOK_S = 0.01
"""The list to check is brought up to date in portions of this many seconds."""


class RunView(QObject):
    """Shows the runs of the open session, and starts those of live mode.

    Args:
        window: The window.
    """

    def __init__(self, window: "Parts") -> None:
        super().__init__(window)
        self._window = window
        self._session: Session | None = None
        self._job: int | None = None
        self._follows = False
        self._live = QTimer(self, singleShot=True, interval=_LIVE_MS)
        self._live.timeout.connect(self._start_live)
        self._looks = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._looks.timeout.connect(self._look)
        self._turns = QTimer(self, interval=0)
        self._turns.timeout.connect(self._travel_on)

    def attach(self, session: Session | None) -> list[Callable[[], None]]:
        """Follows another session; returns callables that end that."""
        self._session = session
        self._live.stop()
        self._turns.stop()
        self._looks.stop()
        self._job, self._follows = None, False
        self._window.transport.show_run(None)
        if session is None:
            return []
        runs = session.runs
        session.journey.patient = True
        self._looks.start(0)
        return [
            session.checklist.due.connect(self._look_soon),
            session.journey.begun.connect(self._turns.start),
            runs.changed.connect(self._changed),
            runs.arrived.connect(self._arrived),
            runs.failed.connect(self._failed),
            runs.due.connect(self._live.start),
            session.moved.connect(self._moved),
        ]

    def _changed(self) -> None:
        if self._session is None:
            return
        runs = self._session.runs
        state = runs.state
        self._window.transport.show_run(state)
        if runs.device:
            self._window.status.set(device=runs.device)
        job = state.job if state is not None else None
        if job != self._job:
            self._job = job
            along = state is not None and state.mode in {"forward", "backward"}
            self._follows = along and self._window.preferences.value.follow_run
            self._window.refresh()

    def _arrived(self, frame: int) -> None:
        """The picture goes with the run until the user moves; it never jumps back for them."""
        session = self._session
        if session is None or not self._follows or self._window.canvas.driver.pending:
            return
        session.go(frame, by_user=False)

    def _moved(self, _frame: int, by_user: bool) -> None:  # noqa: FBT001 - a slot of ours
        if by_user:
            self._follows = False

    def _failed(self, sentence: str, can_retry_smaller: bool) -> None:  # noqa: FBT001 - as above
        session = self._session
        if session is None:
            return
        if can_retry_smaller:
            action = session.runs.retry_smaller
            self._window.banner.stay(sentence, button=tr("Retry smaller"), action=action)
        else:
            self._window.banner.stay(sentence)

    def _start_live(self) -> None:
        if self._session is None:
            return
        if self._window.canvas.driver.pending:
            self._live.start()  # the hand is still on the picture
        else:
            self._session.runs.start_live()

    def _travel_on(self) -> None:
        """One turn of a long undo: events of the user come in between."""
        session = self._session
        try:
            more = session is not None and session.journey.go(near=session.frame)
        except UserError as error:
            more = False
            self._window.banner.stay(str(error))
        if not more:
            self._turns.stop()
            self._window.refresh()

    def _look_soon(self) -> None:
        if not self._looks.isActive():
            self._looks.start(_LOOK_MS)

    def _look(self) -> None:
        """Goes on with the list to check; what the user does comes in between."""
        if self._session is not None and self._session.checklist.catch_up(_LOOK_S):
            self._looks.start(0)
