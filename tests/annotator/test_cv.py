"""Importing OpenCV must leave Qt's environment as it was."""

import os
import subprocess
import sys

CODE = """
import os
import annotator.cv
print(os.environ.get("QT_QPA_PLATFORM_PLUGIN_PATH"), os.environ.get("QT_QPA_FONTDIR"))
"""


def test_qt_keeps_its_plugins_and_fonts() -> None:
    environment = {**os.environ, "QT_QPA_FONTDIR": "here"}
    environment.pop("QT_QPA_PLATFORM_PLUGIN_PATH", None)
    done = subprocess.run(
        [sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["None", "here"]
