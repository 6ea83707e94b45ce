"""YouTube-VOS: JPEGImages, Annotations and meta.json."""

from pathlib import Path
from typing import Any, Final

from annotator.export.folder import read_json
from annotator.export.job import Plan, Shot
from annotator.export.objects import describe
from annotator.export.vos import SequenceFiles
from sst_core.errors import OutputError
from sst_core.labels import object_ids

_META: Final = "meta.json"


class YoutubeVos:
    """Writes `JPEGImages/NAME`, `Annotations/NAME`, and the objects' frames in `meta.json`.

    The frames of an object are those in which it can be seen, so that the first of them is its
    first appearance.

    Raises:
        OutputError: The folder must not be written.
    """

    def __init__(self, plan: Plan) -> None:
        self._files = SequenceFiles(plan)
        self._document = plan.job.document
        self.folder = self._files.folder
        self.needs_pictures = plan.options["images"] != "none"
        self._seen: dict[int, list[str]] = {}
        self._meta = _read_meta(self.folder.path(_META))

    def add(self, shot: Shot) -> None:
        """Writes the frame and its mask.

        Raises:
            OutputError: The disk is full.
        """
        self._files.add(shot)
        if shot.label_map is not None:
            for label in object_ids(shot.label_map):
                self._seen.setdefault(label, []).append(shot.name)

    def finish(self) -> None:
        """Waits for the disk and writes meta.json, with the sequences that were there before.

        Raises:
            OutputError: Something could not be written.
        """
        self._files.close()
        if self.folder.written:
            self._meta["videos"][self._files.name] = {"objects": self._objects()}
            self.folder.write_json(_META, self._meta)

    def _objects(self) -> dict[str, dict[str, object]]:
        table: dict[str, dict[str, object]] = {}
        for label, frames in sorted(self._seen.items()):
            info = describe(self._document, label)
            table[str(label)] = {
                "category": info.category or "object",
                "name": info.name,
                "frames": frames,
            }
        return table


def _read_meta(file: Path) -> dict[str, Any]:
    content = read_json(file)
    if content is None:
        return {"videos": {}}
    if not isinstance(content, dict) or not isinstance(content.get("videos"), dict):
        todo = "Choose another folder, or remove the file"
        raise OutputError("this is no meta.json of YouTube-VOS", where=file, todo=todo)
    return content
