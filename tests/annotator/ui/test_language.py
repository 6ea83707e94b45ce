"""The window in German: menus, buttons, settings, sentences; and English again."""

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot
from still_window import StillEngine, drag, open_clip, press

from annotator.app import make_application
from annotator.commands.preferences import Preferences
from annotator.commands.said import said_reason, said_title
from annotator.engine.clip_queue import NO_MASK, ClipState
from annotator.engine.messages import Failed
from annotator.ui.clips_work import summary
from annotator.ui.dialogs.settings import SettingsDialog
from annotator.ui.look.language import LANGUAGE, LANGUAGES, code_of
from annotator.ui.main_window import MainWindow
from annotator.words import tr
from sst_core.errors import DeviceError
from sst_core.saying import said


@pytest.fixture
def german(qtbot: QtBot, engine: StillEngine) -> Iterator[MainWindow]:
    """A window that was built while German was in force."""
    make_application()
    LANGUAGE.use("Deutsch")
    window = MainWindow(Preferences(None), engine)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()
    LANGUAGE.use("English")


def test_menus_speak_german(german: MainWindow) -> None:
    titles = [action.text().replace("&", "") for action in german.menuBar().actions()]
    assert titles == [
        "Datei", "Bearbeiten", "Zeichnen", "Ansicht", "Gehe zu", "Objekte", "Verfolgen", "Hilfe",
    ]  # fmt: skip


def test_no_command_is_left_in_english(german: MainWindow) -> None:
    same = {
        command.title
        for command in german.actions_.commands
        if german.actions_[command.id].text() == command.title
    }
    assert same == {"Hand", "Lasso"}, "the same words in both"


def test_the_palette_finds_german_words(german: MainWindow) -> None:
    german.desk.show("palette")
    german.palette_.type("radier")
    assert german.palette_.titles()[0] == "Radierer"


def test_settings_speak_german_and_store_what_is_the_same_in_every_language(
    german: MainWindow, qtbot: QtBot
) -> None:
    dialog = SettingsDialog(german, german.preferences)
    qtbot.addWidget(dialog)
    theme = dialog.control("theme")
    assert isinstance(theme, QComboBox)
    assert [theme.itemText(row) for row in range(theme.count())] == ["System", "hell", "dunkel"]
    theme.setCurrentIndex(2)
    assert german.preferences.value.theme == "dark"


def test_what_is_stored_in_english_is_said_in_german(german: MainWindow) -> None:
    assert said_title("Track forward from frame 12") == "Vorwärts verfolgen ab Bild 12"
    assert said_title("Brush") == "Pinsel"
    assert said_title("my own words") == "my own words"
    assert said_reason("split in 3 parts, jumped") == "in 3 Teile zerfallen, gesprungen"
    german.banner.stay("Nothing is in doubt.")
    assert german.banner.sentence == "Nichts ist zweifelhaft."


def test_what_the_engine_and_errors_say_is_said_in_german(
    german: MainWindow, qtbot: QtBot, clip: Path, engine: StillEngine
) -> None:
    open_clip(qtbot, german, clip)
    drag(german, (250, 100), (270, 200))
    press(german, Qt.Key.Key_F)
    what = said("memory ran out even at {resolution} pixels", resolution=160)
    failed = Failed(engine.requests[0].job, str(DeviceError(what)), can_retry_smaller=True)
    engine.events.emit(pickle.loads(pickle.dumps(failed)))
    wanted = "der Speicher reichte selbst bei 160 Pixeln nicht."
    qtbot.waitUntil(lambda: german.banner.sentence == wanted)


def test_a_file_that_cannot_be_opened_is_told_in_german(
    german: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    odd = tmp_path / "odd.sst"
    odd.write_bytes(b"no project at all")
    german.open_path(odd)
    wanted = f"{odd}: diese Datei ist kein SST-Projekt."
    qtbot.waitUntil(lambda: german.banner.sentence == wanted, timeout=20_000)
    german.open_path(tmp_path / "none.mp4")
    wanted = f"{tmp_path / 'none.mp4'}: diese Datei oder diesen Ordner gibt es nicht."
    qtbot.waitUntil(lambda: german.banner.sentence == wanted, timeout=20_000)


def test_what_became_of_a_queue_of_clips_is_said_in_german(german: MainWindow) -> None:
    del german
    paths = [Path(f"{letter}.mp4") for letter in "abcd"]
    left = [ClipState(path, "left out", sentence=said(NO_MASK, name=path.name)) for path in paths]
    one = summary(tuple(left[:1]))
    assert one.endswith("a.mp4 hat keine Maske, an die man sich halten kann.")
    many = summary(tuple(left))
    assert many.endswith("4 Clips haben keine Maske, an die man sich halten kann.")


def test_english_is_back_when_it_is_wanted(qtbot: QtBot) -> None:
    del qtbot
    make_application()
    LANGUAGE.use("Deutsch")
    assert tr("Export") == "Exportieren"
    LANGUAGE.use("English")
    assert tr("Export") == "Export"


def test_the_system_decides_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    class Swiss:
        def uiLanguages(self) -> list[str]:
            return ["rm-CH", "de-CH", "en"]

    class Chinese:
        def uiLanguages(self) -> list[str]:
            return ["zh-Hans-CN"]

    monkeypatch.setattr(QLocale, "system", staticmethod(Swiss))
    assert code_of("system") == "de"
    monkeypatch.setattr(QLocale, "system", staticmethod(Chinese))
    assert code_of("system") == "en"
    assert {code_of(name) for name in LANGUAGES} == {"en", "de"}
    assert code_of("Klingon") == "en"
