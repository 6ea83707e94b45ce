"""PyInstaller: of PyTorch only what inference and training on a CPU load."""

from pathlib import Path

from PyInstaller.utils.hooks import collect_submodules, get_package_paths

_FOLDER = Path(get_package_paths("torch")[1])
# The libraries behind torch._C are found by themselves; these are opened by name.
_BY_NAME = ("lib/libtorch_global_deps.*", "lib/libshm.*", "bin/torch_shm_manager")

binaries = [
    (str(path), str(Path("torch") / path.parent.relative_to(_FOLDER)))
    for pattern in _BY_NAME
    for path in _FOLDER.glob(pattern)
    if path.is_file()
]
# These read their own source when they are loaded: settings that keep their comments, and functions
# that are compiled by torch.jit.
_WITH_SOURCE = (
    "_decomp.decompositions_for_jvp",
    "_dynamo.config",
    "_export.config",
    "_functorch.config",
    "_inductor.config",
    "_inductor.config_comms",
    "_jit_internal",
    "compiler.config",
    "distributed.config",
    "distributions.von_mises",
    "functional",
    "fx.experimental._config",
    "nn.functional",
    "nn.modules.rnn",
    "utils._config_module",
    "utils.serialization.config",
)
module_collection_mode = {f"torch.{name}": "pyz+py" for name in _WITH_SOURCE}
# The first step of an optimizer loads these by names that it puts together.
hiddenimports = collect_submodules("torch._dynamo.polyfills")
excludedimports = ["torch.utils.tensorboard", "torchvision", "triton"]
