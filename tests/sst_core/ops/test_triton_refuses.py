"""Why the Triton kernels are not used, in a sentence for each reason; no Triton needed."""

import subprocess
import sys
from types import SimpleNamespace

import pytest
import torch

from sst_core.ops import triton_backend
from sst_core.ops.dispatch import why_not
from sst_core.ops.pattern import Pattern
from sst_core.ops.types import Inputs
from sst_core.ops.validate import check_inputs

CUDA = torch.device("cuda")


def inputs(width: int = 16, dtype: torch.dtype = torch.float32) -> Inputs:
    cells = torch.zeros(1, 1, 1, 2, 2, width, dtype=dtype)
    return check_inputs(cells, cells, cells, Pattern.dense())


def properties(major: int, minor: int) -> SimpleNamespace:
    return SimpleNamespace(major=major, minor=minor, name="Some Device")


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A device that could serve."""
    monkeypatch.setattr(triton_backend, "INSTALLED", True)
    monkeypatch.setattr(triton_backend, "INTERPRETED", False)
    monkeypatch.setattr(triton_backend, "COMPILER", True)
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda _: properties(9, 0))
    return monkeypatch


def test_a_device_that_can_serve_is_not_refused(device: pytest.MonkeyPatch) -> None:
    assert triton_backend._refuses_device(CUDA) is None


def test_missing_triton_is_said(device: pytest.MonkeyPatch) -> None:
    device.setattr(triton_backend, "INSTALLED", False)
    assert "Triton is not installed" in str(triton_backend.refuses(inputs()))


def test_missing_device_is_said(device: pytest.MonkeyPatch) -> None:
    assert "need a CUDA device" in str(triton_backend.refuses(inputs()))


def test_old_device_is_said(device: pytest.MonkeyPatch) -> None:
    device.setattr(torch.cuda, "get_device_properties", lambda _: properties(7, 5))
    reason = triton_backend._refuses_device(CUDA)
    assert reason == "the kernels need compute capability 8.0, Some Device has 7.5"


def test_another_vendor_and_a_missing_compiler_are_said(device: pytest.MonkeyPatch) -> None:
    device.setattr(triton_backend, "COMPILER", False)
    assert "C compiler" in str(triton_backend._refuses_device(CUDA))
    device.setattr(torch.version, "cuda", None)
    assert "NVIDIA" in str(triton_backend._refuses_device(CUDA))


def test_data_that_does_not_fit_is_said() -> None:
    assert "float64" in str(triton_backend._refuses_data(inputs(dtype=torch.float64)))
    assert "query has 129" in str(triton_backend._refuses_data(inputs(129)))
    assert triton_backend._refuses_data(inputs(128)) is None
    many = torch.zeros(1, 1, 1, 1, 1, 16).expand(1, 1, 20_000, 240, 427, 16)
    vast = check_inputs(many[:, :, :1], many, many, Pattern.lattice(1, 9, 9))
    assert "20000 frames of 240x427" in str(triton_backend._refuses_data(vast))


def test_the_public_question_answers_on_a_cpu() -> None:
    cells = torch.zeros(1, 1, 1, 2, 2, 16)
    assert why_not("triton", cells, cells, cells, Pattern.dense())


def test_operators_load_without_triton() -> None:
    program = (
        "import sys; sys.modules['triton'] = None; import sst_core.ops.dispatch as d, torch;"
        "x = torch.ones(1, 1, 1, 2, 2, 4); d.sparse_attention(x, x, x, d.Pattern.dense());"
        "assert 'sst_core.ops.triton_ops' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)
