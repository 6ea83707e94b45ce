"""A window comes up whatever somebody wrote into the settings file."""

import json
import random
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from still_window import StillEngine

from annotator.app import make_application
from annotator.commands.preferences import Preferences
from annotator.ui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from tests.fuzz.mutate import damaged_json  # noqa: E402 - the tests are no package

_SOUND = {
    "theme": "dark",
    "palette": "colour-blind safe",
    "keys": {"file.open": ["Ctrl+P"], "draw.brush": []},
    "recent": ["/media/dog.mp4", "relative.mp4"],
    "layout": json.dumps({"window": "AdnQywADAAA=", "side": "AAAA/wAA", "across": "x"}),
    "brush_radius": 9,
    "categories": ["dog", ""],
    "weights": "mine",
    "curves": True,
    "live": True,
    "frame_cache_mb": 64,
}


@pytest.mark.parametrize("number", range(25))
def test_the_window_comes_up_with_damaged_settings(
    number: int, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(damaged_json(_SOUND, random.Random(number)))
    make_application()
    window = MainWindow(Preferences(path), StillEngine())  # type: ignore[arg-type]
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.desk.show("settings")
    window.desk.show("shortcuts")
    window.close()
    assert Preferences(path).value.theme in {"system", "light", "dark"}
