"""A window with a restless user, in which faults are played."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from annotator.engine.client import EngineClient
from annotator.project import open_project
from annotator.ui.main_window import MainWindow
from tests.crash.hands import Restless
from tests.crash.journal import Journal, fingerprint
from tests.crash.verify import integrity
from tests.crash.victim import open_window

Outcome = tuple[str, list[str]]


class Scene:
    """A window over the clip of a folder, with a user and a first mask.

    Args:
        folder: Holds clip.mp4 and tiny.safetensors.
    """

    def __init__(self, folder: Path, place: Path | None = None) -> None:
        self.folder = place or folder
        self.window: MainWindow
        self.engine: EngineClient
        self.window, self.engine = open_window(self.folder)
        journal = Journal(Path(tempfile.mkdtemp()) / "scene.txt")
        self.user = Restless(self.window, journal, 5, self.folder / "out")
        self.user.first_mask()
        self.project = self.user.session.project
        self.said: list[str] = []
        self.project.blocked.connect(self.said.append)

    def strokes(self, most: int, until: Callable[[], bool] = lambda: False) -> int:
        """Draws; how many strokes it took."""
        for number in range(most):
            self.user.session.go(number % self.user.session.frames)
            self.user._stroke()
            if until():
                return number + 1
        return most

    def state(self) -> str:
        """What the document holds, in short."""
        return fingerprint(self.user.session.document)

    def reopened(self, expected: str) -> list[str]:
        """Closes the window and compares what the file holds."""
        path = self.project.path
        self.window.close()
        faults = integrity(path)
        with open_project(path) as project:
            if project.read_only:
                faults.append(f"opens with: {project.notice}")
            if fingerprint(project.document) != expected:
                faults.append("the project does not hold what was shown")
        return faults
