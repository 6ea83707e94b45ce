"""How large the brush is: in image pixels, or constant on screen."""

from dataclasses import dataclass, replace
from typing import Final

MIN_RADIUS: Final = 0.5
MAX_RADIUS: Final = 512.0
_STEP: Final = 1.15


@dataclass(frozen=True)
class BrushSize:
    """Radius of the brush.

    Attributes:
        radius: In screen points if `on_screen`, else in image pixels.
        on_screen: Whether the brush keeps its size on screen when zooming.
    """

    radius: float = 12.0
    on_screen: bool = False

    def in_image(self, zoom: float) -> float:
        """Radius in image pixels at a zoom (screen points per image pixel)."""
        return self.radius / zoom if self.on_screen else self.radius

    def in_view(self, zoom: float) -> float:
        """Radius in screen points at a zoom."""
        return self.radius if self.on_screen else self.radius * zoom

    def counted(self, zoom: float, *, on_screen: bool) -> "BrushSize":
        """The same circle at a zoom, from now on constant on screen or in image pixels."""
        wanted = self.in_view(zoom) if on_screen else self.in_image(zoom)
        return BrushSize(min(max(wanted, MIN_RADIUS), MAX_RADIUS), on_screen)

    def stepped(self, steps: float) -> "BrushSize":
        """Larger (or smaller) by 15 % a step, and by half a pixel at least."""
        wanted = self.radius * _STEP**steps
        if abs(wanted - self.radius) < 0.5:
            wanted = self.radius + (0.5 if steps > 0 else -0.5)
        return replace(self, radius=min(max(wanted, MIN_RADIUS), MAX_RADIUS))
