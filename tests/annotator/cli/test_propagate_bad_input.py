"""Bad input of every kind: one clear sentence, exit code 2, nothing written."""

import pickle
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from av.container import OutputContainer
from av.stream import Disposition
from PIL import Image

from annotator.cli.propagate import main
from sst_core.labels import write_label_map

Scene = Callable[..., tuple[np.ndarray, np.ndarray]]
Capture = pytest.CaptureFixture[str]
SIZE = (64, 96)


class _Case:
    """A command line of good parts, of which a test spoils one."""

    def __init__(self, folder: Path, clip: Path, capsys: Capture) -> None:
        self.folder, self.input = folder, clip
        self.masks = folder / "mask.png"
        self.output = folder / "out"
        self._capsys = capsys
        label_map = np.zeros(SIZE, np.uint8)
        label_map[20:40, 20:40] = 1
        write_label_map(self.masks, label_map)

    def refused(self, *options: str) -> str:
        """Runs the command; the one sentence with which it refuses."""
        before = _contents(self.folder)
        paths = [str(self.input), "--masks", str(self.masks), "--output", str(self.output)]
        assert main([*paths, *options]) == 2
        assert _contents(self.folder) == before  # nothing made, nothing overwritten
        printed = self._capsys.readouterr()
        assert printed.out == ""
        lines = printed.err.strip().splitlines()
        assert len(lines) == 1, printed.err
        assert lines[0].startswith("sst-propagate: ")
        assert "Traceback" not in printed.err
        return lines[0]


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()} | {
        str(path): b"folder" for path in folder.rglob("*") if path.is_dir()
    }


@pytest.fixture
def case(tmp_path: Path, short_clip: Path, capsys: Capture) -> _Case:
    """Good input to spoil."""
    return _Case(tmp_path, short_clip, capsys)


def test_a_missing_video(case: _Case) -> None:
    case.input = case.folder / "none.mp4"
    assert "none.mp4: there is no such file" in case.refused()


def test_a_video_cut_short(case: _Case) -> None:
    data = case.input.read_bytes()
    case.input = case.folder / "cut.mp4"
    case.input.write_bytes(data[: len(data) // 2])
    assert "cut.mp4: this file is cut short or not a video" in case.refused()


@pytest.mark.parametrize("cover", [False, True])
def test_sound_without_pictures_or_with_a_cover(case: _Case, cover: bool) -> None:
    case.input = case.folder / "sound.m4a"
    with av.open(str(case.input), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=8000)
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        silence.sample_rate = 8000
        if cover:
            _add_cover(container)
        container.mux(stream.encode(silence))
        container.mux(stream.encode())
    assert "sound.m4a: there is only sound in this file" in case.refused()


def _add_cover(container: OutputContainer) -> None:
    stream = container.add_stream("mjpeg", rate=1)
    stream.height, stream.width = SIZE
    stream.pix_fmt, stream.disposition = "yuvj420p", Disposition.attached_pic
    picture = av.VideoFrame.from_ndarray(np.zeros((*SIZE, 3), np.uint8), "rgb24")
    container.mux(stream.encode(picture))
    container.mux(stream.encode())


def test_an_empty_folder(case: _Case) -> None:
    case.input = case.folder / "images"
    case.input.mkdir()
    assert "images: there are no images in this folder" in case.refused()


def test_images_of_different_sizes(case: _Case) -> None:
    case.input = case.folder / "images"
    case.input.mkdir()
    for name, size in (("1.png", (6, 8)), ("2.png", (6, 9))):
        Image.fromarray(np.zeros((*size, 3), np.uint8)).save(case.input / name)
    assert "2.png: this image is 9x6, but 1.png is 8x6" in case.refused()


def test_a_mask_of_another_size(case: _Case) -> None:
    write_label_map(case.masks, np.ones((10, 20), np.uint8))
    sentence = case.refused()
    assert "20x10 pixels, but the frames are 96x64" in sentence
    assert "--resize-masks" in sentence


def test_a_missing_mask(case: _Case) -> None:
    case.masks = case.folder / "none.png"
    assert "none.png: there is no such mask" in case.refused()


def test_a_coloured_mask(case: _Case) -> None:
    picture = np.zeros((*SIZE, 3), np.uint8)
    picture[10:30, 10:30] = (255, 0, 0)
    Image.fromarray(picture).save(case.masks)
    sentence = case.refused()
    assert "RGB" in sentence
    assert "Convert it to an indexed PNG" in sentence


def test_a_deep_mask(case: _Case) -> None:
    Image.fromarray(np.ones(SIZE, np.uint16)).save(case.masks)
    assert "16-bit PNG" in case.refused()


def test_a_mask_without_objects(case: _Case) -> None:
    write_label_map(case.masks, np.zeros(SIZE, np.uint8))
    assert "there is no object in the mask" in case.refused()


def test_a_mask_of_nothing_but_0_and_255(case: _Case) -> None:
    label_map = np.zeros(SIZE, np.uint8)
    label_map[:9] = 255
    write_label_map(case.masks, label_map)
    assert "--binary" in case.refused()


def test_a_mask_for_a_frame_outside_the_clip(case: _Case) -> None:
    data = case.masks.read_bytes()
    case.masks = case.folder / "masks"
    case.masks.mkdir()
    (case.masks / "00012.png").write_bytes(data)
    sentence = case.refused()
    assert "00012.png: this mask matches no frame" in sentence
    assert "00000 to 00011" in sentence


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("3", "not a range"),
        ("a:b", "not a range"),
        ("-1:4", "not a range"),
        ("5:5", "holds no frames"),
        ("7:2", "holds no frames"),
        ("0:13", "goes too far"),
        ("20:", "holds no frames"),
    ],
)
def test_a_bad_range(case: _Case, text: str, reason: str) -> None:
    assert reason in case.refused(f"--range={text}")


def test_both_directions_with_one_mask(case: _Case) -> None:
    assert "masks on several frames" in case.refused("--direction", "both")


def test_a_mask_that_reaches_nothing(case: _Case) -> None:
    data = case.masks.read_bytes()
    case.masks = case.folder / "masks"
    case.masks.mkdir()
    (case.masks / "00009.png").write_bytes(data)
    sentence = case.refused("--direction", "forward", "--range", "0:5")
    assert "no mask reaches the range" in sentence


def test_an_output_folder_that_is_not_empty(case: _Case) -> None:
    case.output.mkdir()
    (case.output / "anything").write_bytes(b"mine")
    assert "not empty" in case.refused()


def test_an_output_folder_that_cannot_be_made(case: _Case) -> None:
    (case.folder / "file").write_bytes(b"x")
    case.output = case.folder / "file" / "masks"
    assert "file: this is a file" in case.refused()


def test_inputs_are_never_the_output(case: _Case) -> None:
    data = case.masks.read_bytes()
    case.masks = case.output = case.folder / "masks"
    case.masks.mkdir()
    (case.masks / "00000.png").write_bytes(data)
    assert "the masks folder cannot be the output folder" in case.refused("--overwrite")
    images = case.folder / "images"
    images.mkdir()
    Image.fromarray(np.zeros((*SIZE, 3), np.uint8)).save(images / "00000.png")
    case.input = case.output = images
    assert "the input folder cannot be the output folder" in case.refused("--overwrite")


def test_overlays_that_would_replace_something_or_have_no_place(case: _Case) -> None:
    (case.folder / "there.mp4").write_bytes(b"mine")
    place = case.folder
    assert "replace what is there" in case.refused("--overlay", str(place / "there.mp4"))
    assert "no folder" in case.refused("--overlay", str(place / "none" / "o.mp4"))
    assert "mp4" in case.refused("--overlay", str(place / "o.gif"))
    copy = place / "copy.mp4"
    copy.write_bytes(case.input.read_bytes())
    case.input = copy
    assert "replace what is there" in case.refused("--overlay", str(copy), "--overwrite")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "no such weights file"),
        (b"", "damaged"),
        (b"rubbish" * 100, "damaged"),
        (pickle.dumps({"weights": [1.0, 2.0]}), "pickled"),
    ],
)
def test_weights_that_cannot_be_used(case: _Case, content: bytes | None, reason: str) -> None:
    path = case.folder / "weights.safetensors"
    if content is not None:
        path.write_bytes(content)
    sentence = case.refused("--weights", str(path), "--device", "cpu")
    assert "weights.safetensors" in sentence
    assert reason in sentence


def test_weights_of_another_version_or_with_nan(case: _Case) -> None:
    import torch  # noqa: PLC0415 - only here

    from sst_core.checkpoint import FORMAT, write_tensors  # noqa: PLC0415 - imports torch

    path = case.folder / "weights.safetensors"
    write_tensors(path, {"a": torch.zeros(1)}, {"format": FORMAT, "version": "99"})
    assert "version 99" in case.refused("--weights", str(path), "--device", "cpu")
    write_tensors(path, {"a": torch.full((1,), torch.nan)}, {"format": FORMAT, "version": "1"})
    assert "not numbers" in case.refused("--weights", str(path), "--device", "cpu")


def test_a_device_that_is_absent(case: _Case) -> None:
    import torch  # noqa: PLC0415 - only here

    if torch.cuda.is_available():
        pytest.skip("this machine has CUDA")
    assert "there is no cuda device here" in case.refused("--device", "cuda")


def test_a_damaged_image_in_mid_run_leaves_no_traceback(
    case: _Case, monkeypatch: pytest.MonkeyPatch, make_scene: Scene, capsys: Capture
) -> None:
    from colour_session import ColourSession  # noqa: PLC0415 - only here

    from annotator.engine import sessions  # noqa: PLC0415 - only here

    monkeypatch.setattr(sessions, "load_sessions", lambda *_a, **_n: ColourSession)
    images = case.folder / "images"
    images.mkdir()
    for frame in range(4):
        Image.fromarray(make_scene(frame)[0]).save(images / f"{frame}.png")
    data = (images / "3.png").read_bytes()
    (images / "3.png").write_bytes(data[: len(data) // 2])
    write_label_map(case.masks, make_scene(0)[1])
    command = [str(images), "--masks", str(case.masks), "--output", str(case.output)]
    assert main(command) == 2
    assert "3.png: the image is damaged" in capsys.readouterr().err
    assert sorted(file.name for file in case.output.iterdir()) == ["0.png", "1.png", "2.png"]
