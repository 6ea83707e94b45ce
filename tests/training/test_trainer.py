"""The loop: it reports every step, stops on time, and never saves what is broken."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from PIL import Image
from tiny_runs import RECIPE, run_to, start

from sst_core.checkpoint import load_model, read_card
from sst_core.errors import DataError, DeviceError
from training.config import Stage
from training.data.collections import Source, detect
from training.feed import Feed, weighted
from training.state import FILE
from training.trainer import OVERLAYS, WEIGHTS, Trainer, new_model

pytestmark = pytest.mark.usefixtures("one_thread")
Data = tuple[Path, Path]
SHORT = replace(RECIPE, stages=(Stage(steps=2, batch=1, frames=2, crop=48, short_side=(48, 64)),))


def test_what_a_run_leaves(tiny_data: Data, tmp_path: Path) -> None:
    trainer = start(tiny_data, tmp_path, recipe=SHORT)
    reports: list[dict[str, float]] = []
    assert trainer.run(reports.append)
    assert [row["step"] for row in reports] == [1, 2]
    assert reports[1]["elapsed_s"] > reports[0]["elapsed_s"] > 0
    assert (tmp_path / FILE).is_file()
    assert len((tmp_path / "log.csv").read_text().splitlines()) == 3
    with Image.open(tmp_path / OVERLAYS / "000002.png") as picture:
        assert picture.size == (2 * 48, 2 * 48)
    model = load_model(tmp_path / WEIGHTS, device="cpu")
    card = read_card(tmp_path / WEIGHTS)
    assert (card["recipe"], card["steps"]) == (SHORT.name, 2)
    for name, value in model.state_dict().items():
        torch.testing.assert_close(value, trainer.average.shadow[name], rtol=1e-3, atol=1e-3)


def test_the_time_budget_stops_after_a_step_and_the_rest_follows(
    tiny_data: Data, tmp_path: Path
) -> None:
    assert not start(tiny_data, tmp_path, time_budget_s=0.0).run(lambda _row: None)
    again = start(tiny_data, tmp_path, resume=True)
    assert again.position.step == 1  # always at least one, or nothing would ever come of it
    assert again.run(lambda _row: None)


def test_a_finished_run_that_is_resumed_stays_as_it_is(tiny_data: Data, tmp_path: Path) -> None:
    run_to(start(tiny_data, tmp_path, recipe=SHORT), 2)
    before = (tmp_path / FILE).stat().st_mtime_ns
    assert start(tiny_data, tmp_path, recipe=SHORT, resume=True).run(lambda _row: None)
    assert (tmp_path / FILE).stat().st_mtime_ns == before


def test_checkpoints_are_written_as_it_goes(tiny_data: Data, tmp_path: Path) -> None:
    trainer = start(tiny_data, tmp_path, recipe=SHORT)
    trainer.plan = replace(trainer.plan, save_every_s=0.0)
    present: list[bool] = []
    trainer.run(lambda _row: present.append((tmp_path / FILE).exists()))
    assert present == [False, True]
    assert len(list((tmp_path / OVERLAYS).iterdir())) == 2


def test_weights_that_explode_stop_the_run_and_are_not_saved(
    tiny_data: Data, tmp_path: Path
) -> None:
    trainer = start(tiny_data, tmp_path, recipe=SHORT)

    def poison(_row: dict[str, float]) -> None:
        with torch.no_grad():
            trainer.model.embed.weight.fill_(torch.nan)

    good = {}

    def keep_then_poison(row: dict[str, float]) -> None:
        trainer.save()
        good["state"] = (tmp_path / FILE).read_bytes()
        poison(row)

    with pytest.raises(DataError, match="no number any more at step 1"):
        trainer.run(keep_then_poison)
    assert (tmp_path / FILE).read_bytes() == good["state"]


def test_too_little_memory_is_said_in_one_sentence(tiny_data: Data, tmp_path: Path) -> None:
    def full(_row: dict[str, float]) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20 GiB ...")

    with pytest.raises(DeviceError, match=r"too little memory.*Lower batch"):
        start(tiny_data, tmp_path, recipe=SHORT).run(full)


@pytest.mark.parametrize("workers", [0, 1])
def test_a_picture_that_cannot_be_read_is_named(tmp_path: Path, workers: int) -> None:
    """Also when a worker process finds it: a sentence, not the worker's traceback."""
    from data_worlds import vos_world  # noqa: PLC0415

    root = vos_world(tmp_path / "clips", sequences=1)
    for path in root.glob("JPEGImages/480p/*/*.png"):
        path.write_bytes(b"no picture")
    trainer = start((root,), tmp_path / "run", recipe=SHORT, workers=workers)
    with pytest.raises(DataError, match="cannot be read as an image") as caught:
        trainer.run(lambda _row: None)
    assert "\n" not in str(caught.value)
    assert caught.value.where.endswith(".png")
    assert not (tmp_path / "run" / FILE).exists()


def test_a_folder_without_footage_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    for name in ("JPEGImages", "Annotations"):
        (tmp_path / "clips" / name / "a").mkdir(parents=True)
    with pytest.raises(DataError):
        start((tmp_path / "clips",), tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_batches_are_the_same_from_any_number_of_workers(tiny_data: Data) -> None:
    sources, stage = [detect(root) for root in tiny_data], RECIPE.stages[1]
    drawn = []
    for workers in (0, 2):
        feed = Feed(sources, torch.device("cpu"), workers).batches(RECIPE, stage, start=6)
        drawn.append([next(feed) for _ in range(3)])
        feed.close()  # type: ignore[attr-defined]
    for one, other in zip(*drawn, strict=True):
        assert one.frames.shape == (2, 4, 3, 48, 48)
        keys = ("frames", "label_maps", "objects")
        assert all(torch.equal(getattr(one, key), getattr(other, key)) for key in keys)


def test_stills_get_their_share_where_there_are_both_kinds() -> None:
    here = Path()
    both = [Source("clips", here, 1.0), Source("clips", here, 3.0), Source("stills", here, 9.0)]
    assert [s.weight for s in weighted(both, 0.2)] == pytest.approx([0.2, 0.6, 0.2])
    assert weighted(both[:2], 0.2) == both[:2]


def test_new_models_depend_on_the_seed_alone() -> None:
    first, same, other = (new_model(replace(SHORT, seed=n)) for n in (1, 1, 2))
    assert torch.equal(first.embed.weight, same.embed.weight)
    assert not torch.equal(first.embed.weight, other.embed.weight)


def test_a_trainer_takes_its_model_to_training(tiny_data: Data, tmp_path: Path) -> None:
    trainer: Trainer = start(tiny_data, tmp_path)
    assert trainer.model.training
