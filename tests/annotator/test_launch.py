"""The app finds its own commands in an environment and in a bundle."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from annotator.launch import COMMANDS, command_line


def test_they_are_the_commands_of_the_project(project_root: Path) -> None:
    project = tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))
    scripts = project["project"]["scripts"]
    assert {name: f"{module}:main" for name, module in COMMANDS.items()} == scripts


def test_in_an_environment_the_module_is_run(project_root: Path) -> None:
    line = command_line("sst-export", "--version")
    done = subprocess.run(line, capture_output=True, text=True, cwd=project_root, check=True)
    assert done.stdout.startswith("sst-export ")


def test_in_a_bundle_the_program_takes_the_name_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/apps/sst-annotator")
    assert command_line("sst-train", "--json") == ["/apps/sst-annotator", "sst-train", "--json"]


def test_other_programs_are_not_started() -> None:
    with pytest.raises(KeyError):
        command_line("rm")
