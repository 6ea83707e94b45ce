"""What a benchmark gives and wants, and what its server would say to a folder of results."""

import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from small_roots import FRAMES, davis_root, truth, write_mask, youtube_root

from sst_core.datasets.protocol import open_benchmark
from sst_core.datasets.submission import check_submission, unpacked, write_zip
from sst_core.errors import DataError
from sst_core.labels import open_vos_folder


def test_davis_gives_the_first_mask_and_wants_every_frame(tmp_path: Path) -> None:
    benchmark = open_benchmark(davis_root(tmp_path), split="2017/val")
    assert benchmark.layout == "davis"
    one = benchmark.assignment("b")
    assert {frame: given.objects for frame, given in one.given.items()} == {0: (1, 2)}
    assert one.wanted == tuple(f"{t:05d}" for t in range(5))


def test_youtube_vos_gives_objects_when_they_come_up(tmp_path: Path) -> None:
    benchmark = open_benchmark(youtube_root(tmp_path / "yv")[0], split="valid")
    assert benchmark.layout == "youtube-vos"
    one = benchmark.assignment("v1")
    assert {frame: given.objects for frame, given in one.given.items()} == {0: (1,), 2: (2,)}
    late = one.given[2].read()
    assert set(np.unique(late)) == {0, 2}  # the cat of that mask is not given away
    assert one.wanted == FRAMES
    assert one.known("00005") == {1}
    assert one.known("00010") == {1, 2}


def test_youtube_vos_wants_what_meta_lists(tmp_path: Path) -> None:
    root = youtube_root(tmp_path / "yv")[0]
    meta = root / "valid/meta.json"
    meta.write_text(meta.read_text().replace('"00015", ', ""))
    one = open_benchmark(root, split="valid").assignment("v1")
    assert one.wanted == tuple(name for name in FRAMES if name != "00015")


def test_binary_masks_give_one_object(tmp_path: Path) -> None:
    root = davis_root(tmp_path)
    for path in (root / "Annotations/480p/a").iterdir():
        Image.fromarray(truth({1: 3}) * np.uint8(255)).save(path)
    given = open_benchmark(root, split="2017/train").assignment("a").given
    assert given[0].objects == (1,)
    assert set(np.unique(given[0].read())) == {0, 1}


def test_a_sequence_without_an_object_is_refused(tmp_path: Path) -> None:
    root = davis_root(tmp_path)
    shutil.rmtree(root / "Annotations/480p/a")
    with pytest.raises(DataError, match="no mask of this sequence"):
        open_benchmark(root, split="2017/train").assignment("a")


def test_full_resolution_and_folders_of_youtube_vos(tmp_path: Path) -> None:
    root = davis_root(tmp_path / "d")
    shutil.copytree(root / "JPEGImages/480p/a", root / "JPEGImages/Full-Resolution/a")
    assert open_vos_folder(root, level="Full-Resolution").sequences == ("a",)
    assert open_vos_folder(root).sequences == ("a", "b")
    with pytest.raises(DataError, match="no 1080p"):
        open_vos_folder(root, level="1080p")
    with pytest.raises(DataError, match=r"the split must be named.*train, valid"):
        open_vos_folder(youtube_root(tmp_path / "yv")[0])


def _submission(folder: Path) -> Path:
    for t, name in enumerate(FRAMES):
        places = {1: 4 + 2 * t} | ({2: 4 + 2 * t} if t >= 2 else {})
        write_mask(folder / "Annotations/v1" / f"{name}.png", truth(places))
    return folder


def test_a_sound_submission_and_its_zip(tmp_path: Path) -> None:
    benchmark = open_benchmark(youtube_root(tmp_path / "yv")[0], split="valid")
    folder = _submission(tmp_path / "out")
    assert check_submission(folder, benchmark) == ()
    assert write_zip(folder, tmp_path / "out.zip", "youtube-vos", ["v1"]) == 5
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.namelist()[0] == "Annotations/v1/00000.png"
    with unpacked(tmp_path / "out.zip") as inside:
        assert check_submission(inside, benchmark) == ()


def test_every_fault_of_a_submission(tmp_path: Path) -> None:
    benchmark = open_benchmark(youtube_root(tmp_path / "yv")[0], split="valid")
    folder = _submission(tmp_path / "out")
    base = folder / "Annotations/v1"
    (base / "00005.png").unlink()
    write_mask(base / "00000.png", truth({1: 4, 2: 4}))  # the zebra, before it comes up
    write_mask(base / "00010.png", truth({1: 4}, (24, 40)))
    void = truth({1: 4})
    void[0] = 255
    write_mask(base / "00015.png", void)
    write_mask(base / "00017.png", truth({1: 4}))
    (base / "notes.txt").write_text("")
    (folder / "Annotations/v2").mkdir()
    found = {(one.kind, Path(one.where).name) for one in check_submission(folder, benchmark)}
    assert found == {
        ("missing", "00005.png"),
        ("unknown object", "00000.png"),
        ("mask size", "00010.png"),
        ("value", "00015.png"),
        ("extra", "00017.png"),
        ("extra", "notes.txt"),
        ("extra", "v2"),
    }
    shutil.rmtree(base)
    assert [one.kind for one in check_submission(folder, benchmark)] == ["missing", "extra"]


def test_what_is_no_submission(tmp_path: Path) -> None:
    benchmark = open_benchmark(youtube_root(tmp_path / "yv")[0], split="valid")
    assert [one.kind for one in check_submission(tmp_path, benchmark)] == ["layout"]
    (tmp_path / "x.zip").write_bytes(b"PK")
    for path, what in ((tmp_path / "x.zip", "no zip"), (tmp_path / "y.zip", "no such")):
        with pytest.raises(DataError, match=what), unpacked(path):
            pass
