"""Small pictures of frames, and the popup that shows one beside the pointer."""

from collections import OrderedDict
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPalette, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from annotator.cv import cv2

Image = npt.NDArray[np.uint8]
Lookup = Callable[[int], "Image | None"]


def thumbnail(image: Image, width: int = 160) -> QImage:
    """A small copy of a picture.

    Args:
        image: (H, W, 3) uint8 RGB.
        width: In pixels; the height follows.
    """
    rows, cols = image.shape[:2]
    size = (width, max(round(width * rows / cols), 1))
    small = np.ascontiguousarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA))
    kind = QImage.Format.Format_RGB888
    return QImage(small.data, size[0], size[1], 3 * size[0], kind).copy()


class Thumbnails:
    """Remembers the small pictures of frames that were asked for.

    Args:
        lookup: Gives the picture of a frame at once, or None while it is not at hand.
        limit: How many are kept.
    """

    def __init__(self, lookup: Lookup, limit: int = 512) -> None:
        self._lookup, self._limit = lookup, limit
        self._kept: OrderedDict[int, QImage] = OrderedDict()

    def get(self, frame: int) -> QImage | None:
        """The small picture of a frame, or None while it is not at hand."""
        kept = self._kept.get(frame)
        if kept is not None:
            self._kept.move_to_end(frame)
            return kept
        image = self._lookup(frame)
        if image is None:
            return None
        made = self._kept[frame] = thumbnail(image)
        if len(self._kept) > self._limit:
            self._kept.popitem(last=False)
        return made


class HoverCard(QFrame):
    """A picture and a line of text above the pointer; it never takes focus or the mouse.

    It is a child of the window, not a window, so that it can be placed under any compositor.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAutoFillBackground(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setBackgroundRole(QPalette.ColorRole.ToolTipBase)
        self._picture, self._text = QLabel(self), QLabel(self)
        self._text.setForegroundRole(QPalette.ColorRole.ToolTipText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        layout.addWidget(self._picture)
        layout.addWidget(self._text)
        self.hide()

    def show_at(self, owner: QWidget, place: QPoint, text: str, picture: QImage | None) -> None:
        """Appear above a point of a widget, inside of its window.

        Args:
            owner: The widget that is hovered.
            place: Middle of the lower edge, in the owner's coordinates.
            text: One or a few lines.
            picture: Shown above the text, or nothing.
        """
        window = owner.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self._picture.setVisible(picture is not None)
        if picture is not None:
            self._picture.setPixmap(QPixmap.fromImage(picture))
        self._text.setText(text)
        self.adjustSize()
        foot = owner.mapTo(window, place)
        left = min(max(foot.x() - self.width() // 2, 0), max(window.width() - self.width(), 0))
        self.move(left, max(foot.y() - self.height() - 8, 0))
        self.show()
        self.raise_()
