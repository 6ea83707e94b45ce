"""Label maps as indexed PNG files: strict when reading, atomic when writing."""

import os
import warnings
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, UnidentifiedImageError

from sst_core.errors import MaskError, OutputError
from sst_core.labels.palette import VOID, LabelMap, davis_palette, object_ids
from sst_core.saying import said

_SHALLOW_GREY: Final = {"L;2": 85, "L;4": 17}
"""Pillow spreads 2-bit and 4-bit grey over 0..255; dividing by this gives the ids back."""
_FEW: Final = 8
_CONVERT: Final = "Convert it to an indexed PNG, one id per object"


def read_label_map(path: Path, *, binary: bool = False, void_only: bool = False) -> LabelMap:
    """Reads a mask whose pixel values are ids: 8-bit indexed or grey PNG, or fewer bits.

    Args:
        path: A PNG file.
        binary: Take 255 for object 1 where the mask has no other object.
        void_only: Accept a mask whose only values are 0 and 255 as background and void. Without
            it (and without `binary`) such a mask is refused: it is nearly always a binary mask.

    Returns:
        (H, W) uint8: 0 background, 1 to 254 objects, 255 void.

    Raises:
        MaskError: The file is missing, is no PNG, is damaged, has colours instead of ids, has
            16 bits, or holds nothing but 0 and 255.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise MaskError("there is no such mask", where=path) from None
    except IsADirectoryError:
        raise MaskError("this is a folder, not a mask", where=path) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise MaskError(
            said("the mask cannot be read ({reason})", reason=reason), where=path
        ) from error
    label_map = _decode(data, where=path)
    if binary:
        return _as_binary(label_map)
    if not void_only:
        _refuse_void_only(label_map, where=path)
    return label_map


def write_label_map(path: Path, label_map: LabelMap) -> None:
    """Writes a label map as indexed PNG; the file is whole or is not there at all.

    Args:
        path: The file to write or replace; its folder must exist.
        label_map: (H, W) uint8.

    Raises:
        OutputError: The folder cannot be written, or the disk is full.
    """
    data = encode_label_map(label_map)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        reason = error.strerror or str(error)
        raise OutputError(
            said("the mask cannot be written ({reason})", reason=reason), where=path
        ) from error


def encode_label_map(label_map: LabelMap) -> bytes:
    """A label map as the bytes of an 8-bit indexed PNG with the DAVIS palette.

    Args:
        label_map: (H, W) uint8, not empty.

    Raises:
        ValueError: The array is not a label map.
    """
    if label_map.ndim != 2 or label_map.dtype != np.uint8 or label_map.size == 0:
        raise ValueError(f"not a label map: {label_map.shape} {label_map.dtype}")
    image = Image.fromarray(np.ascontiguousarray(label_map))
    image.putpalette(davis_palette().tobytes())
    buffer = BytesIO()
    image.save(buffer, format="PNG", compress_level=4)
    return buffer.getvalue()


def decode_label_map(data: bytes) -> LabelMap:
    """The inverse of `encode_label_map`, as strict about PNG kinds as `read_label_map`.

    Args:
        data: The bytes of a PNG.

    Returns:
        (H, W) uint8.

    Raises:
        MaskError: The bytes are no PNG of ids.
    """
    return _decode(data, where="mask in memory")


def _decode(data: bytes, *, where: object) -> LabelMap:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns about size; a big mask is no fault
            with Image.open(BytesIO(data)) as image:
                _refuse_other_formats(image, where=where)
                shallow = _SHALLOW_GREY.get(str(image.tile[0].args) if image.tile else "", 1)
                image.load()
                _refuse_other_modes(image, where=where)
                return np.asarray(image).astype(np.uint8) // np.uint8(shallow)
    except UnidentifiedImageError:
        what = "the file is empty" if not data else "this is not a PNG"
        raise MaskError(what, where=where, todo=_CONVERT) from None
    except (Image.DecompressionBombError, MemoryError) as error:
        raise MaskError("the mask is too large to be one frame", where=where) from error
    except (OSError, SyntaxError, ValueError) as error:
        what = "the PNG is damaged or cut short"
        raise MaskError(what, where=where, todo="Write it again") from error


def _refuse_other_formats(image: Image.Image, *, where: object) -> None:
    if image.format != "PNG":
        what = said("the mask is a {format} file, and masks must be PNG", format=image.format)
        raise MaskError(what, where=where, todo=_CONVERT)


def _refuse_other_modes(image: Image.Image, *, where: object) -> None:
    if image.mode in {"P", "L", "1"}:
        return
    if image.mode.startswith("I"):
        todo = "Convert it to an 8-bit indexed PNG with ids from 0 to 254"
        raise MaskError("the mask is a 16-bit PNG", where=where, todo=todo)
    what = said(
        "the mask is an {mode} image with {colours}",
        mode=image.mode,
        colours=_describe_colours(image),
    )
    raise MaskError(what, where=where, todo=_CONVERT)


def _describe_colours(image: Image.Image) -> str:
    """Names the colours that could be ids, most frequent first: the conversion offered."""
    rgb = np.asarray(image.convert("RGB")).reshape(-1, 3).astype(np.uint32)
    packed = (rgb[:, 0] << 16) | (rgb[:, 1] << 8) | rgb[:, 2]
    values, counts = np.unique(packed, return_counts=True)
    if len(values) > VOID:
        return said(
            "{count} colours, which looks like a picture rather than a mask", count=len(values)
        )
    names = [f"#{v:06x}" for v in values[np.argsort(-counts, kind="stable")][:_FEW]]
    listed: str = ", ".join(names)
    if len(values) > _FEW:
        listed = said("{names} and {rest} more", names=listed, rest=len(values) - _FEW)
    if len(values) == 1:
        return said("1 colour that could be an id ({colours})", colours=listed)
    return said("{count} colours that could be ids ({colours})", count=len(values), colours=listed)


def _as_binary(label_map: LabelMap) -> LabelMap:
    if object_ids(label_map):
        return label_map
    return np.equal(label_map, VOID).astype(np.uint8)


def _refuse_void_only(label_map: LabelMap, *, where: object) -> None:
    if not object_ids(label_map) and bool((label_map == VOID).any()):
        what = "the only values of this mask are 0 and 255, and 255 means void"
        todo = "Pass --binary to take 255 for object 1"
        raise MaskError(what, where=where, todo=todo)
