"""Objects pointed at, answered in the engine."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from engine_ear import Ear

from annotator.engine.picker import Picker, goes_on
from annotator.engine.pointed import Selected, SelectRequest, pack_mask, unpack_mask
from sst_core.selecting.checkpoint import save_select
from sst_core.selecting.model import SelectConfig, SelectModel
from sst_core.selecting.prompts import Prompts, Stroke

SIZE = (48, 64)
CLICK = Stroke(((20.0, 30.0),))
AWAY = Stroke(((40.0, 50.0),), positive=False)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> str:
    torch.manual_seed(1)
    model = SelectModel(SelectConfig(widths=(16, 16, 8), layers=1, heads=2, side=64))
    path = tmp_path_factory.mktemp("select") / "tiny.safetensors"
    save_select(path, model.config, model.state_dict(), card={})
    return str(path)


@pytest.fixture
def request_(weights: str) -> SelectRequest:
    picture = np.random.default_rng(0).integers(0, 255, (*SIZE, 3), dtype=np.uint8).tobytes()
    return SelectRequest(
        1, "a.mp4", 3, SIZE, Prompts((CLICK,)), picture=picture, weights=weights, device="cpu"
    )


def test_a_mask_survives_the_way_between_processes() -> None:
    mask = np.random.default_rng(1).random((13, 21)) > 0.5
    assert (unpack_mask(pack_mask(mask), (13, 21)) == mask).all()


def test_the_frame_is_sent_once(request_: SelectRequest) -> None:
    picker = Picker()
    without = replace(request_, picture=None)
    assert picker.answer(without).needs_picture
    first = picker.answer(request_)
    assert (first.ticket, first.sentence, first.needs_picture) == (1, "", False)
    assert unpack_mask(first.mask, SIZE)[20, 30]
    more = replace(without, ticket=2, prompts=Prompts((CLICK, AWAY)))
    second = picker.answer(more)
    assert not unpack_mask(second.mask, SIZE)[40, 50]
    assert picker.answer(replace(more, frame=4)).needs_picture


def test_a_repair_leaves_the_rest_alone(request_: SelectRequest) -> None:
    start = np.zeros(SIZE, bool)
    start[10:30, 10:30] = True
    answer = Picker().answer(replace(request_, start=pack_mask(start)))
    assert unpack_mask(answer.mask, SIZE)[start].all()


def test_without_weights_one_sentence_says_so(request_: SelectRequest) -> None:
    answer = Picker().answer(replace(request_, weights="no-such-weights"))
    assert answer.mask is None
    assert "no weights are called" in answer.sentence


def test_only_a_question_that_goes_on_makes_an_older_one_late(request_: SelectRequest) -> None:
    more = replace(request_, ticket=2, prompts=Prompts((CLICK, AWAY)))
    assert goes_on(request_, more)
    assert not goes_on(more, request_)
    assert not goes_on(request_, replace(more, frame=9))
    assert not goes_on(request_, replace(more, start=b"x"))
    late = Picker().late(request_)
    assert late.mask is None
    assert late.sentence


def test_the_engine_answers(fresh_ear: Ear, request_: SelectRequest) -> None:
    """Through a real process."""
    fresh_ear.client.select(request_)
    fresh_ear.wait(lambda: bool(fresh_ear.of(Selected)), 240.0)
    (answer,) = fresh_ear.of(Selected)
    assert answer.ticket == 1
    assert unpack_mask(answer.mask, SIZE)[20, 30]
