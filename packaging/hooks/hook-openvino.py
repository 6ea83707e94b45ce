"""PyInstaller: of OpenVINO only its CPU, its own format, and what reads a traced PyTorch module."""

from pathlib import Path

from PyInstaller.utils.hooks import collect_submodules, get_package_paths

_PARTS = ("openvino.", "intel_cpu_plugin", "pytorch_frontend", "ir_frontend", "tbb", "hwloc")
_FOLDER = Path(get_package_paths("openvino")[1]) / "libs"

binaries = [
    (str(path), "openvino/libs")
    for path in _FOLDER.iterdir()
    if any(part in path.name for part in _PARTS) and path.suffix not in {".pc", ".json"}
]
hiddenimports = [
    "openvino._pyopenvino",
    *collect_submodules("openvino.frontend.pytorch"),
    *collect_submodules("openvino.tools.ovc"),
]
# It would ask to send what was converted; without it OpenVINO does not.
excludedimports = ["openvino_telemetry"]
