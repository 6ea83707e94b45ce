"""The clip that the tests of exports share."""

from pathlib import Path

import export_world
import pytest


@pytest.fixture
def world(tmp_path: Path) -> export_world.World:
    """The clip with five-digit names."""
    return export_world.build(tmp_path)
