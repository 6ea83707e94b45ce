"""What may be fed with damage: each target takes a folder and chance, and may raise UserErrors."""

import json
import random
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import numpy as np

from annotator.document.edits import from_bytes, to_bytes
from annotator.document.patches import pack, unpack
from annotator.engine.export_clips import ExportWish, export_project
from annotator.export.choice import sequence_name
from annotator.export.import_look import looks_like_masks, sequences_in, sizes_of
from annotator.export.import_rules import ImportRules
from annotator.export.imports import import_masks
from annotator.export.job import ExportJob
from annotator.export.registry import export
from annotator.media.image_folder import ImageFolder
from annotator.media.reader import first_picture, open_media
from annotator.project import default_project_path, open_project, summarize
from annotator.settings import load_settings, save_settings
from sst_core.errors import Cancelled, UserError
from sst_core.labels import decode_label_map, open_vos_folder, read_label_map
from tests.fuzz import seeds
from tests.fuzz.mutate import damage_sqlite, damaged, damaged_json

ALLOWED = (UserError, Cancelled)
Bytes = Callable[[bytes], bytes]
_RULES = ImportRules(seeds.SIZE, tuple(f"{frame:05d}" for frame in range(seeds.FRAMES)))
_FORMATS = ("davis", "youtube-vos", "png-per-object", "collection", "coco", "rgba", "qa")


def video(folder: Path, draw: random.Random, change: Bytes) -> None:
    """A video: opened, its first, middle and last frames, and some backwards."""
    suffix, sound = draw.choice(seeds.videos())
    clip = folder / f"clip{suffix}"
    clip.write_bytes(change(sound))
    with suppress(*ALLOWED):
        first_picture(clip)
    _look_through(clip)


def _look_through(path: Path) -> None:
    with suppress(*ALLOWED), open_media(path) as source:  # type: ignore[attr-defined]
        length = len(source)
        for frame in {0, length // 2, length - 1}:
            with suppress(*ALLOWED):
                source.read(frame)
        last = min(length - 1, 8)
        for _ in source.iterate(last, -1, -1):
            pass


def images(folder: Path, draw: random.Random, change: Bytes) -> None:
    """A folder of images, one of them damaged."""
    suffix, sound = draw.choice(seeds.images())
    (folder / f"a{suffix}").write_bytes(sound)
    (folder / f"b{suffix}").write_bytes(change(sound))
    if draw.random() < 0.1:
        suffix, data = seeds.bomb(draw)
        (folder / f"{draw.choice('ac')}{suffix}").write_bytes(data)
    _look_through(folder)
    with suppress(*ALLOWED):
        ImageFolder(folder).read(0)


def mask(folder: Path, draw: random.Random, change: Bytes) -> None:
    """An indexed PNG, read in every way there is."""
    file = folder / "00002.png"
    bomb = draw.random() < 0.1
    file.write_bytes(seeds.bomb(draw)[1] if bomb else change(draw.choice(seeds.masks())))
    for binary, void_only in ((False, False), (True, False), (False, True)):
        with suppress(*ALLOWED):
            read_label_map(file, binary=binary, void_only=void_only)
    with suppress(*ALLOWED):
        decode_label_map(file.read_bytes())
    _import(file)
    _import(folder)


def _import(path: Path) -> None:
    looks_like_masks(path)
    sizes_of(path)
    with suppress(*ALLOWED):
        sequences_in(path)
    for resize in (False, True):
        rules = ImportRules(_RULES.size, _RULES.names, resize=resize, skip_unknown=resize)
        with suppress(*ALLOWED):
            found = import_masks(path, rules, sequence="clip" if path.is_dir() else None)
            for label_map in found.maps.values():
                assert label_map.shape == rules.size


def coco(folder: Path, draw: random.Random, _change: Bytes) -> None:
    """COCO and YouTube-VIS json."""
    name = draw.choice(("instances.json", "youtube_vis.json"))
    content = seeds.as_json("coco", name)
    if draw.random() < 0.2:
        _unroll(content)
    (folder / name).write_bytes(damaged_json(content, draw))
    _import(folder / name)
    _import(folder)


def _unroll(content: dict[str, list[dict[str, object]]]) -> None:
    """Run lengths as plain lists, and a polygon, as other programs write them."""
    for annotation in content["annotations"]:
        if "segmentation" in annotation:
            annotation["segmentation"] = {"size": list(seeds.SIZE), "counts": [100, 900, 2072]}
    content["annotations"][-1]["segmentation"] = [[1, 1, 30, 1, 30, 30]]


def youtube(folder: Path, draw: random.Random, change: Bytes) -> None:
    """A YouTube-VOS folder with a damaged meta.json."""
    _lay(folder, seeds.exports("youtube-vos"))
    meta = folder / "meta.json"
    meta.write_bytes(damaged_json(seeds.as_json("youtube-vos", "meta.json"), draw))
    if draw.random() < 0.2:
        meta.write_bytes(change(meta.read_bytes()))
    _import(folder)
    with suppress(*ALLOWED):
        open_vos_folder(folder)
    _export_onto(folder, "youtube-vos")


def collection(folder: Path, draw: random.Random, change: Bytes) -> None:
    """A collection with damaged lists and provenance, read for import and for training."""
    from training.corrections import hold_out, read_corrections  # noqa: PLC0415 - needs no torch
    from training.data.collections import detect  # noqa: PLC0415

    _lay(folder, seeds.exports("collection"))
    side_car, listing = folder / "Provenance" / "clip.json", folder / "ImageSets" / "train.txt"
    match draw.randrange(3):
        case 0:
            side_car.write_bytes(damaged_json(json.loads(side_car.read_bytes()), draw))
        case 1:
            side_car.write_bytes(change(side_car.read_bytes()))
        case _:
            lines = (b"../../x", b"/etc", b"clip", b"clip/../clip", b"\xff\xfe", b"a b c", b"\0")
            listing.write_bytes(b"\n".join(draw.choices(lines, k=3)))
    _import(folder)
    for split in ("train", "../train", "2017/../train"):
        with suppress(*ALLOWED):
            for sequence in (opened := open_vos_folder(folder, split=split)).sequences:
                assert all(folder in path.parents for path in opened.frames(sequence))
    with suppress(*ALLOWED):
        hold_out(read_corrections([folder]))
    with suppress(*ALLOWED):
        detect(folder).open()
    _export_onto(folder, "collection")


def per_object(folder: Path, draw: random.Random, change: Bytes) -> None:
    """One PNG per object, with a damaged table or folders of odd names."""
    files = dict(seeds.exports("png-per-object"))
    table = next(name for name in files if name.endswith("objects.json"))
    files[table] = damaged_json(json.loads(files[table]), draw)
    if draw.random() < 0.3:
        name = draw.choice(list(files))
        files[name] = change(files[name])
    _lay(folder, files)
    (folder / "masks" / "clip" / draw.choice(("999_x", "000", "254_", "٣٣٣_arabic"))).mkdir()
    _import(folder)


def _lay(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def _export_onto(folder: Path, kind: str) -> None:
    """Another sequence is added to a damaged root."""
    clip = seeds.write_clip(folder.parent)
    with suppress(*ALLOWED), open_media(clip) as media:  # type: ignore[attr-defined]
        export(ExportJob(seeds.make_document(), media, folder, kind, range(2), "more"))


def project(folder: Path, draw: random.Random, change: Bytes) -> None:
    """A project file: damaged bytes, or sound SQLite with rows that make no sense."""
    path = folder / "clip.sst"
    seeds.write_clip(folder)
    path.write_bytes(seeds.project())
    if draw.random() < 0.7:
        damage_sqlite(path, draw)
    else:
        path.write_bytes(change(path.read_bytes()))
    summarize(path)
    default_project_path(folder / "clip.mp4")
    with suppress(*ALLOWED), open_project(path) as opened:
        document = opened.document
        for frame in range(min(document.frames, 20)):
            document.label_map(frame)
            document.cells(frame)
        with suppress(*ALLOWED):
            opened.media_state()
        with suppress(*ALLOWED):
            opened.save_copy(folder / "copy.sst")
        for step in (document.undo, document.undo, document.redo):
            with suppress(*ALLOWED):
                step()
    kind = draw.choice(_FORMATS)
    wish = ExportWish(
        path, folder / "clip.mp4", folder / "out", kind, 0, None, 1,
        accepted_only=False, overwrite=False, options={},
    )  # fmt: skip
    with suppress(*ALLOWED):
        export_project(wish, progress=lambda _done, _total: None, cancelled=lambda: False)


def names(folder: Path, draw: random.Random, _change: Bytes) -> None:
    """Exports of clips and objects whose names try to leave the folder."""
    from annotator.document.document import Document, DocumentState  # noqa: PLC0415
    from annotator.document.objects import ObjectInfo  # noqa: PLC0415

    odd = (
        "../../x",
        "/tmp/x",
        "a/b\\c",
        "CON",
        "nul.txt",
        "x" * 400,
        ".",
        "..",
        "\0",
        "💥" * 90,
        "aux ",
        "COM1.",
    )
    called = [draw.choice(odd) + draw.choice(("", draw.choice(odd))) for _ in range(4)]
    objects = (ObjectInfo(1, called[0], category=called[1]), ObjectInfo(2, called[2]))
    maps = {frame: seeds.label_map(frame) for frame in range(seeds.FRAMES)}
    state = DocumentState(objects, labelled=frozenset(maps))
    document = Document(size=seeds.SIZE, frames=seeds.FRAMES, load=maps.get, state=state)
    clip = seeds.write_clip(folder)
    name = sequence_name(Path(called[3].replace("\0", "")))
    kind = draw.choice((*_FORMATS, "overlay"))
    with open_media(clip) as media:  # type: ignore[attr-defined]
        report = export(ExportJob(document, media, folder / "out", kind, range(3), name))
        assert report.complete, "odd names are written under others"
        with suppress(*ALLOWED):
            import_masks(folder / "out", _RULES, sequence=name)


def blobs(_folder: Path, draw: random.Random, change: Bytes) -> None:
    """Packed label maps and undo steps."""
    data = change(pack(seeds.label_map()))
    with suppress(ValueError):
        assert unpack(data, seeds.SIZE).shape == seeds.SIZE
    group = from_bytes(to_bytes(_group()))
    with suppress(ValueError):
        from_bytes(change(to_bytes(group)))


def _group():  # noqa: ANN202 - a Group
    from annotator.document import gestures  # noqa: PLC0415

    return gestures.import_maps(seeds.make_document(), {2: np.rot90(seeds.label_map(), 2).copy()})


def weights(folder: Path, draw: random.Random, change: Bytes) -> None:
    """Weights: damaged bytes, or a sound file with another header."""
    from sst_core.checkpoint import load_model, read_card  # noqa: PLC0415 - torch is slow to load

    path = folder / "w.safetensors"
    data = seeds.weights()
    if draw.random() < 0.6:
        length = int.from_bytes(data[:8], "little")
        head = json.loads(data[8 : 8 + length])
        inner = head["__metadata__"]
        if draw.random() < 0.6:
            config = json.loads(inner["config"])
            inner["config"] = damaged_json(config, draw).decode("utf-8", "replace")
            text = json.dumps(head).encode()
        else:
            text = damaged_json(head, draw)
        data = len(text).to_bytes(8, "little") + text + data[8 + length :]
    else:
        data = change(data)
    path.write_bytes(data)
    with suppress(*ALLOWED):
        load_model(path, device="cpu")
    with suppress(*ALLOWED):
        read_card(path)


def settings(folder: Path, draw: random.Random, change: Bytes) -> None:
    """The settings file."""
    path = folder / "settings.json"
    sound = {
        "theme": "dark", "resolution": 240, "keys": {"file.open": ["Ctrl+P"]}, "recent": ["/b"],
        "layout": '{"window": "AAAA"}', "brush_radius": 9, "categories": ["dog"], "weights": "x",
    }  # fmt: skip
    path.write_bytes(damaged_json(sound, draw))
    if draw.random() < 0.3:
        path.write_bytes(change(path.read_bytes()))
    found = load_settings(path)
    save_settings(path, found)
    assert load_settings(path) == found


def recipe(folder: Path, draw: random.Random, change: Bytes) -> None:
    """A training recipe."""
    from training.config import load_recipe  # noqa: PLC0415 - as above

    path = folder / "recipe.toml"
    sound = b'model = "sst-tiny"\nrate = 1e-3\n[[stages]]\nsteps = 2\nbatch = 1\n'
    sound += b"short_side = [48, 64]\n"
    path.write_bytes(change(sound))
    with suppress(*ALLOWED):
        load_recipe(str(path))


TARGETS: dict[str, Callable[[Path, random.Random, Bytes], None]] = {
    "video": video,
    "images": images,
    "mask": mask,
    "coco": coco,
    "youtube-vos": youtube,
    "collection": collection,
    "png-per-object": per_object,
    "project": project,
    "names": names,
    "blobs": blobs,
    "weights": weights,
    "settings": settings,
    "recipe": recipe,
}


def outside(jail: Path, inside: Iterable[Path]) -> list[str]:
    """Files of a jail that lie in none of the folders where something may be written."""
    allowed = tuple(inside)
    return [
        str(file.relative_to(jail))
        for file in jail.rglob("*")
        if file.is_file() and not any(place in file.parents for place in allowed)
    ]


def once(name: str, number: int, jail: Path, change: Callable[[random.Random], Bytes]) -> None:
    """Feeds one target with its input of this number.

    Raises:
        AssertionError: A file was written where none belongs.
        Exception: Whatever the target does not turn into a sentence.
    """
    draw = random.Random(f"{name} {number}")
    folder = jail / "deep" / "inside" / "it"
    folder.mkdir(parents=True)
    TARGETS[name](folder, draw, change(draw))
    escaped = [path for path in outside(jail, [folder]) if path != "deep/inside/clip.mp4"]
    assert not escaped, f"written outside: {escaped}"


def plain(draw: random.Random) -> Bytes:
    """Random damage without a fuzzer."""
    return lambda seed: damaged(seed, draw)
