"""A folder of masks is refused, filled, or left as it was; never half written."""

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from annotator.export.masks import MaskFolder
from sst_core.errors import OutputError
from sst_core.labels import davis_palette, encode_label_map, read_label_map


def _map(label: int, size: tuple[int, int] = (40, 50)) -> np.ndarray:
    label_map = np.zeros(size, np.uint8)
    label_map[5:20, 5:20] = label
    return label_map


def test_masks_are_indexed_pngs_with_the_davis_palette(tmp_path: Path) -> None:
    with MaskFolder(tmp_path / "new" / "masks") as masks:
        for frame in range(30):
            masks.write(f"{frame:05d}", _map(frame % 254 + 1))
    files = sorted((tmp_path / "new" / "masks").iterdir())
    assert [file.name for file in files] == [f"{frame:05d}.png" for frame in range(30)]
    assert np.array_equal(read_label_map(files[29]), _map(30))
    with Image.open(files[0]) as image:
        assert image.mode == "P"
        assert image.getpalette() == davis_palette().ravel().tolist()


def test_given_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    data = encode_label_map(_map(7)) + b"trailing"
    with MaskFolder(tmp_path) as masks:
        masks.copy("a", data)
    assert (tmp_path / "a.png").read_bytes() == data


def test_a_folder_that_is_not_empty_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "00000.png").write_bytes(b"mine")
    with pytest.raises(OutputError, match=r"not empty.*--overwrite"):
        MaskFolder(tmp_path)
    assert (tmp_path / "00000.png").read_bytes() == b"mine"


def test_overwriting_replaces_only_files_of_the_same_names(tmp_path: Path) -> None:
    (tmp_path / "00000.png").write_bytes(b"old")
    (tmp_path / "notes.txt").write_bytes(b"mine")
    with MaskFolder(tmp_path, overwrite=True) as masks:
        masks.write("00000", _map(1))
    assert np.array_equal(read_label_map(tmp_path / "00000.png"), _map(1))
    assert (tmp_path / "notes.txt").read_bytes() == b"mine"


def test_a_place_under_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    for place in (tmp_path / "file", tmp_path / "file" / "deeper" / "masks"):
        with pytest.raises(OutputError, match=r"file: this is a file"):
            MaskFolder(place)


def test_a_new_folder_that_stayed_empty_goes_again(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), MaskFolder(tmp_path / "new"):
        raise KeyboardInterrupt
    assert not (tmp_path / "new").exists()


def test_masks_handed_over_before_an_interruption_are_written(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        _write_and_stop(tmp_path / "new")
    assert len(list((tmp_path / "new").iterdir())) == 6


def _write_and_stop(path: Path) -> None:
    with MaskFolder(path) as masks:
        for frame in range(6):
            masks.write(str(frame), _map(1))
        raise KeyboardInterrupt


@pytest.mark.skipif(sys.platform == "win32", reason="there are no file size limits on Windows")
def test_a_disk_that_fills_up_leaves_finished_masks_whole(tmp_path: Path) -> None:
    import resource  # noqa: PLC0415 - not on Windows

    noise = np.random.default_rng(0).integers(0, 200, (40, 50), np.uint8)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1500, limits[1]))  # the writes really fail
    try:
        with pytest.raises(OutputError, match=r"3\.png: the mask cannot be written \(File too"):
            _fill(tmp_path, noise)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["0.png", "1.png", "2.png"]
    for file in tmp_path.iterdir():
        assert np.array_equal(read_label_map(file), _map(1))


def _fill(path: Path, noise: np.ndarray) -> None:
    with MaskFolder(path) as masks:
        for frame in range(100):
            masks.write(str(frame), _map(1) if frame < 3 else noise)


def test_a_bug_in_the_thread_surfaces(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="not a label map"), MaskFolder(tmp_path) as masks:
        masks.write("a", np.zeros((3, 3), np.float32))  # type: ignore[arg-type]
