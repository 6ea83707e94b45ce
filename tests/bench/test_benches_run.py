"""The benchmark programs of propagation still find the parts that they put their clocks on."""

import subprocess
import sys
from pathlib import Path

import pytest

from sst_core.checkpoint import save_model
from sst_core.config import NAMED
from sst_core.model import SST

HERE = Path(__file__).parent
CLIP = HERE.parents[1] / "resources" / "sample" / "clip.mp4"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "tiny.safetensors"
    save_model(path, NAMED["sst-tiny"], SST(NAMED["sst-tiny"]).state_dict(), card={})
    return path


def _run(program: str, weights: Path, *options: str) -> str:
    given = ["--weights", str(weights), "--resolution", "64", "--frames", "12", *options]
    done = subprocess.run(
        [sys.executable, str(HERE / program), str(CLIP), *given],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_profile_names_every_part_of_a_step(tiny: Path) -> None:
    table = _run("bench_profile.py", tiny, "--objects", "1")
    parts = ("resize", "backbone", "memory", "encoder", "attention 0, references")
    for part in (
        *parts,
        "evidence to decoder",
        "decoder",
        "label map at source size",
        "confidence",
    ):
        assert f"  {part}" in table
    assert "step / backbone" in table


def test_the_speed_of_propagation_is_printed_per_number_of_objects(tiny: Path) -> None:
    told = _run("bench_propagate.py", tiny, "--objects", "1", "3")
    assert "1 objects: " in told
    assert "3 objects / 1: " in told
