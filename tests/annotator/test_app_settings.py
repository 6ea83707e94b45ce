"""Settings: only differences are stored, and a damaged file costs nothing but the changes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.commands.preferences import Preferences
from annotator.settings import Settings, load_settings, save_settings


def test_only_what_differs_is_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.json"
    changed = replace(Settings(), theme="dark", keys={"edit.undo": ("Ctrl+U",)}, recent=("a",))
    save_settings(path, changed)
    assert sorted(json.loads(path.read_text())) == ["keys", "recent", "theme"]
    assert load_settings(path) == changed


@pytest.mark.parametrize("content", ["", "[1]", "{", '{"theme": "pink", "resolution": "480"}'])
def test_nonsense_becomes_the_default(tmp_path: Path, content: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(content)
    assert load_settings(path) == Settings()


def test_numbers_outside_their_range_are_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"overlay_opacity": 900, "frame_cache_mb": 128}')
    loaded = load_settings(path)
    assert (loaded.overlay_opacity, loaded.frame_cache_mb) == (45, 128)


def test_changes_are_stored_and_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    preferences = Preferences(path)
    told: list[str] = []
    preferences.changed.connect(lambda: told.append(preferences.value.theme))
    preferences.set(theme="dark")
    preferences.set(theme="dark")
    assert told == ["dark"]
    assert load_settings(path).theme == "dark"


def test_a_folder_that_cannot_be_written_costs_only_the_memory_of_it(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("")
    preferences = Preferences(blocker / "settings.json")
    preferences.set(theme="dark")
    assert preferences.value.theme == "dark"


def test_recent_paths_are_newest_first_and_once(tmp_path: Path) -> None:
    preferences = Preferences(None)
    for name in ("a", "b", "a"):
        preferences.opened(tmp_path / name)
    assert [Path(item).name for item in preferences.value.recent] == ["a", "b"]
