"""Signals call who is connected, and nobody else."""

from annotator.signal import Signal


def test_slots_are_called_in_order_until_they_disconnect() -> None:
    signal: Signal[int] = Signal()
    heard: list[tuple[str, int]] = []
    leave = signal.connect(lambda value: heard.append(("a", value)))
    signal.connect(lambda value: heard.append(("b", value)))
    signal.emit(1)
    leave()
    leave()
    signal.emit(2)
    assert heard == [("a", 1), ("b", 1), ("b", 2)]


def test_a_slot_may_disconnect_while_it_is_called() -> None:
    signal: Signal[[]] = Signal()
    heard: list[str] = []
    leave = signal.connect(lambda: (heard.append("once"), leave()))
    signal.connect(lambda: heard.append("always"))
    signal.emit()
    signal.emit()
    assert heard == ["once", "always", "always"]
