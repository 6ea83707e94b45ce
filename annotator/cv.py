"""The one door to OpenCV: its wheel points Qt at its own plugins, so that is put back."""

import os

_QT = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_before = {name: os.environ.get(name) for name in _QT}

import cv2  # noqa: E402 - the environment must be read before

for _name, _value in _before.items():
    if _value is None:
        os.environ.pop(_name, None)
    else:
        os.environ[_name] = _value

cv2.setNumThreads(2)

__all__ = ["cv2"]
