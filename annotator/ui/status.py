"""The quiet line at the bottom: size, pixel, object, zoom, device, saved, memory."""

from PySide6.QtWidgets import QLabel, QStatusBar

_PARTS = ("size", "pixel", "object", "zoom", "device", "saved", "cache")


class Status(QStatusBar):
    """Facts about the picture and the machine, each in its place."""

    def __init__(self) -> None:
        super().__init__(sizeGripEnabled=False)
        self._labels = {name: QLabel() for name in _PARTS}
        for name, label in self._labels.items():
            label.setContentsMargins(8, 2, 8, 2)
            if name in {"device", "saved", "cache"}:
                self.addPermanentWidget(label)
            else:
                self.addWidget(label)
        self._labels["pixel"].setMinimumWidth(104)

    def set(self, **parts: str) -> None:
        """Shows parts: size, pixel, object, zoom, device, saved, cache."""
        for name, text in parts.items():
            label = self._labels[name]
            if label.text() != text:
                label.setText(text)

    def text(self, part: str) -> str:
        """What a part says now."""
        return self._labels[part].text()

    def clear_clip(self) -> None:
        """Forgets everything about a clip."""
        self.set(**dict.fromkeys(_PARTS, ""))
