"""sst-propagate over lists and data sets: what it does, skips, and leaves when a clip fails."""

import json
from pathlib import Path

import numpy as np
import pytest
from colour_session import ColourSession
from small_roots import FRAMES, davis_root, truth, write_frame, write_mask, youtube_root

from annotator.cli.propagate import main
from annotator.engine import sessions
from sst_core.datasets.protocol import open_benchmark
from sst_core.datasets.submission import check_submission, unpacked
from sst_core.labels import list_pngs, read_label_map

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[ColourSession]:
    """Puts the fake in the model's place; the list holds the sessions that were made."""
    found: list[ColourSession] = []

    def make(resolution: int) -> ColourSession:
        found.append(ColourSession(resolution))
        return found[-1]

    monkeypatch.setattr(sessions, "load_sessions", lambda *_args, **_named: make)
    return found


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A list of two clips of images, three frames each, and their first masks."""
    lines = []
    for name in ("one", "two"):
        for t in range(3):
            write_frame(tmp_path / name / f"{t:05d}.png", {1: 4 + t})
        write_mask(tmp_path / f"{name}.png", truth({1: 4}))
        lines.append(f"{name} {name}.png out/{name}\n")
    (tmp_path / "clips.txt").write_text("".join(lines))
    return tmp_path / "clips.txt"


def test_a_list_is_done_and_then_skipped(
    listed: Path, made: list[ColourSession], capsys: Capture
) -> None:
    assert main([str(listed), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["done"], report["skipped"], report["failed"], report["frames"]) == (2, 0, 0, 6)
    out = listed.parent / "out"
    assert sorted(path.name for path in out.iterdir()) == ["one", "two"]
    assert (read_label_map(out / "two/00002.png") == truth({1: 6})).mean() > 0.98
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.png")}
    assert main([str(listed), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["skipped"] == 2
    assert before == {path: path.stat().st_mtime_ns for path in out.rglob("*.png")}
    assert len(made) == 2


@pytest.mark.usefixtures("made")
def test_what_is_missing_is_done_again_and_the_rest_stays(listed: Path, capsys: Capture) -> None:
    main([str(listed)])
    folder = listed.parent / "out" / "one"
    (folder / "00001.png").unlink()
    write_mask(folder / "00002.png", truth({1: 20}))  # mended by somebody
    (folder.with_name(".one.part")).mkdir()  # as a killed run leaves it
    assert main([str(listed)]) == 0
    assert "1 clips done (3 masks" in capsys.readouterr().out.splitlines()[-1]
    assert len(list_pngs(folder)) == 3
    assert (read_label_map(folder / "00002.png") == truth({1: 20})).all()
    assert not folder.with_name(".one.part").exists()


@pytest.mark.usefixtures("made")
def test_a_failing_clip_is_one_sentence_and_the_others_go_on(listed: Path, capsys: Capture) -> None:
    write_mask(listed.parent / "one.png", truth({1: 4}, (20, 20)))
    assert main([str(listed)]) == 2
    shown = capsys.readouterr()
    (line,) = [line for line in shown.err.splitlines() if "one.png" in line]
    assert "the mask is 20x20 pixels" in line
    assert "1 clips done" in shown.out
    assert "1 failed" in shown.out
    assert sorted(path.name for path in (listed.parent / "out").iterdir()) == ["two"]


def test_an_error_half_way_leaves_no_folder(
    listed: Path, made: list[ColourSession], monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(resolution: int) -> ColourSession:
        made.append(ColourSession(resolution, fails={} if made else {2: KeyboardInterrupt()}))
        return made[-1]

    monkeypatch.setattr(sessions, "load_sessions", lambda *_args, **_named: make)
    assert main([str(listed)]) == 130
    assert list((listed.parent / "out").iterdir()) == []
    assert main([str(listed)]) == 0
    assert len(list((listed.parent / "out").iterdir())) == 2


@pytest.mark.usefixtures("made")
def test_davis_is_written_for_its_server(tmp_path: Path, capsys: Capture) -> None:
    root, out = davis_root(tmp_path / "davis"), tmp_path / "out"
    assert main([str(root), "--split", "2017/val", "--output", str(out)]) == 0
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*.png")) == [
        f"b/{t:05d}.png" for t in range(5)
    ]
    assert check_submission(out, open_benchmark(root, split="2017/val")) == ()
    last = read_label_map(out / "b/00004.png")
    assert (last == truth({1: 4, 2: 16})).mean() > 0.98
    assert "1 clips done (5 masks" in capsys.readouterr().out


def test_youtube_vos_with_an_object_that_comes_up_late(
    tmp_path: Path, made: list[ColourSession], capsys: Capture
) -> None:
    root, out = youtube_root(tmp_path / "yv")[0], tmp_path / "out"
    command = [str(root), "--split", "valid", "--output", str(out)]
    assert main([*command, "--zip", str(tmp_path / "out.zip")]) == 0
    assert [call for call in made[0].log if call[0] == "reference"] == [
        ("reference", 0, (1,)),
        ("reference", 2, (2,)),
    ]
    benchmark = open_benchmark(root, split="valid")
    with unpacked(tmp_path / "out.zip") as inside:
        assert check_submission(inside, benchmark) == ()
    files = list_pngs(out / "Annotations/v1")
    assert [path.stem for path in files] == list(FRAMES)
    assert set(np.unique(read_label_map(files[1]))) == {0, 1}
    assert set(np.unique(read_label_map(files[4]))) == {0, 1, 2}
    assert str(tmp_path / "out.zip") in capsys.readouterr().out


def test_youtube_vos_at_its_full_rate(tmp_path: Path, made: list[ColourSession]) -> None:
    """Every frame is walked through; the same results are wanted as without."""
    root, out = youtube_root(tmp_path / "yv")[0], tmp_path / "out"
    for t in range(21):
        places = {1: 4 + 2 * t // 5} | ({2: 4 + 2 * t // 5} if t >= 10 else {})
        write_frame(tmp_path / "all/JPEGImages/v1" / f"{t:05d}.jpg", places)
    command = [str(root), "--split", "valid", "--output", str(out)]
    assert main([*command, "--all-frames", str(tmp_path / "all")]) == 0
    assert [path.stem for path in list_pngs(out / "Annotations/v1")] == list(FRAMES)
    assert [call[1] for call in made[0].log if call[0] == "reference"] == [0, 10]
    assert sum(call[0] == "step" for call in made[0].log) == 21
    (tmp_path / "all/JPEGImages/v1/00005.jpg").unlink()
    command[-1] = str(tmp_path / "other")
    assert main([*command, "--all-frames", str(tmp_path / "all")]) == 2


@pytest.mark.usefixtures("made")
def test_options_that_do_not_go_together(listed: Path, tmp_path: Path, capsys: Capture) -> None:
    root = davis_root(tmp_path / "davis")
    for arguments, word in (
        ([str(root)], "--output"),
        ([str(root), "--output", "x", "--masks", "m.png"], "--masks"),
        ([str(listed), "--split", "val"], "--split"),
        ([str(tmp_path / "one"), "--masks", "m", "--output", "o", "--zip", "z"], "--zip"),
    ):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 2
        assert word in capsys.readouterr().err
    assert main([str(root), "--output", str(root / "results")]) == 2
    assert "into the data set" in capsys.readouterr().err
    assert main([str(root), "--split", "nope", "--output", str(tmp_path / "o")]) == 2
