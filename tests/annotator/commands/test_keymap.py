"""Keys: every command has its own, users change them, conflicts are named."""

import pytest

from annotator.commands.catalogue import COMMANDS, command
from annotator.commands.keymap import conflicts, normal, rebind, resolve
from annotator.commands.registry import MENUS


def test_no_two_commands_share_a_key() -> None:
    assert conflicts(resolve(COMMANDS, {})) == {}


def test_the_keys_of_the_design_are_there() -> None:
    """A user who knows them from elsewhere must find them."""
    keymap = resolve(COMMANDS, {})
    wanted = {
        "go.next": "Right",
        "go.leap_back": "Shift+Left",
        "go.first": "Home",
        "go.play": "Space",
        "go.check": "Tab",
        "track.forward": "F",
        "track.backward": "B",
        "track.outward": "R",
        "track.accept": "A",
        "track.absent": "N",
        "track.stop": "Esc",
        "object.swap": "X",
        "object.pick_1": "1",
        "view.hide": "H",
        "draw.smaller": "[",
        "edit.undo": "Ctrl+Z",
        "edit.redo": "Ctrl+Shift+Z",
        "file.open": "Ctrl+O",
        "file.export": "Ctrl+E",
        "view.palette": "Ctrl+Shift+P",
        "help.shortcuts": "F1",
    }
    assert {name: keymap[name][0] for name in wanted} == wanted


def test_no_single_key_quits() -> None:
    assert all("Ctrl" in keys for keys in command("file.quit").keys)


def test_every_command_has_a_place_and_a_sentence() -> None:
    ids = [item.id for item in COMMANDS]
    assert len(ids) == len(set(ids))
    for item in COMMANDS:
        assert item.menu in MENUS, item.id
        assert item.tip, item.id
        assert not item.tip.endswith("."), item.id


@pytest.mark.parametrize(
    ("given", "wanted"),
    [("shift+ctrl+z", "Ctrl+Shift+Z"), ("ctrl++", "Ctrl++"), ("f1", "F1"), ("[", "["), ("+", "+")],
)
def test_shortcuts_have_one_spelling(given: str, wanted: str) -> None:
    assert normal(given) == wanted


def test_a_change_replaces_the_default_and_the_default_removes_the_change() -> None:
    changed = rebind(COMMANDS, {}, "track.forward", keys=("ctrl+f",))
    assert resolve(COMMANDS, changed)["track.forward"] == ("Ctrl+F",)
    assert rebind(COMMANDS, changed, "track.forward", keys=("F",)) == {}


def test_a_key_that_is_taken_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="B already belongs to “Track backward”"):
        rebind(COMMANDS, {}, "track.forward", keys=("b",))


def test_a_key_that_was_given_up_is_free() -> None:
    changed = rebind(COMMANDS, {}, "track.backward", keys=())
    assert rebind(COMMANDS, changed, "track.forward", keys=("B",))["track.forward"] == ("B",)
