"""A graphics view whose scene is the viewport itself: one scene unit is one screen point."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget


class FlatView(QGraphicsView):
    """Without scroll bars, frame or transformation; what is drawn decides where it lies.

    Plain Qt: a plotting library's view takes a fifth of a second to import, and looks for a
    graphics card in a process that must not depend on one.

    Args:
        parent: The widget it lies in.
        background: (R, G, B) where nothing is drawn.
    """

    def __init__(self, parent: QWidget | None, *, background: tuple[int, int, int]) -> None:
        super().__init__(parent)
        scene = QGraphicsScene(self)
        scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setScene(scene)
        self.setBackgroundBrush(QColor(*background))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAcceptDrops(False)  # files are dropped on the window

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The scene is as large as the viewport."""
        super().resizeEvent(event)
        self.setSceneRect(self.viewport().rect().toRectF())
