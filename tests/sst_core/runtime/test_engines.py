"""Every engine gives what PyTorch in float32 gives, and says why it cannot run."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from sst_core.config import NAMED
from sst_core.errors import DeviceError
from sst_core.model import SST
from sst_core.runtime.choose import ENGINES, choose, why_not
from sst_core.runtime.engine import Engine

CELLS = (4, 7)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sst_core.runtime.openvino._cache", lambda: tmp_path)
    for place in ("sst_core.precision", "sst_core.runtime.openvino"):
        monkeypatch.setattr(f"{place}.fast_dtype", lambda _: torch.float32)


def _build(name: str, model: SST) -> Engine:
    reason = why_not(name, model)
    if reason is not None:
        pytest.skip(reason)
    return choose(model, CELLS, name=name)


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_it_gives_what_torch_gives(name: str, tiny_model: SST) -> None:
    torch.manual_seed(0)
    h, w = CELLS
    engine = _build(name, tiny_model)
    frame = torch.randint(0, 256, (1, 3, 16 * h, 16 * w), dtype=torch.uint8)
    with torch.inference_mode():
        expected = tiny_model.embed_frames(frame)
        features = engine.embed(frame)
        for got, want in zip(features, expected, strict=True):
            torch.testing.assert_close(got, want, atol=1e-4, rtol=1e-3)
        channels = tiny_model.decoder.evidence16.in_channels
        for objects in (1, 3, 7):
            tokens = torch.randn(1, tiny_model.config.channels, h, w)
            evidence = torch.randn(objects, channels, h, w)
            masks = torch.rand(objects, 2, 4 * h, 4 * w)
            frame_of = torch.zeros(objects, dtype=torch.int64)
            want = tiny_model.decoder(tokens, expected, evidence, masks, frame_of)
            got = engine.decode(tokens, features, evidence, masks)
            torch.testing.assert_close(got, want, atol=1e-4, rtol=1e-3)


def test_openvino_is_built_inside_inference_mode_and_twice(tiny_model: SST, tmp_path: Path) -> None:
    """A session builds it under inference_mode; the second time it comes from the cache."""
    with torch.inference_mode():
        _build("openvino", tiny_model)
    kept = {path.name for path in tmp_path.glob("*.xml")}
    assert len(kept) == 2
    _build("openvino", tiny_model)
    assert {path.name for path in tmp_path.glob("*.xml")} == kept


def test_an_unknown_engine_is_named(tiny_model: SST) -> None:
    with pytest.raises(DeviceError, match="no engine is called 'abacus'"):
        choose(tiny_model, CELLS, name="abacus")


def test_openvino_explains_itself_where_it_cannot_run(
    tiny_model: SST, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openvino", None)
    assert "not installed" in str(why_not("openvino", tiny_model))
    with pytest.raises(DeviceError, match="not installed"):
        choose(tiny_model, CELLS, name="openvino")
    assert choose(tiny_model, CELLS).name == "torch"


@pytest.mark.parametrize("name", ["sst-lite-paper", "sst-r101-plain"])
def test_openvino_refuses_what_it_is_not_prepared_for(name: str) -> None:
    pytest.importorskip("openvino")
    with torch.device("meta"):
        model = SST(NAMED[name])
    model.embed = torch.nn.Conv2d(1, 1, 1)  # where a model is, its embedding tells
    assert f"{name} is of another kind" in str(why_not("openvino", model))
    assert choose(model, CELLS).name == "torch"


_ENGINES_COME_AND_GO = """
import gc, os, signal
import torch
from sst_core.config import NAMED
from sst_core.model import SST
from sst_core.runtime.openvino import OpenVinoEngine

torch.manual_seed(0)
model = SST(NAMED["sst-tiny"]).eval()
engines = [OpenVinoEngine(model, (4, 6)), OpenVinoEngine(model, (5, 7))]
while engines:
    engines.pop(0)  # the first to come is the first to go
    gc.collect()
heard = []
signal.signal(signal.SIGUSR1, lambda *_: heard.append(1))
os.kill(os.getpid(), signal.SIGUSR1)
assert heard
"""


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="POSIX signals")
def test_signals_arrive_after_engines_have_come_and_gone(tmp_path: Path) -> None:
    """Each OpenVINO core brings a stack for signals; a dangling one ended the process."""
    pytest.importorskip("openvino")
    done = subprocess.run(
        [sys.executable, "-c", _ENGINES_COME_AND_GO],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr


TELLTALE = """
import sys
from pathlib import Path
import sst_core.runtime.openvino as engine
from sst_core.config import NAMED
from sst_core.model import SST
engine._cache = lambda: Path(sys.argv[1])
engine.OpenVinoEngine(SST(NAMED["sst-tiny"]).eval(), (4, 7))
import openvino.tools.ovc.telemetry_utils as told
assert told.tm.__name__ == "openvino.tools.ovc.telemetry_stub", told.tm
"""


def test_openvino_reports_nothing_to_its_makers(tmp_path: Path) -> None:
    """Its converter sends events wherever the package openvino_telemetry, which pip adds, loads."""
    pytest.importorskip("openvino")
    line = [sys.executable, "-c", TELLTALE, str(tmp_path)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
