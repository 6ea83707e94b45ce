"""Which clip a project is about, so surely that a moved file is found to be the same."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from hashlib import blake2b
from pathlib import Path
from typing import Final

from annotator.project.errors import ProjectError
from sst_core.labels import IMAGE_SUFFIXES
from sst_core.saying import said

_PIECE: Final = 64 * 1024


class MediaState(Enum):
    """How the clip on disk compares with the one the project was made for."""

    PRESENT = "present"
    MISSING = "missing"
    CHANGED = "changed"


@dataclass(frozen=True)
class MediaReference:
    """A clip as a project remembers it.

    Attributes:
        path: The video file or image folder.
        size_bytes: Size of the file, or of all images together.
        digest: What `fingerprint` said about it.
        frames: How many frames it has.
        height: Of a frame, in pixels.
        width: Of a frame, in pixels.
        rate: Frames per second on average, or None for images.
    """

    path: Path
    size_bytes: int
    digest: str
    frames: int
    height: int
    width: int
    rate: Fraction | None = None

    @property
    def size(self) -> tuple[int, int]:
        """(height, width)."""
        return self.height, self.width

    def state(self) -> MediaState:
        """Looks whether the clip is still there and still the same (a few reads)."""
        try:
            found = fingerprint(self.path)
        except ProjectError:
            return MediaState.MISSING
        return MediaState.PRESENT if found == (self.size_bytes, self.digest) else MediaState.CHANGED


def describe_media(
    path: Path, *, frames: int, height: int, width: int, rate: Fraction | None = None
) -> MediaReference:
    """The reference of a clip that is on disk now.

    Args:
        path: The video file or image folder.
        frames: How many frames it has.
        height: Of a frame, in pixels.
        width: Of a frame, in pixels.
        rate: Frames per second on average, or None.

    Raises:
        ProjectError: The clip cannot be read.
    """
    size_bytes, digest = fingerprint(path)
    return MediaReference(path.absolute(), size_bytes, digest, frames, height, width, rate)


def fingerprint(path: Path) -> tuple[int, str]:
    """Size and content of a clip in short, without reading all of it.

    Of a file: BLAKE2b over its size and its first, middle and last 64 KiB. Video files that
    differ at all differ in size, header or index, which these pieces hold; a change that keeps
    the size and spares all three pieces goes unseen. Of a folder: the names and sizes of its
    images.

    Returns:
        (size in bytes, hexadecimal digest).

    Raises:
        ProjectError: The clip is missing or cannot be read.
    """
    try:
        return _of_folder(path) if path.is_dir() else _of_file(path)
    except OSError as error:
        raise ProjectError(
            said("the clip cannot be read ({reason})", reason=error.strerror or error), where=path
        ) from error


def _of_file(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        pieces = []
        for start in (0, max(0, size // 2 - _PIECE // 2), max(0, size - _PIECE)):
            file.seek(start)
            pieces.append(file.read(_PIECE))
    return size, _digest([str(size).encode(), *pieces])


def _of_folder(path: Path) -> tuple[int, str]:
    images = sorted(
        (item.name, item.stat().st_size)
        for item in path.iterdir()
        if item.suffix.lower() in IMAGE_SUFFIXES
    )
    listing = (f"{name}\0{size}\0".encode() for name, size in images)
    return sum(size for _, size in images), _digest(listing)


def _digest(pieces: Iterable[bytes]) -> str:
    digest = blake2b(digest_size=16)
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()
