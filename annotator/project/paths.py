"""Where the project of a clip lives: beside it, or with the user's data."""

import os
import sqlite3
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from typing import Final

import appdirs

from annotator.project.database import connect_for_reading

SUFFIX: Final = ".sst"


def default_project_path(media_path: Path) -> Path:
    """The project file of a clip.

    Args:
        media_path: A video file or image folder.

    Returns:
        `clip.sst` beside `clip.mp4` or beside the folder `clip`; if another clip of that name
        lies there too (`clip.mov`, the folder `clip`), `clip.mp4.sst`, unless `clip.sst` was made
        for this one before; `clip.frames.sst` for a folder whose name a video has; if the place
        cannot be written, a file with the user's data whose name holds the clip's and a digest
        of its whole path.
    """
    media = media_path.absolute()
    stem = media.stem if media.is_file() else media.name
    short = media.with_name(f"{stem}{SUFFIX}")
    long = f"{media.name}.frames{SUFFIX}" if media.is_dir() else f"{media.name}{SUFFIX}"
    taken = short.exists() if media.is_dir() else True
    shared = taken and _has_namesake(media, stem) and not _made_for(short, media)
    beside = media.with_name(long) if shared else short
    if beside.exists() or os.access(media.parent, os.W_OK):
        return beside
    digest = blake2b(str(media).encode(), digest_size=4).hexdigest()
    folder = Path(appdirs.user_data_dir("sst-annotator", appauthor=False)) / "projects"
    return folder / f"{stem}-{digest}{SUFFIX}"


def _made_for(project: Path, media: Path) -> bool:
    """Whether a project says that it is about a clip of this name."""
    if not project.is_file():
        return False
    try:
        with closing(connect_for_reading(project)) as connection:
            row = connection.execute("SELECT path FROM media").fetchone()
    except sqlite3.Error:
        return False
    return row is not None and Path(row[0]).name == media.name


def _has_namesake(media: Path, stem: str) -> bool:
    """Whether another clip beside this one would take the same short name."""
    if not media.exists():
        return False
    try:
        others = [item for item in media.parent.iterdir() if item.name != media.name]
    except OSError:
        return False
    videos = any(item.stem == stem and item.suffix.lower() in _VIDEOS for item in others)
    return videos or (media.is_file() and media.with_name(stem).is_dir())


_VIDEOS: Final = frozenset({".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v", ".mpg", ".mpeg"})
