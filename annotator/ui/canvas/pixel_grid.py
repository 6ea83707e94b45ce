"""Thin lines between the pixels of the image, once they are large enough to be told apart."""

from typing import Final

import numpy as np
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from annotator.ui.canvas.view_transform import ViewTransform

FROM_SCALE: Final = 8.0


def grid_alpha(scale: float) -> int:
    """Opacity of the grid, 0-255: nothing below 8 points per pixel, calm at 16 and above."""
    if scale < FROM_SCALE:
        return 0
    return round(24 + 40 * min((scale - FROM_SCALE) / FROM_SCALE, 1.0))


def paint_grid(
    painter: QPainter, view: ViewTransform, size: tuple[int, int], exposed: QRectF
) -> None:
    """Draw the grid inside the exposed rectangle of the viewport.

    Args:
        painter: In viewport points.
        view: Where the image lies.
        size: (H, W) of the image.
        exposed: What has to be painted.
    """
    alpha = grid_alpha(view.scale)
    if not alpha:
        return
    top, left = view.to_image(exposed.left(), exposed.top())
    bottom, right = view.to_image(exposed.right(), exposed.bottom())
    rows = np.arange(max(int(top), 0), min(int(np.ceil(bottom)), size[0]) + 1)
    cols = np.arange(max(int(left), 0), min(int(np.ceil(right)), size[1]) + 1)
    if not rows.size or not cols.size:
        return
    x = (cols - view.left) * view.scale
    y = (rows - view.top) * view.scale
    lines = [QLineF(at, y[0], at, y[-1]) for at in x] + [QLineF(x[0], at, x[-1], at) for at in y]
    pen = QPen(QColor(255, 255, 255, alpha), 0)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.drawLines(lines)
