"""Every test of the record has a log folder of its own."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The log folder, which nobody has made yet."""
    folder = tmp_path / "logs"
    monkeypatch.setenv("SST_LOGS", str(folder))
    return folder
