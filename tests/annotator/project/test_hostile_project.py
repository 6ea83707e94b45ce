"""Projects whose rows make no sense: read-only with a notice or a sentence, at once."""

import os
import sqlite3
import sys
import zlib
from contextlib import closing
from pathlib import Path
from time import monotonic

import pytest
from document_moves import Move, perform

from annotator.document.edits import from_bytes
from annotator.document.patches import inflate, pack, unpack
from annotator.project import MediaReference, ProjectError, open_project


def _filled(path: Path, media: MediaReference) -> None:
    with open_project(path, create_for=media) as project:
        for number in range(10):
            perform(project.document, Move("stroke", number))


@pytest.mark.parametrize(
    ("statement", "value"),
    [
        ("UPDATE media SET frames = ?", 10**12),
        ("UPDATE media SET frames = ?", -1),
        ("UPDATE media SET height = ?", 10**6),
        ("UPDATE media SET width = ?", "wide"),
        ("UPDATE media SET path = ?", 7),
        ("UPDATE objects SET id = ?", 999),
        ("UPDATE objects SET name = ?", b"\xff"),
        ("UPDATE objects SET colour = ?", '[1, 2, "x"]'),
        ("UPDATE cells SET object = ?", 0),
        ("UPDATE OR REPLACE cells SET frame = ?", -3),
        ("UPDATE cells SET provenance = ?", 77),
        ("UPDATE cells SET confidence = ?", "sure"),
        ("UPDATE maps SET data = ?", "text"),
        ("INSERT INTO view VALUES ('frame', ?)", "[" * 100_000),
        ("UPDATE media SET rate = ?", "1/0"),
        ("UPDATE objects SET colour = ?", "[" * 100_000),
        ("UPDATE activity SET active_seconds = ?", float("inf")),
    ],
)
def test_rows_that_make_no_sense_cost_no_time_and_no_traceback(
    tmp_path: Path, media: MediaReference, statement: str, value: object
) -> None:
    path = tmp_path / "clip.sst"
    _filled(path, media)
    with closing(sqlite3.connect(path)) as connection:
        try:
            connection.execute(statement, (value,))
        except sqlite3.IntegrityError:
            connection.execute(f"{statement} WHERE rowid = 1", (value,))
        connection.commit()
    began = monotonic()
    try:
        with open_project(path) as project:
            document = project.document
            assert [document.label_map(frame).shape for frame in range(document.frames)]
            assert project.activity.active_seconds < 10**9
    except ProjectError as error:
        assert str(error)  # noqa: PT017 - both ways are right
    assert monotonic() - began < 20


def test_a_few_bytes_do_not_become_gigabytes() -> None:
    bomb = zlib.compress(bytes(50_000_000), 9)
    with pytest.raises(ValueError, match="more or less data"):
        inflate(bomb, most=1000)
    for kind in (b"R", b"Z"):
        with pytest.raises(ValueError, match="damaged label data"):
            unpack(kind + bomb, (8, 8))
    runs = b"R" + zlib.compress(b"\x01\0\0\0" + b"\xff\xff\xff\xff" + b"\x01")
    with pytest.raises(ValueError, match="damaged label data"):
        unpack(runs, (8, 8))
    with pytest.raises(ValueError, match="damaged label data"):
        unpack(pack(unpack(b"Z" + zlib.compress(bytes(64)), (8, 8))), (10**6, 10**6))
    with pytest.raises(ValueError, match="damaged undo step"):
        from_bytes(b"SSTG\x01\0" + (5).to_bytes(4, "little") + b"[[[[[")


@pytest.mark.skipif(sys.platform != "linux", reason="only here are names bytes")
def test_a_clip_whose_name_is_no_text_keeps_its_project(tmp_path: Path) -> None:
    clip = tmp_path / os.fsdecode(b"na\xefve.mp4")
    clip.write_bytes(b"x" * 100)
    media = MediaReference(clip, 100, "00", 4, 13, 17)
    path = tmp_path / "clip.sst"
    with open_project(path, create_for=media) as project:
        perform(project.document, Move("stroke", 1))
        project.relink(clip, accept_changed=True)
    with open_project(path) as project:
        assert project.media.path == clip
        assert not project.read_only
