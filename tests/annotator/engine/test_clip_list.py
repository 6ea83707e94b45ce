"""Lists of clips as text and CSV; every line that makes no sense is named at once."""

from pathlib import Path

import pytest

from annotator.engine.clip_list import Entry, read_clip_list
from sst_core.errors import DataError


def _write(tmp_path: Path, name: str, text: str) -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / name


def test_text_with_quotes_comments_and_relative_paths(tmp_path: Path) -> None:
    file = _write(tmp_path, "l.txt", "# all\n'my clip.mp4' m.png out/a  # first\n\n/x/b.mp4\tm n\n")
    assert read_clip_list(file, output=None) == (
        Entry(tmp_path / "my clip.mp4", tmp_path / "m.png", tmp_path / "out/a"),
        Entry(Path("/x/b.mp4"), tmp_path / "m", tmp_path / "n"),
    )


def test_csv_in_any_order_and_without_outputs(tmp_path: Path) -> None:
    file = _write(tmp_path, "l.csv", "masks,clip\nm.png,my clip.mp4\n")
    (entry,) = read_clip_list(file, output=Path("/all"))
    assert entry == Entry(tmp_path / "my clip.mp4", tmp_path / "m.png", Path("/all/my clip"))
    file = _write(tmp_path, "l.csv", "a.mp4,m.png,o\n\n")
    assert read_clip_list(file, output=None)[0].output == tmp_path / "o"


def test_every_bad_line_is_named(tmp_path: Path) -> None:
    file = _write(tmp_path, "l.txt", "a\na b c d\na b\nx y same\nz y same\n'open\n")
    with pytest.raises(DataError) as caught:
        read_clip_list(file, output=None)
    for part in ("line 1 has 1", "line 2 has 4", "line 3 names no output", "line 6", "same is the"):
        assert part in str(caught.value)


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_an_empty_list(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataError, match="no clip in this list"):
        read_clip_list(_write(tmp_path, "l.txt", text), output=None)
