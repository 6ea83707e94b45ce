"""A driver over a label map, for tests of tools without a window."""

import numpy as np

from annotator.ui.tools.base import Desk, Gesture, Modifiers, Point, Tool
from annotator.ui.tools.driver import ToolDriver
from sst_core.labels import LabelMap

PLAIN, SHIFT, RIGHT = Modifiers(), Modifiers(shift=True), Modifiers(right=True)


class Bench:
    """A driver over a label map, applying every gesture as the window would."""

    def __init__(self, tool: Tool, labels: LabelMap | None = None, **desk: object) -> None:
        self.labels = np.zeros((60, 80), np.uint8) if labels is None else labels
        self.labels.flags.writeable = False
        self.image = np.zeros((60, 80, 3), np.uint8)
        self.image[15:45, 20:60] = (240, 200, 30)
        self.desk = {"frame": 7, "object_id": 1, "radius": 3.0} | desk
        self.gestures, self.boxes, self.picked, self.refused = [], [], [], []
        self.driver = ToolDriver(self.now, self.boxes.append, self.apply)
        self.driver.tool = self.tool = tool
        tool.hands.picked, tool.hands.refused = self.picked.append, self.refused.append

    def now(self) -> Desk:
        """What lies under the pointer."""
        return Desk(image=self.image, label_map=self.labels, **self.desk)

    def apply(self, gesture: Gesture) -> None:
        """Put a gesture into the label map."""
        self.gestures.append(gesture)
        row0, col0, row1, col1 = gesture.box
        labels = self.labels.copy()
        labels[row0:row1, col0:col1] = gesture.patch
        labels.flags.writeable = False
        self.labels = labels

    def drag(self, *points: Point, modifiers: Modifiers = PLAIN) -> None:
        """Press, move and release."""
        self.driver.press(points[0], modifiers)
        for point in points[1:]:
            self.driver.move(point, modifiers)
        self.driver.release(points[-1], modifiers)

    def click(self, *points: Point, modifiers: Modifiers = PLAIN) -> None:
        """Press and release at each point."""
        for point in points:
            self.drag(point, modifiers=modifiers)
