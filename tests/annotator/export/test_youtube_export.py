"""meta.json of YouTube-VOS: objects, categories, and the frames on which each can be seen."""

import json

import pytest
from export_world import World

from annotator.export.registry import export
from sst_core.errors import OutputError
from sst_core.labels import open_vos_folder


def test_meta_lists_objects_and_the_frames_that_show_them(world: World) -> None:
    export(world.job("youtube-vos"))
    root = world.root / "out"
    meta = json.loads((root / "meta.json").read_text(encoding="utf-8"))
    objects = meta["videos"]["walk"]["objects"]
    assert list(objects) == ["1", "7", "254"]
    assert objects["1"]["category"] == "animal"
    assert objects["254"] == {
        "category": "object",
        "name": "höher",
        "frames": ["00003", "00004", "00007"],
    }
    assert len(open_vos_folder(root).masks("walk")) == 7


def test_a_further_video_joins_the_same_meta(world: World) -> None:
    export(world.job("youtube-vos"))
    export(world.job("youtube-vos", sequence="run", frames=[0]))
    meta = json.loads((world.root / "out" / "meta.json").read_text(encoding="utf-8"))
    assert list(meta["videos"]) == ["walk", "run"]
    assert meta["videos"]["run"]["objects"]["7"]["frames"] == ["00000"]


@pytest.mark.parametrize("content", ["{", '{"videos": []}'])
def test_a_meta_that_is_none_is_refused_before_anything_is_written(
    world: World, content: str
) -> None:
    root = world.root / "out"
    (root / "Annotations").mkdir(parents=True)
    (root / "meta.json").write_text(content)
    with pytest.raises(OutputError, match=r"meta\.json"):
        export(world.job("youtube-vos"))
    assert not (root / "JPEGImages").exists()
    assert (root / "meta.json").read_text() == content
