"""The tests of the window once more on a real display server, with OpenCV imported first.

Qt's offscreen platform hides what breaks on a desktop: plugins of another Qt, focus, real expose
events. OpenCV's wheel points Qt at its own plugins, so it comes before everything else here.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

_PATIENCE = 300
_RUN = """
import sys
from annotator.cv import cv2
assert "PySide6" not in sys.modules
import pytest
code = pytest.main(["-q", "-x", "-p", "no:cacheprovider", sys.argv[1]])
from PySide6.QtGui import QGuiApplication
print("platform", QGuiApplication.platformName())
sys.exit(code)
"""


@pytest.fixture
def display() -> Iterator[str]:
    """A display of its own; the server picks a free number."""
    server = shutil.which("Xvfb")
    if server is None:
        pytest.skip("Xvfb is not installed")
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [server, "-displayfd", str(writing), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        number = pipe.readline().strip()
    assert number, "Xvfb did not come up"
    yield f":{number}"
    process.terminate()
    process.wait(10)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is a matter of Linux")
def test_the_window_works_on_a_real_display_after_opencv(display: str, project_root: Path) -> None:
    suite = Path(__file__).with_name("test_app_window.py")
    plain = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    done = subprocess.run(
        [sys.executable, "-c", _RUN, str(suite)],
        capture_output=True,
        text=True,
        check=False,
        timeout=_PATIENCE,
        cwd=project_root,
        env={**plain, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"},
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "platform xcb" in done.stdout
