"""Resuming is exact: a run in two pieces ends with the bits of one in one piece."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from tiny_runs import RECIPE, all_tensors, run_to, start

from sst_core.checkpoint import read_tensors, write_tensors
from sst_core.config import NAMED as MODELS
from sst_core.errors import OutputError, WeightsError
from sst_core.model import SST
from training.optim import MovingAverage, build_optimizer
from training.state import FILE, load_state, save_state
from training.trainer import Trainer

pytestmark = pytest.mark.usefixtures("one_thread")
Data = tuple[Path, Path]


@pytest.fixture(scope="module")
def straight(tiny_data: Data, tmp_path_factory: pytest.TempPathFactory) -> dict[str, torch.Tensor]:
    """All tensors of the whole recipe in one go."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    trainer = start(tiny_data, tmp_path_factory.mktemp("straight"))
    assert trainer.run(lambda _row: None)
    torch.set_num_threads(before)
    return all_tensors(trainer)


@pytest.mark.parametrize(("step", "workers"), [(1, 1), (2, 0), (3, 1)])
def test_a_run_in_two_pieces_ends_with_the_same_bits(
    tiny_data: Data, tmp_path: Path, straight: dict[str, torch.Tensor], step: int, workers: int
) -> None:
    """Step 2 is where the first stage ends; how many processes help makes no difference."""
    run_to(start(tiny_data, tmp_path, workers=workers), step)
    resumed = start(tiny_data, tmp_path, workers=workers, resume=True)
    assert resumed.position.step == step
    assert resumed.run(lambda _row: None)
    ended = all_tensors(resumed)
    assert ended.keys() == straight.keys()
    different = [name for name in ended if not torch.equal(ended[name], straight[name])]
    assert different == []


def test_training_changed_what_it_should(
    tiny_data: Data, tmp_path: Path, straight: dict[str, torch.Tensor]
) -> None:
    """Guards the test above: equal bits mean something only if the steps moved them."""
    fresh = all_tensors(start(tiny_data, tmp_path))
    moved = {name for name in fresh if not torch.equal(fresh[name], straight[name])}
    frozen = {name for name in fresh if "backbone.stem" in name or "backbone.stages.0." in name}
    assert moved == fresh.keys() - frozen
    assert {name for name in straight if name.startswith("exp_avg/")}


def saved(trainer: Trainer, folder: Path) -> Path:
    save_state(folder, trainer.model, trainer.average, trainer.optimizer, trainer.position)
    return folder / FILE


def test_the_place_in_the_recipe_is_kept(tiny_data: Data, tmp_path: Path) -> None:
    run_to(start(tiny_data, tmp_path), 1)
    first = start(tiny_data, tmp_path, resume=True)
    assert first.position.step == 1
    assert first.position.elapsed_s > 0


@pytest.mark.parametrize("length", [0, 5, 1000])
def test_a_damaged_state_is_refused(tiny_data: Data, tmp_path: Path, length: int) -> None:
    file = saved(start(tiny_data, tmp_path), tmp_path)
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(WeightsError, match="damaged"):
        start(tiny_data, tmp_path, resume=True)


def test_a_missing_state_is_refused(tiny_data: Data, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="no such"):
        start(tiny_data, tmp_path, resume=True)


def test_weights_are_not_a_state(tiny_data: Data, tmp_path: Path) -> None:
    trainer = start(tiny_data, tmp_path)
    trainer.position.step = 1
    trainer.save()
    (tmp_path / "weights.safetensors").replace(tmp_path / FILE)
    with pytest.raises(WeightsError, match="another model"):
        start(tiny_data, tmp_path, resume=True)


@pytest.mark.parametrize("change", ["layers", "width", "moment"])
def test_the_state_of_another_model_is_refused(
    tiny_data: Data, tmp_path: Path, change: str
) -> None:
    """More layers, another width, or a moment of another shape: never half accepted."""
    file = saved(start(tiny_data, tmp_path), tmp_path)
    config = MODELS["sst-tiny"]
    if change == "moment":
        tensors, metadata = read_tensors(file)
        odd = {"exp_avg/embed.bias": torch.zeros(1), "exp_avg_sq/embed.bias": torch.zeros(1)}
        write_tensors(file, {**tensors, **odd}, metadata)
    else:
        changes = {"layers": replace(config, layers=2), "width": replace(config, channels=16)}
        config = changes[change]
    model = SST(config)
    untouched = [value.clone() for value in model.parameters()]
    average = MovingAverage(model.named_parameters(), decay=0.9)
    optimizer = build_optimizer(model, rate=1, backbone_scale=1, weight_decay=0)
    with pytest.raises(WeightsError, match="another model"):
        load_state(tmp_path, model, average, optimizer)
    assert all(map(torch.equal, untouched, model.parameters()))


def test_a_place_that_cannot_be_written_is_said(tiny_data: Data, tmp_path: Path) -> None:
    trainer = start(tiny_data, tmp_path / "run", recipe=RECIPE)
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        saved(trainer, tmp_path / "file" / "below")
