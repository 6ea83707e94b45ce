"""What the C library does with memory that is freed; in a process of its own."""

import platform
import subprocess
import sys

import pytest

_SCRAP = """
import os
import numpy as np
from annotator.heap import keep_small

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

if {told}:
    assert keep_small()
np.ones(20 * 2**20, np.uint8)  # the first large block that is freed is what moves glibc's limit
large, small = [], []
for _ in range(60):  # small things that stay come to lie between large ones that go
    large.append(np.ones(4 * 2**20, np.uint8))
    small.append(np.ones(2**15, np.uint8))
full = resident()
large.clear()
print((full - resident()) // 2**20)
"""


def _given_back(*, told: bool) -> int:
    """MiB of 240 that the system has again once they are freed."""
    done = subprocess.run(
        [sys.executable, "-c", _SCRAP.format(told=told)],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="others give back by themselves")
def test_large_blocks_between_small_ones_go_back_to_the_system() -> None:
    assert _given_back(told=False) < 60, "glibc keeps them by itself; nothing need be told any more"
    assert _given_back(told=True) > 220


_THREADS = """
import ctypes, re, threading
from annotator.heap import share_arenas

if {told}:
    assert share_arenas()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes = [ctypes.c_size_t]
barrier = threading.Barrier(12)

def work():
    barrier.wait()
    for _ in range(2000):
        libc.malloc(600)
    barrier.wait()

threads = [threading.Thread(target=work) for _ in range(12)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
with open("/proc/self/maps") as file:
    starts = re.findall("^([0-9a-f]+)-[0-9a-f]+ rw", file.read(), re.MULTILINE)
print(sum(int(start, 16) % 2**26 == 0 for start in starts))  # where arenas of threads begin
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="others have no such arenas")
def test_threads_share_their_arenas() -> None:
    found = []
    for told in (False, True):
        program = [sys.executable, "-c", _THREADS.format(told=told)]
        done = subprocess.run(program, capture_output=True, text=True, check=True)
        found.append(int(done.stdout))
    assert found[0] > 4, "glibc gives threads arenas of their own by itself"
    assert found[1] <= 1, "one besides the main one"
