"""What a bundle starts: the window, or the command that its own name or its first word says."""

import multiprocessing
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

from annotator.launch import COMMANDS

WINDOW = "sst-annotator"


def main() -> int:
    """Runs one of the five commands; its exit code."""
    # pyqtgraph imports it for pictures drawn by OpenGL, which there are none of here: 9 MB.
    sys.modules.setdefault("PySide6.QtOpenGL", ModuleType("PySide6.QtOpenGL"))
    multiprocessing.freeze_support()  # the engine's process is this program too, and ends here
    name = Path(sys.argv[0]).stem
    if sys.argv[1:2] and sys.argv[1] in COMMANDS:
        name = sys.argv.pop(1)
    code: int = import_module(COMMANDS.get(name, COMMANDS[WINDOW])).main()
    return code


if __name__ == "__main__":
    sys.exit(main())
