"""PyInstaller: of PyTorch only what inference and training on a CPU load."""

from PyInstaller.utils.hooks import collect_data_files

# The libraries behind torch._C are found by themselves; these are opened by name.
_BY_NAME = ["lib/libtorch_global_deps.*", "lib/libshm.*", "bin/torch_shm_manager"]
binaries = collect_data_files("torch", includes=_BY_NAME)
excludedimports = ["torch.utils.tensorboard", "torch.testing._internal", "torchvision", "triton"]
