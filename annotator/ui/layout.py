"""Size of the window and of its panels, as the user left them; kept in the settings."""

import json
from collections.abc import Mapping

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QSplitter, QWidget

from annotator.commands.preferences import Preferences


def keep_layout(
    preferences: Preferences, window: QWidget, splitters: Mapping[str, QSplitter]
) -> None:
    """Writes the layout into the settings; what is not named stays as it was written.

    Args:
        preferences: The settings.
        window: Whose size and place are kept.
        splitters: Its panels, by names that stay the same.
    """
    parts = _parts(preferences) | {"window": _text(window.saveGeometry())}
    parts |= {name: _text(splitter.saveState()) for name, splitter in splitters.items()}
    preferences.set(layout=json.dumps(parts))


def bring_back_size(preferences: Preferences, window: QWidget) -> None:
    """Takes size and place of the window from the settings, if they are there."""
    state = _parts(preferences).get("window")
    if state:
        window.restoreGeometry(_bytes(state))


def bring_back_panels(preferences: Preferences, splitters: Mapping[str, QSplitter]) -> None:
    """Takes the sizes of panels from the settings; what is missing or damaged stays as it is."""
    parts = _parts(preferences)
    for name, splitter in splitters.items():
        if parts.get(name):
            splitter.restoreState(_bytes(parts[name]))
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)


def _parts(preferences: Preferences) -> dict[str, str]:
    try:
        parts = json.loads(preferences.value.layout or "{}")
    except ValueError:
        return {}
    if not isinstance(parts, dict):
        return {}
    return {name: state for name, state in parts.items() if isinstance(state, str)}


def _text(state: QByteArray) -> str:
    return bytes(state.toBase64().data()).decode("ascii")


def _bytes(text: str) -> QByteArray:
    return QByteArray.fromBase64(text.encode("ascii", "ignore"))
