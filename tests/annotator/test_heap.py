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
