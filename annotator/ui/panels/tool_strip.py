"""The tools at the left edge: one column, or as many as it takes to show all of them."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QToolButton, QWidget

from annotator.ui.look.actions import Actions
from annotator.words import tr

_EDGE: Final = 4
_GAP: Final = 2
_ICON: Final = 24
_LINE: Final = 15
"""Height of a line between groups, with the room around it."""
_MOST: Final = 4


class ToolStrip(QWidget):
    """Buttons in groups, with a line between two groups.

    Args:
        actions: The app's actions.
        groups: Names of actions.

    Attributes:
        buttons: All of them, group after group.
        columns: How many stand side by side.
    """

    def __init__(self, actions: Actions, groups: Sequence[Sequence[str]]) -> None:
        super().__init__()
        self.setObjectName("tools")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Tools"))
        self._groups = [[self._button(actions, name) for name in group] for group in groups]
        self._lines = [QFrame(self) for _ in self._groups[1:]]
        for line in self._lines:
            line.setObjectName("line")
        self.buttons = tuple(button for group in self._groups for button in group)
        self.columns = 1

    def sizeHint(self) -> QSize:
        """As wide as its columns; its height is what there is."""
        return QSize(self._width(), self._height(_MOST))

    def minimumSizeHint(self) -> QSize:
        """As `sizeHint`: a window may be so low that not even the most columns fit."""
        return QSize(self._width(), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Takes the fewest columns that fit."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Buttons that have another size now, with the text, are placed anew."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def _button(self, actions: Actions, name: str) -> QToolButton:
        made = QToolButton(self)
        made.setDefaultAction(actions[name])
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        made.setIconSize(QSize(_ICON, _ICON))
        made.setAutoRaise(True)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return made

    def _side(self) -> int:
        """Width and height of a button."""
        hints = [button.sizeHint() for button in self.buttons]
        return max(max(hint.width(), hint.height()) for hint in hints)

    def _width(self) -> int:
        return 2 * _EDGE + self.columns * (self._side() + _GAP) - _GAP

    def _height(self, columns: int) -> int:
        rows = sum(-(-len(group) // columns) for group in self._groups)
        return 2 * _EDGE + rows * (self._side() + _GAP) + len(self._lines) * _LINE

    def _arrange(self) -> None:
        fitting = (one for one in range(1, _MOST) if self._height(one) <= self.height())
        self.columns = next(fitting, _MOST)
        side, top = self._side(), _EDGE
        for number, group in enumerate(self._groups):
            if number:
                line = self._lines[number - 1]
                line.setGeometry(2 * _EDGE, top + _LINE // 2 - 1, self._width() - 4 * _EDGE, 1)
                top += _LINE
            for place, button in enumerate(group):
                row, col = divmod(place, self.columns)
                left = _EDGE + col * (side + _GAP)
                button.setGeometry(left, top + row * (side + _GAP), side, side)
            top += -(-len(group) // self.columns) * (side + _GAP)
        self.setFixedWidth(self._width())
