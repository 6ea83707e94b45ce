"""When the project is not stored: drawing waits, it is tried again by itself, nothing is lost."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from annotator.commands.session import Session
from annotator.words import marked, tr

if TYPE_CHECKING:
    from annotator.ui.intents import Intents
    from annotator.ui.parts import Parts

_AGAIN_MS = 2000
_LOOK_MS = 100
_SLOW = 0.5
"""Seconds after which a gesture that is not stored is spoken of."""
LONG = 10.0
"""Seconds after which drawing waits for the drive, so that little is in memory only."""
_MOMENT = 0.2
"""Seconds for which whoever leaves waits without a word."""
_SILENT = marked(
    "The drive of the project does not answer: your last gestures are safe in memory, and stored "
    "as soon as it does."
)
_STILL = marked(
    "The drive does not answer, and your last gestures are in memory only. This clip is left as "
    "soon as they are stored."
)
_FULL = marked(
    "Your last gestures are in memory only. Make space on the disk, or save a copy "
    "elsewhere (File, Save a copy), before you leave this clip."
)


class Space(QObject):
    """Pauses drawing while gestures are in memory only, and guards the way out.

    Args:
        window: The window.
        intents: What is paused.
    """

    def __init__(self, window: "Parts", intents: "Intents") -> None:
        super().__init__(window)
        self._window, self._intents = window, intents
        self._session: Session | None = None
        self._sentence = ""
        self._given_up = self._slow = False
        self._leave: Callable[[], object] | None = None
        self._again = QTimer(self, interval=_AGAIN_MS)
        self._again.timeout.connect(self._retry)
        self._watch = QTimer(self, interval=_LOOK_MS)
        self._watch.timeout.connect(self._look)

    def attach(self, session: Session) -> list[Callable[[], None]]:
        """Follows another session; returns callables that end that."""
        self._session, self._leave = session, None
        self._given_up = self._slow = False
        self._intents.paused = self._sentence = ""
        wrap = self._window.bridge.wrap
        return [
            session.project.blocked.connect(wrap(lambda said: self._blocked(session, said))),
            session.project.resumed.connect(wrap(lambda: self._resumed(session))),
            session.document.committed.connect(lambda _group, _kind: self._committed()),
            self._detach,
        ]

    def may_leave(self, leave: Callable[[], object]) -> bool:
        """Whether the clip can be closed without loss and without waiting.

        Else says what waits, and offers to leave. Where the drive only does not answer, the clip
        is left by itself once all is stored, unless the user goes on working.

        Args:
            leave: What the user wanted; done later, or if they give the gestures up.
        """
        session = self._session
        if session is None or self._given_up:
            return True
        session.document.settle()
        project = session.project
        if not project.waiting or project.retry(_MOMENT) or not project.waiting:
            return True

        def give_up() -> None:
            self._given_up = True
            project.close(discard=True)
            leave()

        if not project.is_blocked:
            session.runs.stop()
            self._leave = leave
        sentence = tr(_FULL if project.is_blocked else _STILL)
        self._window.banner.stay(sentence, button=tr("Leave without them"), action=give_up)
        return False

    # While all goes well, or is only slow

    def _committed(self) -> None:
        self._leave = None  # who goes on working stays
        if not self._watch.isActive():
            self._watch.start()

    def _look(self) -> None:
        session = self._session
        if session is None or session.project.is_blocked:
            self._watch.stop()
        elif not session.project.waiting:
            self._watch.stop()
            self._all_stored()
        elif session.project.delay > _SLOW and not session.project.is_copying:
            self._slow = True
            self._window.status.set(saved=tr("Storing… the drive does not answer"))
            if session.project.delay > LONG and not self._intents.paused:
                self._pause(tr("Drawing waits until the drive answers."))
                self._window.banner.stay(tr(_SILENT))

    def _all_stored(self) -> None:
        if self._slow:
            self._slow = False
            self._window.status.set(saved=tr("saved ✓"))
        leave, self._leave = self._leave, None
        if self._intents.paused:
            self._intents.paused = ""
            self._window.banner.hide()
            self._window.banner.say(tr("The drive answers again; everything is stored."))
        if leave is not None:
            self._window.banner.hide()
            leave()

    # When storing fails

    def _blocked(self, session: Session, sentence: str) -> None:
        if session is not self._session:
            return
        self._leave = None
        self._window.status.set(saved=tr("not stored yet"))
        self._pause(tr("Drawing waits until there is space on the disk."))
        if sentence != self._sentence:
            self._sentence = sentence
            told = tr("{sentence} Drawing waits until then.", sentence=sentence)
            self._window.banner.stay(told, button=tr("Try again"), action=self._retry_loudly)
        self._again.start()

    def _pause(self, why: str) -> None:
        self._intents.paused = why
        if self._session is not None:
            self._session.runs.stop()

    def _resumed(self, session: Session) -> None:
        if session is self._session:
            self._again.stop()
            self._intents.paused = self._sentence = ""
            self._window.status.set(saved=tr("saved ✓"))
            self._window.banner.hide()
            self._window.banner.say(tr("There is space again; everything is stored."))

    def _retry(self) -> None:
        if self._session is not None and self._session.project.is_blocked:
            self._session.project.retry(0)

    def _retry_loudly(self) -> None:
        """The user asked: the sentence comes again if it is no better."""
        self._sentence = ""
        self._retry()

    def _detach(self) -> None:
        self._again.stop()
        self._watch.stop()
        self._session = self._leave = None
