"""How much work went into a project: gestures, and the time somebody was at it."""

import sqlite3
import time
from dataclasses import dataclass, replace
from math import isfinite
from typing import Final

PAUSE: Final = 60.0
"""Seconds without a gesture after which somebody is taken to be away."""


@dataclass(frozen=True)
class Activity:
    """Work so far.

    Attributes:
        gestures: Steps the user took; runs, undo and redo not counted.
        active_seconds: Time between actions that follow each other within `PAUSE`.
        last_at: When the last action was, in seconds since 1970; 0 if there was none.
    """

    gestures: int = 0
    active_seconds: float = 0.0
    last_at: float = 0.0

    def after(self, *, gesture: bool, now: float | None = None) -> "Activity":
        """The activity with one more action."""
        at = time.time() if now is None else now
        gap = at - self.last_at
        active = gap if 0 < gap <= PAUSE else 0.0
        return replace(
            self,
            gestures=self.gestures + gesture,
            active_seconds=self.active_seconds + active,
            last_at=at,
        )


def read_activity(connection: sqlite3.Connection) -> Activity:
    """Reads the activity so far."""
    row = connection.execute("SELECT gestures, active_seconds, last_at FROM activity").fetchone()
    known = row is not None and all(isinstance(one, int | float) and isfinite(one) for one in row)
    return Activity(*row) if known else Activity()


def write_activity(connection: sqlite3.Connection, activity: Activity) -> None:
    """Stores the activity so far."""
    row = (1, activity.gestures, activity.active_seconds, activity.last_at)
    connection.execute("INSERT OR REPLACE INTO activity VALUES (?, ?, ?, ?)", row)
