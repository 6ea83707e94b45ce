"""The floors of the CUDA benchmark: counted by hand where that can be done."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

from floors import DEVICES, Device, Work, device_named, floors

from sst_core.ops.pattern import Pattern

UNIT = Device("Unit", bytes=1.0, flops=1.0, multiprocessors=1, clock=1 / 16)


def test_pairs_bytes_and_operations_of_a_call_counted_by_hand() -> None:
    work = Work(Pattern.dense(), frames=1, keys=2, height=2, width=3, heads=2, channels=4)
    assert work.pairs == 2 * 6 * 12
    assert work.bytes == 2 * (2 * 2 * 6 * 4 + 2 * 2 * 12 * 4)  # query, output; key, value
    assert work.flops(backward=False) == 2 * 144 * (4 + 4)
    assert work.exponentials(backward=False) == 144


def test_labels_add_what_they_read_and_write() -> None:
    plain = Work(Pattern.dense(), 1, 1, 2, 2, 1, 4)
    more = Work(Pattern.dense(), 1, 1, 2, 2, 1, 4, labels=3, objects=2)
    assert more.bytes - plain.bytes == 2 * (2 * 4 * 5) + 4 * (2 * 4 * 3)
    assert more.flops(backward=False) - plain.flops(backward=False) == 2 * 16 * 2 * 3
    assert more.exponentials(backward=False) == 2 * plain.exponentials(backward=False)


@pytest.mark.parametrize("backward", [False, True])
def test_a_floor_is_work_over_rate(backward: bool) -> None:
    work = Work(Pattern.grid(), 3, 3, 5, 7, 4, 32, labels=17, objects=1)
    found = floors(work, UNIT, backward=backward)
    assert found["bytes"] == work.bytes * (3 if backward else 1)
    assert found["flops"] == work.flops(backward=backward)
    assert found["exponentials"] == pytest.approx(work.exponentials(backward=backward))


def test_sparse_work_is_below_dense_work() -> None:
    dense = Work(Pattern.dense(), 3, 3, 117, 117, 4, 32)
    local = Work(Pattern.local(10, 10, 10), 3, 3, 117, 117, 4, 32)
    assert local.pairs < dense.pairs / 25
    assert floors(local, DEVICES[0], backward=False)["flops"] > 0


def test_devices_are_found_by_name() -> None:
    assert device_named("NVIDIA H100 80GB HBM3") is DEVICES[1]
    assert device_named("Another") is None
