"""The user's settings: one frozen, typed record; only what differs from the defaults is on disk."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Defaults are the values below."""

    frame_cache_mb: int = 1024
    """Decoded frames kept in memory, in MiB."""
