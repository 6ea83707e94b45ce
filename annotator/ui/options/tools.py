"""What tools remember from one day to the next: size of the brush, tolerance of flood fill."""

from PySide6.QtCore import QObject, QTimer

from annotator.commands.preferences import Preferences
from annotator.ui.canvas.brush_size import BrushSize
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.tools.fill import FillTool

_CALM_MS = 400


class ToolOptions(QObject):
    """Keeps canvas and settings in step; a size that is being dragged is stored when it rests.

    Args:
        canvas: The canvas.
        preferences: The settings.
    """

    def __init__(self, canvas: Canvas, preferences: Preferences) -> None:
        super().__init__()
        self._canvas, self._preferences = canvas, preferences
        self._rest = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._rest.timeout.connect(self.store)
        settings = preferences.value
        self.tolerance = settings.tolerance
        canvas.brush = BrushSize(float(settings.brush_radius), settings.brush_on_screen)
        canvas.brush_changed.connect(self._rest.start)

    def set_tolerance(self, tolerance: int) -> None:
        """How far each channel may be from the colour clicked on, 0 to 255."""
        self.tolerance = tolerance
        self.equip()
        self._rest.start()

    def equip(self) -> None:
        """Tells the tool in hand what it has to know."""
        tool = self._canvas.tool
        if isinstance(tool, FillTool):
            tool.tolerance = self.tolerance

    def store(self) -> None:
        """Puts all into the settings now."""
        self._rest.stop()
        brush = self._canvas.brush
        self._preferences.set(
            brush_radius=max(round(brush.radius), 1),
            brush_on_screen=brush.on_screen,
            tolerance=self.tolerance,
        )
