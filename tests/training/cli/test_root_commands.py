"""sst-eval check and submission from the command line, and roots that other commands refuse."""

import json
import shutil
from pathlib import Path

import pytest
from small_roots import davis_root, truth, write_mask, youtube_root

from training.cli.evaluate import main

Capture = pytest.CaptureFixture[str]


def test_check_prints_what_is_there(tmp_path: Path, capsys: Capture) -> None:
    assert main(["check", str(davis_root(tmp_path))]) == 0
    shown = capsys.readouterr()
    assert "480p: 2 sequences, 10 frames, 10 annotated, 4 objects; sizes 32x24 (2)" in shown.out
    assert shown.out.endswith("no faults\n")
    assert shown.err == ""


def test_check_lists_every_fault_and_exits_with_2(tmp_path: Path, capsys: Capture) -> None:
    root = davis_root(tmp_path / "d")
    first, second = (root / "Annotations/480p" / name / "00001.png" for name in "ab")
    first.write_bytes(b"")
    write_mask(second, truth({1: 2}, (20, 20)))
    report = tmp_path / "report.json"
    assert main(["check", str(root), "--json", str(report)]) == 2
    shown = capsys.readouterr()
    assert f"{first}: is no PNG" in shown.out
    assert f"{second}: is 20x20 pixels, its frame is 32x24" in shown.out
    assert "2 faults (1 unreadable, 1 mask size)" in shown.out
    assert shown.err.count("\n") == 1
    assert "2 faults were found, see above. Mend them" in shown.err
    faults = json.loads(report.read_text())["faults"]
    assert [fault["kind"] for fault in faults] == ["unreadable", "mask size"]
    assert main(["check", str(root), "--quick", "--split", "val"]) == 2
    assert str(first) not in capsys.readouterr().out


def test_check_of_what_is_no_root(tmp_path: Path, capsys: Capture) -> None:
    assert main(["check", str(tmp_path / "gone")]) == 2
    assert "no JPEGImages folder" in capsys.readouterr().err


def test_submission_from_the_command_line(tmp_path: Path, capsys: Capture) -> None:
    root = davis_root(tmp_path / "d")
    results = tmp_path / "results"
    shutil.copytree(root / "Annotations/480p/b", results / "b")
    command = ["submission", str(results), "--root", str(root), "--split", "val"]
    assert main(command) == 0
    assert "1 sequences, as davis expects them" in capsys.readouterr().out
    (results / "b/00003.png").unlink()
    assert main([*command, "--json", str(tmp_path / "f.json")]) == 2
    shown = capsys.readouterr()
    assert f"{results / 'b/00003.png'}: this frame is missing" in shown.out
    assert "1 fault was found" in shown.err
    assert json.loads((tmp_path / "f.json").read_text())["faults"][0]["kind"] == "missing"
    assert main(["submission", str(tmp_path / "no.zip"), "--root", str(root)]) == 2


def test_a_truth_with_faults_is_refused_with_all_of_them(tmp_path: Path, capsys: Capture) -> None:
    """Faults of the sequences that are scored, and of masks only: frames are not looked at."""
    root = davis_root(tmp_path / "d")
    for t in (1, 2):
        write_mask(root / f"Annotations/480p/b/{t:05d}.png", truth({1: 2}, (20, 20)))
    (root / "JPEGImages/480p/b/00003.jpg").write_bytes(b"")
    command = ["masks", "--gt", str(root), "--pred", str(root), "--sequences"]
    assert main([*command, "a"]) == 0
    capsys.readouterr()
    assert main([*command, "b"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [Path(line.split(":")[0]).name for line in lines[:2]] == ["00001.png", "00002.png"]
    assert "2 faults were found" in lines[-1]
    assert main(["report", "--gt", str(root), "--output", str(tmp_path / "p.html")]) == 2
    assert "00003.jpg" in capsys.readouterr().err


def test_a_split_of_youtube_vos_is_scored(tmp_path: Path, capsys: Capture) -> None:
    root = youtube_root(tmp_path / "yv")[0]
    command = ["masks", "--gt", str(root), "--pred", str(root / "train"), "--split", "train"]
    assert main(command) == 0
    assert "J all 1.000" in capsys.readouterr().out
