"""PyInstaller: of PyTorch only what inference and training on a CPU load."""

from pathlib import Path

from PyInstaller.utils.hooks import get_package_paths

_FOLDER = Path(get_package_paths("torch")[1])
# The libraries behind torch._C are found by themselves; these are opened by name.
_BY_NAME = ("lib/libtorch_global_deps.*", "lib/libshm.*", "bin/torch_shm_manager")

binaries = [
    (str(path), str(Path("torch") / path.parent.relative_to(_FOLDER)))
    for pattern in _BY_NAME
    for path in _FOLDER.glob(pattern)
    if path.is_file()
]
excludedimports = ["torch.utils.tensorboard", "torch.testing._internal", "torchvision", "triton"]
