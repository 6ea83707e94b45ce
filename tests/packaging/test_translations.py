"""Translations are whole, fit the texts, and the compiled files are those of the sources."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from annotator.commands.catalogue import COMMANDS
from annotator.ui.look.language import LANGUAGES


@pytest.fixture(scope="module")
def tool(project_root: Path) -> ModuleType:
    """packaging/translations.py as a module."""
    path = project_root / "packaging" / "translations.py"
    spec = importlib.util.spec_from_file_location("translations", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


def test_every_language_of_the_settings_has_a_file(tool: ModuleType) -> None:
    codes = {path.stem.rpartition("_")[2] for path in tool.FOLDER.glob("*.ts")}
    assert codes == set(LANGUAGES.values()) - {"en"}


def test_every_text_is_translated_with_the_same_values(
    tool: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    code = tool.main(["--check"])
    assert code == 0, capsys.readouterr().out


def test_the_compiled_files_are_up_to_date(tool: ModuleType, tmp_path: Path) -> None:
    for source in tool.FOLDER.glob("*.ts"):
        fresh = tmp_path / "fresh.qm"
        tool.release(source, fresh)
        assert fresh.read_bytes() == source.with_suffix(".qm").read_bytes(), source.name


def test_texts_of_tables_are_found_without_marks(tool: ModuleType) -> None:
    found = set(tool.sources())
    assert {command.title for command in COMMANDS} <= found
    assert "Overlay opacity, %" in found


def test_what_is_missing_or_holds_other_values_is_a_fault(
    tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tool, "FOLDER", tmp_path)
    monkeypatch.setattr(tool, "sources", lambda: ["{count} frames", "Grow"])
    path = tmp_path / "sst-annotator_xx.ts"
    tool.write(path, {"{count} frames": "{number} Bilder", "Grow": ""})
    assert tool.main(["--check"]) == 1
    tool.write(path, {"{count} frames": "{count} Bilder", "Grow": "Erweitern"})
    assert tool.main(["--check"]) == 0
    tool.write(path, {"{count} frames": "{count} Bilder", "Grow": "Erweitern", "Gone": "Weg"})
    assert tool.main(["--check"]) == 1


def test_a_text_put_together_in_place_is_refused(tool: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "bad.py"
    for text in (
        'x = tr(f"{1} frames")',
        'x = said(f"{1} frames")',
        'raise MaskError(f"{1} frames")',
        'def f():\n    what = f"{1} frames"\n    raise MaskError(what)',
        'raise MaskError("none", todo=f"{1} frames")',
    ):
        path.write_text(text)
        with pytest.raises(SystemExit, match="cannot be looked up"):
            tool.spoken(tmp_path, [""])


def test_words_of_errors_are_found_where_the_window_shows_them(
    tool: ModuleType, tmp_path: Path
) -> None:
    source = """
_ADVICE: Final = "Draw it"
def f(odd):
    what = "too large" if odd else said("{count} are too many", count=3)
    raise MaskError(what, where=path, todo=_ADVICE)
def g():
    raise KeyError("not for users")
"""
    for name in ("annotator/engine", "annotator/cli"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "one.py").write_text(source)
    wanted = {"too large", "{count} are too many", "Draw it"}
    assert tool.spoken(tmp_path, ["annotator/engine"]) == wanted
    assert tool.spoken(tmp_path, ["annotator/cli"]) == {"{count} are too many"}
