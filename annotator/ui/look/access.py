"""Names and descriptions for screen readers, taken from what is on the screen anyway."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QFormLayout,
    QGridLayout,
    QKeySequenceEdit,
    QLabel,
    QLayout,
    QLineEdit,
    QWidget,
)

from annotator.words import tr


def describe(window: QWidget) -> None:
    """Gives every widget under one that can be operated a name and a description.

    The name is, in this order, one that was given, its own words, the label before it, or its tip;
    the description is its tip.
    """
    labels = _labels(window)
    for part in (window, *window.findChildren(QWidget)):
        tip = plain(part.toolTip())
        if not part.accessibleName():
            part.setAccessibleName(_own_words(part) or labels.get(part, "") or tip)
        if not part.accessibleDescription() and tip != part.accessibleName():
            part.setAccessibleDescription(tip)


def plain(text: str) -> str:
    """A text without marks and mnemonics, on one line."""
    if re.search(r"<\w", text):
        text = QTextDocumentFragment.fromHtml(text.replace("<br>", ". ")).toPlainText()
    return re.sub(r"\s+", " ", text.replace("&", "")).strip(" …")


def can_be_operated(part: QWidget) -> bool:
    """Whether a screen reader should say what a widget is: it takes the focus, or is a button."""
    owner = part.parentWidget()
    if isinstance(owner, QAbstractScrollArea) and owner.viewport() is part:
        return False  # the area around it speaks for it
    inner = isinstance(owner, QAbstractSpinBox | QKeySequenceEdit) or (
        owner is not None and owner.metaObject().className() == "QComboBoxPrivateContainer"
    )
    if inner or part.objectName().startswith("qt_"):
        return False
    return part.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(part, QAbstractButton)


def announce(part: QWidget, sentence: str) -> None:
    """Lets a screen reader say a sentence that appeared by itself."""
    part.setAccessibleName(sentence)
    QAccessible.updateAccessibility(QAccessibleEvent(part, QAccessible.Event.Alert))


def _own_words(part: QWidget) -> str:
    if isinstance(part, QAbstractButton):
        action = getattr(part, "defaultAction", lambda: None)()
        return plain(action.text() if action is not None else part.text())
    if isinstance(part, QLineEdit):
        return plain(part.placeholderText())
    if isinstance(part, QLabel):
        return plain(part.text())
    return plain(part.windowTitle()) if part.isWindow() else ""


def _labels(window: QWidget) -> dict[QWidget, str]:
    """Words that stand before a field, in forms and in grids."""
    found: dict[QWidget, str] = {}
    for layout in window.findChildren(QLayout):
        if isinstance(layout, QFormLayout):
            found |= _of_form(layout)
        elif isinstance(layout, QGridLayout):
            found |= _of_grid(layout)
    return found


def _of_form(form: QFormLayout) -> dict[QWidget, str]:
    found: dict[QWidget, str] = {}
    for row in range(form.rowCount()):
        label = form.itemAt(row, QFormLayout.ItemRole.LabelRole)
        field = form.itemAt(row, QFormLayout.ItemRole.FieldRole)
        words = label.widget() if label is not None else None
        part = field.widget() if field is not None else None
        if isinstance(words, QLabel) and isinstance(part, QWidget) and words.text():
            found[part] = plain(words.text())
            inner = [one for one in part.findChildren(QWidget) if can_be_operated(one)]
            found |= {one: _placed(words.text(), one) for one in inner}
    return found


def _placed(words: str, part: QWidget) -> str:
    """A field of a row that has several: the row's words, and what the field itself is for."""
    tip = plain(part.toolTip())
    return tr("{words}: {tip}", words=plain(words), tip=tip) if tip else plain(words)


def _of_grid(grid: QGridLayout) -> dict[QWidget, str]:
    found: dict[QWidget, str] = {}
    for row in range(grid.rowCount()):
        words = ""
        for column in range(grid.columnCount()):
            item = grid.itemAtPosition(row, column)
            part = item.widget() if item is not None else None
            if isinstance(part, QLabel) and not words:
                words = plain(part.text())
            elif part is not None and words:
                found[part] = words
    return found
