"""A folder of images behaves like a video, and says what is wrong with it."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from annotator.media.image_folder import ImageFolder
from annotator.media.reader import open_media
from sst_core.errors import MediaError


def _save(path: Path, value: int, size: tuple[int, int] = (6, 8)) -> None:
    Image.fromarray(np.full((*size, 3), value, np.uint8)).save(path)


def test_names_are_in_natural_order_and_give_the_masks_their_names(tmp_path: Path) -> None:
    for name, value in (("img10.png", 10), ("img9.PNG", 9), ("img2.bmp", 2), ("img1.tif", 1)):
        _save(tmp_path / name, value)
    (tmp_path / "notes.txt").write_text("not a frame")
    (tmp_path / "._img3.png").write_bytes(b"a file manager's droppings")
    source = open_media(tmp_path)
    assert list(source.names) == ["img1", "img2", "img9", "img10"]
    assert (len(source), source.size, source.rate) == (4, (6, 8), None)
    assert [int(p[0, 0, 0]) for _, p in source.iterate(0, 4)] == [1, 2, 9, 10]
    assert [f for f, _ in source.iterate(3, 0, -1)] == [3, 2, 1]
    with pytest.raises(IndexError):
        source.read(4)


def test_grey_deep_and_indexed_images_become_rgb(tmp_path: Path) -> None:
    ramp = np.arange(48, dtype=np.uint16).reshape(6, 8)
    Image.fromarray((ramp * 257).astype(np.uint16)).save(tmp_path / "0.png")
    Image.fromarray(ramp.astype(np.uint8)).save(tmp_path / "1.png")
    Image.fromarray(ramp.astype(np.uint8)).convert("P").save(tmp_path / "2.png")
    source = ImageFolder(tmp_path)
    for _, picture in source.iterate(0, 3):
        assert picture.dtype == np.uint8
        assert np.array_equal(picture, np.repeat(ramp[:, :, None], 3, axis=2))


def test_a_camera_held_sideways_is_turned_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(np.zeros((6, 8, 3), np.uint8)).save(tmp_path / "a.jpg", exif=exif)
    source = ImageFolder(tmp_path)
    assert source.size == (8, 6)
    assert source.read(0).shape == (8, 6, 3)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="no images in this folder"):
        open_media(tmp_path)


def test_the_first_image_of_another_size_is_named(tmp_path: Path) -> None:
    for name, size in (("1.png", (6, 8)), ("2.png", (6, 8)), ("3.png", (7, 8)), ("4.png", (5, 5))):
        _save(tmp_path / name, 0, size)
    with pytest.raises(MediaError, match=r"3\.png: this image is 8x7, but 1\.png is 8x6"):
        open_media(tmp_path)


def test_two_images_that_would_share_a_mask_are_refused(tmp_path: Path) -> None:
    _save(tmp_path / "1.png", 0)
    _save(tmp_path / "1.jpg", 0)
    with pytest.raises(MediaError, match="share one mask"):
        open_media(tmp_path)


def test_a_damaged_image_is_named_when_it_is_read(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    Image.fromarray(rng.integers(0, 256, (64, 64, 3), np.uint8)).save(tmp_path / "1.jpg")
    data = (tmp_path / "1.jpg").read_bytes()
    (tmp_path / "2.jpg").write_bytes(data[: len(data) // 2])
    source = open_media(tmp_path)
    source.read(0)
    with pytest.raises(MediaError, match=r"2\.jpg: the image is damaged"):
        source.read(1)
    (tmp_path / "3.jpg").write_bytes(b"no image")
    with pytest.raises(MediaError, match=r"3\.jpg: this is not an image"):
        open_media(tmp_path)
