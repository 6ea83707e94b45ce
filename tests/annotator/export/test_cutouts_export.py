"""Cut-outs, one PNG per object, and the overlay video."""

from pathlib import Path

import numpy as np
import pytest
from export_world import World
from PIL import Image

from annotator.document.document import Document, DocumentState
from annotator.export.registry import Export, export
from annotator.media.overlay import blend
from annotator.media.reader import open_media


def _read(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image)


def test_cutouts_show_the_objects_and_nothing_else(world: World) -> None:
    export(world.job("rgba"))
    files = sorted((world.root / "out" / "cutouts" / "walk").iterdir())
    assert [file.stem for file in files] == [f"{f:05d}" for f in (0, 1, 2, 3, 4, 6, 7)]
    cut, labels, picture = _read(files[3]), world.maps[3], world.media.read(3)
    inside = (labels > 0) & (labels < 255)
    assert cut.shape == (*labels.shape, 4)
    assert np.array_equal(cut[inside, :3], picture[inside])
    assert np.array_equal(cut[..., 3] == 255, inside), "void is transparent too"
    assert not cut[~inside].any(), "the background is not given away"


def test_each_object_has_cutouts_where_it_can_be_seen(world: World) -> None:
    export(world.job("rgba", options={"objects": "each"}))
    root = world.root / "out" / "cutouts" / "walk"
    assert sorted(path.name for path in root.iterdir()) == [
        "001_dog",
        "007_red_ball_small",
        "254_höher",
    ]
    assert [file.stem for file in sorted((root / "254_höher").iterdir())] == [
        "00003",
        "00004",
        "00007",
    ]
    assert np.array_equal(_read(root / "001_dog" / "00000.png")[..., 3] > 0, world.maps[0] == 1)


def test_masks_per_object_are_black_and_white_and_complete(world: World) -> None:
    export(world.job("png-per-object"))
    root = world.root / "out" / "masks" / "walk"
    for name, label in (("001_dog", 1), ("254_höher", 254)):
        files = sorted((root / name).iterdir())
        assert len(files) == 7, "also where the object is absent"
        for file in files:
            mask = _read(file)
            assert set(np.unique(mask)) <= {0, 255}
            assert np.array_equal(mask > 0, world.maps[int(file.stem)] == label)
    assert [file.stem for file in sorted((root / "void").iterdir())] == ["00000", "00002", "00004"]


@pytest.mark.parametrize(("every", "rate"), [(1, 25), (2, 12.5)])
def test_overlay_takes_as_long_as_the_clip(
    world: World, short_clip: Path, every: int, rate: float
) -> None:
    media = open_media(short_clip)
    truth = np.zeros(media.size, np.uint8)
    truth[20:40, 20:60] = 1
    state = DocumentState(labelled=frozenset({0, 1}))
    document = Document(size=media.size, frames=len(media), load=lambda _frame: truth, state=state)
    job = world.job("overlay", document=document, media=media, frames=range(0, 12, every))
    assert export(job).files == 1
    video = open_media(world.root / "out" / "walk.mp4")
    assert (len(video), float(video.rate)) == (12 // every, rate)
    for place, expected in ((0, truth), (len(video) - 1, truth * 0)):
        blended = blend(media.read(place * every), expected)[14:]
        off = np.abs(video.read(place)[14:].astype(int) - blended)
        assert off.mean() < 6, "tinted where a mask is, else plain"


def test_a_cancelled_overlay_can_be_watched(world: World, short_clip: Path) -> None:
    run = Export(world.job("overlay"))
    steps = run.steps()
    next(steps)
    next(steps)
    steps.close()
    assert len(open_media(world.root / "out" / "walk.mp4")) == 2
    assert not run.report().complete
