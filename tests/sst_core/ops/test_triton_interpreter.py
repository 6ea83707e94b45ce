"""The Triton kernels agree with the reference in Triton's interpreter, on the CPU."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PROGRAM = """
import sys
import pytest
from triton.runtime import interpreter

# The interpreter patches Triton's language anew at every call of a device function, which takes
# nearly all of its time. Here it is patched once for each module, and stays so.
patch, done = interpreter._patch_lang, {}


class Kept:
    def restore(self):
        pass


def once(function):
    if function.__module__ not in done:
        done[function.__module__] = patch(function)
    return Kept()


interpreter._patch_lang = once
sys.exit(pytest.main(sys.argv[1:]))
"""


@pytest.mark.skipif(importlib.util.find_spec("triton") is None, reason="Triton is not installed")
def test_kernels_agree_with_the_reference_in_the_interpreter(project_root: Path) -> None:
    options = ["-q", "-p", "no:cacheprovider", "--durations=5", str(HERE / "kernel_cases.py")]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *options],
        env={**os.environ, "TRITON_INTERPRET": "1", "OMP_NUM_THREADS": "1"},
        cwd=project_root,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
