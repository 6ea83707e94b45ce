"""One look at an image or a mask: its size, its values, and what is wrong with it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from sst_core.datasets.findings import Kind
from sst_core.labels import MAX_OBJECTS, VOID, davis_palette

_YOUTUBE_VOS: Final = (
    0x000000, 0xEC5F67, 0xF99157, 0xFAC863, 0x99C794, 0x62B3B2, 0x6699CC, 0xC594C5, 0xAB7967,
    0xFFFFFF, 0x65737E,
)  # fmt: skip
"""Colours of ids 0 to 10 in the masks that YouTube-VOS gives out; from 11 on id n is grey n."""
_SHALLOW_GREY: Final = {"L;2": 85, "L;4": 17}
_ENDS: Final = {"PNG": b"IEND", "JPEG": b"\xff\xd9"}
"""What stands near the end of a file that is whole; some cameras write a little more behind it."""
_NEAR: Final = 4096
_BAD: Final = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)


@dataclass(frozen=True)
class Look:
    """What a look at a file showed.

    Attributes:
        size: (width, height) in pixels; None where the file cannot be read.
        faults: (kind, what) of each fault.
        values: Of a mask whose pixels were looked at, the values that occur; else None.
        grey: A mask of grey values instead of an indexed one.
    """

    size: tuple[int, int] | None
    faults: tuple[tuple[Kind, str], ...] = ()
    values: frozenset[int] | None = None
    grey: bool = False


def look_at_image(path: Path, *, pixels: bool) -> Look:
    """Looks at a frame.

    Args:
        path: An image file.
        pixels: Decode all of it (a JPEG at an eighth of its size: that still reads every byte).
    """
    try:
        with Image.open(path) as image:
            size, ending = image.size, _ENDS.get(str(image.format))
            if pixels:
                image.draft("RGB", (1, 1))
                image.load()
            if ending is not None and ending not in _tail(path):
                return Look(size, (("unreadable", "is cut short"),))
    except _BAD as error:
        return Look(None, (("unreadable", _reason(error, "image")),))
    return Look(size)


def look_at_mask(path: Path, *, pixels: bool) -> Look:
    """Looks at a mask.

    Args:
        path: A PNG file.
        pixels: Decode all of it; else only what its header says is checked.
    """
    try:
        with Image.open(path) as image:
            size, grey = image.size, image.mode in {"L", "1"}
            strange = _foreign_format(image, pixels=pixels)
            if strange is not None:
                return Look(size, (strange,))
            if _ENDS["PNG"] not in _tail(path):
                return Look(size, (("unreadable", "is cut short"),), grey=grey)
            if not pixels:
                return Look(size, grey=grey)
            shallow = _SHALLOW_GREY.get(str(image.tile[0].args) if image.tile else "", 1)
            counts = np.bincount(np.asarray(image).ravel().astype(np.uint8) // shallow)
            values = frozenset(int(value) for value in np.flatnonzero(counts))
            palette = None if grey else _colours(image)
    except _BAD as error:
        return Look(None, (("unreadable", _reason(error, "PNG")),))
    fault = None if palette is None else _palette_fault(palette, values)
    return Look(size, () if fault is None else (("palette", fault),), values, grey)


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _NEAR))
        return file.read()


def _foreign_format(image: Image.Image, *, pixels: bool) -> tuple[Kind, str] | None:
    """Why this is no mask of ids at all."""
    if image.format != "PNG":
        return "not indexed", f"is a {image.format} file, not an indexed PNG"
    if image.mode.startswith("I"):
        most = int(np.asarray(image).max()) if pixels else 0
        if most > VOID:
            above = f"has 16 bits a pixel and values up to {most}; ids end at {MAX_OBJECTS}"
            return "value", above
        return "not indexed", "is a 16-bit grey PNG, not indexed"
    if image.mode not in {"P", "L", "1"}:
        return "not indexed", f"is an {image.mode} image, not indexed"
    return None


def _colours(image: Image.Image) -> NDArray[np.uint8]:
    """(N, 3) uint8: the palette of an indexed image."""
    return np.array(image.getpalette("RGB") or [], np.uint8).reshape(-1, 3)


def _palette_fault(palette: NDArray[np.uint8], values: frozenset[int]) -> str | None:
    """Why a palette does not fit the ids that are used, or None; void may have any colour."""
    used = sorted(values - {VOID})
    if used and used[-1] >= len(palette):
        return f"has the value {used[-1]}, and its palette ends at {len(palette) - 1}"
    if any(np.array_equal(palette[used], known[used]) for known in (davis_palette(), _youtube())):
        return None
    wrong = next(i for i in used if not np.array_equal(palette[i], davis_palette()[i]))
    colour, right = (f"#{bytes(table[wrong]).hex()}" for table in (palette, davis_palette()))
    return f"has a foreign palette: id {wrong} is {colour}, and DAVIS has {right}"


@cache
def _youtube() -> NDArray[np.uint8]:
    """(256, 3) uint8."""
    colours = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
    for number, colour in enumerate(_YOUTUBE_VOS):
        colours[number] = tuple(colour.to_bytes(3, "big"))
    return colours


def _reason(error: BaseException, noun: str) -> str:
    if isinstance(error, FileNotFoundError):
        return "is missing"
    if isinstance(error, UnidentifiedImageError):
        return f"is no {noun}"
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read ({error.strerror})"
    return f"is damaged or cut short ({error})"
