"""When the project cannot be stored: drawing waits, tries again by itself, and nothing is lost."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from annotator.commands.session import Session
from annotator.words import tr

if TYPE_CHECKING:
    from annotator.ui.intents import Intents
    from annotator.ui.main_window import MainWindow

_AGAIN_MS = 2000


class Space(QObject):
    """Pauses drawing while gestures are in memory only, and guards the way out.

    Args:
        window: The window.
        intents: What is paused.
    """

    def __init__(self, window: "MainWindow", intents: "Intents") -> None:
        super().__init__(window)
        self._window, self._intents = window, intents
        self._session: Session | None = None
        self._sentence = ""
        self._given_up = False
        self._again = QTimer(self, interval=_AGAIN_MS)
        self._again.timeout.connect(self._retry)

    def attach(self, session: Session) -> list[Callable[[], None]]:
        """Follows another session; returns callables that end that."""
        self._session = session
        self._intents.paused = self._given_up = False
        self._sentence = ""
        return [
            session.project.blocked.connect(self._pause),
            session.project.resumed.connect(self._resume),
            self._detach,
        ]

    def may_leave(self, leave: Callable[[], object]) -> bool:
        """Whether the clip can be closed without loss; else says what waits and offers to leave.

        Args:
            leave: What the user wanted, done if they give the gestures up.
        """
        session = self._session
        if session is None or self._given_up or not session.project.is_blocked:
            return True
        if session.project.retry():
            return True

        def give_up() -> None:
            self._given_up = True
            session.project.close(discard=True)
            leave()

        sentence = tr(
            "Your last gestures are in memory only. Make space on the disk, or save a copy "
            "elsewhere (File, Save a copy), before you leave this clip."
        )
        self._window.banner.stay(sentence, button=tr("Leave without them"), action=give_up)
        return False

    def _pause(self, sentence: str) -> None:
        self._intents.paused = True
        self._window.status.set(saved=tr("not stored yet"))
        if self._session is not None:
            self._session.runs.stop()
        if sentence != self._sentence:
            self._sentence = sentence
            told = tr("{sentence} Drawing waits until then.", sentence=sentence)
            self._window.banner.stay(told, button=tr("Try again"), action=self._retry_loudly)
        self._again.start()

    def _resume(self) -> None:
        self._again.stop()
        self._intents.paused = False
        self._sentence = ""
        self._window.status.set(saved=tr("saved ✓"))
        self._window.banner.hide()
        self._window.banner.say(tr("There is space again; everything is stored."))

    def _retry(self) -> None:
        if self._session is not None and self._session.project.is_blocked:
            self._session.project.retry()

    def _retry_loudly(self) -> None:
        """The user asked: the sentence comes again if it is no better."""
        self._sentence = ""
        self._retry()

    def _detach(self) -> None:
        self._again.stop()
        self._session = None
