"""The page is whole: scores of the command `masks`, curves, strips, card; nothing is fetched."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import torch

from sst_core.config import NAMED
from sst_core.errors import DataError
from sst_core.labels import open_vos_folder, write_label_map
from sst_core.model import SST
from sst_core.session import InferenceSession
from training.evaluate import evaluate_masks
from training.interactive.clip import load_clip
from training.report.clips import Shown, show_clip
from training.report.page import build_page, curve
from training.report.speed import machine, measure_speed


@pytest.fixture(scope="module")
def model() -> SST:
    torch.manual_seed(0)
    return SST(NAMED["sst-tiny"]).eval()


@pytest.fixture(scope="module")
def shown(tiny_data: tuple[Path, Path], model: SST) -> tuple[Shown, ...]:
    folder = open_vos_folder(tiny_data[0])
    return tuple(
        show_clip(InferenceSession(model, short_side=48, engine="torch"), load_clip(folder, name))
        for name in folder.sequences
    )


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href"}]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _page(shown: tuple[Shown, ...]) -> _Page:
    card = {"licence": "for <research> & more", "data": ["a", "b"], "metrics": {"J&F": 0.5}}
    text = build_page(
        "tiny", shown, card=card, machine={"device": "cpu"}, settings={"short side": "48 pixels"}
    )
    assert "$" not in re.sub(r"base64,[^\"]*", "", text)
    return _Page(text)


def test_scores_are_those_of_the_command_masks(
    shown: tuple[Shown, ...], tiny_data: tuple[Path, Path], tmp_path: Path
) -> None:
    for one in shown:
        folder = tmp_path / one.clip.name
        folder.mkdir()
        for path, label_map in zip(one.clip.frames, one.label_maps, strict=True):
            write_label_map(folder / f"{path.stem}.png", label_map)
    expected = evaluate_masks(tiny_data[0], tmp_path, jobs=1)
    found = [score for one in shown for score in one.scores()]
    assert [(s.sequence, s.object) for s in found] == [(s.sequence, s.object) for s in expected]
    for mine, theirs in zip(found, expected, strict=True):
        assert mine.jf == pytest.approx(theirs.jf)
        assert mine.j.decay == pytest.approx(theirs.j.decay)


def test_a_clip_with_two_masks_has_nothing_to_score(shown: tuple[Shown, ...], model: SST) -> None:
    clip = shown[0].clip
    sparse = replace(clip, truth={number: clip.truth[number] for number in (0, 7)})
    with pytest.raises(DataError, match="no mask is left to score"):
        show_clip(InferenceSession(model, short_side=48, engine="torch"), sparse)


def test_the_page_stands_alone_and_escapes_what_it_is_told(shown: tuple[Shown, ...]) -> None:
    page = _page(shown)
    assert page.links
    assert all(link.startswith(("data:image/jpeg", "#seq")) for link in page.links)
    assert not {"script", "link", "iframe"} & set(page.tags)
    assert page.tags.count("svg") == 2
    assert page.tags.count("img") >= 2  # an untrained model fails
    words = " ".join(page.words)
    assert "for <research> & more" in words
    assert "a · b" in words
    mean = np.mean([score.jf for one in shown for score in one.scores()])
    assert f"{mean:.3f}" in words


def test_a_curve_rises_with_quality_and_breaks_where_nothing_is_known() -> None:
    drawing = curve([float("nan"), 0.2, 0.4, float("nan"), 0.9, 1.0], [1])
    lines = re.findall(r'<polyline class="curve" points="([^"]+)"', drawing)
    assert len(lines) == 2
    heights = [float(point.split(",")[1]) for line in lines for point in line.split()]
    assert heights == sorted(heights, reverse=True)
    assert drawing.count('class="mark"') == 1


def test_speed_counts_frames_after_the_warm_up_and_its_parts_add_up(
    model: SST, tiny_data: tuple[Path, Path]
) -> None:
    clip = load_clip(open_vos_folder(tiny_data[0]), "seq0")
    frames = [clip.picture(number) for number in range(8)]
    found = measure_speed(model, frames, clip.truth[0], resolution=48)
    assert (found.frames, found.objects, found.size, found.resolution) == (4, 2, (120, 160), 48)
    assert found.look_s > 0
    assert found.segment_s > 0
    assert found.total_s >= max(found.look_s, found.segment_s)
    assert found.frames_per_s == pytest.approx(1 / found.total_s)
    assert found.memory_mb > 10
    where = machine(model.device)
    assert where["device"] == "cpu"
    assert where["torch"] == torch.__version__.split("+")[0]
