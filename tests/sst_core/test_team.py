"""Who this process is, and how things are shared out.

What processes tell each other is tested where two of them run, in tests/training.
"""

import pytest

from sst_core.errors import PeerError, UserError
from sst_core.team import ALONE, Team, team_from


def test_without_torchrun_a_process_is_alone() -> None:
    assert team_from({}) == ALONE
    assert team_from({"RANK": "3", "WORLD_SIZE": "4", "LOCAL_RANK": "1"}) == Team(3, 4, 1)


@pytest.mark.parametrize("rank", ["-1", "x", "2"])
def test_numbers_that_make_no_sense(rank: str) -> None:
    with pytest.raises(UserError, match="torchrun"):
        team_from({"RANK": rank, "WORLD_SIZE": "2"})


@pytest.mark.parametrize(("count", "size"), [(4, 2), (7, 3), (3, 3), (8, 1)])
def test_rows_are_shared_out_whole_and_evenly(count: int, size: int) -> None:
    parts = [Team(rank, size).rows(count) for rank in range(size)]
    assert [row for part in parts for row in part] == list(range(count))
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_alone_nothing_travels() -> None:
    assert ALONE.sum([1, 2]) == [1, 2]
    ALONE.join()
    ALONE.agree(None)
    with pytest.raises(UserError, match="mine"):
        ALONE.agree(UserError("mine"))
    ALONE.leave()
    assert not PeerError("gone").told
