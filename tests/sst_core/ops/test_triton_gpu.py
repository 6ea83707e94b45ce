"""On a CUDA device: the Triton kernels and FlexAttention against the reference, at real sizes."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import torch
from kernel_cases import KINDS, Draw, check, reports, same

from sst_core.ops.dispatch import sparse_attention, why_not
from sst_core.ops.pattern import Pattern
from sst_core.ops.types import Labels

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device"),
]
DTYPES = [torch.float32, torch.bfloat16, torch.float16]
SHAPES = {
    # The reference holds every pair of cells: this takes 2 GB, more would not fit beside tests that
    # run at the same time.
    "large": ((2, 29, 53), 1, (32, 32, 17)),
    "odd": ((2, 17, 31), 2, (40, 24, 3)),
}
PATTERNS = KINDS | {"cube": Pattern.local(4, 4, 4), "wide": Pattern.lattice(1, 5, 5)}


@pytest.fixture(autouse=True)
def _served() -> Iterator[None]:
    """Skip where the kernels say that they cannot run; leave the device's memory to the next."""
    cells = torch.zeros(1, 1, 1, 2, 2, 16, device="cuda")
    reason = why_not("triton", cells, cells, cells, Pattern.dense())
    if reason:
        pytest.skip(reason)
    yield
    torch.cuda.empty_cache()


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("causal", [False, True], ids=["all", "causal"])
@pytest.mark.parametrize("valid", [False, True], ids=["seen", "hidden"])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", PATTERNS)
def test_kernels_agree(
    kind: str, shape: str, valid: bool, causal: bool, dtype: torch.dtype
) -> None:
    size, batch, widths = SHAPES[shape]
    draw = Draw(replace(PATTERNS[kind], causal=causal), size, keys=2, heads=2, batch=batch)
    check(replace(draw, objects=3, widths=widths, valid=valid, dtype=dtype, device="cuda"))


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("width", [1, 33, 64, 100, 128])
def test_any_head_width(width: int, dtype: torch.dtype) -> None:
    draw = Draw(KINDS["local"], (2, 13, 19), widths=(width, width, 17), heads=2)
    # Many keys that are one short number are equal, and of equal maxima either may be taken.
    backward = width > 1 or dtype == torch.float32
    check(replace(draw, dtype=dtype, device="cuda"), backward=backward)


def test_the_streaming_step_of_the_shipped_model() -> None:
    for pattern, keys in ((Pattern.dense(), 3), (Pattern.local(2, 4, 4, causal=True), 2)):
        draw = Draw(pattern, (1, 30, 54), keys=keys, offset=keys, heads=4, widths=(32, 32, 17))
        check(replace(draw, objects=5, dtype=torch.bfloat16, device="cuda"))


def test_gradients_repeat_bit_for_bit() -> None:
    draw = Draw(KINDS["local"], (2, 21, 33), heads=2, objects=2, device="cuda")
    runs = []
    for _ in range(3):
        tensors = {name: x.requires_grad_() for name, x in draw.tensors(1).items()}
        torch.stack([x.sum() for x in reports(draw.call(tensors, 1, "triton"))]).sum().backward()
        runs.append([tensors[name].grad for name in ("query", "key", "value", "labels")])
    for run in runs[1:]:
        assert all(torch.equal(x, y) for x, y in zip(run, runs[0], strict=True))


@pytest.mark.parametrize("kind", PATTERNS)
def test_flex_attention_agrees(kind: str) -> None:
    draw = Draw(PATTERNS[kind], (2, 13, 19), heads=2, objects=2, widths=(32, 32, 17), valid=True)
    with torch.no_grad():
        check(replace(draw, dtype=torch.bfloat16, device="cuda"), "flex", backward=False)


def test_compilation_sees_one_graph() -> None:
    draw = Draw(KINDS["local"], (2, 13, 19), heads=2, widths=(32, 32, 17), device="cuda")
    tensors, (_, speaks) = draw.tensors(1), draw.masks(1)

    def work(query: torch.Tensor) -> tuple[torch.Tensor, ...]:
        cells = (query * 2, tensors["key"], tensors["value"], draw.pattern)
        return tuple(reports(sparse_attention(*cells, labels=Labels(tensors["labels"], speaks))))

    with torch.no_grad():
        found = torch.compile(work, fullgraph=True)(tensors["query"])
        same(list(found), list(work(tensors["query"])), 1e-5, "compiled")


def test_a_captured_graph_gives_the_same() -> None:
    draw = Draw(Pattern.local(2, 4, 4, causal=True), (1, 30, 54), offset=2, heads=4, device="cuda")
    tensors = draw.tensors(2)
    valid, speaks = draw.masks(2)
    assert valid is None
    still = _FixedMasks(draw, speaks)
    with torch.no_grad():
        wanted = [x.clone() for x in reports(still(tensors))]
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            found = reports(still(tensors))
        graph.replay()
    same(found, wanted, 1e-6, "captured")


class _FixedMasks:
    """A call whose masks are on the device beforehand, as a captured graph needs."""

    def __init__(self, draw: Draw, speaks: torch.Tensor) -> None:
        self._call: Callable[..., object] = type(draw).call
        self._draw = draw
        self._speaks = speaks

    def masks(self, _: int) -> tuple[None, torch.Tensor]:
        """What the frames speak for."""
        return None, self._speaks

    def __getattr__(self, name: str) -> object:
        return getattr(self._draw, name)

    def __call__(self, tensors: dict[str, torch.Tensor]) -> object:
        return self._call(self, tensors, 0, "triton")
