"""A timed session through the real window: from an unopened clip to exported masks.

python -m tests.bench.session_log CLIP [--frames 60] [--resolution 480] [--pictures DIR]

It needs a display (Xvfb is one). The gestures are those for 01_dog.mp4 (a dog and a woman in 720p);
another clip needs other places. Seconds are of the machine, not of a person, who also thinks.
"""

import argparse
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton

from annotator.app import make_application, make_window
from annotator.commands.preferences import Preferences
from annotator.commands.session import Session
from annotator.ui.dialogs.export import ExportDialog
from annotator.ui.main_window import MainWindow
from tests.bench.driven import Hand, Point, StallMeter, markdown, say, snap, wait

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
DOG: tuple[Point, Point] = ((374, 446), (548, 706))
WOMAN: tuple[Point, Point] = ((210, 222), (558, 462))
HEAD: tuple[Point, ...] = ((232, 414), (262, 424), (300, 400), (335, 412))
SHOES: tuple[tuple[Point, ...], ...] = (((540, 262), (547, 312)), ((520, 384), (532, 424)))
CHEST: tuple[Point, ...] = ((402, 540), (440, 532), (480, 558), (528, 550))
BALL: tuple[Point, ...] = ((424, 462), (436, 466), (428, 476))


@dataclass
class Log:
    """What each step took.

    Attributes:
        rows: (step, gestures, seconds).
    """

    window: MainWindow
    hand: Hand
    pictures: Path | None
    rows: list[tuple[str, str, float]] = field(default_factory=list)
    gestures: int = 0

    def step(self, name: str, act: Callable[[], object], done: Callable[[], object]) -> None:
        """Does something, waits until it is done, and notes both."""
        hand = self.hand
        before, began = (hand.clicks, hand.strokes, hand.keys), perf_counter()
        act()
        wait(done, 1800)
        seconds = perf_counter() - began
        spent = [now - then for now, then in zip(self._counts(), before, strict=True)]
        names = ("click", "stroke", "key")
        said = [f"{n} {what}{'s' * (n > 1)}" for n, what in zip(spent, names, strict=True) if n]
        self.gestures += sum(spent)
        self.rows.append((name, ", ".join(said), seconds))
        say(f"{seconds:7.2f} s  {name}")
        dialogs = [one for one in self.window.findChildren(QDialog) if one.isVisible()]
        shown = dialogs[-1] if dialogs else self.window
        snap(
            shown, self.pictures, f"{len(self.rows):02d}_{name.partition(',')[0].replace(' ', '_')}"
        )

    def _counts(self) -> tuple[int, int, int]:
        return self.hand.clicks, self.hand.strokes, self.hand.keys


def _session(window: MainWindow) -> Session:
    assert window.session is not None
    return window.session


def first_masks(log: Log) -> None:
    """The dog by a box, the woman by a box, then the brush and the eraser."""
    window, hand = log.window, log.hand
    document = _session(window).document

    def boxed(key: Qt.Key, box: tuple[Point, Point]) -> None:
        hand.key(key)
        hand.key(Qt.Key.Key_S)
        hand.drag(*box)

    def painted(key: Qt.Key, tool: Qt.Key, *lines: tuple[Point, ...]) -> None:
        hand.key(key)
        hand.key(tool)
        for line in lines:
            hand.drag(*line)

    def steps(more: int) -> Callable[[], bool]:
        wanted = document.undo_steps + more
        return lambda: document.undo_steps >= wanted

    one, two = Qt.Key.Key_1, Qt.Key.Key_2
    log.step("box on the dog, object 1", lambda: boxed(one, DOG), steps(2))
    log.step("box on the woman, object 2", lambda: boxed(two, WOMAN), steps(2))
    brush, eraser = Qt.Key.Key_D, Qt.Key.Key_E
    log.step("brush her head and shoes", lambda: painted(two, brush, HEAD, *SHOES), steps(3))
    log.step("brush the dog's chest", lambda: painted(one, brush, CHEST), steps(1))
    log.step("eraser on the ball", lambda: painted(one, eraser, BALL), steps(1))


def track(log: Log, frames: int) -> None:
    """A range, if not the whole clip, then F."""
    window, hand = log.window, log.hand
    session = _session(window)

    def mark() -> None:
        for _ in range(frames // 10):
            hand.key(Qt.Key.Key_Right, SHIFT)
        hand.key(Qt.Key.Key_O)
        hand.key(Qt.Key.Key_Home)

    if frames < session.frames:
        log.step(f"range 0 to {frames // 10 * 10}", mark, lambda: session.frame == 0)
    wait(lambda: session.runs.device, 300)  # loaded while the first masks were drawn
    meter = StallMeter(window)
    begun = [False]

    def over() -> bool:
        begun[0] = begun[0] or session.runs.state is not None
        return begun[0] and session.runs.state is None

    log.step("F, track forward", lambda: hand.key(Qt.Key.Key_F), over)
    meter.stop()
    say(
        f"          longest turn of the event loop {1e3 * meter.longest:.0f} ms,"
        f" of its own work {1e3 * meter.busiest:.0f} ms"
    )


def correct(log: Log) -> None:
    """To the frame in doubt, a stroke, R; undone twice and done again; accepted."""
    window, hand = log.window, log.hand
    session = _session(window)
    log.step("Tab, next to check", lambda: hand.key(Qt.Key.Key_Tab), lambda: window.picture.exact)
    document, frame = session.document, session.frame
    say(f"          frame {frame}, object {session.object_id}")
    before = document.undo_steps

    def stroke() -> None:
        mask = document.label_map(frame) == session.object_id
        if not mask.any():
            mask = document.label_map(frame) > 0
        rows, cols = np.nonzero(mask)
        row, col = float(rows.max()), float(cols[rows.argmax()])
        hand.key(Qt.Key.Key_D)
        hand.drag((row, col - 16), (row + 4, col + 16))

    log.step("correct with the brush", stroke, lambda: document.undo_steps > before)
    log.step(
        "R, outward",
        lambda: hand.key(Qt.Key.Key_R),
        lambda: document.undo_steps > before + 1 and session.runs.state is None,
    )

    def times(key: Qt.Key, *held: Qt.KeyboardModifier) -> Callable[[], None]:
        return lambda: [hand.key(key, *held) for _ in range(2)] and None

    log.step("undo twice", times(Qt.Key.Key_Z, CTRL), lambda: document.undo_steps == before)
    redo = times(Qt.Key.Key_Z, CTRL, SHIFT)
    log.step("redo twice", redo, lambda: document.undo_steps == before + 2)
    log.step("A, accept", lambda: hand.key(Qt.Key.Key_A), lambda: document.undo_steps > before + 2)


def export(log: Log) -> None:
    """Ctrl+E, the format that stands there, Export."""
    window, hand = log.window, log.hand

    def dialogs() -> list[ExportDialog]:
        return [one for one in window.findChildren(ExportDialog) if one.isVisible()]

    log.step("Ctrl+E", lambda: hand.key(Qt.Key.Key_E, CTRL), dialogs)
    (dialog,) = dialogs()
    (button,) = (one for one in dialog.findChildren(QPushButton) if one.text() == "Export")
    log.step("export DAVIS", lambda: hand.click(button), lambda: "files" in dialog.words)
    say(f"          {dialog.words}")
    dialog.close()


def main() -> None:
    """Runs the session and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clip", type=Path)
    parser.add_argument("--frames", type=int, default=10**9, help="track this many, not all")
    parser.add_argument("--resolution", type=int, default=480)
    parser.add_argument("--theme", default="light")
    parser.add_argument("--pictures", type=Path, help="keep a picture of every step here")
    given = parser.parse_args()
    if given.pictures is not None:
        given.pictures.mkdir(parents=True, exist_ok=True)
    app = make_application()
    preferences = Preferences(None)
    preferences.set(theme=given.theme, resolution=given.resolution)
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(shutil.copy(given.clip, folder))
        window = make_window(preferences)
        window.show()
        window.activateWindow()
        wait(window.isActiveWindow)
        log = Log(window, Hand(window), given.pictures)
        snap(window, given.pictures, "00_empty")
        log.step(
            "open the clip",
            lambda: window.open_path(clip),
            lambda: window.session is not None and window.picture.exact,
        )
        first_masks(log)
        track(log, given.frames)
        correct(log)
        export(log)
        window.close()
    app.quit()
    total = sum(row[2] for row in log.rows)
    rows = [(name, said, f"{seconds:.2f}") for name, said, seconds in log.rows]
    rows.append(("**total**", f"**{log.gestures} gestures**", f"**{total:.1f}**"))
    say(f"\n{given.clip.name}, {given.resolution} pixels short side, {os.cpu_count()} processors\n")
    say(markdown(("step", "gestures", "seconds"), rows))


if __name__ == "__main__":
    main()
