"""The window that is going to be killed: python -m tests.crash.victim FOLDER --seed N.

FOLDER holds clip.mp4 and tiny.safetensors; the project, the journal and exports go there too.
"""

import argparse
import os
import signal
from pathlib import Path

from annotator.app import make_application
from annotator.commands.preferences import Preferences
from annotator.engine.client import EngineClient
from annotator.ui.main_window import MainWindow
from tests.bench.driven import pause, wait
from tests.crash.hands import Restless
from tests.crash.journal import Journal


def open_window(folder: Path) -> tuple[MainWindow, EngineClient]:
    """The real window over a small clip, with a real engine that runs a small model."""
    os.environ.setdefault("SST_SETTINGS", str(folder / "settings.json"))
    make_application()
    preferences = Preferences(None)
    preferences.set(
        weights=str(folder / "tiny.safetensors"), device="cpu", resolution=64, seen_disk_mb=16
    )
    engine = EngineClient()
    window = MainWindow(preferences, engine)
    window.show()
    window.activateWindow()
    wait(window.isActiveWindow, 20)
    window.open_path(folder / "clip.mp4")
    wait(lambda: window.session is not None and window.picture.exact, 30)
    return window, engine


def live(folder: Path, seed: int) -> None:
    """Works without end."""
    journal = Journal(folder / "journal.txt")
    window, engine = open_window(folder)
    user = Restless(window, journal, seed, folder / "out")
    journal.follow(user.session.project)
    user.first_mask()
    while True:
        user.note_engine(engine.pid)
        user.once()


def kill_engines(folder: Path, seed: int, runs: int) -> None:
    """Works, and kills its own engine at random moments of runs; every outcome is a line."""
    journal = Journal(folder / "journal.txt")
    window, engine = open_window(folder)
    user = Restless(window, journal, seed, folder / "out")
    user.first_mask()
    journal.follow(user.session.project)
    told: list[str] = []
    user.session.runs.failed.connect(lambda sentence, _: told.append(sentence))
    for number in range(runs):
        _kill_once(user, engine, journal, told, number)
    window.close()
    journal.line("closed")


def _kill_once(
    user: Restless, engine: EngineClient, journal: Journal, told: list[str], number: int
) -> None:
    session, draw = user.session, user._random
    session.go(0)
    session.runs.start("forward", 0, span=(0, session.frames))
    wait(lambda: engine.pid is not None, 20)
    if number % 4:  # else perhaps before it has even come up
        wait(lambda: session.runs.state is None or session.runs.state.done > 0, 120)
    pause(draw.uniform(0, 0.4))
    before = sorted(session.document.labelled)
    hand = session.document.label_map(0).tobytes()
    running, pid = session.runs.state is not None, engine.pid
    told.clear()
    if pid is not None:
        os.kill(pid, signal.SIGKILL)
    for _ in range(draw.randrange(4)):
        user.act("stroke", user._stroke)
    wait(lambda: session.runs.state is None, 30)
    kept = set(before) <= session.document.labelled
    journal.line(
        "killed", running=running, told=told[0] if told else "", kept=kept, done=len(before),
        sacred=session.document.label_map(0).tobytes() == hand or session.frame == 0,
    )  # fmt: skip
    if draw.random() < 0.3:
        session.undo()


def main() -> None:
    """Lives until it is killed, or until its engines were killed so many times."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--engines", type=int, help="kill so many engines instead")
    given = parser.parse_args()
    if given.engines:
        kill_engines(given.folder, given.seed, given.engines)
    else:
        live(given.folder, given.seed)


if __name__ == "__main__":
    main()
