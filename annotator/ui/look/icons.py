"""Our own drawings as icons, in the colours of the theme and sharp at every scale."""

from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from annotator.ui.look.theme import Scheme

_SIZES = (16, 20, 24, 40, 64)


@lru_cache
def _drawing(name: str) -> str:
    return (files("resources") / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=4)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    """A drawing that was read; its sizes are asked for one after the other."""
    return QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))


def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """A drawing of resources/icons, `size` device pixels wide, in a colour (#rrggbb)."""
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    _renderer(name, colour).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


def app_icon() -> QIcon:
    """The icon of the app itself, in its own colours."""
    result = QIcon()
    for size in (16, 32, 48, 128, 256):
        result.addPixmap(pixmap("sst-annotator", "#000000", size))
    return result


@lru_cache(maxsize=256)
def icon(name: str, scheme: Scheme) -> QIcon:
    """An icon for buttons and menus; nothing for an empty name."""
    result = QIcon()
    if not name:
        return result
    for size in _SIZES:
        plain, off = pixmap(name, scheme.text, size), pixmap(name, scheme.muted, size)
        result.addPixmap(plain, QIcon.Mode.Normal, QIcon.State.Off)
        result.addPixmap(plain, QIcon.Mode.Selected, QIcon.State.Off)
        result.addPixmap(off, QIcon.Mode.Disabled, QIcon.State.Off)
        result.addPixmap(pixmap(name, scheme.on_accent, size), QIcon.Mode.Normal, QIcon.State.On)
    return result
