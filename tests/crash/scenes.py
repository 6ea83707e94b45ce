"""One fault each, played in a process of its own: python -m tests.crash.scenes NAME FOLDER.

Each scene prints one line of json: what came of it, and what is wrong, if anything is.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt

from annotator.engine.export_clips import ExportWish, export_project
from annotator.project import ProjectError, open_project
from sst_core.errors import UserError
from tests.bench.driven import pause, wait
from tests.crash import drives
from tests.crash.journal import fingerprint
from tests.crash.scene import Outcome, Scene
from tests.crash.verify import integrity

ROOT = Path(__file__).resolve().parents[2]


def full_disk(folder: Path) -> Outcome:
    """ENOSPC: strokes, an export and a copy on a drive without room, then room again."""
    scene, ballast = Scene(folder), folder / "ballast"
    _fill(ballast, folder)
    drawn = scene.strokes(4000, lambda: scene.project.is_blocked)
    if not scene.project.is_blocked:
        return "the disk never became full", ["not tested"]
    wish = _wish(scene.project.path, folder / "clip.mp4", folder / "export")
    export = "written"
    try:
        export_project(wish, progress=lambda _a, _b: None, cancelled=lambda: False)
    except UserError as error:
        export = error.what
    wait(lambda: scene.window.banner.sentence, 10)
    before = scene.window.banner.sentence
    ballast.unlink()
    wait(lambda: not scene.project.is_blocked, 30)
    faults = scene.reopened(scene.state())
    said = scene.said[0].partition(":")[0]
    words = f"after {drawn} strokes: “{said}”, shown: {bool(before)}; export: “{export}”"
    return f"{words}; with room all is stored", faults


def _fill(ballast: Path, folder: Path) -> None:
    space = os.statvfs(folder)
    left = space.f_bavail * space.f_frsize - 96 * 1024
    with ballast.open("wb") as file, suppress(OSError):
        while left > 0:
            left -= file.write(bytes(min(65536, left)))


def _wish(project: Path, clip: Path, output: Path) -> ExportWish:
    return ExportWish(
        project, clip, output, "davis", 0, None, 1,
        accepted_only=False, overwrite=False, options={},
    )  # fmt: skip


def read_only_folder(folder: Path) -> Outcome:
    """A clip with its project on a drive that cannot be written from the beginning."""
    scene = Scene(folder)
    scene.strokes(2)
    expected = scene.state()
    scene.window.close()
    _mount("-o", "remount,ro", str(folder))
    with open_project(folder / "clip.sst") as project:
        said, frames = project.notice or "", project.document.labelled
    _mount("-o", "remount,rw", str(folder))
    faults = [] if project.read_only and frames and expected else ["not read-only"]
    return f"“{said.partition(',')[0]}”; masks are shown", faults


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


def video_deleted(folder: Path) -> Outcome:
    """The video is removed while it is open."""
    return _video_changed(folder, lambda clip: clip.unlink())


def video_truncated(folder: Path) -> Outcome:
    """The video loses its second half while it is open."""
    return _video_changed(folder, lambda clip: os.truncate(clip, clip.stat().st_size // 2))


def video_replaced(folder: Path) -> Outcome:
    """Another file takes the video's place while it is open."""
    return _video_changed(
        folder, lambda clip: clip.write_bytes(np.random.default_rng(0).bytes(9999))
    )


def _video_changed(folder: Path, change: Callable[[Path], object]) -> Outcome:
    scene = Scene(folder)
    scene.strokes(2)
    change(folder / "clip.mp4")
    session = scene.user.session
    for frame in range(session.frames):
        session.go(frame)
        pause(0.02)
    scene.strokes(2)
    session.go(0)
    scene.user._hand.key(Qt.Key.Key_F)
    pause(0.2)
    with suppress(TimeoutError):
        wait(lambda: session.runs.state is None, 60)
    said = session.runs.outcome or scene.window.banner.sentence or "frames in memory are shown"
    path, expected = scene.project.path, scene.state()
    scene.window.close()
    faults = integrity(path)
    with open_project(path) as project:
        if fingerprint(project.document) != expected:
            faults.append("the project does not hold what was shown")
        state = project.media_state().value
    return f"run: “{said}”; masks are stored; next time the clip is told to be {state}", faults


def project_truncated(folder: Path) -> Outcome:
    """The project file is cut to half while it is open."""
    scene = Scene(folder)
    scene.strokes(12)
    scene.project.retry()
    path = scene.project.path
    connection = scene.project._store.writes.connection
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    os.truncate(path, path.stat().st_size // 2)
    scene.strokes(3)
    wait(lambda: scene.project.is_blocked, 10)
    told = (scene.said or ["nothing was said"])[0].partition(":")[0]
    copy, faults = folder / "copy.sst", []
    try:
        scene.project.save_copy(copy)
        words = "the copy holds all masks, without undo"
    except ProjectError as error:
        words = f"a copy: “{error.what}”"
    with open_project(copy) as rescued:
        ours = fingerprint(scene.user.session.document, stacks=False)
        if fingerprint(rescued.document, stacks=False) != ours:
            faults.append(f"the copy holds something else: {rescued.notice}")
    with suppress(ProjectError), open_project(path) as project:
        words += f"; the file itself opens {'read-only' if project.read_only else 'as if whole'}"
    return f"“{told}”; {words}", faults


def clock_jumps(folder: Path) -> Outcome:
    """The clock goes back a year, then on by two, while strokes are drawn and a run goes on."""
    clock = folder / "clock"
    if "FAKETIME_TIMESTAMP_FILE" not in os.environ:
        return "not tested: libfaketime is not here", []
    scene = Scene(folder)
    session = scene.user.session
    session.go(0)
    session.runs.start("forward", 0, span=(0, session.frames))
    for jump in ("-365d", "+365d", "+0"):
        clock.write_text(jump)
        scene.strokes(2)
        pause(1.5)
    wait(lambda: session.runs.state is None, 300)
    year, outcome = time.localtime().tm_year, session.runs.outcome
    active = scene.project.activity.active_seconds
    faults = scene.reopened(scene.state())
    faults += [] if 0 <= active < 3600 else [f"active time is {active:.0f} s"]
    return f"run: {outcome}; active time {active:.0f} s (last year seen: {year})", faults


def two_instances(folder: Path) -> Outcome:
    """A second program opens the project of the first; then the first is killed."""
    second = (
        "import sys; from pathlib import Path; from annotator.project import open_project\n"
        "with open_project(Path(sys.argv[1])) as p: print(p.read_only, p.notice)"
    )
    scene = Scene(folder)
    scene.strokes(2)

    def ask() -> str:
        command = [sys.executable, "-c", second, str(scene.project.path)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    answer = ask()
    scene.strokes(1)
    expected, path = scene.state(), scene.project.path
    faults = [] if answer.startswith("True This project is open") else [f"the second: {answer}"]
    faults += ["the first was blocked"] if scene.project.is_blocked else []
    scene.window.close()
    faults += [] if ask().startswith("False") else ["the next one cannot write"]
    with open_project(path) as project:
        faults += [] if fingerprint(project.document) == expected else ["something is lost"]
    return f"the second: “{answer.split(None, 1)[1].strip()}”; the first goes on", faults


def sleep(folder: Path) -> Outcome:
    """Window and engine stand still for 20 seconds in the middle of a run, as when asleep."""
    scene = Scene(folder)
    session = scene.user.session
    session.runs.start("forward", 0, span=(0, session.frames))
    wait(lambda: session.runs.state is None or session.runs.state.done > 1, 300)
    pid = scene.engine.pid
    waker = (
        "import os, signal, sys, time\n"
        "for one in (signal.SIGSTOP, signal.SIGCONT):\n"
        "    [os.kill(int(pid), one) for pid in sys.argv[1:]]\n"
        "    time.sleep(20 * (one == signal.SIGSTOP))"
    )
    sleeper = subprocess.Popen([sys.executable, "-c", waker, str(os.getpid()), str(pid)])
    pause(0.5)
    began = time.monotonic()
    sleeper.wait()
    wait(lambda: session.runs.state is None, 90)
    took, same = time.monotonic() - began, scene.engine.pid == pid
    outcome = session.runs.outcome
    faults = [] if same and outcome == "done" else [f"engine replaced: {not same}, run: {outcome}"]
    return (
        f"after waking the run ends “{outcome}”, same engine ({took:.0f} s)",
        faults + scene.reopened(scene.state()),
    )


SCENES: dict[str, Callable[[Path], Outcome]] = {
    scene.__name__: scene
    for scene in (
        *(full_disk, drives.drive_turns_read_only, read_only_folder, drives.stalled_drive),
        *(drives.opening_on_a_stalled_drive, drives.closing_on_a_stalled_drive),
        *(drives.leaving_a_stalled_drive, video_deleted, video_truncated, video_replaced),
        *(project_truncated, clock_jumps, two_instances, sleep),
    )
}


def main() -> None:
    """Plays one scene."""
    name, folder = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    words, faults = SCENES[name](Path(folder))
    print(json.dumps({"words": words, "faults": faults}), flush=True)  # noqa: T201
    os._exit(0)


if __name__ == "__main__":
    main()
