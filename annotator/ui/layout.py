"""Size of the window and of its panels, as the user left them; kept in the settings."""

import json
from collections.abc import Mapping

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QSplitter, QWidget

from annotator.commands.preferences import Preferences


def keep_layout(
    preferences: Preferences, window: QWidget, splitters: Mapping[str, QSplitter]
) -> None:
    """Writes the layout into the settings.

    Args:
        preferences: The settings.
        window: Whose size and place are kept.
        splitters: Its panels, by names that stay the same.
    """
    parts = {"window": _text(window.saveGeometry())}
    parts |= {name: _text(splitter.saveState()) for name, splitter in splitters.items()}
    preferences.set(layout=json.dumps(parts))


def bring_back_layout(
    preferences: Preferences, window: QWidget, splitters: Mapping[str, QSplitter]
) -> None:
    """Takes the layout from the settings; what is missing or damaged stays as it is."""
    try:
        parts = json.loads(preferences.value.layout or "{}")
    except ValueError:
        return
    if not isinstance(parts, dict):
        return
    for name, splitter in splitters.items():
        if isinstance(parts.get(name), str):
            splitter.restoreState(_bytes(parts[name]))
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
    if isinstance(parts.get("window"), str):
        window.restoreGeometry(_bytes(parts["window"]))


def _text(state: QByteArray) -> str:
    return bytes(state.toBase64().data()).decode("ascii")


def _bytes(text: str) -> QByteArray:
    return QByteArray.fromBase64(text.encode("ascii", "ignore"))
