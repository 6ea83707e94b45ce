"""Sound files to begin with, made on the spot: one of each kind that the program reads."""

import json
import random
import struct
import sys
import zlib
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from PIL import Image

from annotator.document import gestures
from annotator.document.document import Document, DocumentState
from annotator.document.objects import ObjectInfo
from annotator.export.job import ExportJob
from annotator.export.registry import export
from annotator.media.reader import open_media
from annotator.project import describe_media, open_project
from sst_core.labels import encode_label_map

sys.path.insert(0, str(Path(__file__).parents[1] / "annotator" / "fakes"))
SIZE = (48, 64)
FRAMES = 6


def label_map(frame: int = 0) -> np.ndarray:
    """(48, 64) uint8 with two objects and void."""
    made = np.zeros(SIZE, np.uint8)
    made[5 + frame : 20, 5:30], made[25:40, 20 + frame : 50], made[0, :9] = 1, 2, 255
    return made


def pictures() -> list[np.ndarray]:
    """Noise that is easy to encode."""
    rng = np.random.default_rng(1)
    base = np.kron(rng.integers(0, 255, (6, 8, 3)), np.ones((8, 8, 1), int)).astype(np.uint8)
    return [np.roll(base, 2 * frame, 1) for frame in range(FRAMES)]


@cache
def videos() -> tuple[tuple[str, bytes], ...]:
    """(suffix, bytes) of clips in several containers and codecs."""
    import av  # noqa: PLC0415 - not every target needs it

    found = []
    for suffix, codec in (
        (".mp4", "libx264"),
        (".mkv", "libx264"),
        (".avi", "mpeg4"),
        (".mov", "mjpeg"),
    ):
        buffer = BytesIO()
        kind = {".mkv": "matroska"}.get(suffix, suffix[1:])
        with av.open(buffer, "w", format=kind) as container:
            stream = container.add_stream(codec, rate=25)
            stream.height, stream.width = SIZE
            stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
            for picture in pictures():
                container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            container.mux(stream.encode())
        found.append((suffix, buffer.getvalue()))
    return tuple(found)


@cache
def images() -> tuple[tuple[str, bytes], ...]:
    """(suffix, bytes) of one picture in every format that counts as a frame."""
    found = []
    for suffix, mode in (
        (".png", "RGB"), (".png", "RGBA"), (".png", "I;16"), (".jpg", "RGB"), (".jpg", "CMYK"),
        (".bmp", "RGB"), (".webp", "RGB"), (".tif", "RGB"), (".tiff", "F"), (".png", "1"),
    ):  # fmt: skip
        image = Image.fromarray(pictures()[0])
        grey = mode in {"I;16", "F"}
        made = (
            Image.fromarray(np.zeros(SIZE, np.uint16 if mode == "I;16" else np.float32))
            if grey
            else image.convert(mode)
        )
        buffer = BytesIO()
        kind = {"jpg": "JPEG", "tif": "TIFF"}.get(suffix[1:], suffix[1:].upper())
        made.save(buffer, kind)
        found.append((suffix, buffer.getvalue()))
    return tuple(found)


def bomb(draw: random.Random) -> tuple[str, bytes]:
    """(suffix, bytes) of a small file whose header says that it is enormous."""
    side = draw.choice((20_000, 65_500, 100_000, 2**31 - 1))
    if draw.random() < 0.3:
        grey = Image.fromarray(np.zeros((8, 8), np.uint8))
        buffer = BytesIO()
        grey.save(buffer, "BMP")
        data = bytearray(buffer.getvalue())
        data[18:26] = struct.pack("<ii", side, side)
        return ".bmp", bytes(data)
    if draw.random() < 0.4:
        buffer = BytesIO()
        Image.fromarray(pictures()[0]).save(buffer, "JPEG")
        data = bytearray(buffer.getvalue())
        place = data.index(b"\xff\xc0") + 5
        data[place : place + 4] = struct.pack(">HH", min(side, 65_500), min(side, 65_500))
        return ".jpg", bytes(data)
    kind = draw.choice((0, 2, 3))
    head = struct.pack(">IIBBBBB", side, side, 8, kind, 0, 0, 0)
    palette = _chunk(b"PLTE", bytes(range(255)) * 3) if kind == 3 else b""
    body = _chunk(b"IDAT", zlib.compress(bytes(10**6)))
    return ".png", b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + palette + body + _chunk(
        b"IEND", b""
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    check = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)


@cache
def masks() -> tuple[bytes, ...]:
    """PNGs of ids: indexed, grey, shallow, interlaced or not."""
    made = Image.fromarray(label_map())
    found = [encode_label_map(label_map())]
    for mode in ("L", "1", "P"):
        buffer = BytesIO()
        made.convert(mode).save(buffer, "PNG")
        found.append(buffer.getvalue())
    return tuple(found)


def make_document() -> Document:
    """A document with masks on every frame."""
    maps = {frame: label_map(frame) for frame in range(FRAMES)}
    objects = (ObjectInfo(1, "dog", category="animal"), ObjectInfo(2, "ball", (9, 9, 200)))
    return Document(size=SIZE, frames=FRAMES, load=maps.get,
                    state=DocumentState(objects, labelled=frozenset(maps)))  # fmt: skip


def write_clip(folder: Path) -> Path:
    """A sound clip in a folder."""
    clip = folder / "clip.mp4"
    clip.write_bytes(videos()[0][1])
    return clip


@cache
def project() -> bytes:
    """A project with strokes, an undone step, and cells of all kinds."""
    with TemporaryDirectory() as place:
        clip = write_clip(Path(place))
        media = describe_media(clip, frames=FRAMES, height=SIZE[0], width=SIZE[1])
        path = Path(place) / "clip.sst"
        with open_project(path, create_for=media) as made:
            document = made.document
            document.apply(gestures.add_object(document, "dog"))
            document.apply(gestures.add_object(document, "ball"))
            for frame in range(4):
                document.apply(gestures.import_maps(document, {frame: label_map(frame)}))
            document.apply(gestures.mark_absent(document, [5], 1))
            document.undo()
            made.view["frame"] = 2
        return path.read_bytes()


@cache
def exports(kind: str) -> dict[str, bytes]:
    """Relative name to bytes of an export in a format."""
    with TemporaryDirectory() as place:
        clip = write_clip(Path(place))
        root = Path(place) / "out"
        with open_media(clip) as media:  # type: ignore[attr-defined]
            export(ExportJob(make_document(), media, root, kind, range(FRAMES)))
        return {
            file.relative_to(root).as_posix(): file.read_bytes()
            for file in sorted(root.rglob("*"))
            if file.is_file()
        }


def as_json(kind: str, name: str) -> Any:  # noqa: ANN401 - what json holds
    """A json file of an export."""
    return json.loads(exports(kind)[name])


@cache
def weights() -> bytes:
    """A safetensors file of the model of test size."""
    import torch  # noqa: PLC0415 - one target needs it

    from sst_core.checkpoint import save_model  # noqa: PLC0415
    from sst_core.config import NAMED  # noqa: PLC0415
    from sst_core.model import SST  # noqa: PLC0415

    torch.manual_seed(0)
    with TemporaryDirectory() as place:
        path = Path(place) / "tiny.safetensors"
        save_model(path, NAMED["sst-tiny"], SST(NAMED["sst-tiny"]).state_dict(), card={})
        return path.read_bytes()
