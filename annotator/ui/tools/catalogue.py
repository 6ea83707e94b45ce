"""All tools by the name that commands use."""

from collections.abc import Callable
from typing import Final

from annotator.ui.tools.base import Tool
from annotator.ui.tools.brush import BrushTool
from annotator.ui.tools.fill import FillTool, HandTool, PickTool
from annotator.ui.tools.polygon import PolygonTool
from annotator.ui.tools.smart import SmartScribbleTool, SmartSelectTool

TOOLS: Final[dict[str, Callable[[], Tool]]] = {
    "brush": BrushTool,
    "eraser": lambda: BrushTool(erases=True),
    "polygon": PolygonTool,
    "lasso": lambda: PolygonTool(freehand=True),
    "fill": FillTool,
    "select": SmartSelectTool,
    "scribble": SmartScribbleTool,
    "pick": PickTool,
    "pan": HandTool,
}


def make_tool(name: str) -> Tool:
    """A new tool.

    Args:
        name: One of `TOOLS`.

    Raises:
        KeyError: There is no such tool.
    """
    return TOOLS[name]()
