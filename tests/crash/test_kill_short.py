"""A few deaths of each kind; a hundred and more: python -m tests.crash.kill."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.crash.kill import TARGETS  # noqa: E402 - the tests are no package

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_a_killed_process_loses_at_most_the_gesture_in_hand(target: str, tmp_path: Path) -> None:
    counts, faults = TARGETS[target](tmp_path, 3, 11)
    assert counts["runs"] == 3
    assert faults == []
