"""Diagnostics as text: what a report of a fault needs, without names, paths or pictures."""

import os
import platform
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from annotator.commands.session import Session
from annotator.record.crash import reports
from annotator.record.engine_facts import read_facts
from annotator.record.log import tail
from annotator.record.privacy import plain
from annotator.settings import Settings
from sst_core import __version__

_PACKAGES: Final = (
    *("PySide6-Essentials", "torch", "torchvision", "openvino", "triton", "numpy", "av"),
    *("opencv-python", "Pillow", "pyqtgraph", "safetensors", "pycocotools"),
)
_PRIVATE: Final = frozenset({"recent", "categories", "layout", "keys", "weights"})
"""Settings that hold names; of these only how many, or whether they are the usual ones."""
_LINES: Final = 40


def diagnose(settings: Settings, session: Session | None = None, **more: str) -> str:
    """Versions, machine, engine, settings, project in numbers, the last lines of the logs.

    Args:
        settings: The user's settings; names in them are left out.
        session: The open clip, of which only numbers are told.
        more: Further facts, name to value.

    Returns:
        Lines of text.
    """
    parts = [
        ("Program", list(_program(more))),
        ("Engine, as it last said", read_facts() or ["it has not loaded a model yet"]),
        ("Settings that differ", list(_settings(settings)) or ["none"]),
        ("Project", list(_project(session)) if session is not None else ["no clip is open"]),
        ("Reports of crashes", [f"{len(reports())} in the log folder"]),
        ("Last lines of window.log", tail("window", _LINES) or ["there is no log yet"]),
        ("Last lines of engine.log", tail("engine", _LINES) or ["there is no log yet"]),
    ]
    return plain("\n\n".join("\n".join([f"{head}:", *lines]) for head, lines in parts)) + "\n"


def _program(more: dict[str, str]) -> Iterator[str]:
    yield f"SST Annotator {__version__}"
    yield f"Python {platform.python_version()} on {platform.platform()}, {platform.machine()}"
    yield f"{os.cpu_count()} processors"
    yield f"packed {'as one program' if getattr(sys, 'frozen', False) else 'as Python'}"
    for name in _PACKAGES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"{name} not installed"
    for name, value in more.items():
        yield f"{name}: {value}"


def _settings(settings: Settings) -> Iterator[str]:
    usual = Settings()
    for item in fields(Settings):
        value, default = getattr(settings, item.name), getattr(usual, item.name)
        if value != default:
            how = f"{len(value)} of them" if isinstance(value, tuple | dict) else "changed"
            yield f"{item.name}: {how if item.name in _PRIVATE else value}"


def _project(session: Session) -> Iterator[str]:
    document, project = session.document, session.project
    height, width = document.size
    yield f"{document.frames} frames of {width}x{height}, {len(document.objects)} objects"
    kinds: Counter[str] = Counter()
    for frame in document.labelled:
        kinds.update(cell.provenance.name.lower() for cell in document.cells(frame).values())
    yield f"{len(document.labelled)} frames with masks; cells: {dict(sorted(kinds.items()))}"
    yield f"{document.undo_steps} steps of undo, {project.activity.gestures} gestures so far"
    yield f"read only: {project.read_only}; waiting to be stored: {project.waiting}"
    yield f"the clip is {project.media_state().value}; a run goes on: {bool(session.runs.state)}"
