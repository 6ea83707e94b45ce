"""Diagnostics tell versions and numbers, and nothing that is anybody's business."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.commands.diagnosis import diagnose
from annotator.record.engine_facts import keep_facts
from annotator.settings import Settings, save_settings
from sst_core import __version__


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SST_LOGS", str(tmp_path / "logs"))


_MINE = replace(
    Settings(),
    theme="dark",
    recent=("/media/ann/secret.mp4", "/media/ann/other.mp4"),
    categories=("patient",),
    weights="/media/ann/patient.safetensors",
    keys={"file.open": ("Ctrl+P",)},
)


def test_names_are_left_out_and_numbers_are_there() -> None:
    keep_facts({"device": "CPU", "OpenVINO": "is not installed"})
    text = diagnose(_MINE, None, Qt="6.11 (offscreen)")
    assert f"SST Annotator {__version__}" in text
    assert "Qt: 6.11 (offscreen)" in text
    assert "OpenVINO: is not installed" in text
    assert "theme: dark" in text
    assert "recent: 2 of them" in text
    assert "weights: changed" in text
    for private in ("ann", "secret", "patient"):
        assert private not in text.replace("SST Annotator", "").replace("annotator", "")


def test_the_command_prints_them_without_a_display(tmp_path: Path, project_root: Path) -> None:
    settings = tmp_path / "settings.json"
    save_settings(settings, _MINE)
    environment = {**os.environ, "SST_SETTINGS": str(settings)}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-m", "annotator", "--diagnostics"],
        cwd=project_root,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "theme: dark" in done.stdout
    assert "no clip is open" in done.stdout
    assert "secret" not in done.stdout
    assert done.stderr == ""
