"""All five commands answer --help and --version at once, without torch, and with exit code 0."""

import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from sst_core import __version__

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
_DISPLAYS = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")

_ENTRY = """
import sys
sys.argv = [{name!r}, *{arguments!r}]
from {module} import {function}
try:
    code = {function}()
finally:
    heavy = {{"torch", "torchvision", "PySide6.QtWidgets"}} & sys.modules.keys()
    print("HEAVY", *sorted(heavy), file=sys.stderr)
sys.exit(code)
"""


def _run(name: str, *arguments: str) -> tuple[subprocess.CompletedProcess[str], float]:
    """The console command as its entry point starts it, and its seconds."""
    module, function = COMMANDS[name].split(":")
    script = _ENTRY.format(name=name, arguments=arguments, module=module, function=function)
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )
    return done, time.perf_counter() - begin


def test_there_are_five_commands() -> None:
    assert sorted(COMMANDS) == [
        "sst-annotator",
        "sst-eval",
        "sst-export",
        "sst-propagate",
        "sst-train",
    ]


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help_answers_at_once_without_torch(name: str) -> None:
    runs = [_run(name, "--help") for _ in range(3)]
    done = runs[0][0]
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"usage: {name} ")
    assert done.stderr == "HEAVY\n"
    assert min(seconds for _, seconds in runs) < 1.0  # the target is 0.5 on a quiet machine


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_version_is_that_of_the_project(name: str) -> None:
    done, _ = _run(name, "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{name} {__version__}\n", "HEAVY\n")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is a display")
def test_the_app_without_a_display_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in _DISPLAYS:
        monkeypatch.delenv(name, raising=False)
    done, _ = _run("sst-annotator")
    sentence, heavy = done.stderr.splitlines()
    assert (done.returncode, done.stdout, heavy) == (2, "", "HEAVY")
    assert sentence.startswith("sst-annotator: there is no display to show a window on. ")


def test_the_app_refuses_a_path_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    done, _ = _run("sst-annotator", "no-such-clip.mp4")
    assert done.returncode == 2
    sentence = "sst-annotator: no-such-clip.mp4: there is no such file or folder."
    assert done.stderr.splitlines()[0] == sentence


def test_help_of_evaluation_names_every_command() -> None:
    lines = " ".join(_run("sst-eval", "--help")[0].stdout.split())
    assert all(f" {name} " in lines for name in ("masks", "table", "macs", "explain"))


def test_unknown_options_exit_with_two() -> None:
    for name in COMMANDS:
        assert _run(name, "--nonsense")[0].returncode == 2
