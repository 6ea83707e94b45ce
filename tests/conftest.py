"""Fixtures that several rooms share: where the sample is, and where real data is if it is."""

import os
import signal
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
os.environ["SST_LOGS"] = tempfile.mkdtemp(prefix="sst-logs-")  # never into the user's own log

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    # A shell starts background jobs deaf to Ctrl+C, and children inherit it; our tests send it.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _data(name: str) -> Path:
    folder = Path(os.environ.get("SST_DATA", ROOT.parent / "shared" / "data")) / name
    if not folder.is_dir():
        pytest.skip(f"no {name} here: set SST_DATA to the folder that holds it")
    return folder


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The root of the project's tree."""
    return ROOT


@pytest.fixture(scope="session")
def davis_root() -> Path:
    """The annotated clips in DAVIS layout (skips without them)."""
    return _data("davis2016-train")


@pytest.fixture(scope="session")
def stills_root() -> Path:
    """The still images with region labels (skips without them)."""
    return _data("stills")


@pytest.fixture(scope="session")
def videos_root() -> Path:
    """Real H.264 clips without masks (skips without them)."""
    return _data("videos")


@pytest.fixture(scope="session")
def sample_root() -> Path:
    """The project's own sample: clip.mp4, masks/00000.png, truth/*.png."""
    return ROOT / "resources" / "sample"
