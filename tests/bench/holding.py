"""What the window's thread was at in turns of its event loop that took too long."""

import faulthandler
import re
import threading
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryFile

from tests.bench.driven import StallMeter

_EVERY_S = 0.003
_FRAME = re.compile(r'File "([^"]*/(?:annotator|sst_core)/[^"]*)", line \d+ in (.*)')


class Holding:
    """Looks at the window's thread every 3 ms; what it saw in a long turn is kept, the rest not.

    Args:
        meter: Which tells turns apart; of the thread this is made in.
        limit: Seconds of processor above which a turn is a long one.

    Attributes:
        long: Number of long turns.
        within: How often each function of ours was at work, itself or through others, in them.
    """

    def __init__(self, meter: StallMeter, limit: float = 0.05) -> None:
        self.long, self.within = 0, Counter[str]()
        self._meter, self._limit = meter, limit
        self._clock = time.pthread_getcpuclockid(threading.get_ident())
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="holding", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Looks no more."""
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        turn, seen, worked = self._meter.turn, list[set[str]](), 0.0
        with TemporaryFile("w+") as dump:
            while not self._over.wait(_EVERY_S):
                if self._meter.turn != turn:
                    if worked > self._limit:
                        self._keep(seen)
                    turn, seen = self._meter.turn, []
                worked = time.clock_gettime(self._clock) - self._meter.began
                dump.seek(0)
                dump.truncate()
                faulthandler.dump_traceback(dump)  # sys._current_frames crashes here in 3.11
                dump.seek(0)
                seen.append(_ours(dump.read()))

    def _keep(self, seen: list[set[str]]) -> None:
        self.long += 1
        for functions in seen:
            self.within.update(functions)


def _ours(stacks: str) -> set[str]:
    """Functions of the app that the main thread is at work in; it is the last one in a dump."""
    lines = stacks.rpartition("most recent call first):")[2].splitlines()
    return {f"{Path(found[1]).stem}.{found[2]}" for line in lines if (found := _FRAME.search(line))}
