"""Opens whatever the user points at: a video file or a folder of images."""

from collections.abc import Callable
from pathlib import Path

from annotator.media.image_folder import ImageFolder, first_folder_picture
from annotator.media.source import Picture, SeekableSource
from sst_core.errors import MediaError


def open_media(path: Path, *, halt: Callable[[], bool] | None = None) -> SeekableSource:
    """Opens a video file or a folder of images.

    Args:
        path: Any container that FFmpeg reads, or a folder of jpg, png, tif, webp or bmp.
        halt: Asked now and then whether to give up.

    Raises:
        MediaError: There is nothing there, or nothing in it that can be shown.
        Cancelled: It was given up.
    """
    _check(path)
    if path.is_dir():
        return ImageFolder(path, halt=halt)
    # Late, here and below: FFmpeg's libraries would make the window wait at the start.
    from annotator.media.video import Video  # noqa: PLC0415

    return Video(path, halt=halt)


def first_picture(path: Path) -> Picture:
    """The first frame of what `open_media` would open, (H, W, 3) uint8 RGB, before any index.

    Raises:
        MediaError: There is nothing there, or nothing in it that can be shown.
    """
    _check(path)
    if path.is_dir():
        return first_folder_picture(path)
    from annotator.media.video import first_video_picture  # noqa: PLC0415

    return first_video_picture(path)


def _check(path: Path) -> None:
    if not path.exists():
        raise MediaError("there is no such file or folder", where=path)
