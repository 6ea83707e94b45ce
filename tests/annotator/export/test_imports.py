"""Masks from elsewhere: what is accepted, and the sentence about everything else."""

import json
from pathlib import Path

import numpy as np
import pytest
from export_world import SIZE, World
from PIL import Image

from annotator.document.gestures import import_maps
from annotator.export.imports import import_masks
from sst_core.errors import DataError, MaskError
from sst_core.labels import VOID, write_label_map


def _mask(*labels: int, size: tuple[int, int] = SIZE) -> np.ndarray:
    result = np.zeros(size, np.uint8)
    for place, label in enumerate(labels):
        result[2 + 5 * place : 6 + 5 * place, 3:9] = label
    return result


def _folder(root: Path, **masks: np.ndarray) -> Path:
    folder = root / "masks"
    folder.mkdir()
    for stem, mask in masks.items():
        write_label_map(folder / f"{stem.removeprefix('f')}.png", mask)
    return folder


def test_a_single_png_speaks_for_the_frame_asked_for(world: World) -> None:
    folder = _folder(world.root, drawing=_mask(3, VOID))
    found = import_masks(folder / "drawing.png", world.rules(), frame=4)
    assert list(found.maps) == [4]
    assert np.array_equal(found.maps[4], _mask(3, VOID))
    assert [info.id for info in found.objects] == [3]


def test_a_single_png_can_say_by_its_name_for_which_frame(world: World) -> None:
    folder = _folder(world.root, f00006=_mask(3), drawing=_mask(3))
    assert list(import_masks(folder / "00006.png", world.rules()).maps) == [6]
    with pytest.raises(MaskError, match=r"drawing matches no frame.*00000 to 00007"):
        import_masks(folder / "drawing.png", world.rules())


def test_what_is_imported_can_be_put_into_the_document(world: World) -> None:
    """The names and maps go through the one gesture that imports, and can be undone."""
    folder = _folder(world.root, f00005=_mask(1, 9))
    found = import_masks(folder, world.rules())
    group = import_maps(world.document, found.maps, objects=found.objects)
    assert group is not None
    world.document.apply(group)
    assert np.array_equal(world.document.label_map(5), _mask(1, 9))
    assert {info.id for info in world.document.objects} == {1, 7, 9, 254}


def test_masks_that_match_no_frame_are_named(world: World) -> None:
    folder = _folder(world.root, f00001=_mask(1), f00099=_mask(1), cover=_mask(1))
    with pytest.raises(MaskError, match=r"00099, cover match no frame.*00000 to 00007"):
        import_masks(folder, world.rules())
    found = import_masks(folder, world.rules(skip_unknown=True))
    assert list(found.maps) == [1]
    assert found.warnings == ("Left out: 00099, cover match no frame.",)


def test_many_strangers_are_counted(world: World) -> None:
    folder = _folder(world.root, **{f"f{number:05d}": _mask(1) for number in range(40, 60)})
    with pytest.raises(MaskError, match=r"00040, .* and 12 more match no frame"):
        import_masks(folder, world.rules(skip_unknown=True))


def test_numbers_find_frames_that_have_other_names(world: World) -> None:
    rules = world.rules()
    named = type(rules)(SIZE, tuple(f"shot_{frame}" for frame in range(8)))
    folder = _folder(world.root, f3=_mask(1), shot_5=_mask(2))
    assert list(import_masks(folder, named).maps) == [3, 5]


def test_two_masks_for_one_frame_are_refused(world: World) -> None:
    folder = _folder(world.root, f00003=_mask(1), f3=_mask(2))
    with pytest.raises(MaskError, match="two masks speak for frame 00003"):
        import_masks(folder, world.rules())


def test_masks_of_another_shape_are_never_stretched(world: World) -> None:
    """Half the size, rounded either way, is the same shape; a strip is not."""
    rows, cols = SIZE
    folder = world.root / "strips"
    folder.mkdir()
    strip = np.ones((rows // 3, cols), np.uint8)
    write_label_map(folder / "00000.png", strip)
    for resize in (False, True):
        with pytest.raises(MaskError, match="another shape"):
            import_masks(folder, world.rules(resize=resize))
    write_label_map(folder / "00000.png", np.ones((-(-rows // 2), cols // 2), np.uint8))
    assert import_masks(folder, world.rules(resize=True)).maps[0].shape == SIZE


def test_another_size_is_refused_with_an_offer_and_resized_on_request(world: World) -> None:
    small = np.zeros((74, 106), np.uint8)
    small[:37] = 4
    folder = _folder(world.root, f00000=small)
    with pytest.raises(MaskError, match=r"106x74 pixels, but the frames are 53x37.*[Rr]esiz"):
        import_masks(folder, world.rules())
    resized = import_masks(folder, world.rules(resize=True)).maps[0]
    assert resized.shape == SIZE
    assert set(np.unique(resized)) == {0, 4}, "ids are never mixed"
    assert resized[0, 0] == 4
    assert resized[-1, -1] == 0


def test_colour_pictures_are_refused_with_the_conversion(world: World) -> None:
    folder = world.root / "masks"
    folder.mkdir()
    picture = np.zeros((*SIZE, 3), np.uint8)
    picture[3:9] = (255, 0, 0)
    Image.fromarray(picture).save(folder / "00000.png")
    with pytest.raises(MaskError, match=r"RGB image.*#ff0000.*Convert it to an indexed PNG"):
        import_masks(folder, world.rules())


def test_black_and_white_masks_are_taken_on_request(world: World) -> None:
    folder = _folder(world.root, f00000=_mask(255), f00001=_mask(255))
    with pytest.raises(MaskError, match=r"255 means void.*binary"):
        import_masks(folder, world.rules())
    found = import_masks(folder, world.rules(binary=True))
    assert [info.id for info in found.objects] == [1]
    assert np.array_equal(found.maps[1], _mask(1))


def test_a_void_frame_among_others_is_no_binary_mask(world: World) -> None:
    folder = _folder(world.root, f00000=_mask(255), f00001=_mask(1))
    assert np.array_equal(import_masks(folder, world.rules()).maps[0], _mask(255))


def test_a_collection_with_several_sequences_asks_which(world: World) -> None:
    for name in ("walk", "run"):
        folder = world.root / "Annotations" / name
        folder.mkdir(parents=True)
        write_label_map(folder / "00000.png", _mask(1 if name == "walk" else 2))
    with pytest.raises(MaskError, match=r"more than one sequence here\. Choose one of: run, walk"):
        import_masks(world.root, world.rules())
    found = import_masks(world.root, world.rules(), sequence="run")
    assert np.array_equal(found.maps[0], _mask(2))
    with pytest.raises(MaskError, match="no sequence swim"):
        import_masks(world.root, world.rules(), sequence="swim")


def test_missing_and_empty_places_are_sentences(world: World) -> None:
    with pytest.raises(MaskError, match="no such mask"):
        import_masks(world.root / "none.png", world.rules(), frame=0)
    with pytest.raises(MaskError, match="no such file"):
        import_masks(world.root / "none.json", world.rules())
    (world.root / "void").mkdir()
    with pytest.raises(DataError, match="no PNG masks"):
        import_masks(world.root / "void", world.rules())


def _coco(world: World, **changes: object) -> Path:
    height, width = SIZE
    box = [3.0, 2.0, 13.0, 2.0, 13.0, 12.0, 3.0, 12.0]
    inner = [5.0, 4.0, 9.0, 4.0, 9.0, 8.0, 5.0, 8.0]
    content = {
        "images": [{"id": 9, "file_name": "a/00002.jpg", "height": height, "width": width}],
        "categories": [{"id": 5, "name": "cat"}, {"id": 6, "name": "dog"}],
        "annotations": [
            {"image_id": 9, "category_id": 6, "segmentation": [inner], "area": 16, "iscrowd": 0},
            {"image_id": 9, "category_id": 5, "segmentation": [box], "area": 100, "iscrowd": 0},
        ],
    }
    file = world.root / "instances_val.json"
    file.write_text(json.dumps(content | changes))
    return file


def test_polygons_of_other_tools_are_drawn_small_over_large(world: World) -> None:
    pytest.importorskip("pycocotools")
    found = import_masks(_coco(world), world.rules())
    label_map = found.maps[2]
    assert [(info.id, info.category) for info in found.objects] == [(1, "dog"), (2, "cat")]
    assert np.count_nonzero(label_map == 1) == 16
    assert np.count_nonzero(label_map == 2) == 100 - 16
    assert found.warnings == ("Regions overlap in 16 pixels, where the smaller one is on top.",)


def test_the_list_of_categories_comes_along_used_or_not(world: World) -> None:
    pytest.importorskip("pycocotools")
    rows = [{"id": number, "name": name} for number, name in enumerate(("bird", "cat", "dog"), 4)]
    found = import_masks(
        _coco(world, categories=[*rows, {"id": 9, "name": "object"}]), world.rules()
    )
    assert found.categories == ("bird", "cat", "dog"), "our word for none is no category"


def test_uncompressed_run_lengths_and_crowds_are_read(world: World) -> None:
    total = SIZE[0] * SIZE[1]
    rle = {"size": list(SIZE), "counts": [0, SIZE[0], total - SIZE[0]]}
    last = rle | {"counts": [total - 5, 5]}
    annotations = [
        {"image_id": 9, "category_id": 5, "segmentation": rle, "area": SIZE[0], "iscrowd": 1},
        {
            "image_id": 9,
            "category_id": 5,
            "segmentation": last,
            "track_id": 900,
        },
    ]
    found = import_masks(_coco(world, annotations=annotations), world.rules())
    assert (found.maps[2][:, 0] == VOID).all(), "run lengths go down the columns"
    assert (found.maps[2][-5:, -1] == 1).all()
    assert [info.id for info in found.objects] == [1], "900 is no id, so the next free one is"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"annotations": None}, "no annotations in this json"),
        ({"images": [{"id": 9}]}, "not as COCO defines them"),
        ({"annotations": [{"image_id": 1}]}, "not as COCO defines them"),
        ({"annotations": [{"image_id": 9, "segmentation": "abc"}]}, "neither run lengths nor"),
        (
            {"annotations": [{"image_id": 9, "segmentation": {"size": [3, 4], "counts": [12]}}]},
            "a region is 4x3 pixels, but its image 53x37",
        ),
        (
            {
                "annotations": [
                    {"image_id": 9, "segmentation": {"size": [37, 53], "counts": "zzzz"}}
                ]
            },
            "neither run lengths nor",
        ),
    ],
)
def test_damaged_annotations_are_sentences(
    world: World, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(MaskError, match=words):
        import_masks(_coco(world, **changes), world.rules())


def test_json_that_is_none_is_a_sentence(world: World) -> None:
    file = _coco(world)
    file.write_text("{")
    with pytest.raises(MaskError, match="damaged or cannot be read"):
        import_masks(file, world.rules())


def test_maps_of_a_long_clip_are_read_when_they_are_asked_for(world: World) -> None:
    folder = _folder(world.root, f00000=_mask(1), f00001=_mask(2))
    found = import_masks(folder, world.rules())
    assert len(found.maps) == 2
    assert found.maps[0] is not found.maps[0], "decoded again, not kept"
    assert 5 not in found.maps
