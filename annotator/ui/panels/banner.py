"""Sentences over the picture: short ones go by themselves, errors stay until they are read."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from annotator.ui.look.access import announce
from annotator.words import tr

_SHORT_MS = 3500
_WIDTH = 640
_TOP = 48
"""Below the line of options, which it must not cover."""


class Banner(QFrame):
    """One sentence at the top of its parent, with an optional button.

    Args:
        parent: The widget it lies over.

    Attributes:
        top: Points between the parent's upper edge and the sentence.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self.top = 16
        self.setObjectName("banner")
        self._label = QLabel(wordWrap=True)
        self._label.setMinimumWidth(1)  # it gives way to the buttons, and wraps
        self._button = QPushButton()
        self._button.setObjectName("quiet")
        self._button.clicked.connect(self.act)
        self._close = QToolButton()
        self._close.setText("✕")
        self._close.setToolTip(tr("Close"))
        self._close.clicked.connect(self.hide)
        self._action: Callable[[], object] | None = None
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.addWidget(self._label, 1)
        row.addWidget(self._button)
        row.addWidget(self._close)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    @property
    def sentence(self) -> str:
        """What is said now; empty while nothing is."""
        return self._label.text() if not self.isHidden() else ""

    def say(self, sentence: str) -> None:
        """Shows a sentence for a moment; one that stays is not covered up."""
        if not self.isHidden() and not self._timer.isActive():
            return
        self._timer.start(_SHORT_MS)
        self._show(tr(sentence), "", None)

    def stay(
        self, sentence: str, *, button: str = "", action: Callable[[], object] | None = None
    ) -> None:
        """Shows a sentence until it is closed, with a button that does something about it."""
        self._timer.stop()
        self._show(tr(sentence), button, action)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays in the middle of the top of its parent."""
        if watched is self._room and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _show(self, sentence: str, button: str, action: Callable[[], object] | None) -> None:
        self._label.setText(sentence)
        announce(self._label, sentence)
        self._button.setText(button)
        self._button.setAccessibleName(button)
        self._button.setVisible(bool(button))
        self._button.ensurePolished()
        self._button.setMinimumWidth(self._button.sizeHint().width() if button else 0)
        self._close.setVisible(not self._timer.isActive())
        self._action = action
        self.show()
        self._place()
        self.raise_()

    def _place(self) -> None:
        room = self._room.width()
        text = self._label.fontMetrics().horizontalAdvance(self._label.text()) + 24
        extra = 64 + (self._button.sizeHint().width() if self._button.text() else 0)
        width = max(min(text + extra, _WIDTH, room - 32), 120)
        height = self._row.heightForWidth(width) + 4  # letters that hang below the line
        self.setFixedSize(width, max(height, 40))
        self.move((room - width) // 2, self.top)

    def act(self) -> None:
        """Does what the button says."""
        self.hide()
        if self._action is not None:
            self._action()
