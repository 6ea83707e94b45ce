"""Small widgets with a name for the theme, made in one line."""

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPushButton


def label(text: str = "", name: str = "", *, wrap: bool = False) -> QLabel:
    """A label; "muted", "heading" and "title" are names that the theme knows."""
    made = QLabel(text)
    made.setObjectName(name)
    made.setWordWrap(wrap)
    return made


def button(text: str, tip: str = "", name: str = "") -> QPushButton:
    """A push button; "quiet" and "recent" are names that the theme knows."""
    made = QPushButton(text)
    made.setToolTip(tip)
    made.setObjectName(name)
    return made


def closing(extra: str = "") -> tuple[QDialogButtonBox, QPushButton | None]:
    """A row with Close, which Enter presses, and perhaps another button that it does not."""
    row = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    close = row.button(QDialogButtonBox.StandardButton.Close)
    close.setIcon(QIcon())
    other = None
    if extra:
        other = row.addButton(extra, QDialogButtonBox.ButtonRole.ResetRole)
        other.setAutoDefault(False)
    return row, other
