"""Where the project of a clip lives: beside it, or with the user's data."""

import os
from hashlib import blake2b
from pathlib import Path
from typing import Final

import appdirs

SUFFIX: Final = ".sst"


def default_project_path(media_path: Path) -> Path:
    """The project file of a clip.

    Args:
        media_path: A video file or image folder.

    Returns:
        `clip.sst` beside `clip.mp4` or beside the folder `clip`; if another clip of that name
        lies there too (`clip.mov`), `clip.mp4.sst`; if the folder cannot be written, a file
        with the user's data whose name holds the clip's and a digest of its whole path.
    """
    media = media_path.absolute()
    stem = media.stem if media.is_file() else media.name
    name = f"{media.name}{SUFFIX}" if _has_namesake(media, stem) else f"{stem}{SUFFIX}"
    beside = media.with_name(name)
    if beside.exists() or os.access(media.parent, os.W_OK):
        return beside
    digest = blake2b(str(media).encode(), digest_size=4).hexdigest()
    folder = Path(appdirs.user_data_dir("sst-annotator", appauthor=False)) / "projects"
    return folder / f"{stem}-{digest}{SUFFIX}"


def _has_namesake(media: Path, stem: str) -> bool:
    """Whether another clip beside this one would take the same short name."""
    if not media.is_file():
        return False
    try:
        others = [item for item in media.parent.iterdir() if item.name != media.name]
    except OSError:
        return False
    return any(item.stem == stem and item.suffix.lower() in _VIDEOS for item in others)


_VIDEOS: Final = frozenset({".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v", ".mpg", ".mpeg"})
