"""sst-propagate on a project: into it as one step of undo, to a folder, and what it refuses."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from colour_session import ColourSession

from annotator.cli.propagate import main
from annotator.document import gestures
from annotator.document.cells import Provenance
from annotator.engine import sessions
from annotator.media.video import Video
from annotator.project import describe_media, open_project
from sst_core.labels import read_label_map

Scene = Callable[..., tuple[np.ndarray, np.ndarray]]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[ColourSession]:
    """Puts the fake in the model's place; the list holds the sessions that were made."""
    found: list[ColourSession] = []

    def make(resolution: int) -> ColourSession:
        found.append(ColourSession(resolution))
        return found[-1]

    monkeypatch.setattr(sessions, "load_sessions", lambda *_args, **_named: make)
    return found


@pytest.fixture
def project(tmp_path: Path, short_clip: Path, make_scene: Scene) -> Path:
    """Twelve frames, of which 0 and 6 are drawn; on frame 3 object 2 is accepted nowhere."""
    clip = Path(shutil.copy(short_clip, tmp_path / "clip.mp4"))
    media = describe_media(clip, frames=12, height=64, width=96)
    path = tmp_path / "clip.sst"
    with open_project(path, create_for=media) as made:
        maps = {frame: make_scene(frame)[1] for frame in (0, 6)}
        group = gestures.import_maps(made.document, maps)
        assert group is not None
        made.document.apply(group)
    return path


def _maps(path: Path) -> dict[int, bytes]:
    with open_project(path, read_only=True) as found:
        document = found.document
        return {frame: document.label_map(frame).tobytes() for frame in sorted(document.labelled)}


@pytest.mark.usefixtures("made")
def test_masks_go_into_the_project_as_one_step_of_undo(
    project: Path, capsys: Capture, make_scene: Scene
) -> None:
    before = _maps(project)
    assert main([str(project), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["frames"], report["files"]["project"]) == (10, str(project))
    with open_project(project) as found:
        document = found.document
        assert document.labelled == set(range(12))
        assert document.cell(5, 1).provenance is Provenance.PROPAGATED
        assert document.cell(5, 1).confidence == 0.5
        assert (document.label_map(11)[14:] == make_scene(11)[1][14:]).mean() > 0.98
        assert {frame: document.label_map(frame).tobytes() for frame in before} == before
        assert document.can_undo == "Propagate"
        document.undo()
        assert document.labelled == {0, 6}
    assert _maps(project) == before


@pytest.mark.usefixtures("made")
def test_with_an_output_the_project_stays_as_it_is_though_it_is_open(
    project: Path, tmp_path: Path
) -> None:
    out, overlay = tmp_path / "out", tmp_path / "over.mp4"
    before = _maps(project)
    with open_project(project):
        options = ["--output", str(out), "--range", "2:9", "--overlay", str(overlay)]
        assert main([str(project), *options]) == 0
    assert sorted(file.name for file in out.iterdir()) == [f"{i:05d}.png" for i in range(2, 9)]
    assert read_label_map(out / "00006.png").tobytes() == before[6]
    assert _maps(project) == before
    assert len(Video(overlay)) == 7


@pytest.mark.usefixtures("made")
def test_a_project_that_is_open_elsewhere_is_refused(project: Path, capsys: Capture) -> None:
    before = _maps(project)
    with open_project(project):
        assert main([str(project)]) == 2
    said = capsys.readouterr().err
    assert "open in another window" in said
    assert "reading only" not in said, "that is what a window would say"
    assert said.count("\n") == 1
    assert _maps(project) == before


def test_a_project_without_a_mask_or_without_its_video_is_refused(
    project: Path, tmp_path: Path, capsys: Capture
) -> None:
    with open_project(project) as found:
        group = gestures.clear(found.document, [0, 6], [1, 2])
        assert group is not None
        found.document.apply(group)
    assert main([str(project)]) == 2
    assert "there is no mask to go by" in capsys.readouterr().err
    (tmp_path / "clip.mp4").rename(tmp_path / "elsewhere.mp4")
    assert main([str(project)]) == 2
    assert "Pass --media FILE" in capsys.readouterr().err
    assert main([str(tmp_path / "nothing.sst")]) == 2
    assert "there is no such project" in capsys.readouterr().err


@pytest.mark.usefixtures("made")
def test_another_clip_is_refused_and_a_moved_one_is_taken(
    project: Path, tmp_path: Path, long_gop: Path, capsys: Capture
) -> None:
    moved = (tmp_path / "clip.mp4").rename(tmp_path / "elsewhere.mp4")
    assert main([str(project), "--media", str(long_gop)]) == 2
    assert "but this clip has 80" in capsys.readouterr().err
    assert main([str(project), "--media", str(moved)]) == 0
    assert len(_maps(project)) == 12


def test_the_clip_itself_is_never_written_over(
    project: Path, tmp_path: Path, capsys: Capture
) -> None:
    clip = tmp_path / "clip.mp4"
    before = clip.read_bytes()
    assert main([str(project), "--overlay", str(clip), "--overwrite"]) == 2
    assert "would write over the clip" in capsys.readouterr().err
    assert clip.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a.mp4"], "--masks and --output must be given"),
        (["a.mp4", "--masks", "b.png"], "--output must be given"),
        (["a.sst", "--masks", "b.png", "--binary"], "leave --masks and --binary out"),
        (["a.mp4", "--masks", "b", "--output", "c", "--media", "d"], "--media goes with a project"),
    ],
)
def test_options_that_do_not_go_together(arguments: list[str], said: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert said in capsys.readouterr().err
