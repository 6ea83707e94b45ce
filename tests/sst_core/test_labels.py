"""Label maps survive a trip through the disk, and everything that is no label map is refused."""

import errno
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from sst_core.errors import DataError, MaskError, OutputError
from sst_core.labels import (
    davis_palette,
    decode_label_map,
    encode_label_map,
    mask_sequences,
    object_ids,
    open_vos_folder,
    read_label_map,
    write_label_map,
)


def _square(ids: tuple[int, ...] = (1,), shape: tuple[int, int] = (20, 30)) -> np.ndarray:
    label_map = np.zeros(shape, np.uint8)
    for index, value in enumerate(ids):
        label_map[4 : 4 + index + 3, 5 + 4 * index : 8 + 4 * index] = value
    return label_map


def _grey_png(path: Path, values: np.ndarray, bits: int) -> None:
    """A grey PNG of few bits, made by hand: Pillow cannot write one."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    rows = b"".join(
        b"\0" + np.packbits(((row[:, None] >> np.arange(bits)[::-1]) & 1).ravel()).tobytes()
        for row in values
    )
    header = struct.pack(">IIBBBBB", values.shape[1], values.shape[0], bits, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)


def test_palette_is_that_of_pascal_voc() -> None:
    palette = davis_palette()
    assert palette[:9].tolist() == [
        [0, 0, 0],
        [128, 0, 0],
        [0, 128, 0],
        [128, 128, 0],
        [0, 0, 128],
        [128, 0, 128],
        [0, 128, 128],
        [128, 128, 128],
        [64, 0, 0],
    ]
    assert palette[255].tolist() == [224, 224, 192]
    assert len(np.unique(palette, axis=0)) == 256


@given(hnp.arrays(np.uint8, st.tuples(st.integers(1, 17), st.integers(1, 23))))
def test_any_label_map_survives_encoding(label_map: np.ndarray) -> None:
    np.testing.assert_array_equal(decode_label_map(encode_label_map(label_map)), label_map)


def test_file_is_indexed_with_the_davis_palette_and_leaves_no_scraps(tmp_path: Path) -> None:
    label_map = _square((1, 7, 254, 255))
    write_label_map(tmp_path / "00000.png", label_map)
    with Image.open(tmp_path / "00000.png") as image:
        assert image.mode == "P"
        assert image.getpalette() == davis_palette().ravel().tolist()
    np.testing.assert_array_equal(read_label_map(tmp_path / "00000.png"), label_map)
    assert object_ids(label_map) == (1, 7, 254)
    assert [path.name for path in tmp_path.iterdir()] == ["00000.png"]


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_grey_of_every_depth_gives_its_ids(tmp_path: Path, bits: int) -> None:
    values = np.arange(24, dtype=np.uint8).reshape(3, 8) % min(2**bits, 200)
    _grey_png(tmp_path / "m.png", values, bits)
    np.testing.assert_array_equal(read_label_map(tmp_path / "m.png"), values)


def test_a_disk_that_fills_up_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "00000.png"
    write_label_map(path, _square((1,)))

    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:9])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match=r"00000\.png: .*No space left"):
        write_label_map(path, _square((2,)))
    assert object_ids(read_label_map(path)) == (1,)
    assert [entry.name for entry in tmp_path.iterdir()] == ["00000.png"]


def test_missing_output_folder_is_a_user_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_label_map(tmp_path / "nowhere" / "0.png", _square())


def test_empty_or_float_arrays_are_our_own_bug() -> None:
    for wrong in (np.zeros((0, 4), np.uint8), np.zeros((3, 3, 3), np.uint8), np.zeros((3, 3))):
        with pytest.raises(ValueError, match="not a label map"):
            encode_label_map(wrong)


def test_missing_folder_and_foreign_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MaskError, match="no such mask"):
        read_label_map(tmp_path / "absent.png")
    with pytest.raises(MaskError, match="a folder"):
        read_label_map(tmp_path)
    (tmp_path / "empty.png").write_bytes(b"")
    with pytest.raises(MaskError, match="empty"):
        read_label_map(tmp_path / "empty.png")
    (tmp_path / "text.png").write_text("hello")
    with pytest.raises(MaskError, match="not a PNG"):
        read_label_map(tmp_path / "text.png")
    Image.fromarray(_square()).save(tmp_path / "jpeg.png", format="JPEG")
    with pytest.raises(MaskError, match="JPEG"):
        read_label_map(tmp_path / "jpeg.png")


def test_truncated_png_is_refused_wherever_it_is_cut(tmp_path: Path) -> None:
    whole = encode_label_map(np.random.default_rng(0).integers(0, 9, (40, 50)).astype(np.uint8))
    for length in range(9, len(whole) - 30, 97):
        (tmp_path / "cut.png").write_bytes(whole[:length])
        with pytest.raises(MaskError):
            read_label_map(tmp_path / "cut.png")


def test_sixteen_bits_are_refused(tmp_path: Path) -> None:
    Image.fromarray(_square().astype(np.uint16) * 300).save(tmp_path / "deep.png")
    with pytest.raises(MaskError, match="16-bit"):
        read_label_map(tmp_path / "deep.png")


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_colours_are_refused_with_the_offer_to_convert(tmp_path: Path, mode: str) -> None:
    colours = Image.fromarray(davis_palette()[_square((1, 2))])
    colours.convert(mode).save(tmp_path / "rgb.png")
    with pytest.raises(MaskError) as caught:
        read_label_map(tmp_path / "rgb.png")
    sentence = str(caught.value)
    assert f"an {mode} image with 3 colours that could be ids (#000000, " in sentence
    assert "#800000" in sentence
    assert sentence.endswith("Convert it to an indexed PNG, one id per object.")


def test_a_photograph_is_named_as_one(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (40, 40, 3)).astype(np.uint8)
    Image.fromarray(noise).save(tmp_path / "photo.png")
    with pytest.raises(MaskError, match="picture rather than a mask"):
        read_label_map(tmp_path / "photo.png")


def test_zero_and_255_alone_need_the_word_binary(tmp_path: Path) -> None:
    path = tmp_path / "m.png"
    write_label_map(path, _square((255,)))
    with pytest.raises(MaskError, match="--binary"):
        read_label_map(path)
    np.testing.assert_array_equal(read_label_map(path, binary=True), _square((1,)))
    np.testing.assert_array_equal(read_label_map(path, void_only=True), _square((255,)))


def test_void_beside_objects_stays_void_even_with_binary(tmp_path: Path) -> None:
    path = tmp_path / "m.png"
    write_label_map(path, _square((1, 255)))
    for binary in (False, True):
        np.testing.assert_array_equal(read_label_map(path, binary=binary), _square((1, 255)))


def test_a_mask_without_objects_is_read(tmp_path: Path) -> None:
    write_label_map(tmp_path / "m.png", np.zeros((4, 5), np.uint8))
    assert object_ids(read_label_map(tmp_path / "m.png", binary=True)) == ()


def _collection(root: Path, resolution: str) -> None:
    for name in ("bear", "ant"):
        images = root / "JPEGImages" / resolution / name
        masks = root / "Annotations" / resolution / name
        images.mkdir(parents=True)
        masks.mkdir(parents=True)
        for index in range(3):
            Image.fromarray(_square()).save(images / f"{index:05d}.jpg")
        write_label_map(masks / "00000.png", _square())


@pytest.mark.parametrize("resolution", ["", "480p"])
def test_both_layouts_open_alike(tmp_path: Path, resolution: str) -> None:
    _collection(tmp_path, resolution)
    folder = open_vos_folder(tmp_path, split=None)
    assert folder.sequences == ("ant", "bear")
    assert [path.name for path in folder.frames("bear")] == ["00000.jpg", "00001.jpg", "00002.jpg"]
    assert [path.name for path in folder.masks("bear")] == ["00000.png"]
    assert list(mask_sequences(tmp_path)) == ["ant", "bear"]


def test_splits_name_sequences_or_image_paths(tmp_path: Path) -> None:
    _collection(tmp_path, "480p")
    for name, text in (
        ("480p/dev", "bear\n\n"),
        ("2016/val", "/JPEGImages/480p/ant/00000.jpg /Annotations/480p/ant/00000.png\n" * 2),
        ("2017/val", "bear\nant\n"),
        ("2017/bad", "zebra\n"),
    ):
        path = tmp_path / "ImageSets" / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert open_vos_folder(tmp_path, split="dev").sequences == ("bear",)
    assert open_vos_folder(tmp_path, split="2016/val").sequences == ("ant",)
    assert open_vos_folder(tmp_path, split="2017/val").sequences == ("bear", "ant")
    with pytest.raises(DataError, match="more than once"):
        open_vos_folder(tmp_path, split="val")
    with pytest.raises(DataError, match="There are: 2016/val, 2017/bad"):
        open_vos_folder(tmp_path, split="test")
    with pytest.raises(DataError, match="zebra"):
        open_vos_folder(tmp_path, split="bad")


def test_a_folder_without_the_layout_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no JPEGImages"):
        open_vos_folder(tmp_path, split=None)
    with pytest.raises(DataError, match="no PNG masks"):
        mask_sequences(tmp_path)
    with pytest.raises(DataError, match="no such folder"):
        mask_sequences(tmp_path / "absent")
