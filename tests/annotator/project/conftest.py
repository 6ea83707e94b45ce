"""A small clip that only has to be a file, and its project."""

from pathlib import Path

import pytest
from document_moves import FRAMES, SIZE

from annotator.project import MediaReference, describe_media


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A file with content of its own."""
    path = tmp_path / "clip.mp4"
    path.write_bytes(bytes(range(256)) * 1000)
    return path


@pytest.fixture
def media(clip: Path) -> MediaReference:
    """The clip as a project remembers it."""
    return describe_media(clip, frames=FRAMES, height=SIZE[0], width=SIZE[1])
