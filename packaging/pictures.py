"""Makes the pictures of the README: the real window, the real engine, on the sample.

    python packaging/pictures.py

Uses the display that is there, or Qt's offscreen platform; written are resources/pictures/*.jpg.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QEventLoop, QTimer  # noqa: E402 - the platform is chosen first

from annotator.app import make_application  # noqa: E402 - as above
from annotator.commands.preferences import Preferences  # noqa: E402 - as above
from annotator.document.gestures import accept, import_maps  # noqa: E402 - as above
from annotator.document.ownership import RunResult, write_run  # noqa: E402 - as above
from annotator.engine.client import EngineClient  # noqa: E402 - as above
from annotator.ui.main_window import MainWindow  # noqa: E402 - as above
from sst_core.labels import read_label_map  # noqa: E402 - as above

FOLDER = ROOT / "resources" / "pictures"
SAMPLE = ROOT / "resources" / "sample"
_SIZE = (1280, 800)
_QUALITY = 86


def main() -> int:
    """Makes both pictures; 0."""
    parser = argparse.ArgumentParser(prog="pictures.py", description="Pictures of the README.")
    parser.add_argument("--masks", type=Path, help="made by sst-propagate; default: track anew")
    masks: Path | None = parser.parse_args().masks
    FOLDER.mkdir(exist_ok=True)
    make_application()
    with tempfile.TemporaryDirectory(prefix="sst-pictures-") as name:
        clip = Path(shutil.copy(SAMPLE / "clip.mp4", Path(name) / "pond.mp4"))
        window = MainWindow(Preferences(None), EngineClient())
        window.preferences.set(theme="dark", language="English", resolution=480)
        window.resize(*_SIZE)
        window.show()
        window.open_path(clip)
        wait(lambda: window.session is not None, 60)
        track(window, masks)
        shoot(window, "app-dark.jpg", frame=36)
        window.preferences.set(theme="light")
        shoot(window, "app-light.jpg", frame=48)
        window.close()
    total = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"{FOLDER}: {total / 1000:.0f} kB")
    return 0


def track(window: MainWindow, masks: Path | None) -> None:
    """The first mask, carried through the clip by the model; one frame corrected, some accepted."""
    session = window.session
    assert session is not None, "it was waited for"
    document = session.document
    add_truth(window, 0)
    session.go(0)
    if masks is None:
        window.actions_.run("track.forward")
        wait(lambda: session.runs.state is not None, 60)
        wait(lambda: session.runs.state is None, 600)
        if session.runs.outcome != "done":
            raise RuntimeError(f"the run did not end well: {session.runs.outcome}")
    else:
        files = sorted(masks.glob("*.png"))[1:]
        results = [RunResult(int(file.stem), read_label_map(file), {}, (1, 2)) for file in files]
        document.apply(write_run(document, results))
    add_truth(window, 50)
    done = accept(document, range(1, 12), (1, 2))
    if done is not None:
        document.apply(done)
    for object_id, words in ((1, "red koi"), (2, "yellow koi")):
        window.objects.renamed.emit(object_id, words)


def add_truth(window: MainWindow, frame: int) -> None:
    """Draws the known truth of a frame."""
    session = window.session
    assert session is not None, "a clip is open"
    truth = read_label_map(SAMPLE / "truth" / f"{frame:05d}.png")
    drawn = import_maps(session.document, {frame: truth})
    if drawn is not None:
        session.document.apply(drawn)


def shoot(window: MainWindow, name: str, *, frame: int) -> None:
    """Keeps a picture of the window at a frame."""
    session = window.session
    assert session is not None, "a clip is open"
    session.choose(1)
    session.go(frame)
    window.banner.hide()
    pause(3)
    window.banner.hide()
    window.grab().toImage().save(str(FOLDER / name), None, _QUALITY)  # type: ignore[call-overload]


def pause(seconds: float) -> None:
    """Lets the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def wait(condition: Callable[[], object], seconds: float) -> None:
    """Lets the window live until something is so.

    Raises:
        TimeoutError: It did not become so.
    """
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds:.0f} s")
        pause(0.1)


if __name__ == "__main__":
    sys.exit(main())
