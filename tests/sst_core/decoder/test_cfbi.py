"""CFBI's decoder: what it is told of objects, and that it listens."""

import pytest
import torch

from sst_core.backbone import Features
from sst_core.decoder import Instances, collect
from sst_core.decoder.cfbi import CfbiDecoder


def test_instances_are_means_over_the_object_and_the_rest() -> None:
    embeddings = torch.tensor([[[[[1.0], [3.0]]], [[[5.0], [7.0]]]]])  # (1, 2, 1, 2, 1)
    coverage = torch.tensor([[[[[1.0, 0.0]], [[0.5, 0.5]]]]])  # (1, 1, 2, 1, 2)
    both = torch.ones(1, 1, 2, dtype=torch.bool)
    found = collect((embeddings, coverage, both), (embeddings, coverage, both))
    own, rest = (1 + 2.5 + 3.5) / 2, (3 + 2.5 + 3.5) / 2
    torch.testing.assert_close(found.vector, torch.tensor([[[own, rest, 6.0, 6.0]]]))
    assert found.previous.flatten().tolist() == [2.5, 3.5, 2.5, 3.5]


def test_a_frame_that_says_nothing_of_an_object_is_left_out() -> None:
    embeddings = torch.randn(1, 2, 2, 2, 3)
    coverage = torch.rand(1, 1, 2, 2, 2)
    first = torch.tensor([[[True, False]]])
    one = collect((embeddings, coverage, first), (embeddings, coverage, first))
    alone = collect(
        (embeddings[:, :1], coverage[:, :, :1], first[..., :1]), (embeddings, coverage, first)
    )
    torch.testing.assert_close(one.vector, alone.vector)


def _inputs(objects: int) -> tuple[object, ...]:
    torch.manual_seed(2)
    features = Features(torch.randn(1, 6, 16, 16), torch.randn(1, 4, 8, 8), torch.randn(1, 4, 4, 4))
    frame_of = torch.zeros(objects, dtype=torch.int64)
    told = Instances(torch.randn(objects, 32), torch.randn(objects, 16, 8, 8))
    tokens, evidence = torch.randn(1, 8, 8, 8), torch.randn(objects, 5, 8, 8)
    return tokens, features, evidence, torch.rand(objects, 2, 16, 16), frame_of, told


def _decoder() -> CfbiDecoder:
    torch.manual_seed(3)
    return CfbiDecoder(widths=(16, 16, 16), tokens=8, taps=(6, 4, 4), evidence=5).eval()


def test_logits_come_at_stride_four_and_objects_do_not_mix() -> None:
    decoder, inputs = _decoder(), _inputs(3)
    with torch.no_grad():
        logits = decoder(*inputs)
        tokens, features, evidence, masks, frame_of, told = inputs
        assert isinstance(evidence, torch.Tensor)
        assert isinstance(masks, torch.Tensor)
        assert isinstance(frame_of, torch.Tensor)
        assert isinstance(told, Instances)
        last = Instances(told.vector[2:], told.previous[2:])
        alone = decoder(tokens, features, evidence[2:], masks[2:], frame_of[2:], last)
    assert logits.shape == (3, 16, 16)
    torch.testing.assert_close(logits[2:], alone, rtol=1e-4, atol=1e-5)


def test_the_instance_vector_gates_and_scores() -> None:
    decoder, inputs = _decoder(), _inputs(1)
    *rest, told = inputs
    assert isinstance(told, Instances)
    with torch.no_grad():
        one = decoder(*rest, told)
        other = decoder(*rest, Instances(-told.vector, told.previous))
    assert float((one - other).abs().max()) > 1e-3


def test_it_cannot_do_without_instances() -> None:
    *rest, _ = _inputs(1)
    with pytest.raises(ValueError, match="instances"):
        _decoder()(*rest)
