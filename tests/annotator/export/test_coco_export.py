"""COCO and YouTube-VIS: run lengths, areas and boxes agree with numpy; other tools read them."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from export_world import World

from annotator.export import rle
from annotator.export.registry import export
from sst_core.errors import UserError
from sst_core.labels import VOID

mask_api = pytest.importorskip("pycocotools.mask")
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def _load(world: World, name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((world.root / "out" / name).read_text(encoding="utf-8"))
    return content


def _box(mask: np.ndarray) -> list[float]:
    rows, cols = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return [
        float(cols[0]),
        float(rows[0]),
        float(cols[-1] - cols[0] + 1),
        float(rows[-1] - rows[0] + 1),
    ]


def test_masks_areas_and_boxes_agree_with_numpy(world: World) -> None:
    export(world.job("coco"))
    content = _load(world, "instances.json")
    frames = {image["id"]: image["frame_id"] for image in content["images"]}
    assert sorted(frames.values()) == [0, 1, 2, 3, 4, 6, 7], "frames nobody labelled are left out"
    for annotation in content["annotations"]:
        label = VOID if annotation["iscrowd"] else annotation["track_id"]
        truth = world.maps[frames[annotation["image_id"]]] == label
        decoded = mask_api.decode(annotation["segmentation"])
        assert np.array_equal(decoded.astype(bool), truth)
        assert annotation["area"] == int(truth.sum())
        assert annotation["bbox"] == _box(truth)
    shown = {(frames[a["image_id"]], a.get("track_id")) for a in content["annotations"]}
    assert {(frame, 254) for frame in (3, 4, 7)} <= shown
    assert (0, 254) not in shown


def test_void_is_a_crowd_of_every_category(world: World) -> None:
    """Evaluation ignores what falls on a crowd of the same category, so each needs one."""
    export(world.job("coco", frames=[0]))
    content = _load(world, "instances.json")
    crowds = [a for a in content["annotations"] if a["iscrowd"]]
    assert [c["category_id"] for c in crowds] == [c["id"] for c in content["categories"]]
    assert {row["name"] for row in content["categories"]} == {"animal", "toy", "object"}
    assert all(crowd["ignore"] == 1 for crowd in crowds)


def test_the_tools_of_coco_open_the_file(world: World) -> None:
    from pycocotools.coco import COCO  # noqa: PLC0415 - an extra

    export(world.job("coco"))
    coco = COCO(str(world.root / "out" / "instances.json"))
    images = coco.loadImgs(coco.getImgIds())
    assert len(images) == 7
    for image in images:
        assert (world.root / "out" / image["file_name"]).is_file()
    (first,) = coco.loadAnns(coco.getAnnIds(imgIds=[1], catIds=[1], iscrowd=False))
    assert np.array_equal(coco.annToMask(first), world.maps[0] == 1)


def test_tracks_have_an_entry_for_every_frame(world: World) -> None:
    export(world.job("coco", options={"files": "youtube-vis"}))
    assert not (world.root / "out" / "instances.json").exists()
    content = _load(world, "youtube_vis.json")
    (video,) = content["videos"]
    assert video["length"] == len(video["file_names"]) == 7
    assert (video["height"], video["width"]) == world.document.size
    for name in video["file_names"]:
        assert (world.root / "out" / "JPEGImages" / name).is_file()
    late = next(track for track in content["annotations"] if track.get("track_id") == 254)
    assert [area is None for area in late["areas"]] == [True, True, True, False, False, True, False]
    for key in ("segmentations", "bboxes"):
        assert [entry is None for entry in late[key]] == [area is None for area in late["areas"]]


def test_without_pycocotools_there_is_a_sentence_and_no_file(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pycocotools", None)
    monkeypatch.setitem(sys.modules, "pycocotools.mask", None)
    with pytest.raises(UserError, match=r"pip install 'sst-annotator\[coco\]'"):
        export(world.job("coco"))
    assert not Path(world.root / "out").exists()


def test_run_lengths_are_decoded_as_pycocotools_does() -> None:
    """Our own decoder, which checks that the mask is filled, against theirs on random masks."""
    rng = np.random.default_rng(0)
    for _ in range(50):
        size = tuple(int(side) for side in rng.integers(1, 60, 2))
        mask = rng.random(size) < rng.random()
        mask[: size[0] // 2] |= rng.random() < 0.5
        encoded, area, _ = rle.encode(mask)
        assert area == int(mask.sum())
        assert np.array_equal(rle.decode(encoded, size), mask)
        assert np.array_equal(mask_api.decode(encoded).astype(bool), mask)
