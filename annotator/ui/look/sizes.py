"""How large the parts of the window are that Qt does not measure: they follow the size of text."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QWidget

_RULER, _LANE, _HEADER = 22, 20, 132
_ICON: Final = "sst_icon"


@dataclass
class Sizes:
    """Measures in points; one for the process, as its size of text.

    Attributes:
        percent: Size of text.
        ruler: Height of the numbers over the lanes.
        lane: Height of the lane of an object.
        header: Width of the names left of the lanes.
    """

    percent: int = 100
    ruler: int = _RULER
    lane: int = _LANE
    header: int = _HEADER

    def follow(self, percent: int) -> None:
        """Takes another size of text, for every timeline of the process."""
        self.percent = percent
        self.ruler, self.lane = self.of(_RULER), self.of(_LANE)
        self.header = self.of(_HEADER)

    def of(self, points: float) -> int:
        """A length that is right at 100 %, at the size in force."""
        return round(points * self.percent / 100)


SIZES: Final = Sizes()


def scale_icons(window: QWidget, percent: int) -> None:
    """Brings the icons of buttons and lists in a window to the size of text."""
    parts: list[QAbstractButton | QAbstractItemView] = [
        *window.findChildren(QAbstractButton),
        *window.findChildren(QAbstractItemView),
    ]
    for part in parts:
        plain = part.property(_ICON)
        if plain is None:
            plain = part.iconSize()
            part.setProperty(_ICON, plain)
        part.setIconSize(plain * percent / 100)
