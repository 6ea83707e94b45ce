"""What a tool does when it does nothing: the base that concrete tools inherit."""

from annotator.ui.tools.base import NOTHING, Desk, Hands, Modifiers, Point, Preview


class IdleTool:
    """Answers every event with nothing; tools override what they need."""

    title = ""
    pans = False
    settles = False

    def __init__(self) -> None:
        self.hands = Hands()

    @property
    def pending(self) -> bool:
        """Nothing is in hand."""
        return False

    @property
    def uses_radius(self) -> bool:
        """No circle around the pointer."""
        return False

    def press(self, desk: Desk, at: Point, modifiers: Modifiers) -> Preview:
        """Nothing happens."""
        del desk, at, modifiers
        return NOTHING

    def move(self, at: Point, modifiers: Modifiers) -> Preview:
        """Nothing happens."""
        del at, modifiers
        return NOTHING

    def release(self, at: Point, modifiers: Modifiers) -> Preview:
        """Nothing happens."""
        del at, modifiers
        return NOTHING

    def confirm(self) -> Preview:
        """Nothing happens."""
        return NOTHING

    def cancel(self) -> Preview:
        """Nothing happens."""
        return NOTHING

    def step_back(self) -> Preview:
        """Nothing happens."""
        return NOTHING
