"""Carries what was pointed at to the engine, and its answer back to the tool in hand."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from annotator.commands.preferences import Preferences
from annotator.commands.session import Session
from annotator.engine.messages import Ready
from annotator.engine.pointed import Selected, SelectRequest, pack_mask, unpack_mask
from annotator.ui.tools.base import Answer, Question
from annotator.words import tr

if TYPE_CHECKING:
    from annotator.engine.client import EngineClient

_PATIENCE_MS: Final = 2500
"""Then the tool looks for another way: the model may still be loading. It waits once only."""
_SLOW: Final = "the engine is not ready yet"
_NOBODY: Final = "the engine is not running"
_Heard = Callable[[Answer], None]


class Pointing(QObject):
    """Questions go out as they come; whoever asked knows which answers still matter.

    Args:
        parent: What asks; nobody is answered after it.
        preferences: The device.
        session: Gives the open clip.
    """

    def __init__(
        self, parent: QObject, *, preferences: Preferences, session: Callable[[], Session | None]
    ) -> None:
        super().__init__(parent)
        self._preferences, self._session = preferences, session
        self.engine: EngineClient | None = None
        self._tickets = count(1)
        self._out: dict[int, tuple[SelectRequest, Question, _Heard]] = {}
        self._sent: object = None
        self._slow = False
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._give_up)

    def ask(self, question: Question, heard: _Heard) -> str:
        """Ask the engine; see `Hands.ask`."""
        session = self._session()
        if session is None or self.engine is None:
            return _NOBODY
        if self._slow:
            return _SLOW
        height, width = question.image.shape[:2]
        request = SelectRequest(
            next(self._tickets),
            str(session.project.media.path),
            question.frame,
            (height, width),
            question.prompts,
            start=None if question.start is None else pack_mask(question.start),
            device=self._preferences.value.device,
        )
        self._out[request.ticket] = request, question, heard
        self._patience.start()
        self._send(request.ticket, with_picture=(request.clip, request.frame) != self._sent)
        return ""

    def receive(self, message: object) -> None:
        """Takes an answer; whatever comes from the model, it is there again."""
        if isinstance(message, Selected | Ready):
            self._slow = False
        if not isinstance(message, Selected) or message.ticket not in self._out:
            return
        if message.needs_picture:
            self._send(message.ticket, with_picture=True)
            return
        request, _, heard = self._out.pop(message.ticket)
        if not self._out:
            self._patience.stop()
        mask = None if message.mask is None else unpack_mask(message.mask, request.size)
        heard(Answer(mask, tr(message.sentence), message.seconds))

    def _send(self, ticket: int, *, with_picture: bool) -> None:
        request, question, _ = self._out[ticket]
        if with_picture:
            request = replace(request, picture=question.image.tobytes())
        self._sent = request.clip, request.frame
        if self.engine is not None:
            self.engine.select(request)

    def _give_up(self) -> None:
        waiting, self._out, self._slow = list(self._out.values()), {}, True
        for _, _, heard in waiting:
            heard(Answer(None, _SLOW))
