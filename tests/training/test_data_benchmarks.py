"""Training on the folders of YouTube-VOS and DAVIS as they are given out."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from data_worlds import HEIGHT, WIDTH, draw_square, save, save_labels, scenery, stills_world
from PIL import Image

from sst_core.errors import DataError
from sst_core.labels import VOID
from training.cli.train import main
from training.data import clips
from training.data.clips import ClipOptions, RealClips, pick_frames
from training.data.collections import Source, detect
from training.data.mixture import ClipDataset

OPTIONS = ClipOptions(frames=3, crop=96, short_side=(96, 120), max_gap=5, min_pixels=30)


def youtube_world(root: Path) -> Path:
    """A frame for every number, a mask for every fifth; a second object comes up at 00015."""
    for t in range(26):
        image, label_map = scenery(t), np.zeros((HEIGHT, WIDTH), np.uint8)
        draw_square(image, label_map, (10, 2 * t), 1)
        if t >= 15:
            draw_square(image, label_map, (70, 2 * t), 2)
        save(image, root / "train" / "JPEGImages" / "v" / f"{t:05d}.png")
        if t % 5 == 0:
            save_labels(label_map, root / "train" / "Annotations" / "v" / f"{t:05d}.png")
    meta = '{"videos": {"v": {"objects": {}}}}'
    (root / "train" / "meta.json").write_text(meta)
    return root


def test_only_annotated_frames_are_drawn_and_gaps_are_those_of_frames(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = detect(youtube_world(tmp_path))
    assert (source.kind, source.split) == ("clips", "train")
    footage = RealClips(source.root, source.split)
    names = [image.stem for image, _ in footage.sequences["v"]]
    assert names == [f"{t:05d}" for t in range(0, 26, 5)]
    gaps: list[int] = []

    def pick(rng: np.random.Generator, length: int, *, frames: int, max_gap: int) -> list[int]:
        gaps.append(max_gap)
        return pick_frames(rng, length, frames=frames, max_gap=max_gap)

    monkeypatch.setattr(clips, "pick_frames", pick)
    for most, annotated in ((5, 1), (13, 3), (1, 1)):
        clip = footage.draw(np.random.default_rng(0), replace(OPTIONS, max_gap=most))
        assert clip is not None
        assert len(clip.frames) == 3
        assert gaps.pop() == annotated


def test_an_object_that_comes_up_late_is_void_in_the_sample(tmp_path: Path) -> None:
    options = ClipOptions(
        frames=3, crop=96, short_side=(96, 97), max_gap=5, min_pixels=30, paste=(0, 0), occluder=0
    )
    stream = ClipDataset([detect(youtube_world(tmp_path))], options)
    late = [
        clip
        for clip in map(stream.sample, range(20))
        if clip.objects == 1 and (clip.label_maps[-1] == VOID).sum() > 30
    ]
    assert late
    assert all(set(np.unique(clip.label_maps)) <= {0, 1, VOID} for clip in late)


def test_masks_of_davis_2016_hold_one_object(tmp_path: Path) -> None:
    for t in range(4):
        image, label_map = scenery(t), np.zeros((HEIGHT, WIDTH), np.uint8)
        draw_square(image, label_map, (30, 30 + t), 1)
        save(image, tmp_path / "JPEGImages/480p/bear" / f"{t:05d}.png")
        path = tmp_path / "Annotations/480p/bear" / f"{t:05d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(label_map * np.uint8(255)).save(path)
    clip = RealClips(tmp_path, None).draw(np.random.default_rng(0), OPTIONS)
    assert clip is not None
    assert set(np.unique(clip.label_maps)) == {0, 1}


def test_the_list_of_2017_comes_before_that_of_2016(tmp_path: Path) -> None:
    """Both come with DAVIS 2017, and "train" alone would be found twice."""
    for name in ("JPEGImages", "Annotations", "ImageSets/2016", "ImageSets/2017"):
        (tmp_path / name).mkdir(parents=True)
    for year in ("2016", "2017"):
        (tmp_path / "ImageSets" / year / "train.txt").write_text("bear\n")
    assert detect(tmp_path) == Source("clips", tmp_path, 1.0, "2017/train")


def test_sst_train_refuses_a_root_with_every_fault_that_it_has(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = youtube_world(tmp_path / "yv")
    stills = stills_world(tmp_path / "stills")
    frames, masks = root / "train/JPEGImages/v", root / "train/Annotations/v"
    (frames / "00003.png").unlink()
    (frames / "00004.png").write_bytes((frames / "00004.png").read_bytes()[:500])
    save_labels(np.zeros((10, 10), np.uint8), masks / "00010.png")
    command = ["--data", str(root), str(stills), "--config", "sst-tiny", "--device", "cpu"]
    command += ["--output", str(tmp_path / "run"), "--dry-run", "--init", "nowhere"]
    assert main(command) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0].removeprefix(f"{root}/train/") for line in lines[:-1]] == [
        "Annotations/v/00010.png",
        "JPEGImages/v/00003",
        "JPEGImages/v/00004.png",
    ]
    assert "3 faults were found, see above" in lines[-1]
    assert "--unchecked" in lines[-1]
    assert main([*command, "--unchecked"]) == 2  # now it is the weights that are missing
    assert "nowhere" in capsys.readouterr().err


def test_a_split_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There are: train"):
        RealClips(youtube_world(tmp_path), "valid")
