"""The log stays small, tells nothing personal, and is nobody's trouble where it cannot be."""

import logging
from pathlib import Path

import pytest

from annotator.record.log import start_log, stop_log, tail
from annotator.record.privacy import plain


def test_the_log_is_bounded(logs: Path) -> None:
    handler = start_log("window", size=4000)
    for number in range(1000):
        logging.getLogger("annotator.test").info("line %d of many", number)
    stop_log(handler)
    files = sorted(logs.glob("window.log*"))
    assert [file.name for file in files] == ["window.log", "window.log.1", "window.log.2"]
    assert sum(file.stat().st_size for file in files) < 3 * 4000
    assert tail("window", 1)[0].endswith("line 999 of many")


def test_other_libraries_are_not_written_down(logs: Path) -> None:
    handler = start_log("window")
    logging.getLogger("somebody.else").warning("chatter")
    logging.getLogger("annotator.test").warning("word")
    stop_log(handler)
    logging.getLogger("annotator.test").warning("later")
    text = (logs / "window.log").read_text()
    assert "word" in text
    assert "chatter" not in text
    assert "later" not in text


def test_a_folder_that_cannot_be_made_costs_the_log_only(logs: Path) -> None:
    logs.write_text("a file stands here")
    assert start_log("window") is None
    assert tail("window", 5) == []


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("/media/ann/My clips/holiday dog.mp4: cannot be read.", "<a path>.mp4: cannot be read."),
        ("cannot open /media/ann/clip.sst", "cannot open <a path>.sst"),
        (r"C:\People\Ann\clip.mov is gone", "<a path>.mov is gone"),
        (r"in \\server\share\clip.mp4, read only", "in <a path>.mp4, read only"),
        ("12/24 frames, 3 and/or 4", "12/24 frames, 3 and/or 4"),
        ('File "/media/ann/x/secret.py", line 3', 'File "<a path>.py", line 3'),
    ],
)
def test_places_and_names_of_files_stay_private(said: str, left: str) -> None:
    assert plain(said) == left


def test_places_of_the_program_stay_readable() -> None:
    shown = plain(f'File "{Path(plain.__code__.co_filename)}", line 3')
    assert shown.startswith('File "<')
    assert shown.endswith('annotator/record/privacy.py", line 3')
