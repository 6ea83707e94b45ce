"""The middle of the window: the canvas, the bar over it, and what is laid over the picture."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.commands.session import Session
from annotator.engine.memory import resident_mb
from annotator.engine.messages import EngineStatus, FromEngine
from annotator.ui.canvas.asking import Pointing
from annotator.ui.canvas.lens import Lens
from annotator.ui.canvas.lens_view import LensView
from annotator.ui.holds import Hold, Holds
from annotator.ui.options.bar import OptionBar
from annotator.ui.options.tools import ToolOptions
from annotator.words import tr

if TYPE_CHECKING:
    from annotator.engine.client import EngineClient
    from annotator.ui.parts import Parts

_MIB = 2**20


class Stage(QWidget):
    """Puts the canvas under its bar and wires what belongs to looking.

    Args:
        window: The window, whose canvas, actions, hands and picture are there already.

    Attributes:
        bar: How the tool in hand draws, how masks are looked at.
        options: What tools remember.
        lens: What the model looks at.
        pointing: Who answers what was pointed at.
    """

    def __init__(self, window: "Parts") -> None:
        super().__init__()
        canvas, sight, preferences = window.canvas, window.picture.sight, window.preferences
        self._window = window
        self.options = ToolOptions(canvas, preferences)
        self.bar = OptionBar(
            canvas, window.actions_, options=self.options, preferences=preferences, sight=sight
        )
        self.view = LensView(canvas)
        self.lens = Lens(
            canvas, sight, self.view, preferences=preferences, session=lambda: window.session
        )
        self.pointing = Pointing(
            window.canvas, preferences=preferences, session=lambda: window.session
        )
        canvas.set_asker(self.pointing.ask)
        canvas.pointer_moved.connect(self._pointer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(canvas, 1)
        hands = window.hands
        self._holds = Holds(
            canvas,
            window.actions_,
            {
                "view.hide": Hold(
                    lambda: hands.peek(held=True),
                    lambda tapped: hands.peek(held=False, tapped=tapped),
                ),
                "view.before": Hold(self._hold_before, lambda _tapped: self._let_go()),
            },
        )
        window.refreshed.connect(lambda: self.show_tool(hands.tool))
        sight.listen(told=self._refresh, seen=self._seen)
        window.picture.placed = self._place_shown

    def follow(self, engine: "EngineClient") -> None:
        """Asks this engine, and hears its answers."""
        self.lens.engine = self.pointing.engine = engine
        engine.events.connect(self._window.bridge.wrap(self._receive))

    def show_tool(self, name: str) -> None:
        """Shows what concerns a tool, and that void is painted while it is."""
        window = self._window
        self.bar.show_tool(name)
        if window.session is not None:
            names = {item.id: item.name for item in window.session.document.objects}
            name = names.get(window.session.object_id or 0, tr("no object yet"))
            window.status.set(object="void" if window.hands.void else name)

    def close_work(self) -> None:
        """Stores what waits to be stored."""
        self.options.store()

    def _receive(self, message: FromEngine) -> None:
        if isinstance(message, EngineStatus):
            own = resident_mb()
            there = message.resident_bytes / _MIB
            self._window.status.set(
                memory=tr("memory {own:.0f} + {there:.0f} MB", own=own, there=there)
            )
        else:
            self.lens.receive(message)
            self.pointing.receive(message)

    def _place_shown(self, session: Session) -> None:
        provider, frame = session.provider, session.frame
        clock = f"  {provider.times[frame]:.2f} s" if provider.rate is not None else ""
        self._window.status.set(place=tr("frame {frame}{clock}", frame=frame, clock=clock))
        self._window.canvas.setAccessibleDescription(_in_words(session))

    def _refresh(self) -> None:
        self._window.refresh()
        self.lens.refresh()

    def _seen(self) -> None:
        if not self._window.picture.playing:  # too fast to be looked at
            self.lens.refresh()

    def _hold_before(self) -> None:
        why = self._window.picture.sight.hold_before(held=True)
        if why:
            self._window.banner.say(why)

    def _let_go(self) -> None:
        self._window.picture.sight.hold_before(held=False)

    def _pointer(self, row: int, col: int) -> None:
        self.view.avoid(*self._window.canvas.view.to_screen(row, col))


def _in_words(session: Session) -> str:
    """What the picture shows, for those who do not see it."""
    cells = session.document.cells(session.frame)
    names = [item.name for item in session.document.objects if item.id in cells]
    return tr(
        "Frame {frame} of {last}. Masks: {names}",
        frame=session.frame,
        last=session.frames - 1,
        names=", ".join(names) or tr("none"),
    )
