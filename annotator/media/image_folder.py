"""A folder of images as a source of frames, in natural order of their names."""

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from annotator.media.source import Closing, Picture, Raw, frame_range
from sst_core.errors import Cancelled, MediaError
from sst_core.labels import IMAGE_SUFFIXES
from sst_core.saying import said

_ORIENTATION: Final = 0x0112
"""The EXIF tag that says how a camera was held; 5 to 8 stand on their side."""
_NOMINAL_RATE: Final = 25.0
"""Images have no clock; playback shows this many in a second."""


def natural_key(name: str) -> tuple[object, ...]:
    """A sorting key in which img9 comes before img10."""
    parts = re.split(r"(\d+)", name.lower())
    return (*(int(part) if i % 2 else part for i, part in enumerate(parts)), name)


class ImageFolder(Closing):
    """Images of one size, jpg, png, tif, webp or bmp; other files in the folder are no frames.

    Args:
        path: The folder.
        halt: Asked now and then, while headers are read, whether to give up.

    Raises:
        MediaError: There are no images, they differ in size or share a name, or one is damaged.
        Cancelled: It was given up.
    """

    def __init__(self, path: Path, *, halt: Callable[[], bool] | None = None) -> None:
        self.path = path
        self._files = _list_files(path)
        self.size = _common_size(self._files, halt)
        self.times = np.arange(len(self._files)) / _NOMINAL_RATE
        self.rate: Fraction | None = None
        self.names: Sequence[str] = tuple(file.stem for file in self._files)
        self.warnings: Sequence[str] = ()
        _refuse_twins(self._files)

    def __len__(self) -> int:
        """The number of images."""
        return len(self._files)

    def read(self, frame: int) -> Picture:
        """One image, (H, W, 3) uint8 RGB, upright.

        Raises:
            IndexError: There is no such frame.
            MediaError: The image is gone or damaged.
        """
        frame_range(frame, frame + 1, step=1, length=len(self))
        file = self._files[frame]
        picture = _read(file)
        if picture.shape[:2] != self.size:
            raise MediaError("the image has changed its size since it was opened", where=file)
        return picture

    def iterate(self, start: int, stop: int, step: int = 1) -> Iterator[tuple[int, Picture]]:
        """Frame numbers and images as in `range(start, stop, step)`, with a step of 1 or -1.

        Raises:
            IndexError: There are no such frames.
            MediaError: An image is gone or damaged.
        """
        for frame in frame_range(start, stop, step=step, length=len(self)):
            yield frame, self.read(frame)

    def decode_start(self, frame: int) -> int:
        """The frame itself: images do not depend on each other."""
        return frame

    def iterate_raw(self, start: int, stop: int) -> Iterator[tuple[int, Raw]]:
        """As `iterate`, forward; an image is read when it is developed.

        Raises:
            IndexError: There are no such frames.
        """
        for frame in frame_range(start, stop, step=1, length=len(self)):
            yield frame, Raw(0, partial(self.read, frame))


def first_folder_picture(path: Path) -> Picture:
    """The first image of a folder, (H, W, 3) uint8 RGB, without a look at the others.

    Raises:
        MediaError: There are no images, or it is damaged.
    """
    return _read(_list_files(path)[0])


def _list_files(path: Path) -> list[Path]:
    """The images of a folder in natural order.

    Raises:
        MediaError: There are none.
    """
    found = [
        file
        for file in path.iterdir()
        if file.suffix.lower() in IMAGE_SUFFIXES and not file.name.startswith(".")
    ]
    if not found:
        todo = "Give a video, or a folder of jpg, png, tif, webp or bmp images"
        raise MediaError("there are no images in this folder", where=path, todo=todo)
    return sorted(found, key=lambda file: natural_key(file.name))


def _read(file: Path) -> Picture:
    """An image, (H, W, 3) uint8 RGB, upright.

    Raises:
        MediaError: It is gone or damaged.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns about size and odd metadata
            with Image.open(file) as image:
                turned = ImageOps.exif_transpose(image) if _may_be_turned(image) else image
                return _to_rgb(turned)
    except (Image.DecompressionBombError, MemoryError) as error:
        raise MediaError("the image is too large", where=file) from error
    except (OSError, SyntaxError, ValueError, ArithmeticError) as error:
        raise MediaError("the image is damaged or cut short", where=file) from error


def _may_be_turned(image: Image.Image) -> bool:
    """Whether the image may carry a camera's orientation.

    PNG keeps it behind the pixels, so that asking would decode every image of the folder.
    """
    return image.format != "PNG"


def _to_rgb(image: Image.Image) -> Picture:
    if image.mode.startswith(("I", "F")):
        deep = np.asarray(image)
        scaled = deep / (257.0 if image.mode.startswith("I") else 1.0)  # 16 bits to 8
        grey = np.clip(np.rint(scaled), 0, 255).astype(np.uint8)
        return np.repeat(grey[:, :, None], 3, axis=2)
    return np.array(image.convert("RGB"), np.uint8)


def _common_size(files: list[Path], halt: Callable[[], bool] | None) -> tuple[int, int]:
    first = _size(files[0])
    for file in files[1:]:
        if halt is not None and halt():
            raise Cancelled
        height, width = _size(file)
        if (height, width) != first:
            what = said(
                "this image is {width}x{height}, but {name} is {cols}x{rows}",
                width=width,
                height=height,
                name=files[0].name,
                cols=first[1],
                rows=first[0],
            )
            todo = "Frames must all have one size"
            raise MediaError(what, where=file, todo=todo)
    return first


def _size(file: Path) -> tuple[int, int]:
    """Height and width from the header alone, after the camera's orientation."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(file) as image:
                turns = image.getexif().get(_ORIENTATION, 1) if _may_be_turned(image) else 1
                sideways = turns in (5, 6, 7, 8)
                return (image.width, image.height) if sideways else (image.height, image.width)
    except (Image.DecompressionBombError, MemoryError) as error:
        raise MediaError("the image is too large", where=file) from error
    except (OSError, SyntaxError, ValueError, ArithmeticError) as error:
        unknown = isinstance(error, UnidentifiedImageError)
        what = "this is not an image" if unknown else "the image cannot be read"
        raise MediaError(what, where=file) from error


def _refuse_twins(files: list[Path]) -> None:
    seen: dict[str, Path] = {}
    for file in files:
        other = seen.setdefault(file.stem, file)
        if other is not file:
            what = said("{one} and {other} would share one mask", one=other.name, other=file.name)
            raise MediaError(what, where=file.parent, todo="Give each frame a name of its own")
