"""Scenes on drives that stall or turn read-only under an open window."""

import tempfile
import threading
import time
from pathlib import Path

from tests.bench.driven import StallMeter, pause, wait
from tests.crash.kill import stock
from tests.crash.scene import Outcome, Scene

_LONGEST = 0.05
"""Seconds that a turn of the window may work, whatever the drive does; by the clock it may be
longer on a machine that is busy."""


def drive_turns_read_only(folder: Path) -> Outcome:
    """The drive is mounted read-only while the clip is open, then writable again."""
    sealed = folder.parent / "real" / ".sealed"
    scene = Scene(folder.parent, folder)
    scene.strokes(3)
    sealed.touch()
    scene.strokes(2)
    pause(1)
    blocked = scene.project.is_blocked
    sealed.unlink()
    wait(lambda: not scene.project.is_blocked, 30)
    said = (scene.said or ["nothing was said"])[0].partition(":")[0]
    faults = [] if blocked else ["strokes were stored on a drive that cannot be written"]
    return f"“{said}”; drawing waits; afterwards all is stored", faults + scene.reopened(
        scene.state()
    )


def stalled_drive(folder: Path) -> Outcome:
    """The drive's server is gone for six seconds while the window shows and draws."""
    switch = folder.parent / "real" / ".stall"
    scene = Scene(folder.parent, folder)
    scene.strokes(2)
    scene.project.retry()
    showing = StallMeter(scene.window)
    switch.touch()
    threading.Timer(6, switch.unlink).start()
    for frame in range(100):
        scene.user.session.go(frame)
        pause(0.01)
    showing.stop()
    meter, began = StallMeter(scene.window), time.monotonic()
    scene.strokes(1)
    drawing = time.monotonic() - began
    wait(lambda: "does not answer" in scene.window.status.text("saved"), 5)
    waiting = scene.project.waiting
    wait(lambda: scene.window.status.text("saved") == "saved ✓", 30)
    stored = time.monotonic() - began
    meter.stop()
    words = (
        f"looking goes on ({_turns(showing)}); a stroke takes {drawing:.1f} s to draw "
        f"({_turns(meter)}), {waiting} wait and it is said, stored after {stored:.1f} s"
    )
    faults = [] if waiting else ["the drive did not stall while the stroke was drawn"]
    return words, faults + _held_up(showing, meter) + scene.reopened(scene.state())


def _turns(meter: StallMeter) -> str:
    own, clock = 1e3 * meter.busiest, 1e3 * meter.longest
    return f"longest turn {clock:.0f} ms, {own:.0f} ms of them work"


def _held_up(*meters: StallMeter) -> list[str]:
    """A turn that is long by the clock but not by its own work was held up, or the machine was."""
    late = max(meter.longest - meter.busiest for meter in meters)
    return [f"the window waited for {late:.2f} s"] if late > 10 * _LONGEST else []


def opening_on_a_stalled_drive(folder: Path) -> Outcome:
    """A project is opened from a drive that does not answer for five seconds."""
    switch = folder.parent / "real" / ".stall"
    scene = Scene(folder.parent, folder)
    scene.strokes(2)
    expected, window = scene.state(), scene.window
    with tempfile.TemporaryDirectory() as near:
        stock(Path(near))
        clips = [Path(near) / "clip.mp4", folder / "clip.sst"]
        window.open_path(clips[0])
        wait(lambda: window.session is not None and _is_open(scene, clips[0]), 30)
        meter, began = StallMeter(window), time.monotonic()
        switch.touch()
        threading.Timer(5, switch.unlink).start()
        window.open_path(clips[1])
        wait(lambda: _is_open(scene, folder / "clip.mp4"), 60)
        meter.stop()
        took = time.monotonic() - began
        faults = [] if scene.state() == expected else ["another project"]
        return (
            f"the window answers ({_turns(meter)}), the clip is open after {took:.1f} s",
            faults + _held_up(meter) + scene.reopened(expected),
        )


def _is_open(scene: Scene, clip: Path) -> bool:
    session = scene.window.session
    return session is not None and session.project.media.path == clip


def closing_on_a_stalled_drive(folder: Path) -> Outcome:
    """The window is closed while a stroke waits for a drive that does not answer."""
    switch = folder.parent / "real" / ".stall"
    scene = Scene(folder.parent, folder)
    scene.strokes(2)
    scene.project.retry()
    switch.touch()
    threading.Timer(5, switch.unlink).start()
    scene.strokes(1)
    began, expected = time.monotonic(), scene.state()
    refused = not scene.window.close()
    took, said = time.monotonic() - began, scene.window.banner.sentence.partition(":")[0]
    wait(lambda: not scene.window.isVisible(), 60)
    words = f"after {took:.1f} s: “{said}”; closed by itself {time.monotonic() - began:.1f} s later"
    return words, ([] if refused else ["closed at once"]) + scene.reopened(expected)


def leaving_a_stalled_drive(folder: Path) -> Outcome:
    """The window is closed while a frame is being read from a drive that does not answer."""
    switch = folder.parent / "real" / ".stall"
    scene = Scene(folder.parent, folder)
    provider = scene.user.session.provider
    switch.touch()
    threading.Timer(20, lambda: switch.unlink(missing_ok=True)).start()
    provider.want(provider.frames - 1)
    time.sleep(0.3)
    began = time.monotonic()
    provider.close()
    took = time.monotonic() - began
    switch.unlink(missing_ok=True)
    scene.window.close()
    return f"closing the clip's frames took {took:.1f} s", [] if took < 5 else ["closing hung"]
