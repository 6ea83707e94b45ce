"""What the model looks at: asks the engine about the pixel under the pointer, once at a time."""

from collections.abc import Callable
from itertools import count
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.commands.preferences import Preferences
from annotator.commands.session import Session
from annotator.engine.messages import Looked, LookRequest, ReferenceData
from annotator.engine.requests import build_request
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.canvas.lens_view import LensView
from annotator.ui.canvas.sight import Sight
from annotator.words import marked, tr
from sst_core.errors import UserError

if TYPE_CHECKING:
    from annotator.engine.client import EngineClient

_PATIENCE = 8.0
"""Seconds after which a question counts as lost."""
_INVITE = marked("Point at something in the picture.")
_WAITS = marked("Waits until the run is done.")
_READS = marked("Reading the frames…")


class Lens(QObject):
    """Answers belong to the newest question; while one is out, only the newest wish is kept.

    Args:
        canvas: The canvas that is pointed at.
        sight: Says whether this is on.
        view: Shows answers.
        preferences: Weights, device, resolution.
        session: Gives the open clip.
    """

    def __init__(
        self,
        canvas: Canvas,
        sight: Sight,
        view: LensView,
        *,
        preferences: Preferences,
        session: Callable[[], Session | None],
    ) -> None:
        super().__init__()
        self._canvas, self._sight, self._view = canvas, sight, view
        self._preferences, self._session = preferences, session
        self.engine: EngineClient | None = None
        self._tickets = count(1)
        self._asked: LookRequest | None = None
        self._since = 0.0
        self._wish: tuple[int, int] | None = None
        self._given: tuple[tuple[object, ...], tuple[ReferenceData, ...]] | None = None
        canvas.pointer_moved.connect(self.point_at)

    def point_at(self, row: int, col: int) -> None:
        """The pointer is over a pixel."""
        self._wish = row, col
        if self._sight.is_on("looks"):
            self._ask()

    def refresh(self) -> None:
        """The frame, its masks or the switch changed."""
        if not self._sight.is_on("looks") or self._session() is None:
            self._view.hide()
            self._canvas.set_cell(None)
            return
        if self._view.isHidden():
            self._view.say(_INVITE)
            self._view.show()
        if self._wish is not None:
            self._ask()

    def receive(self, message: object) -> None:
        """Takes an answer; one to an older question only makes room for the next."""
        if not isinstance(message, Looked) or self._asked is None:
            return
        if message.ticket != self._asked.ticket:
            return
        asked, self._asked = self._asked, None
        session = self._session()
        if session is None or not self._sight.is_on("looks"):
            return
        if message.sentence:
            self._view.say(message.sentence)
        elif message.frame == session.frame:
            names = {item.id: item.name for item in session.document.objects}
            self._canvas.set_cell(message.cell)
            document, chosen = session.document, asked.object_id
            masks = {one.frame: document.label_map(one.frame) == chosen for one in message.frames}
            red, green, blue = (int(part) for part in self._canvas.style_shown.colours[chosen])
            self._view.show_answer(
                message, names.get(chosen, ""), colour=(red, green, blue), masks=masks
            )
        if message.frames and (asked.at, asked.frame) != (self._wish, session.frame):
            self._ask()

    def _ask(self) -> None:
        session = self._session()
        if session is None or self.engine is None or self._wish is None:
            return
        if self._asked is not None and monotonic() - self._since < _PATIENCE:
            return
        try:
            references, object_id = self._references(session)
        except UserError:
            self._view.say(tr("Draw a mask first: there is nothing to look at yet."))
            return
        if session.runs.state is not None:
            self._view.say(_WAITS)
        elif self._view.frame != session.frame:
            self._view.say(_READS)
            self._canvas.set_cell(None)
        settings = self._preferences.value
        self._asked = LookRequest(
            next(self._tickets),
            str(session.project.media.path),
            session.frame,
            self._wish,
            object_id,
            references,
            session.runs.ways.get(session.frame, 1),
            weights=settings.weights,
            device=settings.device,
            resolution=settings.resolution,
        )
        self._since = monotonic()
        self.engine.look(self._asked)

    def _references(self, session: Session) -> tuple[tuple[ReferenceData, ...], int]:
        """What a run would go by here, made once per state of the document."""
        document = session.document
        known = sorted(set().union(*document.references().values()))
        chosen = session.object_id if session.object_id in known else next(iter(known), 0)
        key = (id(document), document.revision, session.frame, chosen)
        if self._given is None or self._given[0] != key:
            request = build_request(
                document,
                job=0,
                clip="",
                mode="outward",
                frame=session.frame,
                span=(session.frame, session.frame + 1),
                objects=[chosen],
            )
            self._given = key, request.references
        return self._given[1], chosen
