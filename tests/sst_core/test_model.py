"""The whole model: what it may depend on, and what it must not."""

from dataclasses import replace

import torch
from torch import Tensor

from sst_core.backbone import Features
from sst_core.config import NAMED, SST_LITE
from sst_core.encoder import evidence_per_head
from sst_core.masks import (
    certain,
    label_features,
    probabilities,
    shrink_masks,
)
from sst_core.model import MEMORY_SLOT, REFERENCE_SLOT, SST, FrameMemory
from sst_core.ops.asking import where_to_look

SIZE = (48, 64)


def _memory(model: SST, features: Features, masks: Tensor) -> FrameMemory:
    keys, values = model.encode_reference(features)
    speaks = torch.ones(masks.shape[:2], dtype=torch.bool)
    return FrameMemory(keys, values, model.describe(masks), speaks)


def _run(model: SST, order: list[int], present: list[bool] | None = None) -> Tensor:
    """Logits of a second frame for objects in the given order."""
    generator = torch.Generator().manual_seed(1)
    frames = torch.rand(2, 3, *SIZE, generator=generator) * 255
    all_masks = (torch.rand(1, 3, *SIZE, generator=generator) > 0.5).float()
    masks = shrink_masks(all_masks[:, order])
    with torch.no_grad():
        first, second = (model.embed_frames(frames[n : n + 1]) for n in (0, 1))
        memory = _memory(model, first, masks)
        references, previous = model.source([memory], [0]), model.source([memory], [1])
        there = torch.tensor([present or [True] * len(order)])
        logits, _, _ = model(second, references, previous, masks, there)
    return logits


def test_lite_has_the_size_that_the_card_states() -> None:
    parameters = sum(p.numel() for p in SST(SST_LITE).parameters())
    assert 1_500_000 < parameters < 2_000_000


def test_logits_are_per_object_at_stride_four(tiny_model: SST) -> None:
    assert _run(tiny_model, [0, 1, 2]).shape == (1, 3, SIZE[0] // 4, SIZE[1] // 4)


def test_the_order_of_objects_does_not_matter(tiny_model: SST) -> None:
    torch.testing.assert_close(_run(tiny_model, [2, 0, 1])[:, 1], _run(tiny_model, [0, 1, 2])[:, 0])


def test_an_object_that_is_padding_is_not_decoded(tiny_model: SST) -> None:
    logits = _run(tiny_model, [0, 1], [True, False])
    assert bool(logits[:, 0].isfinite().all())
    assert bool((logits[:, 1] == float("-inf")).all())
    soft = probabilities(logits, scale=4)
    assert bool(soft.isfinite().all())


def test_mask_patches_keep_their_place() -> None:
    masks = torch.zeros(1, 1, 8, 8)
    masks[0, 0, 5, 2] = 1  # cell (1, 0), sub-cell (1, 2)
    labels = label_features(masks)
    assert labels.shape == (1, 1, 2, 2, 17)
    assert labels[0, 0, 1, 0, 1 + 1 * 4 + 2] == 1
    assert float(labels[0, 0, 1, 0, 0]) == 1 / 16
    assert float(labels.sum()) == 1 + 1 / 16


def test_every_named_configuration_runs() -> None:
    for config in NAMED.values():
        assert bool(_run(SST(config).eval(), [0]).isfinite().all()), config.name


def _said(*objects: list[tuple[int, int]], speaks: tuple[bool, ...] = (True, True)) -> FrameMemory:
    """A frame of 5 x 8 cells with objects on some of them."""
    masks = torch.zeros(1, len(objects), 20, 32)
    for number, cells in enumerate(objects):
        for row, column in cells:
            masks[0, number, 4 * row : 4 * row + 4, 4 * column : 4 * column + 4] = 1
    nothing = (torch.zeros(1, 5, 8, 32),)
    return FrameMemory(
        nothing, nothing, label_features(masks), torch.tensor([speaks[: len(objects)]])
    )


def _near(reach: int = 1) -> SST:
    return SST(replace(NAMED["sst-tiny"], memory_reach=reach))


def test_of_a_kept_frame_only_cells_near_its_objects_are_read() -> None:
    frames = [_said([(0, 0)], [(4, 7)]), _said([(2, 5)], [(4, 0)])]
    seen = _near().source(frames, [REFERENCE_SLOT, MEMORY_SLOT]).seen
    assert seen is not None
    assert bool(seen[0, 0].all())
    around = [[r, c] for r in (1, 2, 3) for c in (4, 5, 6)]
    corner = [[r, c] for r in (3, 4) for c in (0, 1)]
    assert seen[0, 1].nonzero().tolist() == sorted(around + corner)


def test_a_kept_frame_on_which_an_object_is_nowhere_is_read_as_a_whole() -> None:
    """It says that nothing is there; without it a look-alike takes the label of what is hidden."""
    here, slots = [(2, 5)], [REFERENCE_SLOT, MEMORY_SLOT]
    seen = _near().source([_said(here, here), _said(here, [])], slots).seen
    assert seen is not None
    assert bool(seen.all())
    silent = _said(here, [], speaks=(True, False))
    seen = _near().source([_said(here, here), silent], slots).seen
    assert seen is not None
    assert not bool(seen[0, 1].all())


def test_without_a_reach_or_a_kept_frame_every_cell_is_read() -> None:
    assert _near().source([_said([(0, 0)])], [REFERENCE_SLOT]).seen is None
    assert _near(0).source([_said([(0, 0)])], [MEMORY_SLOT]).seen is None


def test_masks_that_are_nearly_sure_become_sure_and_others_stay() -> None:
    masks = torch.tensor([0.0, 0.01, 0.03, 0.5, 0.97, 0.99, 1.0])
    expected = torch.tensor([0.0, 0.0, 0.03, 0.5, 0.97, 1.0, 1.0])
    assert torch.equal(certain(masks), expected)


def test_an_object_is_looked_for_around_where_it_was_and_everywhere_if_nowhere() -> None:
    coverage = torch.zeros(1, 2, 7, 9)
    coverage[0, 0, 1, 6], coverage[0, :, 5, 0] = 0.5, 0.01  # the latter is less than a trace
    look = where_to_look(coverage)
    expected = torch.zeros(7, 9, dtype=torch.bool)
    expected[:4, 4:] = True
    assert torch.equal(look[0, 0], expected)
    assert look[0, 1].all()


def _read(model: SST, *, exactly: bool) -> Tensor:
    """Evidence of a frame that looks back at one with an object in its corner."""
    config = model.config
    model.config = replace(config, reading_step=1 if exactly else 2)
    torch.manual_seed(3)
    features = model.embed_frames(torch.rand(1, 3, 160, 256) * 255)
    keys, values = model.encode_reference(features)
    mask = torch.zeros(1, 1, 40, 64)
    mask[..., :8, :8] = 1
    memory = FrameMemory(keys, values, label_features(mask), torch.ones(1, 1, dtype=torch.bool))
    source = model.source([memory], [REFERENCE_SLOT])
    evidence = model.read(features, source, model.source([memory], [1])).evidence
    model.config = config
    return evidence[0, 0]


def test_far_from_objects_a_square_of_cells_reads_as_one_on_a_cpu_without_gradient() -> None:
    torch.manual_seed(0)
    model = SST(replace(NAMED["sst-tiny"], memory=0, memory_reach=0)).eval()
    with torch.no_grad():
        exact, thinned = _read(model, exactly=True), _read(model, exactly=False)
    dense = slice(0, model.config.heads * evidence_per_head(model.config))
    assert not torch.equal(exact[9, 15, dense], exact[8, 14, dense])
    torch.testing.assert_close(thinned[9, 15, dense], thinned[8, 14, dense])
    torch.testing.assert_close(thinned[3, 3], exact[3, 3], rtol=0.05, atol=0.02)
    assert not torch.equal(thinned[3, 3, dense], thinned[2, 2, dense]), "near it each for itself"
    with_gradient = _read(model, exactly=False)
    torch.testing.assert_close(with_gradient, exact)
