"""The settings while the app runs: one value, replaced as a whole, stored at once."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from annotator.settings import Settings, load_settings, save_settings
from annotator.signal import Signal

_RECENT: Final = 10


class Preferences:
    """Holds the settings, stores every change, and says so.

    Args:
        path: The JSON file; None keeps the settings in memory only.

    Attributes:
        value: The settings as they are now.
        changed: Emitted without arguments after every change.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.value = Settings() if path is None else load_settings(path)
        self.changed: Signal[[]] = Signal()

    def set(self, **values: Any) -> None:  # noqa: ANN401 - as `dataclasses.replace`
        """Replaces fields of the settings.

        A folder that cannot be written costs the change after the app is closed, nothing else.
        """
        changed = replace(self.value, **values)
        if changed == self.value:
            return
        self.value = changed
        if self._path is not None:
            with suppress(OSError):
                save_settings(self._path, changed)
        self.changed.emit()

    def opened(self, path: Path) -> None:
        """Puts a path at the top of the recent ones."""
        text = str(path.absolute())
        older = [item for item in self.value.recent if item != text]
        self.set(recent=(text, *older)[:_RECENT])
