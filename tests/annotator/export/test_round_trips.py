"""What is exported and imported again is the same, pixel for pixel, in every lossless layout."""

import json
from pathlib import Path

import numpy as np
import pytest
from export_world import World, build

from annotator.document.objects import ObjectInfo
from annotator.export.imports import Imported, import_masks
from annotator.export.registry import export

LAYOUTS: list[tuple[str, dict[str, str], str]] = [
    ("davis", {}, ""),
    ("davis", {"images": "none", "folder": "none"}, ""),
    ("youtube-vos", {"images": "png"}, ""),
    ("coco", {}, ""),
    ("coco", {"images": "none", "files": "youtube-vis"}, ""),
    ("coco", {"files": "both"}, "youtube_vis.json"),
    ("png-per-object", {}, ""),
    ("collection", {}, ""),
]


def _trip(world: World, format_id: str, options: dict[str, str], place: str) -> Imported:
    if format_id == "coco":
        pytest.importorskip("pycocotools")
    report = export(world.job(format_id, options=options))
    assert report.complete
    return import_masks(report.output / place, world.rules())


def _same(found: Imported, truth: dict[int, np.ndarray]) -> None:
    assert list(found.maps) == sorted(truth)
    for frame, label_map in found.maps.items():
        assert label_map.dtype == np.uint8
        assert np.array_equal(label_map, truth[frame]), frame


@pytest.mark.parametrize(("format_id", "options", "place"), LAYOUTS)
def test_masks_come_back_as_they_went(
    world: World, format_id: str, options: dict[str, str], place: str
) -> None:
    """Void, id 254, odd sizes, late objects, an empty frame; the frame nobody labelled stays so."""
    found = _trip(world, format_id, options, place)
    _same(found, world.maps)
    assert found.warnings == ()


@pytest.mark.parametrize(("format_id", "options", "place"), LAYOUTS)
def test_names_that_sort_wrongly_and_every_second_frame_come_back(
    tmp_path: Path, format_id: str, options: dict[str, str], place: str
) -> None:
    """img10 sorts before img9, so files are numbered; frame numbers stay those of the clip."""
    world = build(tmp_path, [f"img{frame}" for frame in range(4, 12)])
    if format_id == "coco":
        pytest.importorskip("pycocotools")
    report = export(world.job(format_id, options=options, frames=range(1, 8, 2)))
    assert any("numbered" in sentence for sentence in report.warnings)
    found = import_masks(report.output / place, world.rules())
    _same(found, {frame: world.maps[frame] for frame in (1, 3, 7)})


@pytest.mark.parametrize("format_id", ["coco", "png-per-object", "collection", "youtube-vos"])
def test_names_and_categories_come_back(world: World, format_id: str) -> None:
    found = _trip(world, format_id, {}, "")
    assert [info.name for info in found.objects] == ["dog", "red ball / small", "höher"]
    assert [info.category for info in found.objects] == ["animal", "toy", ""]
    if format_id != "youtube-vos":
        assert found.objects == tuple(world.document.objects)


def test_davis_alone_knows_only_ids(world: World) -> None:
    found = _trip(world, "davis", {}, "")
    assert found.objects == tuple(ObjectInfo(i, f"Object {i}") for i in (1, 7, 254))


def test_all_254_ids_come_back(world: World, tmp_path: Path) -> None:
    """A map with every value there is, in each lossless layout."""
    world.maps[0] = np.resize(np.arange(256, dtype=np.uint8), world.document.size)
    for format_id in ("davis", "coco", "png-per-object"):
        if format_id == "coco":
            pytest.importorskip("pycocotools")
        output = tmp_path / format_id
        export(world.job(format_id, frames=[0], output=output))
        _same(import_masks(output, world.rules()), {0: world.maps[0]})


def test_coco_without_our_own_keys_comes_back(world: World) -> None:
    """Other tools drop keys they do not know; names, categories and masks are still there."""
    pytest.importorskip("pycocotools")
    export(world.job("coco"))
    file = world.root / "out" / "instances.json"
    content = json.loads(file.read_text())
    del content["objects"]
    file.write_text(json.dumps(content))
    found = import_masks(file, world.rules())
    _same(found, world.maps)
    assert [info.category for info in found.objects] == ["animal", "toy", ""]
