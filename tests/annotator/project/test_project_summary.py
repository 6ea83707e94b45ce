"""A list of clips says how far each is, without opening their projects."""

from pathlib import Path

import numpy as np

from annotator.document import gestures
from annotator.document.ownership import RunResult, write_run
from annotator.project import MediaReference, ProjectSummary, open_project, summarize


def test_a_summary_counts_frames_by_what_is_settled(tmp_path: Path, media: MediaReference) -> None:
    path = tmp_path / "clip.sst"
    with open_project(path, create_for=media) as project:
        document = project.document
        document.apply(gestures.add_object(document, "dog"))
        assert summarize(path) == ProjectSummary(4, 1, 0, 0)
        patch = np.ones((2, 2), np.uint8)
        drawn = gestures.paint(document, 0, (0, 0, 2, 2), patch, 1, "Paint")
        ones = np.ones(document.size, np.uint8)
        run = write_run(document, [RunResult(frame, ones, {}, (1,)) for frame in (1, 2)])
        accepted = gestures.accept(document, [1], [1])
        assert accepted is None, "nothing is there to accept before the run"
        assert drawn
        assert run
        document.apply(drawn)
        document.apply(run)
        later = gestures.accept(document, [1], [1])
        assert later
        document.apply(later)
        summary = summarize(path)
        assert summary == ProjectSummary(frames=4, objects=1, labelled=3, settled=2)
        assert summary.accepted_percent == 50
        assert not summary.untouched
    assert summarize(path) == summary


def test_what_is_no_project_has_no_summary(tmp_path: Path, clip: Path) -> None:
    assert summarize(clip) is None
    assert summarize(tmp_path / "nothing.sst") is None
    assert summarize(tmp_path) is None
