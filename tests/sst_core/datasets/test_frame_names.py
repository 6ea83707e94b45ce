"""Holes and orders in names of frames."""

import pytest

from sst_core.datasets.names import first_out_of_order, missing_names, shortened


@pytest.mark.parametrize(
    ("names", "missing"),
    [
        (["00000", "00001", "00003", "00004"], ["00002"]),
        (["00000", "00005", "00010", "00025", "00030"], ["00015", "00020"]),
        (["00000", "00005", "00010"], []),
        (["7", "8"], []),
        (["10", "57", "90", "163"], []),
        (["x0", "x1", "x3"], []),
    ],
)
def test_holes(names: list[str], missing: list[str]) -> None:
    assert missing_names(names) == missing


def test_order() -> None:
    assert first_out_of_order(["1", "10", "2"]) == ("10", "2")
    assert first_out_of_order(["00001", "00002", "00010"]) is None
    assert first_out_of_order(["a1", "a2", "b1"]) is None


def test_long_lists_are_cut() -> None:
    assert shortened(list("abcdefghij")) == "a, b, c, d, e, f, g, h and 2 more"
