"""Masks from strangers: small files that ask for gigabytes, and names that lead elsewhere."""

import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.export.choice import sequence_name
from annotator.export.import_look import looks_like_masks, sizes_of
from annotator.export.import_rules import ImportRules
from annotator.export.imports import import_masks
from annotator.export.objects import from_table, plain_text
from annotator.export.png_objects import folder_name
from annotator.export.rle import decode
from sst_core.errors import MaskError

RULES = ImportRules((8, 8), ("00000",))


def _coco(segmentation: object, height: object = 8, width: object = 8) -> dict[str, Any]:
    return {
        "images": [{"id": 1, "file_name": "00000.png", "height": height, "width": width}],
        "annotations": [{"id": 1, "image_id": 1, "track_id": 1, "segmentation": segmentation}],
        "categories": [],
    }


@pytest.mark.parametrize(
    "segmentation",
    [
        {"size": [10**6, 10**6], "counts": [10**12]},
        {"size": [8, 8], "counts": [10**12]},
        {"size": [8, 8], "counts": "o" * 10_000},
        {"size": [-8, -8], "counts": [64]},
        {"size": [0, 8], "counts": []},
        [[0, 0, 1e9, 0, 0, 1e9]],
        [[0, 0, float("nan"), 0, 0, 5]],
        [[1, 2]],
        [[]],
    ],
)
def test_run_lengths_and_polygons_that_explode_are_refused(segmentation: object) -> None:
    pytest.importorskip("pycocotools")
    with pytest.raises(MaskError):
        decode(segmentation, (8, 8))


@pytest.mark.parametrize(
    ("height", "width"),
    [(10**6, 10**6), (2**31 - 1, 48), (-4, 8), (0, 0), (1e999, 8), ("x", 8), (None, None)],
)
def test_images_of_no_size_are_refused_before_anything_is_made(
    tmp_path: Path, height: object, width: object
) -> None:
    file = tmp_path / "instances.json"
    file.write_text(json.dumps(_coco({"size": [8, 8], "counts": [64]}, height, width)))
    sizes_of(file)
    with pytest.raises(MaskError):
        import_masks(file, RULES)


@pytest.mark.parametrize("text", ["[" * 200_000, '{"annotations":' * 50_000, "9" * 10_000, ""])
def test_json_that_is_too_deep_or_too_long_is_a_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "instances.json"
    file.write_text(text)
    assert looks_like_masks(file)
    assert sizes_of(file) == []
    with pytest.raises(MaskError, match="json"):
        import_masks(file, RULES)


def test_headers_of_enormous_images_do_not_stop_a_first_look(tmp_path: Path) -> None:
    from PIL import Image  # noqa: PLC0415 - only here

    file = tmp_path / "00000.png"
    Image.fromarray(np.zeros((4, 4), np.uint8)).save(file)
    data = bytearray(file.read_bytes())
    data[16:24] = (100_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    file.write_bytes(data)
    assert not looks_like_masks(file)
    assert sizes_of(tmp_path) == []
    with pytest.raises(MaskError, match="too large"):
        import_masks(file, RULES)


def test_names_from_files_become_words_that_can_be_stored() -> None:
    assert plain_text("dog\n\x00\x1b[31m\ud800 two") == "dog   [31m  two"
    assert plain_text(None) == ""
    assert plain_text({"a": 1}) == ""
    assert len(plain_text("x" * 10**6)) == 200
    (info,) = from_table([{"id": 1, "name": "\ud800", "category": ["a"], "note": "y" * 10**6}])
    assert (info.name, info.category, len(info.note)) == ("Object 1", "", 4000)
    info.name.encode()


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("../../etc", "etc"),
        ("CON", "CON_"),
        ("nul.tar", "nul_.tar"),
        ("com1", "com1_"),
        ("console", "console"),
        ("...", "clip"),
        ("a:b*c", "a_b_c"),
    ],
)
def test_clips_name_folders_that_every_system_has(stem: str, name: str) -> None:
    assert sequence_name(Path("x") / f"{stem}.mp4" if "/" not in stem else Path(stem)) == name


def test_long_names_are_cut_where_file_systems_end() -> None:
    from annotator.document.objects import ObjectInfo  # noqa: PLC0415 - only here

    assert len(sequence_name(Path("ö" * 300 + ".mp4")).encode()) <= 120
    assert len(folder_name(ObjectInfo(1, "ö" * 300)).encode()) <= 124
    assert folder_name(ObjectInfo(2, "../../x")) == "002_x"
