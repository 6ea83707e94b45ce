"""The strip above the timeline that shows how area and confidence run over the clip."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from annotator.commands.preferences import Preferences
from annotator.commands.session import Session
from annotator.ui.curves.model import curves_of
from annotator.ui.look.colours import ColourTable
from annotator.ui.timeline.timeline import Timeline

if TYPE_CHECKING:
    from annotator.ui.curves.plot import CurvesPlot

_HEIGHT: Final = 136
_LEAST: Final = 72
_CALM_MS: Final = 200


class Curves(QWidget):
    """Follows the open clip while it is shown; the library that draws is loaded only then.

    Args:
        preferences: Say whether the strip is shown.
        timeline: Which stretch is shown; the strip lies along it, just as wide.
        colours: Tells the colours of objects as they are now: (256, 3) uint8 RGB by id.

    Attributes:
        plot: What draws, once the strip has been shown.
    """

    def __init__(
        self, preferences: Preferences, timeline: Timeline, colours: Callable[[], ColourTable]
    ) -> None:
        super().__init__()
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._preferences, self._timeline, self._colours = preferences, timeline, colours
        self._session: Session | None = None
        self.plot: CurvesPlot | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 1, 0, 0)
        self.setMinimumHeight(_LEAST)
        self.setMaximumHeight(_HEIGHT)
        self.setVisible(preferences.value.curves)
        self._soon = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._soon.timeout.connect(self._show)

    @property
    def room(self) -> int:
        """Points it takes of the height of the window."""
        return 0 if self.isHidden() else _HEIGHT

    def sizeHint(self) -> QSize:
        """As high as it gets."""
        return QSize(640, _HEIGHT)

    def attach(self, session: Session) -> list[Callable[[], None]]:
        """Shows another clip; returns callables that end it."""
        self._session = session
        self.setVisible(self._preferences.value.curves)
        self._wake()
        return [
            session.moved.connect(self._moved),
            session.chosen.connect(self._change),
            session.checklist.changed.connect(self._change),
            session.document.changed.connect(lambda _frames, _objects: self._change()),
            self._preferences.changed.connect(self._preferences_changed),
            self._detach,
        ]

    def _preferences_changed(self) -> None:
        if self._preferences.value.curves == self.isHidden():
            self._make_room(shown=self.isHidden())
        self._change()

    def _make_room(self, *, shown: bool) -> None:
        """The picture gives way to the strip, not the timeline."""
        around = self.parentWidget()
        while around is not None and not isinstance(around, QSplitter):
            around = around.parentWidget()
        sizes = around.sizes() if around is not None else []
        self.setVisible(shown)
        if around is not None and len(sizes) == 2:
            more = self.sizeHint().height() if shown else -self.height()
            around.setSizes([sizes[0] - more, sizes[1] + more])
        self._wake()

    def _wake(self) -> None:
        """Loads what draws, if the strip is there to be seen."""
        session = self._session
        if session is None or self.isHidden():
            return
        if self.plot is None:
            self.plot = self._made()
        self.plot.set_span(self._timeline.look.span)
        self.plot.set_frame(session.frame)
        self._show()

    def _made(self) -> "CurvesPlot":
        from annotator.ui.curves.plot import CurvesPlot  # noqa: PLC0415 - loads pyqtgraph

        plot = CurvesPlot(self)
        self._column.addWidget(plot)
        plot.frame_chosen.connect(self._go)
        plot.turned.connect(lambda x, turn, shift: self._timeline.turn(x, turn, shift=shift))
        self._timeline.span_changed.connect(self._span_changed)
        return plot

    def _detach(self) -> None:
        self._session = None
        self._soon.stop()
        if self.plot is not None:
            self.plot.set_curves((), current=None, frames=1)

    def _go(self, frame: int) -> None:
        if self._session is not None:
            self._session.go(frame)

    def _moved(self, frame: int, _by_user: bool) -> None:  # noqa: FBT001 - a slot of ours
        if self.plot is not None and not self.isHidden():
            self.plot.set_frame(frame)

    def _span_changed(self, span: object) -> None:
        if self.plot is not None and not self.isHidden():
            self.plot.set_span(self._timeline.look.span)

    def _change(self) -> None:
        """Many changes cost one update."""
        if self.plot is not None and not self.isHidden() and not self._soon.isActive():
            self._soon.start()

    def _show(self) -> None:
        session = self._session
        if session is None or self.plot is None:
            return
        curves = curves_of(session.document, session.checklist, self._colours())
        self.plot.set_curves(tuple(curves), current=session.object_id, frames=session.frames)
