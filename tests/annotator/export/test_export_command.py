"""sst-export on a real project and a real video: files, sentences, exit codes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from annotator.cli.export import main
from annotator.document.cells import Provenance
from annotator.document.gestures import accept, import_maps
from annotator.document.objects import ObjectInfo
from annotator.document.ownership import RunResult, write_run
from annotator.export.formats import FORMATS
from annotator.export.imports import ImportRules, import_masks
from annotator.media.reader import open_media
from annotator.project import describe_media, open_project
from sst_core.labels import open_vos_folder, read_label_map

FRAMES = 12


def _truth(size: tuple[int, int], frame: int) -> np.ndarray:
    label_map = np.zeros(size, np.uint8)
    label_map[10:30, 10 + frame : 40 + frame] = 1
    label_map[40:50, 60:80] = 2
    label_map[0, :7] = 255
    return label_map


@pytest.fixture
def project(tmp_path: Path, short_clip: Path) -> Path:
    """A project with one imported mask, nine propagated ones of which four are accepted."""
    path = tmp_path / "pond.sst"
    media = open_media(short_clip)
    height, width = media.size
    reference = describe_media(short_clip, frames=len(media), height=height, width=width)
    with open_project(path, create_for=reference) as opened:
        document = opened.document
        objects = [ObjectInfo(1, "koi", category="fish"), ObjectInfo(2, "leaf")]
        drawn = import_maps(document, {0: _truth(media.size, 0)}, objects=objects)
        assert drawn is not None
        document.apply(drawn)
        results = [
            RunResult(frame, _truth(media.size, frame), {1: 0.9, 2: 0.4}, (1, 2))
            for frame in range(1, 10)
        ]
        document.apply(write_run(document, results))
        accepted = accept(document, range(1, 5), (1, 2))
        assert accepted is not None
        document.apply(accepted)
    return path


def _run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def test_a_project_becomes_a_davis_folder(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = project.read_bytes()
    output = tmp_path / "out"
    code = _run(project, "--format", "davis", "--output", output, "--json")
    out, err = capsys.readouterr()
    assert code == 0
    content = json.loads(out)
    assert (content["complete"], content["frames"], content["files"]) == (True, 12, 12 + 10 + 1)
    assert content["warnings"] == [
        "5 frames hold masks that nobody has accepted: 00005 to 00009.",
        "2 frames have no masks: 00010 to 00011.",
    ]
    for sentence in content["warnings"]:
        assert f"sst-export: {sentence}" in err
    folder = open_vos_folder(output, split="train")
    assert folder.sequences == ("short",), "named after the video"
    with open_project(project) as opened:
        for frame, path in enumerate(folder.masks("short")):
            shown = opened.document.label_map(frame)
            assert np.array_equal(read_label_map(path), shown)
            if frame <= 9:
                assert (shown == 1).any()
    assert len(project.read_bytes()) == len(before)


@pytest.mark.parametrize("format_id", [entry.id for entry in FORMATS])
def test_every_format_comes_out_of_a_real_project(
    project: Path, tmp_path: Path, format_id: str
) -> None:
    if format_id == "coco":
        pytest.importorskip("pycocotools")
    output = tmp_path / "out"
    assert _run(project, "--format", format_id, "--output", output) == 0
    assert any(path.is_file() for path in output.rglob("*"))
    assert not list(output.rglob("*.part"))


def test_range_every_and_accepted_only(project: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    options = ("--range", "1:10", "--every", 2, "--accepted-only", "--option", "images=none")
    assert _run(project, "--format", "youtube-vos", "--output", output, *options) == 0
    masks = sorted((output / "Annotations" / "short").iterdir())
    assert [path.stem for path in masks] == ["00001", "00003"]
    assert not (output / "JPEGImages").exists()


def test_an_exported_project_comes_back_from_another_one(
    project: Path, tmp_path: Path, short_clip: Path
) -> None:
    """Export, then import into a new project: the same pixels, and the masks are 'imported'."""
    output = tmp_path / "out"
    assert _run(project, "--format", "collection", "--output", output) == 0
    media = open_media(short_clip)
    found = import_masks(output, ImportRules(media.size, media.names))
    height, width = media.size
    reference = describe_media(short_clip, frames=len(media), height=height, width=width)
    with (
        open_project(project) as old,
        open_project(tmp_path / "b.sst", create_for=reference) as new,
    ):
        group = import_maps(new.document, found.maps, objects=found.objects)
        assert group is not None
        new.document.apply(group)
        assert new.document.objects == old.document.objects
        for frame in range(FRAMES):
            assert np.array_equal(new.document.label_map(frame), old.document.label_map(frame))
        assert new.document.cell(9, 1).provenance is Provenance.IMPORTED


def test_list_describes_formats_for_people_and_programs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _run("--format", "list") == 0
    text = capsys.readouterr().out
    assert all(f"{entry.id}: " in text for entry in FORMATS)
    assert "--option images=jpg|png|none (default jpg)" in text
    assert _run("--format", "list", "--json") == 0
    entries = json.loads(capsys.readouterr().out)
    assert [entry["id"] for entry in entries] == [entry.id for entry in FORMATS]


def _sentence(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """The one line of a refusal."""
    assert _run(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("sst-export: ")
    assert len(err.splitlines()) == 1
    return err


def test_bad_input_is_one_sentence_and_exit_code_two(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out"
    good = ("--format", "davis", "--output", output)
    foreign = tmp_path / "notes.sst"
    foreign.write_text("not a database")
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.txt").write_text("x")
    assert "no such project" in _sentence(capsys, tmp_path / "none.sst", *good)
    assert "no SST project" in _sentence(capsys, foreign, *good)
    assert "no format 'avi'" in _sentence(capsys, project, "--format", "avi", "--output", output)
    assert "goes too far" in _sentence(capsys, project, *good, "--range", "3:99")
    assert "not a range" in _sentence(capsys, project, *good, "--range", "x")
    assert "no option size" in _sentence(capsys, project, *good, "--option", "size=3")
    assert "not empty" in _sentence(capsys, project, "--format", "davis", "--output", full)
    assert "is a file" in _sentence(
        capsys, project, "--format", "davis", "--output", full / "mine.txt"
    )
    assert not output.exists()
    assert [path.name for path in full.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--format", "davis", "--output", "x"],
        ["p.sst", "--output", "x"],
        ["p.sst", "--format", "davis"],
        ["p.sst", "--format", "davis", "--output", "x", "--every", "0"],
        ["p.sst", "--format", "davis", "--output", "x", "--option", "images"],
    ],
)
def test_missing_and_malformed_arguments_exit_with_two(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


def test_a_video_that_has_moved_is_asked_for(
    project: Path, tmp_path: Path, short_clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = tmp_path / "moved.mp4"
    here.write_bytes(short_clip.read_bytes())
    with open_project(project) as opened:
        opened.relink(here)
    there = here.rename(tmp_path / "elsewhere.mp4")
    good = (project, "--format", "rgba", "--output", tmp_path / "out")
    assert "--media FILE" in _sentence(capsys, *good)
    assert _run(*good, "--media", there) == 0
    assert (tmp_path / "out" / "cutouts" / "moved").is_dir(), "the name stays that of the project"
    assert "has changed" not in capsys.readouterr().err


def test_a_project_open_in_a_window_can_be_exported(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The window keeps its lock; the export reads beside it."""
    with open_project(project) as window:
        assert not window.read_only
        assert _run(project, "--format", "davis", "--output", tmp_path / "out") == 0
        assert not window.read_only
    assert "open in another window" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ on Windows")
def test_ctrl_c_keeps_finished_files(project: Path, tmp_path: Path) -> None:
    """A real signal in mid-run: exit code 130, whole files, and lists that speak of them."""
    output = tmp_path / "out"
    script = (
        "import sys, time\n"
        "from annotator.export import davis\n"
        "add = davis.Davis.add\n"
        "davis.Davis.add = lambda self, shot: (add(self, shot), time.sleep(0.2))[0]\n"
        "from annotator.cli.export import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    command = [sys.executable, "-c", script, project, "--format", "davis", "--output", output]
    root = Path(__file__).resolve().parents[3]
    process = subprocess.Popen(command, cwd=root, env=os.environ, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while len(list(tmp_path.glob(".out.*/**/*.jpg"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted; finished files stay" in err
    assert "Traceback" not in err
    folder = open_vos_folder(output, split="train")
    assert 3 <= len(folder.frames("short")) < FRAMES
    for path in folder.masks("short"):
        read_label_map(path)
    assert not list(output.rglob("*.part"))
