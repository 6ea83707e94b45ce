"""Cells that ask for a square: exact where all ask, else a copy; what is heard opens a square."""

import pytest
import torch
from torch import Tensor

from sst_core.ops.asking import Asking
from sst_core.ops.source import DenseOrder, DenseSource
from sst_core.ops.types import AttentionResult, Labels

HEADS, DIM, ROWS, COLUMNS = 2, 8, 9, 13
OBJECT = 5, 8
"""The only cell whose key and label are the object's."""


def _source() -> DenseSource:
    """One frame: keys of background all point one way, the object's another."""
    keys = torch.zeros(HEADS, ROWS, COLUMNS, DIM)
    keys[..., 0] = 1
    keys[:, OBJECT[0], OBJECT[1]] = torch.nn.functional.one_hot(torch.tensor(1), DIM).float()
    labels = torch.zeros(1, 1, 1, ROWS, COLUMNS, 2)
    labels[0, 0, 0, OBJECT[0], OBJECT[1]] = 1
    speaks = torch.ones(1, 1, 1, dtype=torch.bool)
    order = DenseOrder(Labels(labels, speaks), None, dtype=torch.float32)
    values = torch.randn(1, 1, ROWS, COLUMNS, HEADS * DIM)
    picked = (order.pick(x) for x in (keys.permute(1, 2, 0, 3).flatten(2)[None, None], values))
    keys_, values_ = (
        [[cells.view(len(cells), HEADS, DIM).transpose(0, 1) for cells in one] for one in some]
        for some in picked
    )
    return DenseSource(order, keys_, values_, gain=torch.ones(HEADS), bias=torch.zeros(HEADS))


def _query(*, objects: list[tuple[int, int]]) -> Tensor:
    """Cells that look like the object at some places, like something of their own elsewhere."""
    query = torch.randn(1, HEADS, 1, ROWS, COLUMNS, DIM) * 0.1
    query[..., 0] = 9
    for row, column in objects:
        query[:, :, 0, row, column] = 0
        query[:, :, 0, row, column, 1] = 9
    return query


def _nowhere() -> Tensor:
    return torch.zeros(1, 1, ROWS, COLUMNS, dtype=torch.bool)


def _at(result: AttentionResult, row: int, column: int) -> list[Tensor]:
    assert result.readout is not None
    assert result.affinity is not None
    assert result.rival is not None
    return [
        result.output[..., row, column, :],
        result.readout[..., row, column, :],
        result.affinity[..., row, column],
        result.rival[..., row, column],
    ]


@pytest.fixture(autouse=True)
def _same_numbers() -> None:
    torch.manual_seed(2)


def test_where_all_cells_are_near_the_result_is_that_of_all() -> None:
    source, query = _source(), _query(objects=[(2, 2)])
    ask = Asking(~_nowhere(), 2)
    for _ in range(2):  # the first reading asks the lattice alone first, the second all at once
        torch.testing.assert_close(ask.read(source, query), source.attend(query))


def test_far_from_objects_a_square_takes_the_answer_of_its_first_cell() -> None:
    source, query = _source(), _query(objects=[])
    ask = Asking(_nowhere(), 2)
    wanted = source.attend(query)
    for _ in range(2):
        found = ask.read(source, query)
        for row, column in ((0, 0), (1, 1), (5, 12), (8, 12), (7, 11)):
            torch.testing.assert_close(
                _at(found, row, column), _at(wanted, row // 2 * 2, column // 2 * 2)
            )


def test_cells_near_objects_ask_for_themselves() -> None:
    source, query, near = _source(), _query(objects=[]), _nowhere()
    near[0, 0, 3, 5] = near[0, 0, 8, 11] = True
    found, wanted = Asking(near, 2).read(source, query), source.attend(query)
    for row, column in ((3, 5), (8, 11)):
        torch.testing.assert_close(_at(found, row, column), _at(wanted, row, column))
    assert not torch.equal(_at(found, 3, 4)[0], _at(wanted, 3, 4)[0])


def test_around_what_is_heard_of_an_object_cells_ask_for_themselves_in_every_layer() -> None:
    source, ask = _source(), Asking(_nowhere(), 2)
    first = _query(objects=[(4, 4)])  # a cell of the lattice
    wanted = source.attend(first)
    found = ask.read(source, first)
    assert ask.about[0, 0, 2:8, 2:8].all()
    assert int(ask.about.sum()) == 36
    torch.testing.assert_close(_at(found, 5, 5), _at(wanted, 5, 5))
    second = _query(objects=[(0, 12), (5, 5)])
    torch.testing.assert_close(
        _at(ask.read(source, second), 5, 5), _at(source.attend(second), 5, 5)
    )
    assert int(ask.about.sum()) == 36, "only the first reading settles who asks"


def test_an_object_between_the_cells_of_the_lattice_is_not_heard_of() -> None:
    """The price: it is found by the cells around it or not at all."""
    ask = Asking(_nowhere(), 2)
    ask.read(_source(), _query(objects=[(5, 5)]))
    assert not ask.about.any()
