"""The sample is what it says: deterministic, truthful, H.264, with a crossing."""

from pathlib import Path

import av
import numpy as np

from sst_core.labels import list_pngs, object_ids, read_label_map
from training.data.render import main, render_clip


def test_same_seed_same_clip_other_seed_other_clip(tmp_path: Path) -> None:
    first, second, other = (next(render_clip(frames=2, seed=seed)) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first[0], second[0])
    np.testing.assert_array_equal(first[1], second[1])
    assert (first[0] != other[0]).mean() > 0.5


def test_module_writes_a_playable_clip_with_its_truth(tmp_path: Path) -> None:
    assert main([str(tmp_path), "--frames", "3", "--seed", "1"]) == 0
    with av.open(str(tmp_path / "clip.mp4")) as container:
        stream = container.streams.video[0]
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
    assert [frame.shape for frame in frames] == [(360, 640, 3)] * 3
    assert [path.name for path in list_pngs(tmp_path / "truth")] == [
        "00000.png",
        "00001.png",
        "00002.png",
    ]
    first = (tmp_path / "masks" / "00000.png").read_bytes()
    assert first == (tmp_path / "truth" / "00000.png").read_bytes()


def test_shipped_sample_has_two_objects_that_cross(sample_root: Path) -> None:
    files = list_pngs(sample_root / "truth")
    maps = [read_label_map(file) for file in files]
    assert len(maps) == 72
    assert all(object_ids(label_map) == (1, 2) for label_map in maps)
    areas = [np.count_nonzero(label_map == 2) for label_map in maps]
    assert min(areas) < 0.55 * areas[0], "the lower koi is never half hidden"
    columns = [[np.nonzero(m == k)[1].mean() for k in (1, 2)] for m in (maps[0], maps[-1])]
    assert columns[0][0] < columns[0][1]
    assert columns[1][0] > columns[1][1]
    with av.open(str(sample_root / "clip.mp4")) as container:
        assert sum(1 for _ in container.decode(video=0)) == len(maps)
