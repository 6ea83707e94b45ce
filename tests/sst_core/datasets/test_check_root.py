"""A root is checked in one pass: what is sound has no fault, and every fault is found at once."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from small_roots import davis_root, truth, write_frame, write_mask, youtube_root

from sst_core.datasets.check import check_root
from sst_core.errors import DataError
from sst_core.labels import open_vos_folder


def faults(root: Path, **options: object) -> set[tuple[str, str]]:
    """(kind, where under the root) of every fault."""
    report = check_root(root, **options)  # type: ignore[arg-type]
    return {(one.kind, str(one.where).removeprefix(f"{root}/")) for one in report.findings}


def test_a_sound_davis_root(tmp_path: Path) -> None:
    counts: list[tuple[int, int]] = []
    report = check_root(davis_root(tmp_path), tell=lambda *count: counts.append(count))
    assert report.findings == ()
    (part,) = report.parts
    assert (part.name, part.sequences, part.frames, part.annotated) == ("480p", 2, 10, 10)
    assert (part.objects, part.unannotated, part.binary) == (4, 0, 0)
    assert part.sizes == {"32x24": 2}
    assert max(counts) == (20, 20)
    assert report.lines()[-1] == "no faults"


def test_a_sound_youtube_root_with_late_objects(tmp_path: Path) -> None:
    report = check_root(youtube_root(tmp_path / "yv")[0])
    assert report.findings == ()
    assert [(part.name, part.frames, part.annotated) for part in report.parts] == [
        ("train", 5, 5),
        ("valid", 5, 2),
    ]


def test_every_fault_of_davis_in_one_pass(tmp_path: Path) -> None:
    root = davis_root(tmp_path, frames=6)
    images, masks = root / "JPEGImages/480p", root / "Annotations/480p"
    (images / "a/00002.jpg").unlink()
    write_frame(images / "a/00004.jpg", {1: 3}, (24, 40))
    (images / "a/00005.jpg").write_bytes((images / "a/00005.jpg").read_bytes()[:300])
    write_mask(masks / "a/00003.png", truth({1: 3}, (20, 32)))
    Image.fromarray(truth({1: 3})).convert("RGB").save(masks / "b/00000.png")
    Image.fromarray(truth({1: 3}).astype(np.uint16) * 300).save(masks / "b/00001.png")
    foreign = Image.fromarray(truth({1: 3}))
    foreign.putpalette([0, 0, 0, 9, 9, 9, 0, 128, 0])
    foreign.save(masks / "b/00002.png")
    Image.fromarray(truth({1: 3})).save(masks / "b/00003.png")
    (masks / "b/00004.png").write_bytes(b"no PNG")
    (images / "empty").mkdir()
    for number in (8, 9, 10):
        write_frame(images / "turned" / f"{number}.jpg", {1: 3})
    (root / "ImageSets/2017/val.txt").write_text("b\nabsent\n")
    assert faults(root) == {
        ("missing", "JPEGImages/480p/a/00002"),
        ("missing", "Annotations/480p/a/00002.png"),
        ("frame size", "JPEGImages/480p/a/00004.jpg"),
        ("mask size", "Annotations/480p/a/00004.png"),
        ("unreadable", "JPEGImages/480p/a/00005.jpg"),
        ("mask size", "Annotations/480p/a/00003.png"),
        ("not indexed", "Annotations/480p/b/00000.png"),
        ("value", "Annotations/480p/b/00001.png"),
        ("palette", "Annotations/480p/b/00002.png"),
        ("not indexed", "Annotations/480p/b/00003.png"),
        ("unreadable", "Annotations/480p/b/00004.png"),
        ("empty", "JPEGImages/480p/empty"),
        ("order", "JPEGImages/480p/turned"),
        ("split", "ImageSets/2017/val.txt:2"),
    }


def test_headers_alone_find_what_needs_no_pixels(tmp_path: Path) -> None:
    root = davis_root(tmp_path)
    image, mask = root / "JPEGImages/480p/a/00003.jpg", root / "Annotations/480p/a/00004.png"
    for path in (image, mask):
        path.write_bytes(path.read_bytes()[:-14])
    write_mask(root / "Annotations/480p/b/00001.png", truth({1: 3}, (20, 32)))
    foreign = Image.fromarray(truth({1: 3}))
    foreign.putpalette([0, 0, 0, 9, 9, 9])
    foreign.save(root / "Annotations/480p/b/00002.png")
    found = {
        ("mask size", "Annotations/480p/b/00001.png"),
        ("unreadable", "JPEGImages/480p/a/00003.jpg"),
        ("unreadable", "Annotations/480p/a/00004.png"),
    }
    assert faults(root, depth="headers") == found
    assert faults(root) == found | {("palette", "Annotations/480p/b/00002.png")}
    assert faults(root, depth="names") == set()


def test_a_split_is_checked_by_itself(tmp_path: Path) -> None:
    root = davis_root(tmp_path)
    (root / "Annotations/480p/a/00001.png").write_bytes(b"")
    assert faults(root, split="val") == set()
    assert faults(root, split="train") == {("unreadable", "Annotations/480p/a/00001.png")}


def test_meta_that_disagrees_with_files(tmp_path: Path) -> None:
    root = youtube_root(tmp_path / "yv")[0] / "valid"
    meta = json.loads((root / "meta.json").read_text())
    objects = meta["videos"]["v1"]["objects"]
    objects["1"]["frames"] = ["00005", "00099"]
    objects["3"] = {"category": "cow", "frames": ["00000"]}
    objects["x"] = {}
    del objects["2"]
    meta["videos"]["gone"] = {"objects": {}}
    (root / "meta.json").write_text(json.dumps(meta))
    write_frame(root / "JPEGImages/new/00000.jpg", {1: 2})
    whats = [one.what for one in check_root(root).findings if one.kind == "meta"]
    assert sorted(whats) == [
        "the sequence new is not listed",
        "video gone is listed and has no frames",
        "video v1: 'x' is no object id from 1 to 254",
        "video v1: masks show an object 2 that is not listed (00010)",
        "video v1: object 1 is in masks of frames not listed for it (00000, 00010)",
        "video v1: object 1 is listed for missing frames (00099)",
        "video v1: object 3 is in none of the masks",
    ]


@pytest.mark.parametrize("text", ["{", "[]", '{"videos": 3}'])
def test_a_meta_that_is_none(tmp_path: Path, text: str) -> None:
    root = youtube_root(tmp_path / "yv")[0]
    (root / "train/meta.json").write_text(text)
    assert faults(root) == {("meta", "train/meta.json")}


def test_masks_as_davis_2016_and_youtube_vos_give_them_out(tmp_path: Path) -> None:
    """255 for the object in grey PNGs; another palette."""
    for t in range(3):
        for name in ("grey", "pastel"):
            write_frame(tmp_path / f"JPEGImages/480p/{name}/{t:05d}.jpg", {1: t})
        grey = tmp_path / f"Annotations/480p/grey/{t:05d}.png"
        pastel = tmp_path / f"Annotations/480p/pastel/{t:05d}.png"
        for path in (grey, pastel):
            path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(truth({1: t}) * np.uint8(255)).save(grey)
        image = Image.fromarray(truth({1: t}))
        image.putpalette([0, 0, 0, 236, 95, 103])
        image.save(pastel)
    lines = "/JPEGImages/480p/grey/00000.jpg /Annotations/480p/grey/00000.png\n"
    (tmp_path / "ImageSets/480p").mkdir(parents=True)
    (tmp_path / "ImageSets/480p/train.txt").write_text(lines)
    report = check_root(tmp_path)
    assert report.findings == ()
    assert (report.parts[0].binary, report.parts[0].objects) == (1, 2)
    (tmp_path / "ImageSets/480p/val.txt").write_text(lines.replace("00000", "00009"))
    assert ("missing", "JPEGImages/480p/grey/00009.jpg") in faults(tmp_path)


def test_what_is_no_root_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no JPEGImages"):
        check_root(tmp_path)
    with pytest.raises(DataError, match="no split test"):
        check_root(youtube_root(tmp_path / "yv")[0], split="test")


def test_a_split_that_names_what_is_not_there(tmp_path: Path) -> None:
    root = davis_root(tmp_path)
    (root / "ImageSets/2017/val.txt").write_text("b\nabsent\nlost\n")
    assert faults(root, split="val") == {
        ("missing", "JPEGImages/480p/absent"),
        ("missing", "JPEGImages/480p/lost"),
    }
    with pytest.raises(DataError, match="these sequences are missing: absent, lost"):
        open_vos_folder(root, split="val")
