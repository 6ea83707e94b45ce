"""The bar under the picture: play and step, where we are, and how far a run has come."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QToolButton,
    QWidget,
)

from annotator.commands.runs import Running
from annotator.ui.look.actions import Actions
from annotator.ui.look.widgets import button, label
from annotator.words import tr

_BUTTONS = ("go.first", "go.leap_back", "go.play", "go.leap", "go.last")
_TRACK = ("track.backward", "track.outward", "track.forward", "track.accept")


class Transport(QWidget):
    """Buttons from the command tables, the frame number with its time, the run's progress.

    Args:
        actions: The app's actions.

    Signals:
        stopped: The user pressed Stop.
    """

    stopped = Signal()

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("bar")
        self._place = QLabel()
        self._place.setMinimumWidth(152)
        self._run = label("", "muted")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedWidth(120)
        self._stop = button(tr("Stop"), tr("Stop the run (Esc); what is done stays"))
        self._stop.clicked.connect(self.stopped)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        for name in _BUTTONS:
            row.addWidget(_tool(actions, name))
        row.addSpacing(8)
        row.addWidget(self._place)
        row.addStretch()
        row.addWidget(self._run)
        row.addSpacing(8)
        row.addWidget(self._bar)
        row.addSpacing(8)
        row.addWidget(self._stop)
        row.addSpacing(8)
        self._named = [_tool(actions, name, named=True) for name in _TRACK]
        self._saved = 0
        for made in self._named:
            row.addWidget(made)
        self.show_run(None)

    @property
    def words(self) -> str:
        """What is said about the run."""
        return str(self._run.text())

    def show_place(self, frame: int, frames: int, seconds: float | None) -> None:
        """Shows the current frame; seconds None for images, which have no clock."""
        clock = "" if seconds is None else f"&nbsp;&nbsp; {_clock(seconds)}"
        self._place.setText(f"<b>{frame}</b> / {frames - 1}{clock}" if frames else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room for words, the buttons go without them."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Only now it is known how wide everything is."""
        super().showEvent(event)
        self._fit()

    def show_run(self, state: Running | None) -> None:
        """Shows how far a run is, or that there is none."""
        self._show_run(state)
        self._fit()

    def _fit(self) -> None:
        self._row.invalidate()  # else it still counts what was hidden just now
        needed = self.sizeHint().width() + self._saved
        if not self.isVisible() or (needed > self.width()) == bool(self._saved):
            return
        style = Qt.ToolButtonStyle
        wanted = style.ToolButtonTextBesideIcon if self._saved else style.ToolButtonIconOnly
        before = sum(made.sizeHint().width() for made in self._named)
        for made in self._named:
            made.setToolButtonStyle(wanted)
        after = sum(made.sizeHint().width() for made in self._named)
        self._saved = max(before - after, 0)

    def _show_run(self, state: Running | None) -> None:
        for part in (self._run, self._bar, self._stop):
            part.setVisible(state is not None)
        if state is None:
            return
        self._bar.setRange(0, state.total)
        self._bar.setValue(state.done)
        if not state.total:
            self._run.setText(" · ".join(filter(None, (tr("Getting ready…"), tr(state.forecast)))))
            return
        self._run.setToolTip(tr(state.forecast))
        words = [tr("Tracking {done}/{total}", done=state.done, total=state.total)]
        if not state.done and state.forecast:
            words.append(tr(state.forecast))
        if state.speed > 0:
            words.append(f"{state.speed:.1f} f/s")
        if state.seconds_left is not None:
            words.append(tr("{seconds_left:.0f} s left", seconds_left=state.seconds_left))
        self._run.setText(" · ".join(words))


def _tool(actions: Actions, name: str, *, named: bool = False) -> QToolButton:
    made = QToolButton()
    made.setDefaultAction(actions[name])
    made.setAutoRaise(True)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if named:
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return made


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes)}:{rest:05.2f}" if minutes else f"{rest:.2f} s"
