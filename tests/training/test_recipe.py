"""Recipes: by name, from TOML, what is refused, and the arithmetic of their stages."""

from dataclasses import replace
from pathlib import Path

import pytest

from sst_core.config import NAMED as MODELS
from sst_core.errors import DataError
from training.config import NAMED, Recipe, Stage, load_recipe

STAGED = Recipe(
    name="staged",
    stages=(Stage(steps=3, batch=4), Stage(steps=2, batch=1), Stage(steps=5, batch=2)),
)


@pytest.mark.parametrize("name", sorted(NAMED))
def test_named_recipes_can_be_had(name: str) -> None:
    assert load_recipe(name).name == name


def test_a_toml_file_sets_what_it_names_and_leaves_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        'model = "sst-tiny"\nrate = 1\nseed = 4\n'
        "[[stages]]\nsteps = 5\ncrop = 128\nshort_side = [100, 200]\n[[stages]]\nsteps = 7\n"
    )
    stages = (Stage(steps=5, crop=128, short_side=(100, 200)), Stage(steps=7))
    assert load_recipe(str(file)) == Recipe(
        name="mine", model="sst-tiny", rate=1, seed=4, stages=stages
    )


STAGE = "[[stages]]\nsteps = 5\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("stages = [", "Unclosed|Invalid"),
        ("rate = 1e-3", "stages must be tables"),
        ("stages = 3", "stages must be tables"),
        ("stages = [1]", "stages must be tables"),
        ("stages = []", "at least one stage"),
        ("speed = 3\n" + STAGE, "speed"),
        ('model = "sst-giant"\n' + STAGE, "model must be one of"),
        ('rate = "fast"\n' + STAGE, "rate cannot be 'fast'"),
        ("seed = true\n" + STAGE, "seed cannot be True"),
        ("rate = 0\n" + STAGE, "above 0"),
        ("ema = 1.5\n" + STAGE, "between 0 and 1"),
        ("warmup = -1\n" + STAGE, "below 0"),
        ("[[stages]]\nframes = 3", "steps"),
        (STAGE + "colour = 1", "colour"),
        (STAGE + "frames = 1", "frames must be at least 2"),
        (STAGE + "frames = 2.5", "frames cannot be 2.5"),
        (STAGE + "crop = 100", "multiple of 16"),
        (STAGE + "short_side = 300", "short_side"),
        (STAGE + "short_side = [300, 200]", "in order"),
        (STAGE + "stills = 2", "share"),
        (STAGE + "batch = 0", "at least 1"),
    ],
)
def test_a_file_that_is_no_recipe_is_refused_in_one_sentence(
    tmp_path: Path, text: str, reason: str
) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(text)
    with pytest.raises(DataError, match=reason) as caught:
        load_recipe(str(file))
    assert caught.value.where == str(file)
    assert "\n" not in str(caught.value)


def test_unknown_names_and_unreadable_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no such recipe.*sst-lite"):
        load_recipe("sst-huge")
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="not a recipe"):
        load_recipe(str(binary))


def test_steps_find_their_stage() -> None:
    assert STAGED.steps == 10
    places = [STAGED.stage_at(step) for step in range(10)]
    assert places == [(0, 0)] * 3 + [(1, 3)] * 2 + [(2, 5)] * 5
    with pytest.raises(ValueError, match="past"):
        STAGED.stage_at(10)


def test_clips_drawn_before_a_step_add_up_over_stages() -> None:
    drawn = [STAGED.samples_before(step) for step in range(11)]
    assert drawn == [0, 4, 8, 12, 13, 14, 16, 18, 20, 22, 24]


@pytest.mark.parametrize("steps", [1, 2, 3, 7, 10, 29, 1000])
def test_scaled_recipes_have_exactly_the_steps_asked_for(steps: int) -> None:
    scaled = replace(STAGED, warmup=4).scaled(steps)
    assert scaled.steps == steps
    assert scaled.warmup == max(1, min(4, round(0.4 * steps)))


def test_scaling_keeps_the_shares() -> None:
    assert [stage.steps for stage in STAGED.scaled(100).stages] == [30, 20, 50]
    assert STAGED.scaled(10).stages == STAGED.stages
    assert [stage.batch for stage in STAGED.scaled(1).stages] == [2]  # too few for every stage


@pytest.mark.parametrize("name", sorted(MODELS))
def test_every_model_can_be_trained_by_its_name(name: str) -> None:
    recipe = load_recipe(name)
    assert recipe.model == recipe.name == name
    base = max((b for b in NAMED if name == b or name.startswith(f"{b}-")), key=len)
    assert recipe.stages == NAMED[base].stages
