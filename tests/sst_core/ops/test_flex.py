"""FlexAttention as a middle road: same results as the reference, and plain words where not."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from kernel_cases import KINDS, Draw, reports, same
from torch.nn.attention.flex_attention import flex_attention

from sst_core.ops import flex
from sst_core.ops.dispatch import sparse_attention, why_not
from sst_core.ops.pattern import Pattern, connected, label_connected
from sst_core.ops.types import AttentionResult, Labels
from sst_core.ops.validate import check_inputs


def served(draw: Draw, tensors: dict[str, torch.Tensor], seed: int) -> AttentionResult:
    """Call FlexAttention itself, which runs uncompiled on the CPU."""
    valid, speaks = draw.masks(seed)
    inputs = check_inputs(
        tensors["query"],
        tensors["key"],
        tensors["value"],
        draw.pattern,
        labels=Labels(tensors["labels"], speaks) if draw.objects else None,
        key_valid=valid,
        gain=tensors["gain"],
        bias=tensors["bias"],
        offset=draw.offset,
    )
    return flex.flex_attention(inputs)


def with_maximum(query: torch.Tensor, key: torch.Tensor, *rest: Any, **options: Any) -> Any:  # noqa: ANN401
    """Stand in for FlexAttention, which reports no largest score on a CPU."""
    value, score, mask = rest
    request = options.pop("return_aux", None)
    if request is None:
        return flex_attention(query, key, value, score, mask, **options)
    scores = query @ key.transpose(2, 3)
    b, h, q, k = torch.meshgrid(*(torch.arange(n) for n in scores.shape), indexing="ij")
    scores = torch.where(mask.mask_mod(b, h, q, k), score(scores, b, h, q, k), -torch.inf)
    return None, SimpleNamespace(max_scores=scores.amax(dim=-1))


@pytest.mark.filterwarnings("ignore:flex_attention called without torch.compile")
@pytest.mark.parametrize("valid", [False, True], ids=["all", "hidden"])
@pytest.mark.parametrize("causal", [False, True], ids=["all", "causal"])
@pytest.mark.parametrize("kind", KINDS)
def test_agrees_with_the_reference(
    kind: str, causal: bool, valid: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flex, "_function", lambda **_: with_maximum)
    pattern = replace(KINDS[kind], causal=causal)
    draw = Draw(pattern, (2, 3, 7), keys=3, heads=2, batch=2, objects=2, valid=valid, offset=1)
    with torch.no_grad():
        tensors = draw.tensors(7)
        found, wanted = served(draw, tensors, 7), draw.call(tensors, 7, "reference")
    same(reports(found), reports(wanted), 1e-5, "seed 7")


@pytest.mark.parametrize("causal", [False, True], ids=["all", "causal"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_mask_is_that_of_the_pattern(kind: str, causal: bool) -> None:
    pattern, sizes = replace(KINDS[kind], causal=causal), (2, 3, 4, 5, 1)
    query, key = torch.arange(2 * 20)[:, None], torch.arange(3 * 20)[None]
    none = torch.zeros((), dtype=torch.int64)
    for strict, wanted in ((False, connected), (causal, label_connected)):
        found = flex.mask_of(pattern, sizes, strict=strict)(none, none, query, key)
        assert torch.equal(found.expand(40, 60), wanted(pattern, 2, 3, height=4, width=5, offset=1))


def test_says_why_it_is_not_used() -> None:
    cells = torch.zeros(1, 1, 1, 2, 2, 16)
    assert "CUDA" in str(why_not("flex", cells, cells, cells, Pattern.dense()))
    with pytest.raises(ValueError, match="cannot serve this call: FlexAttention serves CUDA"):
        sparse_attention(cells, cells, cells, Pattern.dense(), backend="flex")


def test_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = torch.zeros(1, 1, 1, 2, 2, 16)
    inputs = check_inputs(cells, cells, cells, Pattern.dense())
    object.__setattr__(inputs, "query", _OnDevice())
    monkeypatch.setattr(flex, "INSTALLED", False)
    assert "not installed" in str(flex.refuses(inputs))


class _OnDevice:
    """As much of a tensor on a CUDA device as the refusal looks at first."""

    device = torch.device("cuda")
