"""View state of a project: small values under names, stored with the next gesture."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, MutableMapping

View = object
"""What JSON can say: text, numbers, true, false, null, lists and dicts of them."""


class ViewState(MutableMapping[str, View]):
    """A dict that remembers what has to be stored.

    Moving through frames must not write to disk each time, so changes wait for the next
    committed gesture or for the end.

    Args:
        values: What is stored.
    """

    def __init__(self, values: Mapping[str, View]) -> None:
        self._values = dict(values)
        self._changed: set[str] = set()

    def __getitem__(self, key: str) -> View:
        return self._values[key]

    def __setitem__(self, key: str, value: View) -> None:
        if key not in self._values or self._values[key] != value:
            json.dumps(value)  # what cannot be stored is refused here, not later
            self._values[key] = value
            self._changed.add(key)

    def __delitem__(self, key: str) -> None:
        del self._values[key]
        self._changed.add(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def waiting(self) -> bool:
        """Whether something has to be stored."""
        return bool(self._changed)

    def take(self) -> dict[str, str | None]:
        """What changed, for whoever stores it: name to JSON, or to None for what is gone."""
        taken = {key: self._json(key) for key in self._changed}
        self._changed.clear()
        return taken

    def rows(self) -> dict[str, str | None]:
        """Every value, for a new file."""
        return {key: self._json(key) for key in self._values}

    def _json(self, key: str) -> str | None:
        return json.dumps(self._values[key]) if key in self._values else None


def write_view(connection: sqlite3.Connection, rows: Mapping[str, str | None]) -> None:
    """Stores values by name; those that are None are removed."""
    for key, value in rows.items():
        if value is None:
            connection.execute("DELETE FROM view WHERE key = ?", (key,))
        else:
            connection.execute("INSERT OR REPLACE INTO view VALUES (?, ?)", (key, value))


def read_view(connection: sqlite3.Connection) -> ViewState:
    """Reads the view state.

    Raises:
        ValueError: A value is damaged.
    """
    rows = connection.execute("SELECT key, value FROM view")
    return ViewState({key: json.loads(value) for key, value in rows})
