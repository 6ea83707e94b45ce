"""All tools can be seen at every size of text, and nothing in the option bar is cut."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot
from still_window import open_clip

from annotator.ui.main_window import MainWindow


@pytest.fixture
def sized(window: MainWindow, qtbot: QtBot, clip: object) -> Iterator[MainWindow]:
    """A window with a clip whose text may be made larger."""
    open_clip(qtbot, window, clip)  # type: ignore[arg-type]
    yield window
    window.preferences.set(text_percent=100)


@pytest.mark.parametrize(
    ("percent", "height", "columns"), [(100, 800, 1), (200, 800, 2), (200, 560, 3), (100, 480, 2)]
)
def test_every_tool_is_in_the_window(
    sized: MainWindow, qtbot: QtBot, percent: int, height: int, columns: int
) -> None:
    sized.preferences.set(text_percent=percent)
    sized.resize(1280, height)
    tools = sized.tools
    qtbot.waitUntil(lambda: tools.columns == columns)
    room = tools.rect()
    assert len(tools.buttons) == 12
    assert all(room.contains(button.geometry()) for button in tools.buttons)
    places = [button.geometry() for button in tools.buttons]
    assert not any(one.intersects(other) for one in places for other in places if one is not other)
    assert {button.defaultAction().text() for button in tools.buttons} >= {"Brush", "Undo"}


def test_columns_go_again_where_there_is_room(sized: MainWindow, qtbot: QtBot) -> None:
    sized.resize(1280, 800)
    sized.preferences.set(text_percent=200)
    qtbot.waitUntil(lambda: sized.tools.columns == 2)
    wide = sized.tools.width()
    sized.preferences.set(text_percent=100)
    qtbot.waitUntil(lambda: sized.tools.columns == 1)
    assert sized.tools.width() < wide / 2


@pytest.mark.parametrize("percent", [80, 100, 150, 200])
@pytest.mark.parametrize("tool", ["brush", "fill", "select"])
def test_nothing_in_the_option_bar_is_cut(
    sized: MainWindow, qtbot: QtBot, percent: int, tool: str
) -> None:
    sized.resize(1280, 800)
    sized.preferences.set(text_percent=percent)
    sized.actions_.run(f"draw.{tool}")
    bar = sized.stage.bar

    def whole() -> bool:
        parts = [
            part
            for kind in (QLabel, QToolButton)
            for part in bar.findChildren(kind)
            if part.isVisible() and part.parent() is bar
        ]
        return len(parts) > 4 and all(
            part.width() >= part.sizeHint().width() and bar.rect().contains(part.geometry())
            for part in parts
        )

    qtbot.waitUntil(whole)


def test_words_come_back_where_there_is_room(sized: MainWindow, qtbot: QtBot) -> None:
    bar = sized.stage.bar
    sized.preferences.set(text_percent=200)
    sized.resize(1280, 800)
    size = next(part for part in bar.findChildren(QLabel) if part.text() == "Size")
    qtbot.waitUntil(lambda: not size.isVisible())
    sized.preferences.set(text_percent=100)
    qtbot.waitUntil(size.isVisible)
