"""An export that is killed leaves no folder that could be taken for a whole one."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from export_world import World

from annotator.export.registry import Export, export
from annotator.export.staging import Stage, sweep
from sst_core.errors import OutputError


def _hidden(root: Path) -> list[Path]:
    return [item for item in root.iterdir() if item.name.startswith(".out.")]


@pytest.mark.parametrize("format_id", ["davis", "youtube-vos", "png-per-object", "rgba"])
def test_the_folder_appears_when_the_export_is_done(world: World, format_id: str) -> None:
    run = Export(world.job(format_id))
    out = world.root / "out"
    steps = run.steps()
    for _ in range(3):
        next(steps)
        assert not out.exists()
        assert len(_hidden(world.root)) == 1
    for _ in steps:
        pass
    assert out.is_dir()
    assert not _hidden(world.root)
    assert run.report().output == out


def test_an_empty_folder_that_the_user_made_is_filled_at_the_end(world: World) -> None:
    out = world.root / "out"
    out.mkdir()
    steps = Export(world.job("davis")).steps()
    next(steps)
    assert not any(out.iterdir())
    for _ in steps:
        pass
    assert (out / "ImageSets").is_dir()


def test_what_a_killed_export_left_is_swept_by_the_next_one(world: World) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    mine = Stage(world.root / "out").path
    left = mine.with_name(mine.name.replace(f"-{os.getpid()}-", f"-{dead.pid}-"))
    living = mine.with_name(mine.name.replace("out", "other", 1))
    for folder in (left, mine, living):
        folder.mkdir()
        (folder / "00000.png").write_bytes(b"half")
    sweep(world.root / "out")
    assert not left.exists()
    assert mine.exists(), "an export that goes on keeps its folder"
    assert living.exists(), "other names are none of its business"
    export(world.job("davis"))


def test_a_name_taken_meanwhile_is_told_with_the_place_of_the_files(world: World) -> None:
    steps = Export(world.job("davis")).steps()
    next(steps)
    out = world.root / "out"
    out.mkdir()
    (out / "theirs.txt").write_text("x")
    with pytest.raises(OutputError, match="could not take its name"):
        for _ in steps:
            pass
    assert (out / "theirs.txt").exists()
    (hidden,) = _hidden(world.root)
    assert list(hidden.rglob("*.png"))


def test_errors_name_the_place_that_the_user_chose(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Callable[..., int] = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if "JPEGImages" in str(path):
            raise OSError(28, "No space left on device")
        return real(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="No space left") as caught:
        export(world.job("davis"))
    assert str(world.root / "out" / "JPEGImages") in str(caught.value)
    assert ".part" not in str(caught.value)
