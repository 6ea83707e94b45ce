"""Train on my corrections: choose projects, watch the loss, see before and after, decide."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.commands.preferences import Preferences
from annotator.engine.collect import Corrected
from annotator.ui.dialogs.train_result import ResultPage
from annotator.ui.look.widgets import label
from annotator.ui.training import Training
from annotator.words import marked, tr
from sst_core.errors import UserError
from sst_core.weights import adopt, check_name

MINUTES: Final = 5.0
"""Learning takes no longer than this."""
LEAST_TO_JUDGE: Final = 4
_LOOK_S, _STEP_S, _STEPS, _JUDGE_S = 0.3, 0.35, 300, 40
"""What one frame, one step and the comparison take on a small machine, in seconds."""
_CHOICE: Final = marked("Nothing has changed yet.")
_ITEM: Final = Qt.ItemDataRole.UserRole


def estimated_minutes(frames: int) -> int:
    """How long training on so many corrected frames takes on a small machine, rounded up."""
    learn = min(_STEPS * _STEP_S, MINUTES * 60)
    return math.ceil((8 * frames * _LOOK_S + learn + _JUDGE_S) / 60)


class TrainDialog(QDialog):
    """Three pages: what to learn from, learning, and what came of it.

    Args:
        parent: The window.
        projects: Projects to choose from; the first one is the open one.
        preferences: Weights in use, and where a choice is put.
        training: Makes a training with a folder of its own.
    """

    def __init__(
        self,
        parent: QWidget | None,
        projects: Sequence[Corrected],
        preferences: Preferences,
        training: Callable[[], Training],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Train on my corrections"))
        self.setMinimumSize(680, 560)
        self._preferences, self._new_training = preferences, training
        self._training: Training | None = None
        self._result: dict[str, Any] | None = None
        self._make_fields(projects)
        self._place()
        self._chosen_changed()

    @property
    def words(self) -> str:
        """What is said at the bottom."""
        return self._words.text()

    @property
    def chosen(self) -> tuple[Corrected, ...]:
        """The projects that are ticked."""
        rows = (self.projects.item(row) for row in range(self.projects.count()))
        return tuple(row.data(_ITEM) for row in rows if row.checkState() == Qt.CheckState.Checked)

    def train(self) -> None:
        """Begins."""
        settings = self._preferences.value
        self._training = self._new_training()
        self._training.said.connect(self._said)
        self._training.ended.connect(self._ended)
        self._losses: list[float] = []
        self._result = None
        self.pages.setCurrentIndex(1)
        self._start.hide()
        self._pause.show()
        self._stop.show()
        self._say(tr("Gathering the corrected frames…"))
        self._training.start(
            self.chosen, weights=settings.weights, device=settings.device, minutes=MINUTES
        )

    def use(self) -> None:
        """Keeps the result under the name in the field, and tracks with it from now on."""
        if self._training is None or self._result is None:
            return
        name = self.name.text().strip()
        try:
            check_name(name)
            adopt(self._training.result / str(self._result["weights"]), name)
        except UserError as error:
            self._say(tr(str(error)))
            return
        self._preferences.set(weights=name)
        self._say(
            tr("Runs use {name} from now on. Track > Use the shipped weights goes back.", name=name)
        )
        self._use.hide()
        self._keep.setText(tr("Close"))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ends a training that is under way; the weights in use stay."""
        if self._training is not None:
            self._training.close()
        event.accept()

    def _make_fields(self, projects: Sequence[Corrected]) -> None:
        self.projects = QListWidget()
        self.projects.setAccessibleName(tr("Clips to learn from"))
        for one in projects:
            count = len(one.frames)
            item = QListWidgetItem(
                tr("{name}: {count} corrected frames", name=one.media.name, count=count)
            )
            item.setData(_ITEM, one)
            item.setCheckState(Qt.CheckState.Checked if count else Qt.CheckState.Unchecked)
            if not count:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.projects.addItem(item)
        self.projects.itemChanged.connect(lambda _item: self._chosen_changed())
        self._summary = label("", "muted", wrap=True)
        self._bar = QProgressBar(textVisible=False)
        self._result_page = ResultPage()
        first = projects[0].media.stem if projects else "clip"
        self.name = QLineEdit(f"{first}-tuned")
        self.name.setAccessibleName(tr("Name of the weights"))
        self._words = label("", "muted", wrap=True)
        self._start = _button(tr("Train"), self.train)
        self._pause = _button(tr("Pause"), self._pause_or_go_on)
        self._stop = _button(tr("Stop"), self._stop_training)
        self._use = _button(tr("Use it"), self.use)
        self._keep = _button(tr("Cancel"), self.close)
        self._start.setDefault(True)
        for one_button in (self._pause, self._stop, self._keep, self._use):
            one_button.setAutoDefault(False)
        for one_button in (self._pause, self._stop, self._use):
            one_button.hide()

    def _place(self) -> None:
        self.pages = QStackedWidget()
        self.pages.addWidget(
            _column(
                label(
                    tr(
                        "The model learns from masks that you drew, corrected or accepted. "
                        "One frame in four is kept aside to test the result, which is compared "
                        "with the weights in use before anything changes."
                    ),
                    wrap=True,
                ),
                self.projects,
                self._summary,
            )
        )
        self._watch = _column(self._bar)
        self.pages.addWidget(self._watch)
        self._named = _column(label(tr("Name of the weights")), self.name)
        self.pages.addWidget(_column(self._result_page, self._named))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        column.addWidget(self.pages, 1)
        column.addWidget(self._words)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._pause)
        buttons.addWidget(self._stop)
        buttons.addStretch()
        for one in (self._keep, self._use, self._start):
            buttons.addWidget(one)
        column.addLayout(buttons)
        self._curve: Any = None

    def _chosen_changed(self) -> None:
        frames = sum(len(one.frames) for one in self.chosen)
        self._start.setEnabled(frames > 0)
        if not frames:
            self._summary.setText(tr("No frame is corrected or accepted yet."))
            return
        text = tr(
            "{frames} corrected frames, about {minutes} minutes.",
            frames=frames,
            minutes=estimated_minutes(frames),
        )
        if frames < LEAST_TO_JUDGE:
            text += tr(
                " With fewer than {least} the result cannot be tested, so the weights in use are "
                "kept.",
                least=LEAST_TO_JUDGE,
            )
        self._summary.setText(text)

    def _said(self, event: dict[str, Any]) -> None:
        kind, done, total = event["event"], event.get("done", 0), event.get("of", 0)
        if kind in ("gather", "look", "learn", "judging"):
            self._bar.setRange(0, total)
            self._bar.setValue(done)
        if kind == "gather":
            self._say(tr("Gathering frames: {done} of {total}", done=done, total=total))
        elif kind == "look":
            self._say(tr("Looking at frames: {done} of {total}", done=done, total=total))
        elif kind == "learn":
            self._show_loss(float(event.get("loss", math.nan)))
            self._say(
                tr(
                    "Step {done} of {total}, {left} left",
                    done=done,
                    total=total,
                    left=_left(event.get("left_s", 0)),
                )
            )
        elif kind == "judging":
            self._say(tr("Comparing with the weights in use: {clip}", clip=event.get("clip", "")))
        elif kind == "result":
            self._result = event

    def _show_loss(self, loss: float) -> None:
        from annotator.ui.curves.graph import pyqtgraph  # noqa: PLC0415 - start-up must be quick

        if self._curve is None:
            plot = pyqtgraph.PlotWidget(background=None)
            plot.setLabel("left", "loss")
            plot.setLabel("bottom", "step")
            plot.setMouseEnabled(x=False, y=False)
            plot.hideButtons()
            plot.getAxis("left").enableAutoSIPrefix(enable=False)
            plot.setLimits(yMin=0)
            colour = self.palette().highlight().color()
            self._curve = plot.plot(pen=pyqtgraph.mkPen(colour, width=2))
            layout = self._watch.layout()
            if layout is not None:
                layout.addWidget(plot)
        self._losses.append(loss)
        self._curve.setData(_smooth(self._losses))

    def _ended(self, sentence: str) -> None:
        self._pause.hide()
        self._stop.hide()
        self._keep.setText(tr("Close"))
        if sentence or self._result is None:
            self.pages.setCurrentIndex(0)
            self._start.show()
            self._say(sentence or tr("Training ended without a result."))
            return
        accepted = self._result["decision"] == "accept"
        folder = self._training.result if self._training is not None else Path()
        self._result_page.show_result(self._result, folder)
        self.pages.setCurrentIndex(2)
        self._named.setVisible(accepted)
        self._use.setVisible(accepted)
        self._keep.setText(tr("Keep the old one") if accepted else tr("Close"))
        self._say(tr(_CHOICE) if accepted else tr("The weights in use are kept."))

    def _pause_or_go_on(self) -> None:
        if self._training is None:
            return
        if self._pause.text() == tr("Pause"):
            self._training.pause()
            self._pause.setText(tr("Go on"))
            self._say(tr("Paused."))
        else:
            self._training.go_on()
            self._pause.setText(tr("Pause"))

    def _stop_training(self) -> None:
        if self._training is not None:
            self._say(tr("Stopping…"))
            self._training.stop()

    def _say(self, sentence: str) -> None:
        self._words.setText(sentence)


def _column(*parts: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    for part in parts:
        column.addWidget(part)
    return page


def _button(text: str, slot: Callable[[], object]) -> QPushButton:
    made = QPushButton(text)
    made.clicked.connect(slot)
    return made


def _left(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return tr("{minutes} min {rest:02d} s", minutes=minutes, rest=rest) if minutes else f"{rest} s"


def _smooth(values: Sequence[float], *, share: float = 0.1) -> list[float]:
    """A moving average: single clips differ too much to be read."""
    smooth, last = [], values[0]
    for value in values:
        last += share * (value - last)
        smooth.append(last)
    return smooth
