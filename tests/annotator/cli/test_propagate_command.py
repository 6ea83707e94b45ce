"""sst-propagate from its arguments to files: what it writes, prints and returns."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter, sleep

import numpy as np
import pytest
from colour_session import ColourSession

from annotator.cli.propagate import main
from annotator.engine import sessions
from annotator.media.video import Video
from sst_core.labels import read_label_map, write_label_map

Scene = Callable[..., tuple[np.ndarray, np.ndarray]]
Capture = pytest.CaptureFixture[str]


def _put_fake(
    monkeypatch: pytest.MonkeyPatch, fails: Sequence[dict[int, BaseException]] = ()
) -> list[ColourSession]:
    """Puts the fake in the model's place; gives the sessions that were made, one for each fail."""
    made: list[ColourSession] = []

    def make(resolution: int) -> ColourSession:
        failing = fails[len(made)] if len(made) < len(fails) else {}
        made.append(ColourSession(resolution, fails=failing))
        return made[-1]

    def load(*_args: object, **_named: object) -> Callable[[int], ColourSession]:
        return make

    monkeypatch.setattr(sessions, "load_sessions", load)
    return made


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[ColourSession]:
    """Puts the fake in the model's place; the list holds the sessions that were made."""
    return _put_fake(monkeypatch)


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


@pytest.mark.data
@pytest.mark.usefixtures("made")
def test_a_sequence_of_davis_comes_out_in_its_own_layout(davis_root: Path, tmp_path: Path) -> None:
    frames, truth = (davis_root / kind / "480p" / "boat" for kind in ("JPEGImages", "Annotations"))
    out = tmp_path / "out"
    options = ["--masks", str(truth / "00000.png"), "--output", str(out), "--range", "0:3"]
    assert main([str(frames), *options]) == 0
    assert sorted(file.name for file in out.iterdir()) == ["00000.png", "00001.png", "00002.png"]
    assert (out / "00000.png").read_bytes() == (truth / "00000.png").read_bytes()
    assert read_label_map(out / "00002.png").shape == read_label_map(truth / "00002.png").shape


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
    _put_fake(monkeypatch, [{6: KeyboardInterrupt()}])
    options = ["--overlay", str(overlay), "--output", str(out)]
    assert main([str(short_clip), "--masks", str(mask), *options]) == 130
    assert sorted(file.name for file in out.iterdir()) == [f"{i:05d}.png" for i in range(6)]
    assert all(read_label_map(file).shape == (64, 96) for file in out.iterdir())
    assert len(Video(overlay)) == 6
    assert "interrupted; 6 finished masks are in" in capsys.readouterr().err


_SLOW = """
import sys, time
sys.path[:0] = {paths!r}
from colour_session import ColourSession
from annotator.engine import sessions
from annotator.cli.propagate import main

class Slow(ColourSession):
    def step(self, frame, image):
        time.sleep(0.2)
        return super().step(frame, image)

sessions.load_sessions = lambda *_args, **_named: Slow
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
def test_a_real_signal_stops_it_within_a_moment(
    short_clip: Path, mask: Path, tmp_path: Path, project_root: Path
) -> None:
    out = tmp_path / "out"
    code = _SLOW.format(paths=[str(project_root), str(project_root / "tests/annotator/fakes")])
    command = [str(short_clip), "--masks", str(mask), "--output", str(out)]
    process = subprocess.Popen(
        [sys.executable, "-c", code, *command], stderr=subprocess.PIPE, text=True
    )
    while not (out / "00002.png").exists():
        assert process.poll() is None
        sleep(0.02)
    process.send_signal(signal.SIGINT)
    begin = perf_counter()
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130, said
    assert perf_counter() - begin < 5  # generous: the machine may be busy
    assert "finished masks are in" in said
    assert "Traceback" not in said
    files = sorted(file.name for file in out.iterdir())
    assert 3 <= len(files) < 12
    assert all(read_label_map(out / name).shape == (64, 96) for name in files)


def test_running_out_of_memory_is_told_and_survived(
    short_clip: Path, mask: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    _put_fake(monkeypatch, [{4: RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")}])
    out = tmp_path / "out"
    assert main([str(short_clip), "--masks", str(mask), "--output", str(out), "--json"]) == 0
    printed = capsys.readouterr()
    assert "Memory ran out at 480 pixels; going on at 360." in printed.err
    assert json.loads(printed.out)["warnings"] == ["Memory ran out at 480 pixels; going on at 360."]
    assert len(list(out.iterdir())) == 12


def test_the_real_session_runs_in_both_directions(
    short_clip: Path, tmp_path: Path, make_scene: Scene, capsys: Capture
) -> None:
    import torch  # noqa: PLC0415 - only here

    from sst_core.checkpoint import save_model  # noqa: PLC0415 - imports torch
    from sst_core.config import ModelConfig  # noqa: PLC0415 - with it
    from sst_core.model import SST  # noqa: PLC0415 - imports torch

    torch.manual_seed(0)
    weights, masks, out = tmp_path / "w.safetensors", tmp_path / "masks", tmp_path / "out"
    save_model(weights, ModelConfig(), SST(ModelConfig()).state_dict(), card={})
    masks.mkdir()
    write_label_map(masks / "00002.png", np.where(make_scene(2)[1] == 1, 1, 0).astype(np.uint8))
    write_label_map(masks / "00005.png", make_scene(5)[1])
    options = ["--output", str(out), "--weights", str(weights), "--device", "cpu", "--json"]
    options += ["--range", "1:7", "--resolution", "64", "--direction", "both"]
    assert main([str(short_clip), "--masks", str(masks), *options]) == 0
    report = json.loads(capsys.readouterr().out)
    assert sorted(report["confidence"]) == ["00001", "00003", "00004", "00006"]
    assert all(set(objects) == {"1", "2"} for objects in report["confidence"].values())
    for frame in range(1, 7):
        label_map = read_label_map(out / f"{frame:05d}.png")
        assert label_map.shape == (64, 96)
        assert set(np.unique(label_map)) <= {0, 1, 2}
    for frame in ("00002", "00005"):
        assert (out / f"{frame}.png").read_bytes() == (masks / f"{frame}.png").read_bytes()


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
