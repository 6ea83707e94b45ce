"""A collection is what sst-train reads; its side-car says who made every mask."""

import json
from typing import Any

import numpy as np
from export_world import World

from annotator.export.registry import export
from sst_core.labels import VOID, open_vos_folder, read_label_map
from training.data.clips import ClipOptions
from training.data.collections import detect


def _side_car(world: World) -> dict[str, Any]:
    file = world.root / "out" / "Provenance" / "walk.json"
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content


def test_training_reads_it(world: World) -> None:
    export(world.job("collection"))
    source = detect(world.root / "out")
    assert (source.kind, source.split) == ("clips", "train")
    footage = source.open()
    rng = np.random.default_rng(0)
    options = ClipOptions(frames=2, crop=32, short_side=(32, 40), min_pixels=1)
    clips = [footage.draw(rng, options) for _ in range(20)]
    assert any(clip is not None and clip.frames.shape == (2, 32, 32, 3) for clip in clips)


def test_side_car_tells_where_every_mask_comes_from(world: World) -> None:
    export(world.job("collection"))
    frames = _side_car(world)["frames"]
    assert list(frames) == [f"{frame:05d}" for frame in (0, 1, 2, 3, 4, 6, 7)]
    assert frames["00000"]["1"] == {
        "provenance": "drawn",
        "target": True,
        "reference": True,
        "confidence": None,
    }
    assert frames["00002"]["7"] == {
        "provenance": "propagated",
        "target": False,
        "reference": False,
        "confidence": 0.5,
    }
    kinds = {frame: cells["1"]["provenance"] for frame, cells in frames.items()}
    assert list(kinds.values()) == [
        "drawn",
        "accepted",
        "propagated",
        "corrected",
        "imported",
        "absent",
        "accepted",
    ]
    assert frames["00006"]["254"]["target"], "a person said that it is not there"


def test_what_nobody_accepted_becomes_void_when_asked(world: World) -> None:
    export(world.job("collection", options={"others": "void"}))
    folder = open_vos_folder(world.root / "out")
    masks = {int(path.stem): path for path in folder.masks("walk")}
    for frame, path in masks.items():
        expected = world.maps[frame].copy()
        lost = {2: (1, 7), 4: (7,)}.get(frame, ())
        expected[np.isin(expected, lost)] = VOID
        assert np.array_equal(read_label_map(path, void_only=True), expected)


def test_further_clips_join_the_collection(world: World) -> None:
    export(world.job("collection"))
    export(world.job("collection", sequence="run", options={"images": "png"}))
    folder = open_vos_folder(world.root / "out", split="train")
    assert folder.sequences == ("walk", "run")
    assert {path.suffix for path in folder.frames("run")} == {".png"}
    assert sorted(path.name for path in (world.root / "out" / "Provenance").iterdir()) == [
        "run.json",
        "walk.json",
    ]
