"""COCO and YouTube-VIS: run-length masks per frame and per track.

Void has no id in either. It is written as regions with `iscrowd` 1 (and `ignore` 1), one per
category, because evaluation ignores what falls on a crowd region of the same category only.
"""

from typing import Any, Final

from annotator.export import rle
from annotator.export.folder import OutputFolder
from annotator.export.job import Plan, Shot
from annotator.export.objects import describe, to_table
from sst_core.labels import VOID, object_ids

COCO_FILE: Final = "instances.json"
VIS_FILE: Final = "youtube_vis.json"
PLAIN: Final = "object"
"""The category of objects without one."""

_Region = tuple[rle.Rle, int, list[float]]


class Coco:
    """Writes `instances.json` and `youtube_vis.json`, and frames under `JPEGImages/NAME`.

    Frames nobody labelled are left out of both: to COCO they would be empty of objects. Image ids
    are frame numbers plus one, track ids are object ids.

    Raises:
        OutputError: The folder must not be written.
        UserError: pycocotools is missing.
    """

    def __init__(self, plan: Plan) -> None:
        rle.require_coco()
        self._plan = plan
        self._document = plan.job.document
        self._images_as = plan.options["images"]
        self.folder = OutputFolder(plan.job.output, overwrite=plan.job.overwrite)
        self.needs_pictures = self._images_as != "none"
        self._frames: list[tuple[int, str]] = []
        self._regions: list[dict[int, _Region]] = []

    def add(self, shot: Shot) -> None:
        """Writes the frame and remembers its masks as run lengths.

        Raises:
            OutputError: The disk is full.
        """
        if shot.label_map is None:
            return
        stem = f"JPEGImages/{self._plan.job.sequence}/{shot.name}"
        file = f"{stem}.jpg"
        if shot.picture is not None:
            file = self.folder.write_picture(stem, shot.picture, self._images_as)
        labels = [*object_ids(shot.label_map)]
        if (shot.label_map == VOID).any():
            labels.append(VOID)
        self._frames.append((shot.frame, file))
        self._regions.append({label: rle.encode(shot.label_map == label) for label in labels})

    def finish(self) -> None:
        """Writes the json files.

        Raises:
            OutputError: The disk is full.
        """
        if not self._frames:
            return
        files = self._plan.options["files"]
        if files in ("both", "coco"):
            self.folder.write_json(COCO_FILE, self._coco())
        if files in ("both", "youtube-vis"):
            self.folder.write_json(VIS_FILE, self._vis())

    def _coco(self) -> dict[str, object]:
        height, width = self._document.size
        images = [
            {"id": frame + 1, "file_name": file, "height": height, "width": width}
            | {"frame_id": frame, "video_id": 1}
            for frame, file in self._frames
        ]
        annotations: list[dict[str, Any]] = []
        for (frame, _), regions in zip(self._frames, self._regions, strict=True):
            for label, (segmentation, area, box) in regions.items():
                for head in self._heads(label):
                    annotations.append(
                        {"id": len(annotations) + 1, "image_id": frame + 1, **head}
                        | {"segmentation": segmentation, "area": area, "bbox": box}
                    )
        videos = [{"id": 1, "name": self._plan.job.sequence}]
        return self._envelope() | {"videos": videos, "images": images, "annotations": annotations}

    def _vis(self) -> dict[str, object]:
        height, width = self._document.size
        names = [file.removeprefix("JPEGImages/") for _, file in self._frames]
        video = {"id": 1, "file_names": names, "length": len(names)}
        annotations: list[dict[str, Any]] = []
        for label in sorted({label for regions in self._regions for label in regions}):
            found = [regions.get(label) for regions in self._regions]
            columns = {
                key: [region[place] if region is not None else None for region in found]
                for place, key in enumerate(("segmentations", "areas", "bboxes"))
            }
            for head in self._heads(label):
                track = {"id": len(annotations) + 1, "video_id": 1, **head, **columns}
                annotations.append(track | {"height": height, "width": width})
        videos = [video | {"height": height, "width": width}]
        return self._envelope() | {"videos": videos, "annotations": annotations}

    def _heads(self, label: int) -> list[dict[str, object]]:
        """What an annotation says besides its mask: one per object, one per category for void."""
        categories = self._categories()
        if label == VOID:
            return [
                {"category_id": number, "iscrowd": 1, "ignore": 1} for number in categories.values()
            ]
        info = describe(self._document, label)
        number = categories[info.category or PLAIN]
        return [{"category_id": number, "iscrowd": 0, "track_id": label, "name": info.name}]

    def _categories(self) -> dict[str, int]:
        """Category to id, from 1, in the order of the objects."""
        labels = {label for regions in self._regions for label in regions} - {VOID}
        listed = [info.id for info in self._document.objects]
        infos = [describe(self._document, label) for label in [*listed, *sorted(labels)]]
        names = dict.fromkeys(info.category or PLAIN for info in infos) or {PLAIN: None}
        return {name: number for number, name in enumerate(names, 1)}

    def _envelope(self) -> dict[str, object]:
        """What both files begin with; `objects` is ours, so that an import loses nothing."""
        return {
            "info": {"description": f"{self._plan.job.sequence}, exported by SST Annotator"},
            "licenses": [],
            "categories": [
                {"id": number, "name": name, "supercategory": PLAIN}
                for name, number in self._categories().items()
            ],
            "objects": to_table(self._document),
        }
