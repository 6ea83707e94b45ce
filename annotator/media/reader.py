"""Opens whatever the user points at: a video file or a folder of images."""

from pathlib import Path

from annotator.media.image_folder import ImageFolder
from annotator.media.source import FrameSource
from annotator.media.video import Video
from sst_core.errors import MediaError


def open_media(path: Path) -> FrameSource:
    """Opens a video file or a folder of images.

    Args:
        path: Any container that FFmpeg reads, or a folder of jpg, png, tif, webp or bmp.

    Raises:
        MediaError: There is nothing there, or nothing in it that can be shown.
    """
    if not path.exists():
        raise MediaError("there is no such file or folder", where=path)
    return ImageFolder(path) if path.is_dir() else Video(path)
