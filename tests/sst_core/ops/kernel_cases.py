"""Cases that check the Triton kernels against the reference, wherever they can run.

Collected by name only: ``test_triton_interpreter.py`` runs them in Triton's interpreter on the CPU,
in a process of its own, because Triton decides on its import whether it interprets;
``test_triton_gpu.py`` imports what it needs to run on a device.
"""

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch
from torch._dynamo.testing import CompileCounterWithBackend

from sst_core.config import NAMED
from sst_core.model import SST
from sst_core.ops import dispatch
from sst_core.ops.dispatch import sparse_attention, why_not
from sst_core.ops.pattern import Pattern
from sst_core.ops.triton_shapes import Tile, override
from sst_core.ops.types import AttentionResult, Labels
from sst_core.session import InferenceSession

TINY = Tile((2, 4), 16, 16, 4, 2)
KINDS = {
    "dense": Pattern.dense(),
    "grid": Pattern.grid(),
    "local": Pattern.local(1, 1, 2),
    "lattice": Pattern.lattice(1, 2, 3),
}
LIMITS = {torch.float32: 2e-5, torch.bfloat16: 0.04, torch.float16: 0.006}


@dataclass(frozen=True)
class Draw:
    """Fresh random inputs: from a seed of the clock, which a failure prints."""

    pattern: Pattern
    size: tuple[int, int, int] = (2, 3, 7)
    keys: int = 2
    offset: int = 0
    objects: int = 1
    heads: int = 1
    widths: tuple[int, int, int] = (9, 5, 3)
    valid: bool = False
    dtype: torch.dtype = torch.float32
    device: str = "cpu"
    batch: int = 1

    def tensors(self, seed: int) -> dict[str, torch.Tensor]:
        """Everything that can be differentiated; keys are such that scores have spread 1."""
        generator = torch.Generator().manual_seed(seed)

        def normal(*shape: int) -> torch.Tensor:
            return torch.randn(shape, generator=generator)

        (tq, h, w), (d, dv, e) = self.size, self.widths
        lead, known = (self.batch, self.heads), (self.batch, self.objects, self.keys, h, w)
        cover = (torch.rand((*known, 1), generator=generator) * 3 - 1).clamp(0, 1)
        cells = {
            "query": normal(*lead, tq, h, w, d) * d**-0.5,
            "key": normal(*lead, self.keys, h, w, d),
            "value": normal(*lead, self.keys, h, w, dv),
            "labels": torch.cat((cover, normal(*known, e - 1)), dim=-1),
        }
        ready = {name: x.to(self.device, self.dtype) for name, x in cells.items()}
        affine = {"gain": 0.5 + normal(self.heads).abs(), "bias": normal(self.heads)}
        return ready | {name: x.to(self.device) for name, x in affine.items()}

    def masks(self, seed: int) -> tuple[torch.Tensor | None, torch.Tensor]:
        """Validity of keys, and what frames speak for (the first object: all of them)."""
        generator = torch.Generator().manual_seed(seed + 1)
        _, h, w = self.size
        valid = torch.rand((self.batch, self.keys, h, w), generator=generator) < 0.7
        speaks = torch.rand((self.batch, self.objects, self.keys), generator=generator) < 0.6
        speaks[:, :1] = not self.valid  # one softmax for output and readout, unless keys are hidden
        return valid.to(self.device) if self.valid else None, speaks.to(self.device)

    def call(self, tensors: dict[str, torch.Tensor], seed: int, backend: str) -> AttentionResult:
        """Make the call."""
        valid, speaks = self.masks(seed)
        return sparse_attention(
            tensors["query"],
            tensors["key"],
            tensors["value"],
            self.pattern,
            labels=Labels(tensors["labels"], speaks) if self.objects else None,
            key_valid=valid,
            gain=tensors["gain"],
            bias=tensors["bias"],
            offset=self.offset,
            backend=backend,
        )


def reports(result: AttentionResult) -> list[torch.Tensor]:
    """Output, then readout, affinity and rival where there are any."""
    found = (result.output, result.readout, result.affinity, result.rival)
    return [tensor for tensor in found if tensor is not None]


def check(draw: Draw, backend: str = "triton", *, backward: bool = True) -> None:
    """Compare forward, forward that keeps what backward needs, and every gradient."""
    seed = int.from_bytes(os.urandom(3), "little")
    limit = LIMITS[draw.dtype]
    base = draw.tensors(seed)
    with torch.no_grad():
        wanted = reports(draw.call({n: x.float() for n, x in base.items()}, seed, "reference"))
        if not backward:
            found = reports(draw.call(base, seed, backend))
            return same(found, wanted, limit, f"seed {seed}")
    results = {}
    for name in ("reference", backend):
        kind = torch.float32 if name == "reference" else draw.dtype
        tensors = {
            n: x.detach().to(kind if n not in ("gain", "bias") else x.dtype).requires_grad_()
            for n, x in base.items()
        }
        found = reports(draw.call(tensors, seed, name))
        torch.manual_seed(seed)
        weights = [torch.randn(x.shape, device=x.device) for x in wanted]
        torch.stack(
            [(x.float() * y).sum() for x, y in zip(found, weights, strict=True)]
        ).sum().backward()
        results[name] = (
            found,
            [torch.zeros_like(x) if x.grad is None else x.grad for x in tensors.values()],
        )
    same(results[backend][0], wanted, limit, f"seed {seed}")
    gradients = (results[backend][1], results["reference"][1])
    if draw.device != "cpu":
        return alike(*gradients, max(0.02, limit), f"gradients, seed {seed}")
    return same(*gradients, 4 * limit, f"gradients, seed {seed}")


def alike(found: list[torch.Tensor], wanted: list[torch.Tensor], limit: float, what: str) -> None:
    """Compare by norm: among many maxima some are so near a tie that either key may be taken.

    Gradients of gain and bias are sums over all queries, in which random signs cancel: what is
    rounded in them is measured by one channel of the queries' gradients.
    """
    channel = wanted[0].float().norm() / wanted[0].shape[-1] ** 0.5
    for number, (left, right) in enumerate(zip(found, wanted, strict=True)):
        assert left.isfinite().all(), f"tensor {number} is not finite; {what}"
        error = (left.float() - right.float()).norm()
        scale = channel if right.ndim == 1 else right.float().norm()
        assert error <= limit * scale + 1e-3, f"tensor {number}: {error} of {scale}; {what}"


def same(found: list[torch.Tensor], wanted: list[torch.Tensor], limit: float, what: str) -> None:
    """Compare by the largest difference against the largest value, tensor by tensor."""
    for number, (left, right) in enumerate(zip(found, wanted, strict=True)):
        assert left.isfinite().all(), f"tensor {number} is not finite; {what}"
        error = (left.float() - right.float()).abs().amax() if left.numel() else torch.zeros(())
        scale = right.float().abs().amax().clamp(min=1.0) if right.numel() else 1.0
        assert error <= limit * scale, f"tensor {number}: {error} of {scale}; {what}"


@pytest.fixture(autouse=True)
def _nan_filled_memory() -> Iterator[None]:
    """Fill every uninitialised tensor with NaN, and cut tiny problems into many tiles."""
    torch.use_deterministic_algorithms(mode=True, warn_only=True)
    torch.utils.deterministic.fill_uninitialized_memory = True
    with override(TINY):
        yield
    torch.use_deterministic_algorithms(mode=False)


@pytest.mark.parametrize("causal", [False, True], ids=["all", "causal"])
@pytest.mark.parametrize("kind", KINDS)
def test_agrees_with_the_reference(kind: str, causal: bool) -> None:
    check(Draw(replace(KINDS[kind], causal=causal), objects=2 - causal))


@pytest.mark.parametrize("kind", KINDS)
def test_agrees_with_hidden_keys_and_silent_frames(kind: str) -> None:
    check(Draw(KINDS[kind], (1, 3, 6), valid=True, objects=2), backward=kind in ("grid", "local"))


@pytest.mark.parametrize("kind", KINDS)
def test_agrees_when_the_queries_come_after_all_keys(kind: str) -> None:
    check(Draw(replace(KINDS[kind], causal=True), (1, 4, 5), offset=2), backward=kind == "local")


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=str)
def test_agrees_in_half_precision(dtype: torch.dtype) -> None:
    check(Draw(KINDS["local"], (1, 3, 6), dtype=dtype))


@pytest.mark.parametrize("width", [1, 17, 128])
def test_any_head_width(width: int) -> None:
    draw = Draw(KINDS["dense"], (1, 2, 5), keys=1, widths=(width, width, 1 + width % 17))
    check(draw, backward=width == 17)


def test_batches_and_heads_are_kept_apart() -> None:
    check(Draw(KINDS["lattice"], (1, 1, 3), keys=1, batch=2, heads=2))


def test_no_labels_and_a_lattice_through_time() -> None:
    check(Draw(Pattern.lattice(2, 1, 2), (2, 2, 3), keys=3, objects=0))


def test_a_query_that_sees_nothing_gets_zeros_and_no_gradient() -> None:
    draw = Draw(Pattern.local(1, 1, 1), (1, 2, 3), keys=1, offset=5)
    tensors = {name: x.requires_grad_() for name, x in draw.tensors(0).items()}
    found = reports(draw.call(tensors, 0, "triton"))
    assert all((x == 0).all() for x in found)
    torch.stack([x.sum() for x in found]).sum().backward()
    assert all((x.grad == 0).all() for x in tensors.values())


@pytest.mark.parametrize("scale", [60.0, -60.0])
def test_a_quiet_object_is_read_out_beside_a_loud_one(scale: float) -> None:
    query = torch.ones(1, 1, 1, 1, 2, 4)
    key = torch.stack((torch.full((1, 2, 4), scale), torch.full((1, 2, 4), -scale)))[None, None]
    labels, speaks = torch.rand(1, 2, 2, 1, 2, 3), torch.eye(2)[None]
    pattern, known = Pattern.dense(), Labels(labels, speaks)
    result = sparse_attention(query, key, key, pattern, labels=known, backend="triton")
    wanted = torch.stack([labels[0, o, o, 0].mean(dim=0) for o in range(2)])
    torch.testing.assert_close(result.readout[0, :, 0, 0, 0, 0], wanted)


def test_views_of_the_model_are_walked_without_a_copy() -> None:
    from sst_core.ops.triton_launch import _walkable  # noqa: PLC0415 - needs Triton

    def view(joined: torch.Tensor, width: int) -> torch.Tensor:
        return joined.unflatten(-1, (2, width)).permute(0, 4, 1, 2, 3, 5)

    joined = torch.randn(2, 3, 4, 5, 2 * 16)
    assert _walkable(view(joined, 16)).data_ptr() == joined.data_ptr()
    odd = view(joined[:, :, ::2], 16)
    copied = _walkable(odd)
    assert copied.is_contiguous()
    assert torch.equal(copied, odd)
    narrow = view(joined[..., :16], 8)  # would be loaded number by number
    copied = _walkable(narrow)
    assert copied.stride(4) == 16
    assert torch.equal(copied, narrow)


def test_a_session_steps_through_the_kernels_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    model = SST(NAMED["sst-tiny"]).eval()
    image = np.random.default_rng(0).integers(0, 256, (48, 64, 3), dtype=np.uint8)
    mask = np.zeros((48, 64), np.uint8)
    mask[10:30, 20:50] = 1
    found = []
    for name in ("triton", "reference"):
        monkeypatch.setattr(
            dispatch, "BACKENDS", {name: dispatch.BACKENDS[name]} | dispatch.BACKENDS
        )
        session = InferenceSession(model, engine="torch")
        session.add_reference(0, image, mask, [1])
        found.append([session.step(n, np.roll(image, n, 1)).probabilities for n in (1, 2)])
    np.testing.assert_allclose(*found, atol=0.03)


def operator_arguments(*, grad: bool) -> tuple[tuple[object, ...], dict[str, object]]:
    """Arguments of the operator itself for a small call."""
    from sst_core.ops.triton_ops import numbers_of  # noqa: PLC0415 - needs Triton

    draw = Draw(KINDS["local"], (1, 2, 3), keys=1)
    tensors = {name: x.requires_grad_(grad) for name, x in draw.tensors(3).items()}
    cells = [tensors[name] for name in ("query", "key", "value", "labels")]
    masks = (torch.ones(1, 1, 1, dtype=torch.bool), torch.ones(1, 1, 2, 3, dtype=torch.bool))
    affine = (tensors["gain"], tensors["bias"])
    arguments = (*cells, *masks, *affine, numbers_of(draw.pattern))
    return arguments, {"offset": 0, "arguments": grad}


def test_the_operator_passes_pytorchs_own_checks() -> None:
    from sst_core.ops.triton_ops import attend  # noqa: PLC0415 - needs Triton

    checks = ("test_schema", "test_autograd_registration", "test_faketensor")
    arguments, options = operator_arguments(grad=True)
    torch.library.opcheck(attend, arguments, options, test_utils=checks)


def test_compilation_sees_one_graph() -> None:
    draw = Draw(KINDS["local"], (1, 2, 3), keys=1)
    tensors, (_, speaks) = draw.tensors(1), draw.masks(1)
    counter = CompileCounterWithBackend("eager")

    @torch.compile(fullgraph=True, backend=counter)
    def compiled(query: torch.Tensor) -> tuple[torch.Tensor, ...]:
        known = Labels(tensors["labels"], speaks)
        cells = (query * 2, tensors["key"], tensors["value"], draw.pattern)
        return tuple(reports(sparse_attention(*cells, labels=known, backend="triton")))

    cells = (tensors["query"] * 2, tensors["key"], tensors["value"], draw.pattern)
    known = Labels(tensors["labels"], speaks)
    wanted = reports(sparse_attention(*cells, labels=known, backend="triton"))
    torch.testing.assert_close(list(compiled(tensors["query"])), wanted)
    assert counter.frame_count == 1


def test_the_interpreter_serves_and_says_what_it_does_not() -> None:
    tensors = Draw(KINDS["dense"]).tensors(0)
    cells = [tensors[name] for name in ("query", "key", "value")]
    assert why_not("triton", *cells, Pattern.grid()) is None
    assert "float64" in why_not("triton", *(x.double() for x in cells), Pattern.grid())
    wide = [torch.cat([x] * 30, dim=-1) for x in cells]
    assert "query has 270" in why_not("triton", *wide, Pattern.grid())
    assert set(itertools.chain(KINDS)) == {"dense", "grid", "local", "lattice"}
