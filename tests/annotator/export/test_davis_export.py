"""The DAVIS layout, and what every export promises: no overwriting, whole files, cancelling."""

import sys
from pathlib import Path

import numpy as np
import pytest
from export_world import World
from PIL import Image

from annotator.export.formats import FORMATS
from annotator.export.registry import EXPORTERS, Export, export
from sst_core.errors import OutputError, UserError
from sst_core.labels import davis_palette, open_vos_folder, read_label_map


def _files(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def test_every_format_has_an_exporter() -> None:
    assert [entry.id for entry in FORMATS] == list(EXPORTERS)


def test_layout_is_that_of_davis(world: World) -> None:
    report = export(world.job("davis"))
    root = world.root / "out"
    folder = open_vos_folder(root, split="train")
    assert folder.sequences == ("walk",)
    assert len(folder.frames("walk")) == 8
    assert [path.stem for path in folder.masks("walk")] == [
        f"{frame:05d}" for frame in (0, 1, 2, 3, 4, 6, 7)
    ]
    assert (root / "JPEGImages" / "Full-Resolution" / "walk" / "00000.jpg").is_file()
    assert (root / "ImageSets" / "2017" / "train.txt").read_text() == "walk\n"
    assert report.files == len(_files(root)) == 8 + 7 + 1
    with Image.open(folder.masks("walk")[0]) as image:
        assert image.mode == "P"
        assert image.getpalette() == davis_palette().ravel().tolist()


def test_frames_as_png_are_exact(world: World) -> None:
    export(world.job("davis", options={"images": "png"}))
    for frame, path in enumerate(open_vos_folder(world.root / "out").frames("walk")):
        with Image.open(path) as image:
            assert np.array_equal(np.asarray(image), world.media.read(frame))


def test_frames_as_jpeg_have_quality_95_and_full_colour(world: World, tmp_path: Path) -> None:
    export(world.job("davis"))
    path = open_vos_folder(world.root / "out").frames("walk")[0]
    ours = tmp_path / "95.jpg"
    Image.fromarray(world.media.read(0)).save(ours, quality=95, subsampling=0)
    assert path.read_bytes() == ours.read_bytes()


def test_what_is_not_accepted_is_named(world: World) -> None:
    report = export(world.job("davis", options={"images": "none"}))
    assert report.warnings == (
        "2 frames hold masks that nobody has accepted: 00002, 00004.",
        "1 frame has no masks: 00005.",
    )


def test_what_is_not_accepted_is_left_out_on_request(world: World) -> None:
    report = export(world.job("davis", accepted_only=True))
    assert report.frames == (0, 1, 3, 6, 7)
    assert report.warnings[0] == (
        "2 frames hold masks that nobody has accepted, left out: 00002, 00004."
    )
    assert len(open_vos_folder(world.root / "out").frames("walk")) == 5


def test_ranges_and_every_nth_frame(world: World) -> None:
    report = export(world.job("davis", frames=range(1, 8, 3)))
    assert report.frames == (1, 4, 7)
    stems = [path.stem for path in open_vos_folder(world.root / "out").frames("walk")]
    assert stems == ["00001", "00004", "00007"]


def test_frames_without_any_mask_are_refused_before_anything_is_written(world: World) -> None:
    with pytest.raises(UserError, match="no frame in this range has a mask"):
        export(world.job("davis", frames=[5]))
    with pytest.raises(UserError, match=r"no frame .* is accepted"):
        export(world.job("davis", frames=[2], accepted_only=True))
    assert not (world.root / "out").exists()


def test_unknown_formats_options_and_names_are_sentences(world: World) -> None:
    for changes, words in (
        ({"format_id": "voc"}, r"no format 'voc'.*davis, youtube-vos"),
        ({"options": {"colour": "red"}}, r"no option colour.*images, split, folder"),
        ({"options": {"images": "gif"}}, r"'gif' is no value of images.*jpg, png, none"),
        ({"sequence": "../up"}, r"'\.\./up' cannot name a folder"),
        ({"options": {"split": ""}}, r"'' cannot name a folder or list"),
    ):
        with pytest.raises(UserError, match=words):
            export(world.job(**({"format_id": "davis"} | changes)))
    assert not (world.root / "out").exists()


def test_a_folder_with_other_things_is_refused_unless_told(world: World) -> None:
    root = world.root / "out"
    root.mkdir()
    (root / "notes.txt").write_text("mine")
    for entry in FORMATS:
        if entry.id != "coco":
            with pytest.raises(OutputError, match="not empty"):
                export(world.job(entry.id))
    assert _files(root) == ["notes.txt"]
    export(world.job("davis", overwrite=True))
    assert (root / "notes.txt").read_text() == "mine"


def test_a_further_sequence_joins_and_the_same_one_is_refused(world: World) -> None:
    export(world.job("davis"))
    export(world.job("davis", sequence="run"))
    root = world.root / "out"
    assert open_vos_folder(root, split="train").sequences == ("walk", "run")
    before = _files(root)
    with pytest.raises(OutputError, match="not empty"):
        export(world.job("davis", sequence="run"))
    assert _files(root) == before


def test_files_from_before_are_told(world: World) -> None:
    export(world.job("davis"))
    report = export(world.job("davis", frames=range(2), overwrite=True))
    assert report.warnings == (
        f"11 files from before stayed, the first in "
        f"{world.root / 'out' / 'Annotations' / 'Full-Resolution' / 'walk'}.",
    )


def test_layouts_with_and_without_a_size_folder_are_not_mixed(world: World) -> None:
    export(world.job("davis"))
    with pytest.raises(OutputError, match="in Full-Resolution under JPEGImages"):
        export(world.job("collection", sequence="run", overwrite=True))
    with pytest.raises(OutputError, match="this layout puts them elsewhere"):
        export(world.job("davis", sequence="run", options={"folder": "none"}))


def test_cancelling_keeps_what_is_finished(world: World) -> None:
    seen: list[tuple[int, int]] = []
    report = export(
        world.job("davis"),
        progress=lambda done, total: seen.append((done, total)),
        cancelled=lambda: len(seen) == 3,
    )
    assert not report.complete
    assert report.frames == (0, 1, 2)
    assert seen == [(1, 8), (2, 8), (3, 8)]
    folder = open_vos_folder(world.root / "out", split="train")
    for frame, path in enumerate(folder.masks("walk")):
        assert np.array_equal(read_label_map(path, void_only=True), world.maps[frame])
    assert len(folder.frames("walk")) == 3


def test_an_interruption_leaves_whole_files_and_their_list(world: World) -> None:
    steps = Export(world.job("youtube-vos")).steps()
    next(steps)
    with pytest.raises(KeyboardInterrupt):
        steps.throw(KeyboardInterrupt)
    names = _files(world.root / "out")
    assert "Annotations/walk/00000.png" in names
    assert "meta.json" in names
    assert not any(name.endswith(".part") for name in names)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no file size limits on Windows")
@pytest.mark.parametrize("format_id", ["davis", "png-per-object", "rgba", "youtube-vos"])
def test_a_full_disk_is_a_sentence_and_leaves_no_half_file(world: World, format_id: str) -> None:
    import resource  # noqa: PLC0415 - not on Windows

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (150, limits[1]))  # the writes really fail
    try:
        with pytest.raises(OutputError, match="cannot be written"):
            export(world.job(format_id))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    for name in _files(world.root / "out"):
        assert (world.root / "out" / name).stat().st_size <= 150
        assert not name.endswith(".part")


def test_a_video_of_another_size_is_refused(world: World, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    Image.new("RGB", (10, 10)).save(other / "0.png")
    media = type(world.media)(other)
    with pytest.raises(UserError, match="1 frames of 10x10 pixels, but the project was made for 8"):
        export(world.job("davis", media=media))
