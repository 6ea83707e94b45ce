"""The table of keys: in the README as the commands have them, and no key that ends the work."""

from pathlib import Path

import pytest

from annotator.cli import keys
from annotator.commands.catalogue import COMMANDS, command
from annotator.commands.sheet import BEGIN, END, key_table, with_table


def test_the_readme_holds_the_keys_as_they_are(project_root: Path) -> None:
    page = (project_root / "README.md").read_text(encoding="utf-8")
    assert with_table(page, key_table()) == page, "python -m annotator.cli.keys --write README.md"


def test_every_command_with_keys_is_in_the_table() -> None:
    table = key_table()
    for item in COMMANDS:
        if not item.id.startswith("object.pick_"):
            assert all(f"`{one}`" in table for one in item.keys), item.id
    assert table.count("`1` … `9`") == 1


def test_no_single_key_quits() -> None:
    """A slip on the keyboard must never cost the place where one was."""
    assert command("file.quit").keys
    assert all("Ctrl+" in one for one in command("file.quit").keys)


def test_every_command_says_what_it_does() -> None:
    assert [item.id for item in COMMANDS if not item.tip.strip()] == []


def test_the_command_renews_a_page_and_refuses_one_without_a_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    assert keys.main(["--write", str(page)]) == 0
    assert page.read_text(encoding="utf-8") == f"before\n{BEGIN}\n\n{key_table()}\n\n{END}\nafter\n"
    page.write_text("no place", encoding="utf-8")
    assert keys.main(["--write", str(page)]) == 2
    assert "no place for the table" in capsys.readouterr().err
    assert page.read_text(encoding="utf-8") == "no place"
