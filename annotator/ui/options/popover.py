"""Small panels that open under a button: how things look, and how a mask is refined."""

from collections.abc import Callable
from math import log2

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from annotator.commands.preferences import Preferences
from annotator.ui.canvas.frame_pixels import NEUTRAL, Levels
from annotator.ui.canvas.sight import Sight
from annotator.ui.look.access import describe
from annotator.ui.look.actions import Actions
from annotator.ui.look.colours import PALETTES
from annotator.ui.look.widgets import button, label
from annotator.words import tr

_WIDTH = 296


class Popover(QFrame):
    """Opens at a widget, stays inside its window's screen, goes away with the next click."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popover")
        self.setFixedWidth(_WIDTH)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 12, 16, 12)
        self.column.setSpacing(8)

    def open_at(self, place: QWidget) -> None:
        """Opens under a widget, its right edge at the widget's."""
        describe(self)
        self.adjustSize()
        corner = place.mapToGlobal(QPoint(place.width() - self.width(), place.height() + 4))
        room = place.screen().availableGeometry()
        x = min(max(corner.x(), room.left() + 4), room.right() - self.width() - 4)
        y = min(corner.y(), room.bottom() - self.height() - 4)
        self.move(x, y)
        self.show()

    def heading(self, text: str) -> None:
        """A quiet line over what follows."""
        if self.column.count():
            self.column.addSpacing(4)
        self.column.addWidget(label(text.upper(), "heading"))


class LookPopover(Popover):
    """Opacity and colours of masks; brightness, contrast and gamma of the picture.

    Args:
        parent: The widget it belongs to.
        preferences: Opacity, contours, palette.
        sight: Levels.
    """

    def __init__(self, parent: QWidget, preferences: Preferences, sight: Sight) -> None:
        super().__init__(parent)
        self._preferences, self._sight = preferences, sight
        self._filling = False
        self.heading(tr("Masks"))
        grid = _grid(self.column)
        self.opacity = _slider(grid, tr("Opacity"), (0, 100), self._masks_changed)
        self.contour = QCheckBox(tr("Contours only"))
        self.contour.toggled.connect(lambda _on: self._masks_changed())
        self.colours = QComboBox()
        for name in PALETTES:
            self.colours.addItem("DAVIS" if name == "davis" else tr(name), name)
        self.colours.currentIndexChanged.connect(lambda _place: self._masks_changed())
        grid.addWidget(QLabel(tr("Colours")), 1, 0)
        grid.addWidget(self.colours, 1, 1, 1, 2)
        grid.addWidget(self.contour, 2, 1, 1, 2)
        self.heading(tr("Picture, on screen only"))
        grid = _grid(self.column)
        self.brightness = _slider(grid, tr("Brightness"), (-100, 100), self._levels_changed)
        self.contrast = _slider(grid, tr("Contrast"), (-100, 100), self._levels_changed, 1)
        self.gamma = _slider(grid, tr("Gamma"), (-100, 100), self._levels_changed, 2)
        self.reset = QPushButton(tr("Reset"))
        self.reset.clicked.connect(lambda: self._put(NEUTRAL))
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.reset)
        self.column.addLayout(row)

    def open_at(self, place: QWidget) -> None:
        """Opens with what is in force."""
        settings = self._preferences.value
        self._filling = True
        self.opacity.setValue(settings.overlay_opacity)
        self.contour.setChecked(settings.contour)
        self.colours.setCurrentIndex(self.colours.findData(settings.palette))
        self._filling = False
        self._put(self._sight.levels)
        super().open_at(place)

    def _put(self, levels: Levels) -> None:
        self._filling = True
        self.brightness.setValue(round(levels.brightness * 100))
        self.contrast.setValue(round(log2(levels.contrast) * 50))
        self.gamma.setValue(round(log2(levels.gamma) * 50))
        self._filling = False
        self._sight.set_levels(levels)
        self.reset.setEnabled(levels != NEUTRAL)

    def _masks_changed(self) -> None:
        if not self._filling:
            self._preferences.set(
                overlay_opacity=self.opacity.value(),
                contour=self.contour.isChecked(),
                palette=self.colours.currentData(),
            )

    def _levels_changed(self) -> None:
        if self._filling:
            return
        levels = Levels(
            self.brightness.value() / 100,
            2 ** (self.contrast.value() / 50),
            2 ** (self.gamma.value() / 50),
        )
        self._sight.set_levels(levels)
        self.reset.setEnabled(levels != NEUTRAL)


class RefinePopover(Popover):
    """How large a mistake is, and by how much a mask grows; and the commands that use it.

    Args:
        parent: The widget it belongs to.
        preferences: The amounts.
        actions: The app's actions.
    """

    def __init__(self, parent: QWidget, preferences: Preferences, actions: Actions) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.heading(tr("Refine the mask of the object in hand"))
        grid = _grid(self.column)
        self.speck = _spin(grid, tr("Mistakes, up to"), (1, 100_000), 0)
        self.speck.setValue(preferences.value.speck_px)
        self.grow = _spin(grid, tr("Grow or shrink by"), (1, 64), 3)
        self.grow.setValue(preferences.value.grow_px)
        for spin in (self.speck, self.grow):
            spin.valueChanged.connect(self._changed)
        for name, row, column in (
            ("draw.fill_holes", 1, 0),
            ("draw.remove_specks", 1, 1),
            ("draw.grow", 4, 0),
            ("draw.shrink", 4, 1),
        ):
            grid.addWidget(_press(actions, name), row, column)
        grid.setRowMinimumHeight(2, 4)

    def _changed(self) -> None:
        self._preferences.set(speck_px=self.speck.value(), grow_px=self.grow.value())


def _grid(column: QVBoxLayout) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    column.addLayout(grid)
    return grid


def _slider(
    grid: QGridLayout,
    text: str,
    limits: tuple[int, int],
    changed: Callable[[], None],
    row: int = 0,
) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(*limits)
    number = label("", "muted")
    number.setMinimumWidth(32)
    number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    slider.valueChanged.connect(number.setNum)
    slider.valueChanged.connect(lambda _value: changed())
    number.setNum(slider.value())
    grid.addWidget(QLabel(text), row, 0)
    grid.addWidget(slider, row, 1)
    grid.addWidget(number, row, 2)
    return slider


def _spin(grid: QGridLayout, text: str, limits: tuple[int, int], row: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(*limits)
    spin.setSuffix(" px")
    spin.lineEdit().setTextMargins(6, 0, 0, 0)
    grid.addWidget(QLabel(text), row, 0)
    grid.addWidget(spin, row, 1)
    return spin


def _press(actions: Actions, name: str) -> QPushButton:
    action = actions[name]
    made = button(action.text(), action.toolTip())
    made.setEnabled(action.isEnabled())
    made.clicked.connect(action.trigger)
    action.enabledChanged.connect(made.setEnabled)
    return made
