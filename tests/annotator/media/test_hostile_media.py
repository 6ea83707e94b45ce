"""Files that mean harm, or came from a fuzzer: one sentence, no other file, no memory."""

import struct
import zlib
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from annotator.media.image_folder import ImageFolder
from annotator.media.reader import first_picture, open_media
from sst_core.errors import MediaError


def _png_of(side: int, kind: int) -> bytes:
    """A few hundred bytes that say they are a PNG of side x side."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, kind, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [20_000, 100_000])
def test_an_enormous_image_is_refused_by_its_header(tmp_path: Path, side: int) -> None:
    (tmp_path / "0.png").write_bytes(_png_of(side, 2))
    for read in (ImageFolder, first_picture):
        with pytest.raises(MediaError, match="too large"):
            read(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nsecret.ts\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile secret.ts\n",
    ],
)
def test_a_list_of_other_files_is_no_clip(tmp_path: Path, short_clip: Path, text: str) -> None:
    with av.open(str(short_clip)) as source, av.open(str(tmp_path / "secret.ts"), "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    assert len(open_media(tmp_path / "secret.ts")) == 12
    for name in ("list.m3u8", "list.mp4", "list.ffconcat"):
        (tmp_path / name).write_text(text)
        with pytest.raises(MediaError):
            open_media(tmp_path / name)


def test_a_name_is_never_an_address(
    tmp_path: Path, short_clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FFmpeg would take "concat:a|b" for two files."""
    monkeypatch.chdir(tmp_path)
    Path("concat:a.mp4").write_bytes(short_clip.read_bytes())
    assert len(open_media(Path("concat:a.mp4"))) == 12


def test_words_of_another_alphabet_in_a_video_do_no_harm(tmp_path: Path, short_clip: Path) -> None:
    odd = tmp_path / "odd.mp4"
    with av.open(str(short_clip)) as source, av.open(str(odd), "w") as out:
        out.metadata["comment"] = "plain words"
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    data = odd.read_bytes()
    assert b"plain words" in data
    odd.write_bytes(data.replace(b"plain words", b"\xff\xfe\x80lain words"[:11]))
    assert len(open_media(odd)) == 12


def test_a_codec_nobody_knows_is_a_sentence(tmp_path: Path, short_clip: Path) -> None:
    odd = tmp_path / "odd.mp4"
    odd.write_bytes(short_clip.read_bytes().replace(b"avc1", b"zzzz").replace(b"avcC", b"zzzC"))
    with pytest.raises(MediaError, match=r"cannot decode the video|no video"):
        open_media(odd)


def test_an_image_that_does_not_fit_in_memory_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(tmp_path / "0.png")
    folder = ImageFolder(tmp_path)

    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("annotator.media.image_folder._to_rgb", full)
    with pytest.raises(MediaError, match="too large"):
        folder.read(0)
