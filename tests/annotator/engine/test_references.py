"""References are found under their frames, and each wrong one is named."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from annotator.engine.references import MaskRules, find_references, resize_nearest
from sst_core.errors import MaskError
from sst_core.labels import write_label_map

SIZE = (6, 8)


class _Names:
    """As much of a source of frames as the search for references needs."""

    size = SIZE
    rate: Fraction | None = None
    warnings: Sequence[str] = ()

    def __init__(self) -> None:
        self.names = tuple(f"{frame:05d}" for frame in range(20))


def _write(path: Path, *labels: int, size: tuple[int, int] = SIZE) -> Path:
    label_map = np.zeros(size, np.uint8)
    for place, label in enumerate(labels):
        label_map[1 + place, 1:4] = label
    write_label_map(path, label_map)
    return path


def _find(masks: Path, *, single: int = 0, **rules: bool) -> dict[int, frozenset[int]]:
    source = _Names()
    found = find_references(masks, source, MaskRules(SIZE, **rules), single=single)  # type: ignore[arg-type]
    return {frame: reference.ids for frame, reference in found.items()}


def test_a_single_mask_speaks_for_the_frame_it_is_given_for(tmp_path: Path) -> None:
    assert _find(_write(tmp_path / "any.png", 3, 254), single=5) == {5: {3, 254}}


def test_a_folder_gives_one_reference_per_name(tmp_path: Path) -> None:
    _write(tmp_path / "00007.png", 1)
    _write(tmp_path / "00003.png")
    (tmp_path / "notes.txt").write_text("not a mask")
    assert _find(tmp_path) == {3: frozenset(), 7: {1}}


def test_a_name_without_a_frame_is_named(tmp_path: Path) -> None:
    _write(tmp_path / "00003.png", 1)
    _write(tmp_path / "00020.png", 1)
    with pytest.raises(MaskError, match=r"00020\.png: this mask matches no frame.*00000 to 00019"):
        _find(tmp_path)


def test_masks_without_objects_and_folders_without_masks_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MaskError, match="no PNG masks"):
        _find(tmp_path)
    with pytest.raises(MaskError, match=r"00001\.png: there is no object"):
        _find(_write(tmp_path / "00001.png"))


def test_void_is_kept_and_binary_is_offered(tmp_path: Path) -> None:
    assert _find(_write(tmp_path / "a.png", 1, 255)) == {0: {1}}
    path = _write(tmp_path / "b.png", 255)
    with pytest.raises(MaskError, match="--binary"):
        _find(path)
    assert _find(path, binary=True) == {0: {1}}


def test_another_size_is_refused_unless_resizing_is_asked_for(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.png", 1, 2, size=(12, 16))
    with pytest.raises(MaskError, match=r"16x12 pixels, but the frames are 8x6.*--resize-masks"):
        _find(path)
    found = find_references(path, _Names(), MaskRules(SIZE, resize=True), single=0)  # type: ignore[arg-type]
    assert found[0].read().shape == SIZE
    assert found[0].original() is None


def test_only_indexed_pngs_that_were_not_changed_can_be_copied(tmp_path: Path) -> None:
    indexed = _write(tmp_path / "indexed.png", 1, 255)
    grey = tmp_path / "grey.png"
    Image.fromarray(np.ones(SIZE, np.uint8)).save(grey)
    white = _write(tmp_path / "white.png", 255)

    def original(path: Path, *, binary: bool = False) -> bytes | None:
        rules = MaskRules(SIZE, binary=binary)
        return find_references(path, _Names(), rules, single=0)[0].original()  # type: ignore[arg-type]

    assert original(indexed) == indexed.read_bytes()
    assert original(indexed, binary=True) == indexed.read_bytes()
    assert original(grey) is None
    assert original(white, binary=True) is None


def test_nearest_resizing_is_exact_for_whole_factors_and_the_identity() -> None:
    label_map = np.random.default_rng(0).integers(0, 255, (5, 7)).astype(np.uint8)
    assert np.array_equal(resize_nearest(label_map, (5, 7)), label_map)
    double = resize_nearest(label_map, (10, 14))
    assert np.array_equal(double, np.kron(label_map, np.ones((2, 2), np.uint8)))
    assert np.array_equal(resize_nearest(double, (5, 7)), label_map)
