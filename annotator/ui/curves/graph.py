"""The one door to pyqtgraph: slow to import, so only what draws with it comes here, and late."""

import sys
from types import ModuleType
from typing import Final

_CARD: Final = "cuda"
"""One of its widgets looks for this package; the window process depends on no graphics card."""

_before: ModuleType | None = sys.modules.get(_CARD)
sys.modules[_CARD] = None  # type: ignore[assignment]  # what the import system calls "not there"
try:
    import pyqtgraph
finally:
    del sys.modules[_CARD]
    if _before is not None:
        sys.modules[_CARD] = _before

__all__ = ["pyqtgraph"]
