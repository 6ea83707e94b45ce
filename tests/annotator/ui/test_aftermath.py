"""What the window says after a fault, and the two entries of the Help menu."""

import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl, qInstallMessageHandler, qWarning
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from still_window import drag, open_clip

from annotator.record.crash import take_new_report, write_report
from annotator.ui.aftermath import hear_qt, offer_report, report_the_dead, tell_of_fault
from annotator.ui.main_window import MainWindow


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SST_LOGS", str(tmp_path / "logs"))
    return tmp_path / "logs"


def test_a_report_of_last_time_is_offered_once(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr("annotator.ui.aftermath.QDesktopServices.openUrl", opened.append)
    offer_report(window)
    assert not window.banner.sentence, "nothing happened"
    write_report("The window ended at a fault of machine code.", "trace")
    window.banner.say("Something else first.")
    monkeypatch.setattr("annotator.ui.aftermath._AGAIN_MS", 20)
    offer_report(window)
    assert window.banner.sentence == "Something else first."
    window.banner.hide()
    qtbot.waitUntil(lambda: bool(window.banner.sentence))
    assert window.banner.sentence.startswith("SST Annotator ended unexpectedly last time; your wor")
    window.banner.act()
    (url,) = opened
    assert "trace" in Path(url.toLocalFile()).read_text()
    offer_report(window)
    assert not window.banner.sentence


def test_a_fault_that_the_window_survives_is_told_at_once(window: MainWindow) -> None:
    tell_of_fault(window, write_report("A fault of the program in the window.", "trace"))
    assert window.banner.sentence.startswith("Something went wrong in the program; your work is s")
    assert take_new_report() is None, "it is not told again at the next start"


def test_a_window_that_was_killed_is_reported_at_the_next_start(
    tmp_path: Path, project_root: Path, logs: Path
) -> None:
    """The real program, killed while its window is up."""
    environment = {**os.environ, "SST_SETTINGS": str(tmp_path / "s.json"), "SST_LOGS": str(logs)}
    process = subprocess.Popen(
        [sys.executable, "-m", "annotator"], cwd=project_root, env=environment
    )
    deadline = time.monotonic() + 60
    log = logs / "window.log"
    while time.monotonic() < deadline and not (log.exists() and "starts" in log.read_text()):
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    process.wait()
    report_the_dead()
    report = take_new_report()
    assert report is not None
    assert report.read_text().startswith("The window ended without a word: it was killed")
    assert "SST Annotator" in report.read_text()


def test_what_qt_says_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    before = qInstallMessageHandler(None)
    hear_qt()
    try:
        with caplog.at_level(logging.WARNING, logger="qt"):
            qWarning("a word of Qt")
    finally:
        qInstallMessageHandler(before)
    assert [record.message for record in caplog.records] == ["a word of Qt"]


def test_copy_diagnostics_tells_numbers_of_the_open_clip(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    open_clip(qtbot, window, clip)
    drag(window, (100, 100), (120, 160))
    assert window.session is not None
    window.actions_.run("help.copy_diagnostics")
    text = QGuiApplication.clipboard().text()
    assert "72 frames of 640x360, 1 objects" in text
    assert "1 frames with masks; cells: {'drawn': 1}" in text
    assert "the clip is present" in text
    assert clip.stem not in text
    assert "nothing was sent" in window.banner.sentence


def test_show_log_folder_opens_it(
    window: MainWindow, logs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return False

    monkeypatch.setattr("annotator.ui.desk.QDesktopServices.openUrl", open_url)
    window.actions_.run("help.logs")
    assert window.banner.sentence == "There is no log yet."
    logs.mkdir()
    window.actions_.run("help.logs")
    assert opened == [str(logs)]
    assert str(logs) in window.banner.sentence, "where no file manager is, the place is told"
