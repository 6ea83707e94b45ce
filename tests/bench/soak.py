"""A long soak: a 10,000-frame 1080p clip is tracked, scrubbed, corrected and exported.

python -m tests.bench.soak CLIP [--minutes 60] [--frames 10000] [--resolution 96] [--plot soak.png]

CLIP is any video; it is brought to 1080p once and repeated, so that no frame of the long one is
drawn. Needs a display (Xvfb is one). The model runs at a low resolution so that runs go on all the
time; frame caches are small so that they are full before the figures count. Exit code 1 where a
row is not flat.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from time import monotonic

import av
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog

from annotator.app import make_application
from annotator.commands.preferences import Preferences
from annotator.commands.session import Session
from annotator.engine.client import EngineClient
from annotator.engine.messages import EngineStatus, FromEngine
from annotator.ui.dialogs.export import ExportDialog
from annotator.ui.main_window import MainWindow
from tests.bench.driven import Hand, StallMeter, markdown, pause, say, wait
from tests.bench.holding import Holding
from tests.bench.soak_figures import Sample, Tally, judge
from tests.bench.soak_plot import draw

_SIZE = (1080, 1920)
_UNIT = 240
_EVERY_S = 3.0
_SPAN = 16
_TOLD = 40


def make_long(clip: Path, target: Path, frames: int) -> Path:
    """Encodes a piece of a clip at 1080p once, and repeats its packets."""
    unit = target.with_name("unit.mp4")
    with av.open(str(clip)) as source, av.open(str(unit), "w") as out:
        stream = out.add_stream("libx264", rate=25)
        stream.height, stream.width, stream.pix_fmt = *_SIZE, "yuv420p"
        stream.options = {"preset": "ultrafast", "crf": "24", "g": "30", "bf": "0"}
        for number, picture in enumerate(source.decode(video=0)):
            if number == min(_UNIT, frames):
                break
            scaled = picture.reformat(width=_SIZE[1], height=_SIZE[0], format="yuv420p")
            scaled.pts, scaled.time_base = number, Fraction(1, 25)
            out.mux(stream.encode(scaled))
        out.mux(stream.encode())
    _repeat(unit, target, frames)
    unit.unlink()
    return target


def _repeat(unit: Path, target: Path, frames: int) -> None:
    with av.open(str(unit)) as first, av.open(str(target), "w") as out:
        stream = out.add_stream_from_template(first.streams.video[0])
        written, offset = 0, 0
        while written < frames:
            with av.open(str(unit)) as source:
                end, one = 0, round(1 / (25 * source.streams.video[0].time_base))
                for packet in source.demux(video=0):
                    if packet.pts is None or packet.dts is None or written == frames:
                        continue
                    end = max(end, packet.pts + one)
                    packet.pts, packet.dts = packet.pts + offset, packet.dts + offset
                    packet.stream = stream
                    out.mux(packet)
                    written += 1
                offset += end


class Soak:
    """A window at work, and what it takes.

    Args:
        window: With the clip open.
        engine: Its engine.
        seed: Of everything random.
        out: Where exports go.
    """

    def __init__(self, window: MainWindow, engine: EngineClient, seed: int, out: Path) -> None:
        self.window, self.engine, self._out = window, engine, out
        self.samples: list[Sample] = []
        self.tally = Tally()
        self._random = random.Random(seed)
        self._hand = Hand(window)
        self._began = monotonic()
        self._meter = StallMeter(window)
        self.holding = Holding(self._meter)
        height, width = self.session.document.size
        self._map_bytes = height * width
        self._timer = QTimer(window, interval=round(1e3 * _EVERY_S))
        self._timer.timeout.connect(self._sample)
        self._seen_bytes = 0
        engine.events.connect(self._hear)
        self.session.runs.arrived.connect(self._count)

    @property
    def session(self) -> Session:
        """The open clip."""
        assert self.window.session is not None, "a clip is open"
        return self.window.session

    def work(self, seconds: float) -> None:
        """Goes on for so long."""
        self._timer.start()
        acts: tuple[tuple[Callable[[], None], int], ...] = (
            (self._scrub, 6),
            (self._correct, 3),
            (self._undo, 1),
            (self._export, 1),
        )
        while monotonic() - self._began < seconds:
            if self.session.runs.state is None:
                self._track()
            do = self._random.choices([one for one, _ in acts], [weight for _, weight in acts])[0]
            do()
        self._timer.stop()

    def _track(self) -> None:
        """Draws on a frame somewhere and has it carried over a span, as the user's F does."""
        session = self.session
        start = self._random.randrange(session.frames - _SPAN)
        session.go(start)
        session.mark(first=start, last=start + _SPAN)
        pause(0.02)
        self._stroke()
        self._hand.key(Qt.Key.Key_F)
        self.tally.runs += 1

    def _scrub(self) -> None:
        for _ in range(self._random.randrange(1, 6)):
            self.session.go(self._random.randrange(self.session.frames))
            self.tally.jumps += 1
            pause(0.15)
        for _ in range(self._random.randrange(10)):
            self._hand.key(Qt.Key.Key_Right)
            pause(0.03)

    def _correct(self) -> None:
        labelled = sorted(self.session.document.labelled)
        self._meter.skip()
        if labelled:
            self.session.go(self._random.choice(labelled))
            pause(0.2)
        self._stroke()

    def _stroke(self) -> None:
        """A stroke, once the frame is there: on a picture that stands for another none is drawn."""
        wait(lambda: self.window.picture.exact, 60)
        height, width = self.session.document.size
        row, col = self._random.uniform(99, height - 99), self._random.uniform(99, width - 399)
        self._hand.key(self._random.choice((Qt.Key.Key_D, Qt.Key.Key_D, Qt.Key.Key_E)))
        self._hand.drag((row, col), (row + 30, col + self._random.uniform(40, 300)))
        self.tally.strokes += 1

    def _undo(self) -> None:
        if self.session.runs.state is not None:
            return  # it would stop the run
        control = Qt.KeyboardModifier.ControlModifier
        self._hand.key(Qt.Key.Key_Z, control)
        pause(0.3)
        if self._random.random() < 0.5:
            self._hand.key(Qt.Key.Key_Z, control, Qt.KeyboardModifier.ShiftModifier)
        self.tally.undone += 1

    def _export(self) -> None:
        """The marked span, through the dialog; the files go again."""
        for dialog in self.window.findChildren(QDialog):
            dialog.close()
        pause(0.1)
        shutil.rmtree(self._out, ignore_errors=True)
        self._meter.skip()
        self.window.desk.show("export")
        dialog = self.window.findChildren(ExportDialog)[-1]
        dialog.choose(self._random.choice(("davis", "youtube-vos")), self._out)
        dialog.export()
        wait(lambda: dialog.words and dialog.words != "Writing…", 300)
        self.tally.exports += 1
        dialog.close()

    def _maps_mb(self) -> float:
        """Label maps that the window keeps, decoded or packed."""
        maps = self.session.document._maps
        return (len(maps._decoded) * self._map_bytes + maps._packed_bytes) / 2**20

    def _count(self, _frame: int) -> None:
        self.tally.frames_tracked += 1

    def _hear(self, message: FromEngine) -> None:
        """On a thread of the client."""
        if isinstance(message, EngineStatus):
            self._seen_bytes = message.cached_bytes

    def _sample(self) -> None:
        own, pid = os.getpid(), self.engine.pid
        if pid is not None:
            self.tally.engines.add(pid)
        document, meter = self.session.document, self._meter
        self.samples.append(
            Sample(
                monotonic() - self._began,
                _resident(own),
                _resident(pid),
                _handles(own) + _handles(pid),
                _threads(own) + _threads(pid),
                1e3 * meter.longest,
                1e3 * meter.busiest,
                document._history.nbytes / 2**20,
                self._maps_mb(),
                self.session.runs.certainties._bytes / 2**20,
                self._seen_bytes / 2**20,
                len(document._maps._labelled),
            )
        )
        meter.skip()
        meter.turns.clear()
        meter.busiest = 0.0


def _prefer(pid: int, nice: int) -> None:
    """Sets the priority of every thread of a process; for machines that others use as well."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.setpriority(os.PRIO_PROCESS, int(thread.name), nice)


def _resident(pid: int | None) -> float:
    """MiB."""
    return _status(pid, "VmRSS:") / 1024


def _threads(pid: int | None) -> float:
    return _status(pid, "Threads:")


def _status(pid: int | None, name: str) -> float:
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    return next((float(line.split()[1]) for line in text.splitlines() if line.startswith(name)), 0)


def _handles(pid: int | None) -> float:
    try:
        return float(len(os.listdir(f"/proc/{pid}/fd")))  # noqa: PTH208 - no paths are needed
    except OSError:
        return 0.0


def _window(clip: Path, resolution: int) -> tuple[MainWindow, EngineClient]:
    preferences = Preferences(None)
    preferences.set(
        resolution=resolution, frame_cache_mb=256, disk_cache_mb=512, seen_mb=128, seen_disk_mb=128
    )
    engine = EngineClient()
    window = MainWindow(preferences, engine)
    window.show()
    window.activateWindow()
    wait(window.isActiveWindow, 60)
    window.open_path(clip)
    wait(lambda: window.session is not None and window.picture.exact, 120)
    return window, engine


def main() -> int:
    """Soaks, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clip", type=Path)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--frames", type=int, default=10_000)
    parser.add_argument("--resolution", type=int, default=96)
    parser.add_argument("--priority", type=int, help="nice value of window and engine (as root)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--plot", type=Path, help="write a picture of the figures over time")
    given = parser.parse_args()
    app = make_application()
    with tempfile.TemporaryDirectory() as folder:
        began = monotonic()
        clip = make_long(given.clip, Path(folder) / "long.mp4", given.frames)
        size = clip.stat().st_size / 2**20
        say(f"{given.frames} frames of 1080p, {size:.0f} MB, made in {monotonic() - began:.0f} s")
        began = monotonic()
        window, engine = _window(clip, given.resolution)
        say(f"opened in {monotonic() - began:.1f} s")
        session = window.session
        assert session is not None, "it is open"
        wait(lambda: session.runs.device, 600)
        if given.priority is not None:
            _prefer(os.getpid(), given.priority)
            _prefer(engine.pid or 0, given.priority)
        soak = Soak(window, engine, given.seed, Path(folder) / "out")
        soak.work(60 * given.minutes)
        soak.holding.stop()
        window.close()
    app.quit()
    rows, good = judge(soak.samples, soak.tally)
    done = soak.tally
    say(
        f"\n{given.minutes:g} minutes: {done.frames_tracked} frames tracked in {done.runs} runs,"
        f" {done.jumps} jumps, {done.strokes} strokes, {done.undone} undone,"
        f" {done.exports} exports\n"
    )
    say(markdown(("what", "after warm-up", "at the end", "most", "grown", "verdict"), rows))
    held = soak.holding
    looks = held.within.most_common(1)[0][1] if held.within else 1
    share = ", ".join(f"{name} {n / looks:.0%}" for name, n in held.within.most_common(_TOLD))
    say(f"\n{held.long} turns of more than 50 ms of its own work; at work in them: {share}")
    if given.plot is not None:
        draw(soak.samples, given.plot)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
