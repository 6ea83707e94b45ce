"""Processes that end badly leave a report that can be read; it is offered once."""

import logging
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from annotator.record.alive import runs
from annotator.record.crash import (
    FaultFile,
    collect_dead,
    last_words,
    reports,
    take_new_report,
    watch_exceptions,
    write_report,
)

_DIES = """
import ctypes, os, signal, sys
from annotator.record.crash import FaultFile
faults = FaultFile("window")
how = sys.argv[1]
if how == "fault":
    ctypes.string_at(0)
elif how == "kill":
    os.kill(os.getpid(), signal.SIGKILL)
faults.close()
"""


def _die(how: str, root: Path) -> int:
    child = subprocess.Popen(
        [sys.executable, "-c", _DIES, how], cwd=root, stderr=subprocess.DEVNULL, env=os.environ
    )
    child.wait()
    return child.pid


def test_a_fault_of_machine_code_leaves_its_trace(project_root: Path) -> None:
    pid = _die("fault", project_root)
    words = last_words("window", pid)
    assert words is not None
    assert "Segmentation fault" in words
    assert "string_at" in words
    assert last_words("window", pid) is None, "told once"


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_death_without_a_word_is_known_and_a_good_end_leaves_nothing(
    project_root: Path, logs: Path
) -> None:
    _die("kill", project_root)
    _die("well", project_root)
    with_mine = FaultFile("window")
    assert collect_dead("window", runs) == [""]
    assert collect_dead("window", runs) == []
    assert with_mine.path.exists(), "a window that lives keeps its file"
    with_mine.close()
    assert list(logs.iterdir()) == []


def test_a_report_is_offered_once_and_ten_are_kept() -> None:
    for number in range(13):
        assert write_report(f"Fault {number}.", "a trace") is not None
    assert len(reports()) == 10
    newest = take_new_report()
    assert newest is not None
    assert newest.read_text().startswith("Fault 12.")
    assert take_new_report() is None
    assert len(reports()) == 10


def test_exceptions_nobody_caught_are_reported_from_every_thread(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threading.excepthook", lambda _args: None)  # pytest's own would complain
    monkeypatch.setattr("sys.excepthook", sys.__excepthook__)
    told: list[Path | None] = []
    put_back = watch_exceptions(told.append)

    def fail() -> None:
        raise ValueError("cannot read /media/ann/secret/dog.mp4")

    try:
        for _ in range(3):
            worker = Thread(target=fail, name="decoder")
            worker.start()
            worker.join()
        try:
            fail()
        except ValueError:
            sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    finally:
        put_back()
    assert [path is not None for path in told] == [True, True], "once for each place"
    texts = [path.read_text() for path in told if path is not None]
    assert texts[0].startswith("A fault of the program in the thread decoder.")
    assert texts[1].startswith("A fault of the program in the window.")
    assert all("ValueError: cannot read <a path>.mp4" in text for text in texts)
    assert not any("secret" in text for text in texts)
    assert "ValueError" in capsys.readouterr().err, "the terminal hears of it as before"


def test_reports_hold_the_last_lines_of_the_logs(logs: Path) -> None:
    from annotator.record.log import start_log, stop_log  # noqa: PLC0415 - only here

    handler = start_log("engine")
    logging.getLogger("annotator.engine.worker").info("model loaded")
    stop_log(handler)
    path = write_report("The engine was ended by SIGSEGV.")
    assert path is not None
    assert path.parent == logs
    assert "model loaded" in path.read_text()
