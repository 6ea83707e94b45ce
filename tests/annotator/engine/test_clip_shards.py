"""Who does which clip, and folders that are whole or not there."""

from pathlib import Path

import pytest
from small_roots import truth, write_mask

from annotator.engine.shards import deal, lacking, part_of, settle
from sst_core.errors import OutputError


@pytest.mark.parametrize("size", [1, 2, 3, 8])
def test_every_piece_is_dealt_once_and_loads_are_even(size: int) -> None:
    weights = [50.0, 10, 80, 30, 20, 40, 90]
    hands = deal(weights, size)
    assert sorted(number for hand in hands for number in hand) == list(range(7))
    loads = [sum(weights[number] for number in hand) for hand in hands]
    assert max(loads) <= sum(weights) / size + max(weights)
    assert deal(weights, size) == hands


def test_a_part_takes_its_name_once_it_is_whole(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    part = part_of(folder)
    write_mask(part / "a.png", truth({1: 2}))
    with pytest.raises(OutputError, match="1 masks were not written"):
        settle(part, folder, ["a", "b"], overwrite=False)
    assert not folder.exists()
    write_mask(part / "b.png", truth({1: 3}))
    settle(part, folder, ["a", "b"], overwrite=False)
    assert (lacking(folder, ["a", "b"]), part.exists()) == ([], False)


@pytest.mark.parametrize("overwrite", [False, True])
def test_what_a_folder_lacks_is_filled_in(tmp_path: Path, overwrite: bool) -> None:
    """A mask that is there already stays as it is, unless asked otherwise: it may be mended."""
    folder = tmp_path / "out"
    write_mask(folder / "a.png", truth({1: 20}))
    before = (folder / "a.png").read_bytes()
    part = part_of(folder)
    for name in ("a", "b"):
        write_mask(part / f"{name}.png", truth({1: 2}))
    settle(part, folder, ["a", "b"], overwrite=overwrite)
    assert ((folder / "a.png").read_bytes() == before) is not overwrite
    assert lacking(folder, ["a", "b"]) == []


def test_what_an_earlier_run_left_is_thrown_away(tmp_path: Path) -> None:
    left = part_of(tmp_path / "out")
    write_mask(left / "a.png", truth({1: 2}))
    assert not part_of(tmp_path / "out").exists()
