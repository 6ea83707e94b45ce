"""sst-propagate in two processes of torchrun, with a real (tiny, untrained) model."""

import json
import os
import subprocess
import sys
from pathlib import Path

import torch
from small_roots import davis_root

from sst_core.checkpoint import save_model
from sst_core.config import NAMED
from sst_core.datasets.protocol import open_benchmark
from sst_core.datasets.submission import check_submission
from sst_core.model import SST


def test_two_processes_share_a_data_set_and_a_failure_stays_its_own(
    tmp_path: Path, project_root: Path
) -> None:
    root, out = davis_root(tmp_path / "davis"), tmp_path / "out"
    (root / "Annotations/480p/a/00000.png").write_bytes(b"")
    torch.manual_seed(0)
    weights = tmp_path / "tiny.safetensors"
    save_model(weights, NAMED["sst-tiny"], SST(NAMED["sst-tiny"]).state_dict(), card={})
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"]
    command += ["--rdzv-backend", "c10d", "--rdzv-endpoint", "localhost:0"]
    command += ["-m", "annotator.cli.propagate", str(root), "--output", str(out), "--json"]
    command += ["--weights", str(weights), "--resolution", "64", "--device", "cpu"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(project_root)}
    done = subprocess.run(
        command,
        env=environment,
        cwd=project_root,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    report = json.loads(next(line for line in done.stdout.splitlines() if line.startswith("{")))
    assert (report["clips"], report["done"], report["failed"]) == (2, 1, 1), done.stderr
    assert done.returncode == 1  # that of torchrun; both processes end with 2
    said = [line for line in done.stderr.splitlines() if line.startswith("sst-propagate: a:")]
    assert len(said) == 1
    assert "00000.png" in said[0]
    assert [path.name for path in out.iterdir()] == ["b"]
    assert check_submission(out, open_benchmark(root, split="val")) == ()
