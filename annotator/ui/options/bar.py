"""The bar over the picture: how the tool in hand draws, and how the masks are looked at."""

from collections.abc import Callable
from math import log
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from annotator.commands.preferences import Preferences
from annotator.ui.canvas.brush_size import MAX_RADIUS, MIN_RADIUS, BrushSize
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.canvas.sight import Sight
from annotator.ui.look.actions import Actions
from annotator.ui.look.icons import icon
from annotator.ui.look.sizes import SIZES
from annotator.ui.look.theme import Scheme
from annotator.ui.options.popover import LookPopover, RefinePopover
from annotator.ui.options.tools import ToolOptions
from annotator.words import marked, tr

_HINTS: Final = {
    "brush": marked("Right button erases · Shift draws a straight line"),
    "eraser": marked("Takes from the object in hand · Shift draws a straight line"),
    "polygon": marked(
        "Click corners · drag moves one, Alt+click removes it · Enter fills · Esc drops"
    ),
    "lasso": marked("Draw around · drag corners, Alt+click removes one · Enter fills · Esc drops"),
    "fill": marked("Click a region of one colour · right button erases"),
    "select": marked(
        "Click it or drag a box · Shift+click: not this · Enter keeps · Backspace takes back"
    ),
    "scribble": marked(
        "Scribble on it · Shift marks what is not · Enter keeps · Backspace takes back"
    ),
    "pan": marked("Drag the picture · the wheel zooms"),
}
_SIZED: Final = {"brush", "eraser", "scribble"}
_STEPS: Final = 100
_SLIDER: Final = 96
_NUMBER: Final = 48
_SPACING: Final = 4
"""Widths in points."""
_LEAST: Final = 3
"""So many times the bar can be made narrower, with nothing cut."""


class OptionBar(QWidget):
    """One quiet line; what does not concern the tool in hand is not there.

    Args:
        canvas: The canvas, for the size of its brush.
        actions: The app's actions.
        options: What tools remember.
        preferences: The settings.
        sight: How masks are looked at.
    """

    def __init__(
        self,
        canvas: Canvas,
        actions: Actions,
        *,
        options: ToolOptions,
        preferences: Preferences,
        sight: Sight,
    ) -> None:
        super().__init__()
        self.setObjectName("options")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._canvas, self._options = canvas, options
        self.look = LookPopover(self, preferences, sight)
        self.refine = RefinePopover(self, preferences, actions)
        self.radius = self._slider(tr("Size of the brush ([ and ], or Ctrl and the wheel)"), _STEPS)
        self.tolerance = self._slider(tr("How far a colour may be from the one clicked on"), 255)
        self._size_text, self._tolerance_text = _number(), _number()
        self._hint = Elided()
        self._words = (QLabel(tr("Size")), QLabel(tr("Tolerance")))
        self._size_parts: tuple[QWidget, ...] = (
            self._words[0], self.radius, self._size_text, _tool(actions, "draw.on_screen"),
        )  # fmt: skip
        self._fill_parts: tuple[QWidget, ...] = (
            self._words[1],
            self.tolerance,
            self._tolerance_text,
        )
        self._paint_parts: tuple[QWidget, ...] = tuple(
            _tool(actions, name) for name in ("draw.protect", "draw.below", "draw.void")
        )
        self._refine_button = self._opener(tr("Refine"), self.open_refine)
        self._look_button = _tool(actions, "view.look")
        self._name = ""
        self._place(actions)
        self.radius.valueChanged.connect(self._sized)
        self.tolerance.valueChanged.connect(self._tolerated)
        canvas.brush_changed.connect(self._show_size)
        self.tolerance.setValue(options.tolerance)
        self._show_size(canvas.brush)

    def open_look(self) -> None:
        """Opens the panel of opacity, colours and levels."""
        self.look.open_at(self._look_button)

    def open_refine(self) -> None:
        """Opens the panel of holes, specks, grow and shrink."""
        self.refine.open_at(self._refine_button)

    def show_tool(self, name: str) -> None:
        """Shows what concerns a tool."""
        self._name = name
        for part in self._size_parts:
            part.setVisible(name in _SIZED)
        for part in self._fill_parts:
            part.setVisible(name == "fill")
        for part in (*self._paint_parts, self._refine_button):
            part.setVisible(name != "pan")
        self._hint.set_text(tr(_HINTS.get(name, "")))
        self._fit()
        self._options.equip()

    def set_scheme(self, scheme: Scheme) -> None:
        """Draws the icons that belong to no command in the colours of a theme."""
        self._refine_button.setIcon(icon("refine", scheme))

    def take_size(self) -> None:
        """Takes the size of text: numbers get other room, and there is other room for words."""
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room for words, it goes without them."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Shows as much as there is room for; what has no word any more has a tip."""
        for saved in range(_LEAST + 1):
            self._save_room(saved)
            self._row.invalidate()  # else it still counts what was there just now
            if self._row.minimumSize().width() <= self.width():
                return

    def _save_room(self, saved: int) -> None:
        style = Qt.ToolButtonStyle
        self._refine_button.setToolButtonStyle(
            style.ToolButtonIconOnly if saved else style.ToolButtonTextBesideIcon
        )
        for slider in (self.radius, self.tolerance):
            slider.setFixedWidth(_SLIDER // 2 if saved > 1 else _SLIDER)
        for number in (self._size_text, self._tolerance_text):
            number.setMinimumWidth(0 if saved > 1 else SIZES.of(_NUMBER))
        self._row.setSpacing(0 if saved >= _LEAST else _SPACING)
        self._words[0].setVisible(saved < 2 and self._name in _SIZED)
        self._words[1].setVisible(saved < 2 and self._name == "fill")

    def _place(self, actions: Actions) -> None:
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 8, 2)
        row.setSpacing(_SPACING)
        for group in (self._size_parts, self._fill_parts, self._paint_parts):
            for part in group:
                row.addWidget(part)
            row.addSpacing(4)
        row.addWidget(self._refine_button)
        row.addSpacing(8)
        row.addWidget(self._hint, 1)
        row.addSpacing(8)
        for name in ("view.onion", "view.confidence", "view.looks"):
            row.addWidget(_tool(actions, name))
        row.addWidget(self._look_button)

    def _opener(self, text: str, run: Callable[[], None]) -> QToolButton:
        made = QToolButton()
        made.setText(text)
        made.setToolTip(f"<b>{text}</b><br>{tr('Fill holes, remove specks, grow, shrink')}")
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setIconSize(QSize(18, 18))
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.clicked.connect(run)
        return made

    @staticmethod
    def _slider(tip: str, most: int) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, most)
        slider.setFixedWidth(_SLIDER)
        slider.setToolTip(tip)
        slider.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return slider

    def _sized(self, step: int) -> None:
        radius = MIN_RADIUS * (MAX_RADIUS / MIN_RADIUS) ** (step / _STEPS)
        self._canvas.brush = BrushSize(radius, self._canvas.brush.on_screen)

    def _show_size(self, brush: BrushSize) -> None:
        unit = "pt" if brush.on_screen else "px"
        self._size_text.setText(f"{2 * brush.radius:.0f} {unit}")
        self._fit()
        step = round(_STEPS * log(brush.radius / MIN_RADIUS) / log(MAX_RADIUS / MIN_RADIUS))
        self.radius.blockSignals(True)  # noqa: FBT003 - Qt's signature
        self.radius.setValue(step)
        self.radius.blockSignals(False)  # noqa: FBT003 - Qt's signature

    def _tolerated(self, tolerance: int) -> None:
        self._tolerance_text.setText(str(tolerance))
        if tolerance != self._options.tolerance:
            self._options.set_tolerance(tolerance)


class Elided(QWidget):
    """One muted line that ends in dots where there is no room for it."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""

    def set_text(self, text: str) -> None:
        """What it says."""
        if text == self._text:
            return
        self._text = text
        self.setToolTip(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """As much of the text as there is room for."""
        del event
        painter = QPainter(self)
        painter.setPen(self.palette().placeholderText().color())
        shown = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        if len(shown) > 8:
            middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(self.rect(), middle, shown)


def _number() -> QLabel:
    made = QLabel()
    made.setMinimumWidth(SIZES.of(_NUMBER))
    return made


def _tool(actions: Actions, name: str) -> QToolButton:
    made = QToolButton()
    made.setDefaultAction(actions[name])
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    made.setIconSize(QSize(18, 18))
    made.setAutoRaise(True)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made
