"""Every backend agrees with the reference, forward and backward, at odd sizes."""

import contextlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from sst_core.ops.dispatch import BACKENDS, sequential_attention, sparse_attention, why_not
from sst_core.ops.pattern import Pattern, hops
from sst_core.ops.types import AttentionResult, Labels

ON_A_DEVICE = ("triton", "flex")  # their tests are in test_triton_*.py and test_flex.py
SERVING = [name for name in BACKENDS if name not in ON_A_DEVICE]
FAST = [name for name in SERVING if name != "reference"]
KINDS = {
    "dense": Pattern.dense(),
    "grid": Pattern.grid(),
    "local": Pattern.local(1, 1, 2),
    "cube": Pattern.local(2, 3, 3),
    "lattice": Pattern.lattice(2, 2, 3),
}
SIZES = [(1, 1, 1), (2, 5, 7), (3, 9, 11), (2, 14, 3)]


def reports(result: AttentionResult) -> list[torch.Tensor]:
    """Output, then readout, affinity and rival where there are any."""
    found = (result.output, result.readout, result.affinity, result.rival)
    return [tensor for tensor in found if tensor is not None]


@dataclass(frozen=True)
class Case:
    """A random call; ``keys`` defaults to the query frames."""

    pattern: Pattern
    size: tuple[int, int, int]
    keys: int | None = None
    offset: int = 0
    objects: int = 2
    valid: bool = False
    speaks: str = "mixed"
    coverage: str = "both"
    dtype: torch.dtype = torch.float32
    batch: int = 2

    def tensors(self) -> dict[str, torch.Tensor]:
        """Everything that can be differentiated."""
        torch.manual_seed(0)
        tq, h, w = self.size
        tk, lead = self.keys or tq, (self.batch, 3)
        masks = torch.rand(self.batch, self.objects, tk, h, w, 1)
        if self.coverage == "both":  # a third each: outside, inside, outline
            masks = (masks * 3 - 1).clamp(0, 1)
        values = torch.cat((masks, torch.randn(self.batch, self.objects, tk, h, w, 3)), dim=-1)
        return {
            "query": torch.randn(*lead, tq, h, w, 8).to(self.dtype),
            "key": torch.randn(*lead, tk, h, w, 8).to(self.dtype),
            "value": torch.randn(*lead, tk, h, w, 5).to(self.dtype),
            "labels": values.to(self.dtype),
            "gain": torch.tensor([1.0, 0.3, 2.0]),
            "bias": torch.tensor([0.0, 0.5, -0.2]),
        }

    def masks(self) -> tuple[torch.Tensor | None, torch.Tensor]:
        """Validity of the keys, and what each frame speaks for."""
        torch.manual_seed(1)
        tq, h, w = self.size
        tk = self.keys or tq
        valid = torch.rand(self.batch, tk, h, w) < 0.6 if self.valid else None
        speaks = torch.ones(self.batch, self.objects, tk, dtype=torch.bool)
        if self.speaks == "mixed":
            speaks = torch.rand(self.batch, self.objects, tk) < 0.6
        return valid, speaks & (self.speaks != "none")

    def call(
        self, tensors: dict[str, torch.Tensor], backend: str, *, labels: bool = True
    ) -> list[torch.Tensor]:
        """Make the call and list what it reports."""
        valid, speaks = self.masks()
        result = sparse_attention(
            tensors["query"],
            tensors["key"],
            tensors["value"],
            self.pattern,
            labels=Labels(tensors["labels"], speaks) if labels else None,
            key_valid=valid,
            gain=tensors["gain"],
            bias=tensors["bias"],
            offset=self.offset,
            backend=backend,
        )
        return reports(result)


def forward(case: Case, backend: str, *, labels: bool = True) -> list[torch.Tensor]:
    with torch.no_grad():
        return case.call(case.tensors(), backend, labels=labels)


def backward(case: Case, backend: str) -> dict[str, torch.Tensor]:
    tensors = {name: x.clone().requires_grad_() for name, x in case.tensors().items()}
    results = case.call(tensors, backend)
    torch.manual_seed(2)
    loss = sum((x.float() * torch.randn(x.shape)).sum() for x in results)
    loss.backward()
    return {name: torch.zeros_like(x) if x.grad is None else x.grad for name, x in tensors.items()}


def assert_same(case: Case, backend: str, *, atol: float = 1e-5) -> None:
    """Forward without gradient, forward with gradient, and every gradient."""
    close = {"atol": atol, "rtol": atol}
    wanted = forward(case, "reference")
    torch.testing.assert_close(forward(case, backend), wanted, **close)
    torch.testing.assert_close(forward(case, backend, labels=False), wanted[:1], **close)
    tensors = {name: x.requires_grad_() for name, x in case.tensors().items()}
    torch.testing.assert_close(case.call(tensors, backend), wanted, **close)
    torch.testing.assert_close(
        backward(case, backend), backward(case, "reference"), atol=10 * atol, rtol=10 * atol
    )


@contextlib.contextmanager
def nan_filled_memory() -> Iterator[None]:
    """Fill every uninitialised tensor with NaN, so that one read too early shows."""
    torch.use_deterministic_algorithms(mode=True, warn_only=True)
    torch.utils.deterministic.fill_uninitialized_memory = True
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(mode=False)


@pytest.mark.parametrize("backend", FAST)
@pytest.mark.parametrize("causal", [False, True], ids=["all", "causal"])
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_agrees_with_the_reference_at_odd_sizes(
    backend: str, kind: str, size: tuple[int, int, int], causal: bool
) -> None:
    assert_same(Case(replace(KINDS[kind], causal=causal), size), backend)


@pytest.mark.parametrize("backend", FAST)
@pytest.mark.parametrize(("keys", "offset"), [(3, 3), (2, 1), (4, 2)])
@pytest.mark.parametrize("kind", KINDS)
def test_agrees_when_queries_sit_elsewhere_in_time(
    backend: str, kind: str, keys: int, offset: int
) -> None:
    pattern = replace(KINDS[kind], causal=offset == 2)
    assert_same(Case(pattern, (2, 4, 5), keys=keys, offset=offset), backend)


@pytest.mark.parametrize("backend", FAST)
@pytest.mark.parametrize("speaks", ["all", "mixed", "none"])
@pytest.mark.parametrize("kind", KINDS)
def test_agrees_with_invalid_keys_and_frames_that_do_not_speak(
    backend: str, kind: str, speaks: str
) -> None:
    assert_same(Case(KINDS[kind], (3, 5, 4), valid=True, speaks=speaks, objects=3), backend)


@pytest.mark.parametrize("backend", FAST)
@pytest.mark.parametrize("coverage", ["both", "soft"])
@pytest.mark.parametrize("kind", KINDS)
def test_agrees_in_bfloat16(backend: str, kind: str, coverage: str) -> None:
    case = Case(KINDS[kind], (2, 6, 7), dtype=torch.bfloat16, coverage=coverage)
    wanted, found = forward(case, "reference"), forward(case, backend)
    assert all(x.dtype == torch.bfloat16 for x in found)
    torch.testing.assert_close(found, wanted, atol=0.06, rtol=0.06)
    for x in backward(case, backend).values():
        assert x.isfinite().all()


@pytest.mark.parametrize("backend", FAST)
@pytest.mark.parametrize("kind", KINDS)
def test_reads_no_memory_it_did_not_write(backend: str, kind: str) -> None:
    with nan_filled_memory():
        assert_same(Case(KINDS[kind], (2, 7, 9), valid=True), backend)


@pytest.mark.parametrize("backend", SERVING)
@pytest.mark.parametrize("kind", KINDS)
def test_query_without_keys_gives_zeros_and_no_gradient(backend: str, kind: str) -> None:
    tensors = {
        name: x.requires_grad_() for name, x in Case(KINDS[kind], (2, 3, 4)).tensors().items()
    }
    result = sparse_attention(
        tensors["query"],
        tensors["key"],
        tensors["value"],
        KINDS[kind],
        labels=Labels(tensors["labels"], torch.ones(2, 2, 2)),
        key_valid=torch.zeros(2, 2, 3, 4, dtype=torch.bool),
        backend=backend,
    )
    assert all((x == 0).all() for x in reports(result))
    sum(x.sum() for x in reports(result)).backward()
    for name in ("query", "key", "value", "labels"):
        assert (tensors[name].grad == 0).all()


@pytest.mark.parametrize("backend", SERVING)
def test_query_beyond_every_frame_it_could_see_gives_zeros(backend: str) -> None:
    case = Case(Pattern.local(1, 1, 1), (1, 3, 3), keys=2, offset=9)
    assert all((x == 0).all() for x in forward(case, backend))


@pytest.mark.parametrize("backend", SERVING)
@pytest.mark.parametrize("scale", [60.0, -60.0])
def test_a_quiet_object_is_read_out_beside_a_loud_one(backend: str, scale: float) -> None:
    """Frame 0 speaks for object 0 only and outweighs frame 1 by exp(240)."""
    query = torch.ones(1, 1, 1, 1, 2, 4)
    key = torch.stack((torch.full((1, 2, 4), scale), torch.full((1, 2, 4), -scale)))[None, None]
    labels = torch.rand(1, 2, 2, 1, 2, 3)
    speaks = torch.eye(2)[None]
    result = sparse_attention(
        query, key, key, Pattern.dense(), labels=Labels(labels, speaks), backend=backend
    )
    wanted = torch.stack([labels[0, o, o, 0].mean(dim=0) for o in range(2)])
    torch.testing.assert_close(result.readout[0, :, 0, 0, 0, 0], wanted)


@pytest.mark.parametrize("backend", FAST)
def test_many_objects_with_hard_masks(backend: str) -> None:
    """All cells wholly inside one object or background, as label maps of stride 1 give them."""
    case = Case(Pattern.dense(), (2, 6, 6), objects=5, speaks="mixed")
    tensors = case.tensors()
    owner = torch.randint(0, 6, (2, 1, 2, 6, 6))
    tensors["labels"][..., 0] = (owner == torch.arange(1, 6).view(1, 5, 1, 1, 1)).float()
    torch.testing.assert_close(case.call(tensors, backend), case.call(tensors, "reference"))


@pytest.mark.parametrize("backend", SERVING)
@pytest.mark.parametrize("kind", KINDS)
def test_gradients_are_those_of_finite_differences(backend: str, kind: str) -> None:
    case = Case(KINDS[kind], (2, 2, 3), dtype=torch.float64, batch=1, coverage="soft")
    tensors = {name: x.double().requires_grad_() for name, x in case.tensors().items()}
    names = list(tensors)
    assert torch.autograd.gradcheck(
        lambda *xs: tuple(case.call(dict(zip(names, xs, strict=True)), backend)),
        tuple(tensors.values()),
        fast_mode=True,
    )


@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    kind=st.sampled_from(sorted(KINDS)),
    size=st.tuples(st.integers(1, 3), st.integers(1, 13), st.integers(1, 13)),
    offset=st.integers(0, 3),
    keys=st.integers(1, 4),
    flags=st.tuples(st.booleans(), st.booleans()),
)
def test_agrees_at_any_size(
    kind: str, size: tuple[int, int, int], offset: int, keys: int, flags: tuple[bool, bool]
) -> None:
    pattern = replace(KINDS[kind], causal=flags[0])
    case = Case(pattern, size, keys=keys, offset=offset, valid=flags[1])
    for backend in FAST:
        torch.testing.assert_close(
            forward(case, backend), forward(case, "reference"), atol=1e-5, rtol=1e-5
        )


@pytest.mark.parametrize("backend", FAST)
def test_large_frames_are_cut_into_chunks(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sst_core.ops.tiles.CHUNK", 3000)
    monkeypatch.setattr("sst_core.ops.dense.BLOCK", 3000)
    for pattern in KINDS.values():
        assert_same(Case(pattern, (2, 15, 13)), backend)


@pytest.mark.parametrize("backend", SERVING)
def test_hops_pass_values_on(backend: str) -> None:
    tensors = Case(Pattern.dense(), (3, 5, 4)).tensors()
    query, key, value = tensors["query"], tensors["key"], tensors["value"]
    pair = hops("strided", side=2, layer=0, layers=1)
    results = sequential_attention(query, key, value, pair, backend=backend)
    first = sparse_attention(query, key, value, pair[0], backend=backend).output
    second = sparse_attention(query, key, first, pair[1], backend=backend).output
    torch.testing.assert_close(results[-1].output, second)
    with pytest.raises(ValueError, match="several hops"):
        sequential_attention(query[:, :, 1:], key, value, pair, backend=backend)
    with pytest.raises(ValueError, match="at least one"):
        sequential_attention(query, key, value, (), backend=backend)


def test_autocast_changes_nothing() -> None:
    case = Case(Pattern.local(1, 2, 2), (2, 5, 5))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = forward(case, "cpu")
    torch.testing.assert_close(found, forward(case, "cpu"), atol=0, rtol=0)


def test_inference_mode_does_not_spoil_later_training() -> None:
    case = Case(Pattern.local(1, 2, 2), (2, 23, 17))
    with torch.inference_mode():
        case.call(case.tensors(), "cpu")
    assert all(grad.isfinite().all() for grad in backward(case, "cpu").values())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"key": torch.zeros(2, 3, 2, 5, 5, 7)}, "key is"),
        ({"value": torch.zeros(2, 3, 1, 5, 5, 5)}, "value is"),
        ({"query": torch.zeros(2, 3, 5, 5, 8)}, "query must be"),
        ({"key": torch.zeros(2, 3, 2, 5, 5, 8, dtype=torch.float64)}, "float64"),
        ({"gain": torch.ones(2)}, "gain is"),
        ({"labels": torch.zeros(2, 2, 1, 5, 5, 4)}, "label values is"),
        ({"labels": torch.zeros(2, 1, 2, 5, 5, 4)}, "label speaks is"),
        ({"labels": torch.zeros(2, 2, 2, 5, 5, 0)}, "coverage"),
    ],
)
def test_arguments_that_do_not_fit_are_named(change: dict[str, torch.Tensor], message: str) -> None:
    case = Case(Pattern.dense(), (2, 5, 5))
    with pytest.raises(ValueError, match=message):
        case.call(case.tensors() | change, "auto")


def test_why_not_and_unknown_backends() -> None:
    tensors = Case(Pattern.dense(), (1, 2, 2)).tensors()
    cells = tensors["query"], tensors["key"], tensors["value"]
    assert all(why_not(name, *cells, Pattern.grid()) is None for name in SERVING)
    with pytest.raises(ValueError, match="unknown backend"):
        why_not("abacus", *cells, Pattern.grid())
    with pytest.raises(ValueError, match="unknown backend"):
        sparse_attention(*cells, Pattern.grid(), backend="abacus")
    assert set(itertools.chain(BACKENDS)) >= {"cpu", "reference"}
