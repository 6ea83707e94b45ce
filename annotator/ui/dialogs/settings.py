"""The settings dialog, generated from the fields of `Settings`."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from annotator.commands.preferences import Preferences
from annotator.settings import Settings
from annotator.ui.look.sizes import SIZES
from annotator.ui.look.widgets import closing, label
from annotator.words import tr

_LABELS = 240
"""Width of the labels, so that the groups stand in line."""


class SettingsDialog(QDialog):
    """One control per setting; every change is in force and stored at once.

    Args:
        parent: The window.
        preferences: The settings.
    """

    def __init__(self, parent: QWidget | None, preferences: Preferences) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self.setMinimumWidth(SIZES.of(480))
        self._preferences = preferences
        self._controls: dict[str, QWidget] = {}
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 16, 24, 8)
        column.setSpacing(8)
        forms: dict[str, QFormLayout] = {}
        for item in fields(Settings):
            if "label" not in item.metadata:
                continue
            group = item.metadata["group"]
            if group not in forms:
                forms[group] = self._heading(column, group)
            control = self._control(item.name, item.metadata)
            control.setToolTip(tr(item.metadata["tip"]))
            self._controls[item.name] = control
            words = label(tr(item.metadata["label"]))
            words.setMinimumSize(SIZES.of(_LABELS), control.sizeHint().height())
            forms[group].addRow(words, control)
        buttons, defaults = closing(tr("Defaults"))
        assert defaults is not None, "it was asked for"
        defaults.setToolTip(tr("All of these settings as they ship"))
        defaults.clicked.connect(self._reset)
        buttons.rejected.connect(self.close)
        self._place(page, buttons)

    def _place(self, page: QWidget, buttons: QWidget) -> None:
        """The controls may be higher than the screen; the buttons always stand below them."""
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        scroll.setMinimumWidth(page.minimumSizeHint().width())
        below = QVBoxLayout()
        below.setContentsMargins(24, 8, 24, 16)
        below.addWidget(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addLayout(below)
        room = self.screen().availableSize() * 0.9
        wanted = page.sizeHint().height() + buttons.sizeHint().height() + 32
        self.resize(self.minimumWidth(), min(wanted, room.height()))

    def control(self, name: str) -> QWidget:
        """The control of a setting."""
        return self._controls[name]

    def _heading(self, column: QVBoxLayout, text: str) -> QFormLayout:
        if column.count():
            column.addSpacing(8)
        column.addWidget(label(tr(text).upper(), "heading"))
        form = QFormLayout()
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        column.addLayout(form)
        return form

    def _control(self, name: str, meta: Mapping[str, Any]) -> QWidget:
        value = getattr(self._preferences.value, name)
        if isinstance(value, bool):
            check = QCheckBox()
            check.setChecked(value)
            check.toggled.connect(lambda on: self._set(name, on))
            return check
        if "choices" in meta:
            combo = QComboBox()
            for choice in meta["choices"]:
                combo.addItem(tr(choice), choice)
            combo.setCurrentIndex(combo.findData(value))
            combo.currentIndexChanged.connect(lambda _row: self._set(name, combo.currentData()))
            return combo
        if "range" in meta:
            spin = QSpinBox()
            spin.setRange(*meta["range"])
            spin.lineEdit().setTextMargins(6, 0, 0, 0)
            spin.setValue(value)
            spin.setKeyboardTracking(False)
            spin.valueChanged.connect(lambda number: self._set(name, number))
            return spin
        line = QLineEdit(value)
        line.editingFinished.connect(lambda: self._set(name, line.text().strip() or value))
        return line

    def _set(self, name: str, value: object) -> None:
        self._preferences.set(**{name: value})

    def _reset(self) -> None:
        plain = Settings()
        shown = [item.name for item in fields(Settings) if "label" in item.metadata]
        self._preferences.set(**{name: getattr(plain, name) for name in shown})
        self.close()
