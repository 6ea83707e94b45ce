"""Every reader gets some hundred damaged files; longer: python -m tests.fuzz.run."""

import random
import shutil
import sys
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.fuzz.targets import TARGETS, once, plain  # noqa: E402 - the tests are no package

_SLOW = {"project": 40, "weights": 15, "names": 25, "youtube-vos": 25, "collection": 25}


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_damage_is_a_sentence_and_stays_in_its_folder(name: str, tmp_path: Path) -> None:
    jail = tmp_path / "jail"
    for number in range(_SLOW.get(name, 100)):
        jail.mkdir()
        once(name, number, jail, plain)
        shutil.rmtree(jail)


@settings(
    derandomize=True,
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(name=st.sampled_from(["mask", "images", "blobs", "settings", "recipe"]), body=st.binary())
def test_bytes_of_any_kind_are_a_sentence(name: str, body: bytes, tmp_path: Path) -> None:
    """What hypothesis makes up takes the place of the whole file."""

    def change(_draw: random.Random) -> object:
        return lambda _seed: body

    jail = tmp_path / "jail"
    shutil.rmtree(jail, ignore_errors=True)
    jail.mkdir()
    once(name, 0, jail, change)  # type: ignore[arg-type]
