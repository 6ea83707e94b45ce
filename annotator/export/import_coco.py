"""Reads COCO and YouTube-VIS json: run lengths or polygons become label maps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Final

import numpy as np

from annotator.document.objects import ObjectInfo
from annotator.export import rle
from annotator.export.coco import PLAIN
from annotator.export.folder import read_json
from annotator.export.import_rules import (
    Imported,
    ImportRules,
    LazyMaps,
    fit,
    match_frames,
    with_plain,
)
from annotator.export.objects import from_table, plain_text
from sst_core.errors import MaskError, UserError
from sst_core.labels import MAX_OBJECTS, MOST_PIXELS, VOID, LabelMap
from sst_core.saying import said


@dataclass(frozen=True)
class _Picture:
    """What the json says about one image: its file, size, and (id, area, segmentation) regions."""

    stem: str
    size: tuple[int, int]
    regions: list[tuple[int, float, Any]]


def read_coco(file: Path, rules: ImportRules) -> Imported:
    """Label maps from a COCO or YouTube-VIS file.

    Ids are the `track_id` of the annotations where they have one, else a number for each track
    or, in COCO, for each place in the frame: plain COCO does not say who is who in the next
    frame, and a warning says so. Crowd regions become void. Where regions overlap, the smaller
    one is on top.

    Args:
        file: The json.
        rules: The clip, and how masks may differ from it.

    Raises:
        MaskError: The file is damaged, holds more than one video or more than 254 objects, or
            its images or sizes are not those of the clip.
        UserError: There are polygons and pycocotools is missing.
    """
    content = _load(file)
    try:
        is_vis = "images" not in content
        pictures, objects, warnings = _read_vis(content) if is_vis else _read_images(content)
    except _UNEXPECTED as error:
        todo = "Give a json of COCO instances or of YouTube-VIS"
        raise MaskError(
            "the annotations are not as COCO defines them", where=file, todo=todo
        ) from error
    by_stem = {picture.stem: picture for picture in pictures}
    frames, sentences = match_frames([picture.stem for picture in pictures], rules, where=file)
    readers = {frame: partial(_draw, by_stem[stem], rules, file) for stem, frame in frames.items()}
    lost = _check_all(readers)
    if lost:
        sentences.append(
            said("Regions overlap in {lost} pixels, where the smaller one is on top.", lost=lost)
        )
    present = {label for stem in frames for label, _, _ in by_stem[stem].regions} - {VOID}
    infos = with_plain(objects, present)
    maps = LazyMaps(_plain(readers))
    return Imported(maps, infos, (*warnings, *sentences), _categories(content))


_UNEXPECTED: Final = (
    *(KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError),
    RecursionError,
)
_Read = tuple[list[_Picture], list[ObjectInfo], list[str]]


def _load(file: Path) -> dict[str, Any]:
    try:
        content = read_json(file)
    except UserError as error:
        raise MaskError("the json is damaged or cannot be read", where=file) from error
    if content is None:
        raise MaskError("there is no such file", where=file)
    if not isinstance(content, dict) or not isinstance(content.get("annotations"), list):
        todo = "Give a json of COCO instances or of YouTube-VIS"
        raise MaskError("there are no annotations in this json", where=file, todo=todo)
    return content


def _categories(content: dict[str, Any]) -> tuple[str, ...]:
    """The words that the file lists, but for the one that stands for none."""
    rows = content.get("categories") or ()
    words = (plain_text(row["name"]) for row in rows if isinstance(row, dict) and "name" in row)
    return tuple(dict.fromkeys(word for word in words if word and word != PLAIN))


def _read_images(content: dict[str, Any]) -> _Read:
    pictures = {image["id"]: _picture(image["file_name"], image) for image in content["images"]}
    objects = _Objects(content)
    warnings: list[str] = []
    places: dict[object, int] = {}
    for annotation in content["annotations"]:
        picture = pictures[annotation["image_id"]]
        crowd = bool(annotation.get("iscrowd"))
        if not crowd and "track_id" not in annotation:
            places[picture.stem] = places.get(picture.stem, 0) + 1
        key = annotation.get("track_id", places.get(picture.stem, 0))
        label = VOID if crowd else objects.label(int(key), annotation)
        area = float(annotation.get("area") or 0)
        picture.regions.append((label, area, annotation["segmentation"]))
    if places and len(pictures) > 1:
        warnings.append(
            said("The file has no track ids, so ids are not the same object in each frame.")
        )
    return list(pictures.values()), objects.infos(), warnings


def _read_vis(content: dict[str, Any]) -> _Read:
    (video,) = content["videos"]
    pictures = [_picture(name, video) for name in video["file_names"]]
    objects = _Objects(content)
    for number, track in enumerate(content["annotations"], 1):
        key = int(track.get("track_id", number))
        label = VOID if track.get("iscrowd") else objects.label(key, track)
        areas = track.get("areas") or [0] * len(pictures)
        for picture, area, segmentation in zip(
            pictures, areas, track["segmentations"], strict=True
        ):
            if segmentation:
                picture.regions.append((label, float(area or 0), segmentation))
    return pictures, objects.infos(), []


def _picture(name: str, entry: dict[str, Any]) -> _Picture:
    stem = PurePosixPath(str(name).replace("\\", "/")).stem
    height, width = int(entry["height"]), int(entry["width"])
    if height < 1 or width < 1 or height * width > MOST_PIXELS:
        raise ValueError(f"an image of {width}x{height} pixels")
    return _Picture(stem, (height, width), [])


class _Objects:
    """Ids, names and categories of the tracks of a file."""

    def __init__(self, content: dict[str, Any]) -> None:
        self._listed = from_table(content.get("objects"))
        self._categories = {
            row["id"]: plain_text(row["name"]) for row in content.get("categories", ())
        }
        self._found: dict[int, ObjectInfo] = {}
        self._labels: dict[int, int] = {}

    def label(self, key: int, annotation: dict[str, Any]) -> int:
        """The id of a track: its own where that is 1 to 254, else the next that is free."""
        if key not in self._labels:
            label = key if 1 <= key <= MAX_OBJECTS and key not in self._found else self._free()
            category = self._categories.get(annotation.get("category_id"), "")
            name = plain_text(annotation.get("name")) or f"Object {label}"
            known = "" if category == PLAIN else category
            self._labels[key] = label
            self._found[label] = ObjectInfo(label, name, category=known)
        return self._labels[key]

    def infos(self) -> list[ObjectInfo]:
        """What is known; the table that our own files carry goes first."""
        return list((self._found | {info.id: info for info in self._listed}).values())

    def _free(self) -> int:
        for label in range(1, MAX_OBJECTS + 1):
            if label not in self._found:
                return label
        raise MaskError(
            said(
                "there are more than {most} objects in the annotations",
                most=MAX_OBJECTS,
            )
        )


def _draw(picture: _Picture, rules: ImportRules, file: Path) -> tuple[LabelMap, int]:
    """The label map of an image, and how many pixels were claimed twice."""
    label_map = np.zeros(picture.size, np.uint8)
    lost = 0
    regions = sorted(picture.regions, key=lambda region: (region[0] != VOID, -region[1]))
    for label, _, segmentation in regions:
        mask = rle.decode(segmentation, picture.size)
        if mask.shape != picture.size:
            (rows, cols), (height, width) = mask.shape, picture.size
            what = said(
                "a region is {cols}x{rows} pixels, but its image {width}x{height}",
                cols=cols,
                rows=rows,
                width=width,
                height=height,
            )
            raise MaskError(said("{what} ({stem})", what=what, stem=picture.stem), where=file)
        claimed = (label_map > 0) & (label_map != VOID) & (label_map != label)
        lost += int(np.count_nonzero(mask & claimed))
        label_map[mask] = label
    return fit(label_map, rules, where=f"{file} ({picture.stem})"), lost


def _check_all(readers: Mapping[int, Callable[[], tuple[LabelMap, int]]]) -> int:
    return sum(read()[1] for read in readers.values())


def _plain(
    readers: Mapping[int, Callable[[], tuple[LabelMap, int]]],
) -> dict[int, Callable[[], LabelMap]]:
    def first(read: Callable[[], tuple[LabelMap, int]]) -> LabelMap:
        return read()[0]

    return {frame: partial(first, read) for frame, read in readers.items()}
