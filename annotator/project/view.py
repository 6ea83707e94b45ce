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

    def write(self, connection: sqlite3.Connection) -> None:
        """Stores what changed; `stored` says when that is certain."""
        for key in self._changed:
            if key in self._values:
                row = (key, json.dumps(self._values[key]))
                connection.execute("INSERT OR REPLACE INTO view VALUES (?, ?)", row)
            else:
                connection.execute("DELETE FROM view WHERE key = ?", (key,))

    def stored(self) -> None:
        """Hears that the transaction went through."""
        self._changed.clear()

    def all_waiting(self) -> None:
        """Marks every value to be stored, for a new file."""
        self._changed = set(self._values)


def read_view(connection: sqlite3.Connection) -> ViewState:
    """Reads the view state.

    Raises:
        ValueError: A value is damaged.
    """
    rows = connection.execute("SELECT key, value FROM view")
    return ViewState({key: json.loads(value) for key, value in rows})
