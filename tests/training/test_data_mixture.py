"""The stream of samples: reproducible by index, ids in order, nothing asked for that is unseen."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch
from data_worlds import save_labels, stills_world, vos_world, write_frame
from torch.utils.data import DataLoader

from sst_core.errors import DataError
from training.data.clips import Clip, ClipOptions, RealClips
from training.data.collections import Source, detect
from training.data.mixture import Batch, ClipDataset, collate, relabel

OPTIONS = ClipOptions(frames=3, crop=64, short_side=(64, 90), max_gap=2, min_pixels=20)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[Source]:
    folder = tmp_path_factory.mktemp("mixture")
    return [detect(vos_world(folder / "vos")), detect(stills_world(folder / "stills"), weight=2.0)]


def batches(dataset: ClipDataset, size: int, workers: int, count: int) -> Iterator[Batch]:
    loader = DataLoader(dataset, batch_size=size, num_workers=workers, collate_fn=collate)
    return islice(loader, count)


def test_a_sample_depends_on_seed_and_index_alone(sources: list[Source]) -> None:
    first, again = (ClipDataset(sources, OPTIONS, seed=7) for _ in range(2))
    for index in (5, 0, 3):
        one, two = first.sample(index), again.sample(index)
        np.testing.assert_array_equal(one.frames, two.frames)
        np.testing.assert_array_equal(one.label_maps, two.label_maps)
    other = ClipDataset(sources, OPTIONS, seed=8).sample(5)
    assert not np.array_equal(first.sample(5).frames, other.frames)


def test_batches_are_the_same_with_any_number_of_workers(sources: list[Source]) -> None:
    dataset = ClipDataset(sources, OPTIONS, seed=1, batch=2)
    alone, shared = (list(batches(dataset, 2, workers, 4)) for workers in (0, 2))
    for one, two in zip(alone, shared, strict=True):
        assert torch.equal(one["frames"], two["frames"])
        assert torch.equal(one["label_maps"], two["label_maps"])


def test_a_resumed_stream_goes_on_where_it_stopped(sources: list[Source]) -> None:
    whole = list(batches(ClipDataset(sources, OPTIONS, batch=2), 2, 0, 4))
    rest = list(batches(ClipDataset(sources, OPTIONS, start=6, batch=2), 2, 0, 1))
    assert torch.equal(whole[3]["frames"], rest[0]["frames"])


def test_batches_have_the_promised_form(sources: list[Source]) -> None:
    (batch,) = batches(ClipDataset(sources, OPTIONS), 4, 0, 1)
    assert batch["frames"].shape == (4, 3, 3, 64, 64)
    assert batch["label_maps"].shape == (4, 3, 64, 64)
    assert batch["frames"].dtype == batch["label_maps"].dtype == torch.uint8
    assert batch["objects"].dtype == torch.int64


def test_objects_are_one_to_o_and_all_visible_at_first(sources: list[Source]) -> None:
    dataset = ClipDataset(sources, OPTIONS)
    counts = set()
    for index in range(40):
        clip = dataset.sample(index)
        ids = set(np.unique(clip.label_maps).tolist()) - {0, 255}
        assert ids == set(range(1, clip.objects + 1))
        visible = np.bincount(clip.label_maps[0].ravel(), minlength=256)
        assert (visible[1 : clip.objects + 1] >= OPTIONS.min_pixels).all()
        counts.add(clip.objects)
    assert counts == {1, 2, 3}


def test_what_appears_later_is_void_and_what_is_too_much_is_background() -> None:
    labels = np.zeros((2, 32, 32), np.uint8)
    for number in range(5):
        labels[:, 6 * number : 6 * number + 5, 0:5] = 10 + number
    labels[1, :, 20:] = 77
    clip = Clip(np.zeros((2, 32, 32, 3), np.uint8), labels, 0)
    options = ClipOptions(max_objects=3, min_pixels=20)
    out = relabel(np.random.default_rng(0), clip, options)
    assert out.objects == 3
    assert (out.label_maps[1, :, 20:] == 255).all()
    assert not (out.label_maps[0] == 255).any()
    assert np.bincount(out.label_maps[0].ravel())[1:].tolist() == [25, 25, 25]


def test_an_object_that_comes_late_is_never_asked_for(tmp_path: Path) -> None:
    write_frame(tmp_path, "late", 0, {1: (40, 60)})
    write_frame(tmp_path, "late", 1, {1: (40, 60), 2: (40, 100)})
    options = ClipOptions(
        frames=2, crop=120, short_side=(120, 120), max_gap=1, paste=(0, 0), occluder=0
    )
    dataset = ClipDataset([detect(tmp_path)], options)
    voids = [
        (clip.objects, bool((clip.label_maps == 255).any()))
        for clip in map(dataset.sample, range(20))
    ]
    assert (1, True) in voids  # forwards
    assert (2, False) in voids  # backwards, where both are there at first
    assert (2, True) not in voids


def test_folders_are_recognised(sources: list[Source], tmp_path: Path) -> None:
    assert [source.kind for source in sources] == ["clips", "stills"]
    assert sources[1].weight == 2.0
    lists = vos_world(tmp_path, sequences=1) / "ImageSets"
    lists.mkdir()
    (lists / "train.txt").write_text("seq0\n")
    assert detect(tmp_path).split == "train"


def test_other_folders_are_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not a training collection"):
        detect(tmp_path)
    with pytest.raises(DataError, match="no such folder"):
        detect(tmp_path / "nowhere")
    with pytest.raises(DataError, match="no training data"):
        ClipDataset([], OPTIONS)


def test_a_collection_without_objects_is_told_apart_from_one_with(tmp_path: Path) -> None:
    write_frame(tmp_path, "empty", 0, {})
    save_labels(np.zeros((120, 160), np.uint8), tmp_path / "Annotations/480p/empty/00000.png")
    with pytest.raises(DataError, match="no object was found"):
        ClipDataset([detect(tmp_path)], OPTIONS).sample(0)


@pytest.mark.data
def test_the_sequences_for_model_selection_are_never_trained_on(davis_root: Path) -> None:
    dev = (davis_root / "ImageSets" / "480p" / "dev.txt").read_text().split()
    source = detect(davis_root)
    footage = RealClips(source.root, source.split)
    assert len(footage.sequences) == 24
    assert not set(dev) & set(footage.sequences)


@pytest.mark.data
def test_real_stills_and_clips_mix(davis_root: Path, stills_root: Path) -> None:
    dataset = ClipDataset([detect(davis_root), detect(stills_root)], OPTIONS)
    assert all(dataset.sample(index).objects >= 1 for index in range(12))
