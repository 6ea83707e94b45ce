"""sst-propagate from its arguments to files: what it writes, prints and returns."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest
from colour_session import ColourSession

from annotator.cli.propagate import main
from annotator.engine import sessions
from annotator.media.video import Video
from sst_core.labels import read_label_map, write_label_map

Scene = Callable[..., tuple[np.ndarray, np.ndarray]]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[ColourSession]:
    """Puts the fake in the model's place; the list holds the sessions that were made."""
    known: list[ColourSession] = []

    def make(resolution: int) -> ColourSession:
        known.append(ColourSession(resolution))
        return known[-1]

    monkeypatch.setattr(sessions, "load_sessions", lambda *_args, **_named: make)
    return known


@pytest.fixture
def mask(tmp_path: Path, make_scene: Scene) -> Path:
    """The true label map of frame 0."""
    write_label_map(tmp_path / "first.png", make_scene(0)[1])
    return tmp_path / "first.png"


@pytest.mark.usefixtures("made")
def test_masks_for_every_frame_and_a_report(
    short_clip: Path, mask: Path, tmp_path: Path, make_scene: Scene, capsys: Capture
) -> None:
    out = tmp_path / "out"
    assert main([str(short_clip), "--masks", str(mask), "--output", str(out)]) == 0
    assert sorted(file.name for file in out.iterdir()) == [f"{i:05d}.png" for i in range(12)]
    assert (out / "00000.png").read_bytes() == mask.read_bytes()
    truth = make_scene(11)[1]
    assert (read_label_map(out / "00011.png")[14:] == truth[14:]).mean() > 0.98
    printed = capsys.readouterr()
    assert "12 masks in" in printed.out
    assert "frames/s, peak memory" in printed.out
    assert str(out) in printed.out
    assert "11/11 frames" in printed.err


def test_json_overlay_range_and_resolution(
    short_clip: Path, mask: Path, tmp_path: Path, made: list[ColourSession], capsys: Capture
) -> None:
    out, overlay = tmp_path / "out", tmp_path / "over.mp4"
    options = ["--json", "--overlay", str(overlay), "--range", "0:7", "--resolution", "240"]
    assert main([str(short_clip), "--masks", str(mask), "--output", str(out), *options]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["frames"], report["propagated"], report["complete"]) == (7, 6, True)
    assert report["fps"] > 0
    assert report["peak_memory_mb"] > 10
    assert set(report["confidence"]) == {f"{i:05d}" for i in range(1, 7)}
    assert report["confidence"]["00003"] == {"1": 0.5, "2": 0.5}
    assert report["files"]["names"] == sorted(file.name for file in out.iterdir())
    assert report["files"]["overlay"] == str(overlay)
    video = Video(overlay)
    assert (len(video), video.size, video.rate) == (7, (64, 96), 25)
    assert made[0].resolution == 240


@pytest.mark.usefixtures("made")
def test_backward_takes_the_mask_for_the_last_frame_of_the_range(
    short_clip: Path, tmp_path: Path, make_scene: Scene
) -> None:
    write_label_map(tmp_path / "last.png", make_scene(8)[1])
    out = tmp_path / "out"
    options = ["--direction", "backward", "--range", "3:9", "--output", str(out)]
    assert main([str(short_clip), "--masks", str(tmp_path / "last.png"), *options]) == 0
    assert sorted(file.name for file in out.iterdir()) == [f"{i:05d}.png" for i in range(3, 9)]
    assert (out / "00008.png").read_bytes() == (tmp_path / "last.png").read_bytes()


@pytest.mark.usefixtures("made")
def test_a_folder_of_images_names_masks_after_its_images(
    tmp_path: Path, make_scene: Scene, capsys: Capture
) -> None:
    from PIL import Image  # noqa: PLC0415 - only here

    (tmp_path / "images").mkdir()
    (tmp_path / "masks").mkdir()
    for frame in (1, 2, 10):
        picture, truth = make_scene(frame)
        Image.fromarray(picture).save(tmp_path / "images" / f"img{frame}.png")
        if frame == 2:
            write_label_map(tmp_path / "masks" / "img2.png", truth)
    out, masks = tmp_path / "out", tmp_path / "masks"
    command = [str(tmp_path / "images"), "--masks", str(masks), "--output", str(out)]
    assert main(command) == 0
    assert sorted(file.stem for file in out.iterdir()) == ["img1", "img10", "img2"]
    assert main([*command, "--overwrite", "--direction", "forward"]) == 0
    assert "1 frames (img1 to img1) are reached from no mask" in capsys.readouterr().err


@pytest.mark.usefixtures("made")
def test_overwrite_replaces_masks_and_nothing_else(
    short_clip: Path, mask: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "00003.png").write_bytes(b"old")
    (out / "mine.txt").write_bytes(b"mine")
    command = [str(short_clip), "--masks", str(mask), "--output", str(out)]
    assert main(command) == 2
    assert (out / "00003.png").read_bytes() == b"old"
    assert main([*command, "--overwrite"]) == 0
    assert read_label_map(out / "00003.png").shape == (64, 96)
    assert (out / "mine.txt").read_bytes() == b"mine"


def test_interrupting_keeps_finished_masks_and_finishes_the_overlay(
    short_clip: Path, mask: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    out, overlay = tmp_path / "out", tmp_path / "over.mp4"
    stops = lambda *_args, **_named: (
        lambda size: ColourSession(size, fails={6: KeyboardInterrupt()})
    )
    monkeypatch.setattr(sessions, "load_sessions", stops)
    options = ["--overlay", str(overlay), "--output", str(out)]
    assert main([str(short_clip), "--masks", str(mask), *options]) == 130
    assert sorted(file.name for file in out.iterdir()) == [f"{i:05d}.png" for i in range(6)]
    assert all(read_label_map(file).shape == (64, 96) for file in out.iterdir())
    assert len(Video(overlay)) == 6
    assert "interrupted; 6 finished masks are in" in capsys.readouterr().err


def test_running_out_of_memory_is_told_and_survived(
    short_clip: Path, mask: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    fails = [{4: RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")}]
    load = lambda *_args, **_named: (
        lambda size: ColourSession(size, fails=fails.pop() if fails else {})
    )
    monkeypatch.setattr(sessions, "load_sessions", load)
    out = tmp_path / "out"
    assert main([str(short_clip), "--masks", str(mask), "--output", str(out), "--json"]) == 0
    printed = capsys.readouterr()
    assert "Memory ran out at 480 pixels; going on at 360." in printed.err
    assert json.loads(printed.out)["warnings"] == ["Memory ran out at 480 pixels; going on at 360."]
    assert len(list(out.iterdir())) == 12


def test_help_and_version_answer_without_torch() -> None:
    code = "import sys; from annotator.cli.propagate import main\ntry: main(['--help'])\n"
    code += "except SystemExit: pass\nassert not {'torch', 'av', 'numpy'} & set(sys.modules)"
    begin = perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert b"--resize-masks" in done.stdout
    assert perf_counter() - begin < 3  # generous: the machine may be busy


@pytest.mark.parametrize("text", ["12", "0", "many"])
def test_a_resolution_out_of_bounds_is_a_user_error(text: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["a.mp4", "--masks", "b.png", "--output", "c", "--resolution", text])
    assert stop.value.code == 2
    assert "--resolution" in capsys.readouterr().err
