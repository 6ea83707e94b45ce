"""The quiet line at the bottom: place, size, pixel, object, zoom, device, memory, saved."""

from PySide6.QtWidgets import QLabel, QStatusBar

from annotator.words import marked, tr

_PARTS = ("place", "size", "pixel", "object", "zoom", "device", "memory", "cache", "saved")
_RIGHT = {"device", "memory", "cache", "saved"}
_TIPS = {
    "place": marked("Frame, and its time in the clip"),
    "size": marked("Width and height of a frame"),
    "pixel": marked("Row and column under the pointer, and what is there"),
    "object": marked("The object in hand"),
    "zoom": marked("Screen points per pixel of the frame"),
    "device": marked("What the model runs on"),
    "memory": marked("Memory of this window and of the engine"),
    "cache": marked("Decoded frames kept in memory"),
    "saved": marked("Every finished gesture is on disk"),
}


class Status(QStatusBar):
    """Facts about the picture and the machine, each in its place."""

    def __init__(self) -> None:
        super().__init__(sizeGripEnabled=False)
        self._labels = {name: QLabel() for name in _PARTS}
        for name, label in self._labels.items():
            label.setContentsMargins(8, 2, 8, 2)
            label.setToolTip(tr(_TIPS[name]))
            label.hide()
            if name in _RIGHT:
                self.addPermanentWidget(label)
            else:
                self.addWidget(label)
        self._labels["pixel"].setMinimumWidth(136)

    def set(self, **parts: str) -> None:
        """Shows parts by name: place, size, pixel, object, zoom, device, memory, cache, saved."""
        for name, text in parts.items():
            label = self._labels[name]
            if label.text() != text:
                label.setText(text)
                label.setVisible(bool(text) or name == "pixel")

    def text(self, part: str) -> str:
        """What a part says now."""
        return self._labels[part].text()

    def clear_clip(self) -> None:
        """Forgets everything about a clip."""
        self.set(**dict.fromkeys(_PARTS, ""))
