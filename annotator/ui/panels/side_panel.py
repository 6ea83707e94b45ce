"""What the panels at the side share: a quiet heading over a list."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from annotator.ui.look.widgets import label


class SidePanel(QWidget):
    """A heading, an optional button beside it, and a body.

    Args:
        title: The heading.
        body: What is under it.
        button: A button at the right of the heading.
    """

    def __init__(self, title: str, body: QWidget, button: QToolButton | None = None) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        head_line = label(title.upper(), "heading")
        font = head_line.font()
        font.setLetterSpacing(font.SpacingType.PercentageSpacing, 106)
        head_line.setFont(font)
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 8, 4)
        head.addWidget(head_line, 1)
        if button is not None:
            button.setAutoRaise(True)
            head.addWidget(button)
        else:
            head.setContentsMargins(16, 12, 8, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(body, 1)


def chip(colour: tuple[int, int, int], *, size: int = 14, ratio: float = 2.0) -> QIcon:
    """A rounded square of a colour, `size` points wide, the same on a selected row."""
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(*colour))
    edge = ratio
    painter.drawRoundedRect(
        picture.rect().toRectF().adjusted(edge, edge, -edge, -edge), 3 * ratio, 3 * ratio
    )
    painter.end()
    picture.setDevicePixelRatio(ratio)
    made = QIcon(picture)
    made.addPixmap(picture, QIcon.Mode.Selected)
    return made
