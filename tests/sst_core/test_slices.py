"""The paper's protocol: one self-attention over references, previous frames and the frame."""

from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sst_core.config import NAMED
from sst_core.encoder import SliceLayer, Source
from sst_core.model import SST
from sst_core.ops.types import Labels
from sst_core.position import VolumePosition, sinusoid
from sst_core.session import InferenceSession

Squares = tuple[list[NDArray[np.uint8]], list[NDArray[np.uint8]]]
BASE = replace(NAMED["sst-lite-paper"], channels=16, heads=2, decoder=(16, 16, 16), tau=2)
H, W, T = 3, 4, 2


def _layer(pattern: str = "dense") -> tuple[SliceLayer, Source, Tensor]:
    torch.manual_seed(1)
    layer = SliceLayer(replace(BASE, pattern=pattern, layers=1), 0).eval()  # type: ignore[arg-type]
    hops = len(layer.sparse)
    keys, values = torch.randn(1, T, H, W, 16), torch.randn(hops, 1, T, H, W, 16)
    coverage = torch.rand(1, 1, T, H, W, 1)
    labels = Labels(coverage, torch.ones(1, 1, T, dtype=torch.bool))
    return layer, Source((keys,), tuple(values), labels), torch.randn(1, H, W, 16)


def test_scores_are_raw_and_affinity_is_their_positive_part() -> None:
    layer, source, tokens = _layer()
    with torch.no_grad():
        found = layer(tokens, (source,))
        query = layer.query(tokens).view(H * W, 2, 8)
        own = layer.key(tokens).view(1, H * W, 2, 8)
        past = source.keys[0].view(1, T * H * W, 2, 8)
        key = torch.cat([past, own], 1)[0]
        value = torch.cat([source.values[0].view(-1, 16), layer.value(tokens).view(-1, 16)])
        scores = torch.einsum("qad,kad->aqk", query, key)
        read = torch.einsum("aqk,kad->qad", scores.softmax(-1), value.view(-1, 2, 8))
        update = layer.attend.output(read.reshape(1, H, W, 16))
        expected = layer._finish(tokens, update)
    torch.testing.assert_close(found.tokens, expected, rtol=1e-3, atol=1e-4)
    coverage = source.labels.values.view(-1)
    heard = scores[..., : T * H * W]  # labels of the frame itself are not read
    affinity = (heard * coverage).amax(-1).clamp(min=0)  # (A, Q)
    rival = (heard * (1 - coverage)).amax(-1).clamp(min=0)
    told = found.evidence[0][0, 0].view(H * W, 2, 2)
    torch.testing.assert_close(told[..., 0].T, affinity, rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(told[..., 1].T, rival, rtol=1e-3, atol=1e-4)


def test_the_second_hop_reads_what_the_first_made() -> None:
    layer, source, tokens = _layer("strided")
    with torch.no_grad():
        found = layer(tokens, (source,))
        other = Source(source.keys, (source.values[0], source.values[1] + 1), source.labels)
        changed = layer(tokens, (other,))
    assert len(found.values) == len(found.evidence) == 2
    torch.testing.assert_close(found.values[1], changed.values[1])  # made by the first hop
    assert not torch.allclose(found.tokens, changed.tokens)


def test_a_reference_far_back_is_seen_through_a_local_window() -> None:
    pattern = SliceLayer(replace(BASE, pattern="local", side=2), 0).sparse[0]
    assert pattern.sees_frame(7, 0)
    assert pattern.reach[1:] == (1, 1)


def test_positions_tell_row_column_and_frame() -> None:
    position = VolumePosition("sinusoidal", 12)
    here = position(torch.zeros(1, 2, 3, 12), 5)
    torch.testing.assert_close(here[0, 1, 2, :4], sinusoid(torch.tensor([1]), 4)[0])
    torch.testing.assert_close(here[0, 1, 2, 4:8], sinusoid(torch.tensor([2]), 4)[0])
    torch.testing.assert_close(here[0, 1, 2, 8:], sinusoid(torch.tensor([5]), 4)[0])
    learned = VolumePosition("learned", 12)
    late, later = (learned(torch.zeros(1, 2, 3, 12), time) for time in (127, 900))
    torch.testing.assert_close(late, later)
    tokens = torch.randn(1, 2, 3, 12)
    assert VolumePosition("none", 12)(tokens, 3) is tokens


def test_the_number_of_a_frame_matters_only_with_positions(squares: Squares) -> None:
    frames, maps = squares

    def run(position: str, first: int) -> NDArray[np.float16]:
        torch.manual_seed(0)
        model = SST(replace(BASE, position=position)).eval()  # type: ignore[arg-type]
        session = InferenceSession(model, short_side=48, engine="torch")
        session.add_reference(first, frames[0], maps[0], [1, 2])
        session.step(first, frames[0])
        return session.step(first + 1, frames[1]).probabilities

    assert np.array_equal(run("none", 0), run("none", 40))
    assert not np.array_equal(run("sinusoidal", 0), run("sinusoidal", 40))


def test_naively_masks_that_are_remembered_are_hard(squares: Squares) -> None:
    frames, maps = squares
    torch.manual_seed(0)
    session = InferenceSession(SST(BASE).eval(), short_side=48, engine="torch")
    session.add_reference(0, frames[0], maps[0], [1, 2])
    for number in (0, 1):
        session.step(number, frames[number])
    _, masks = session._memory.previous(2, (1, 2))
    assert set(masks.unique().tolist()) <= {0.0, 1.0}
    soft = InferenceSession(session.model, short_side=48, engine="torch", aggregation="soft")
    assert not soft.naive
