"""The meta.json of YouTube-VOS: categories and frames of every object of every video."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sst_core.errors import DataError
from sst_core.labels import MAX_OBJECTS

META: Final = "meta.json"


@dataclass(frozen=True)
class MetaObject:
    """What meta.json says of one object.

    Attributes:
        category: Its class ("giant_panda"); "" where none is given.
        frames: Names of the frames that show it; in `valid` those that the server asks for.
    """

    category: str
    frames: tuple[str, ...]


Videos = Mapping[str, Mapping[int, MetaObject]]
"""Name of a video to its objects by id."""


@dataclass(frozen=True)
class VosMeta:
    """A meta.json as it was read.

    Attributes:
        path: The file.
        videos: Name of a video to its objects by id, as far as they could be understood.
        problems: (video or "", what is wrong), one for each part that could not be.
    """

    path: Path
    videos: Videos
    problems: tuple[tuple[str, str], ...] = ()

    @property
    def categories(self) -> frozenset[str]:
        """All categories that occur."""
        return frozenset(
            one.category for objects in self.videos.values() for one in objects.values()
        ) - {""}


def read_meta(file: Path) -> VosMeta:
    """Reads a meta.json.

    Raises:
        DataError: It cannot be read, or part of it cannot be understood.
    """
    meta = parse_meta(file)
    if meta.problems:
        video, what = meta.problems[0]
        raise DataError(f"video {video}: {what}" if video else what, where=file)
    return meta


def parse_meta(file: Path) -> VosMeta:
    """Reads as much of a meta.json as can be understood; what cannot is in `problems`."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        return VosMeta(file, {}, (("", f"this cannot be read ({error.strerror or error})"),))
    except ValueError as error:
        return VosMeta(file, {}, (("", f"this is not JSON ({error})"),))
    listed = content.get("videos") if isinstance(content, dict) else None
    if not isinstance(listed, dict):
        return VosMeta(file, {}, (("", 'there is no table "videos" in this file'),))
    videos: dict[str, dict[int, MetaObject]] = {}
    problems: list[tuple[str, str]] = []
    for name, entry in listed.items():
        objects = entry.get("objects") if isinstance(entry, dict) else None
        if not isinstance(objects, dict):
            problems.append((name, 'there is no table "objects"'))
            continue
        videos[name] = {}
        for key, value in objects.items():
            found = _object(key, value)
            if isinstance(found, str):
                problems.append((name, found))
            else:
                videos[name][int(key)] = found
    return VosMeta(file, videos, tuple(problems))


def _object(key: str, value: Any) -> MetaObject | str:  # noqa: ANN401 - JSON of anybody
    """An entry of "objects", or what is wrong with it."""
    if not (key.isascii() and key.isdigit() and 1 <= int(key) <= MAX_OBJECTS):
        return f"{key!r} is no object id from 1 to {MAX_OBJECTS}"
    frames = value.get("frames") if isinstance(value, dict) else None
    if not isinstance(frames, list) or not all(isinstance(name, str) for name in frames):
        return f'object {key} has no list "frames" of names'
    return MetaObject(str(value.get("category", "")), tuple(frames))
