"""What the tests of the window share: an offscreen Qt, pictures, documents, golden pictures."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from still_window import StillEngine

from annotator.app import make_application
from annotator.commands.preferences import Preferences
from annotator.document.cells import Cell
from annotator.document.document import Document, DocumentState
from annotator.document.objects import ObjectInfo
from annotator.ui.main_window import MainWindow

GOLDEN = Path(__file__).parent / "golden"


def pixels_of(widget: QWidget) -> npt.NDArray[np.uint8]:
    """(height, width, 3) uint8 RGB: what a widget shows now."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def picture(height: int = 60, width: int = 80) -> npt.NDArray[np.uint8]:
    """A smooth picture with a bright disc."""
    rows, cols = np.mgrid[:height, :width]
    image = np.stack([rows * 2, cols * 2, np.full_like(rows, 90)], axis=-1).astype(np.uint8)
    image[(rows - height // 2) ** 2 + (cols - width // 2) ** 2 < (height // 4) ** 2] = 235
    return image


def make_document(
    cells: dict[tuple[int, int], Cell] | None = None,
    *,
    names: tuple[str, ...] = ("dog", "ball"),
    frames: int = 100,
) -> Document:
    """A document with named objects and cells, and no masks."""
    objects = tuple(ObjectInfo(place + 1, name) for place, name in enumerate(names))
    state = DocumentState(objects=objects, cells=cells or {})
    return Document(size=(60, 80), frames=frames, state=state)


def close_to_golden(shown: npt.NDArray[np.uint8], name: str) -> bool:
    """Whether a picture equals the stored one up to a hair; SST_GOLDEN=write stores it."""
    path = GOLDEN / f"{name}.png"
    rows, cols = shown.shape[:2]
    if os.environ.get("SST_GOLDEN") == "write":
        kind = QImage.Format.Format_RGB888
        QImage(np.ascontiguousarray(shown).data, cols, rows, 3 * cols, kind).save(str(path))
    stored = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB888)
    if (stored.height(), stored.width()) != (rows, cols):
        return False
    flat = np.frombuffer(stored.constBits(), np.uint8).reshape(rows, -1)
    golden = flat[:, : 3 * cols].reshape(rows, cols, 3)
    apart = np.abs(shown.astype(np.int16) - golden).max(axis=-1)
    return bool((apart > 12).mean() < 0.005 and apart.mean() < 1.0)


Show = Callable[[QWidget, int, int], None]


@pytest.fixture
def shown(qtbot: QtBot) -> Show:
    """Shows a widget at a fixed size and waits until it is painted."""

    def show(widget: QWidget, width: int, height: int) -> None:
        qtbot.addWidget(widget)
        widget.resize(width, height)
        with qtbot.waitExposed(widget):
            widget.show()

    return show


@pytest.fixture(scope="package", autouse=True)
def _garbage_is_collected_again() -> Iterator[None]:
    """An application collects between its turns; tests without one have no turns."""
    yield
    gc.enable()


@pytest.fixture
def clip(tmp_path: Path, sample_root: Path) -> Path:
    """A copy of the sample, so that its project can lie beside it."""
    return Path(shutil.copy(sample_root / "clip.mp4", tmp_path / "pond.mp4"))


@pytest.fixture
def engine() -> StillEngine:
    """The engine of the windows of a test."""
    return StillEngine()


@pytest.fixture
def window(qtbot: QtBot, engine: StillEngine) -> Iterator[MainWindow]:
    """A shown, active window without a clip."""
    make_application()
    made = MainWindow(Preferences(None), engine)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1100, 760)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()
