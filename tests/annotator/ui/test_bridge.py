"""Calls from other threads: in order, and never so many at once that the window stands still."""

import time
from itertools import pairwise
from threading import Thread

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from pytestqt.qtbot import QtBot

from annotator.ui.look.bridge import Bridge


def test_calls_of_a_thread_come_in_order_on_the_windows_thread(qtbot: QtBot) -> None:
    bridge, seen = Bridge(), list[int]()
    say = bridge.wrap(seen.append)
    thread = Thread(target=lambda: [say(n) for n in range(500)])
    thread.start()
    thread.join()
    assert seen == [], "nothing runs on the thread that calls"
    qtbot.waitUntil(lambda: len(seen) == 500)
    assert seen == list(range(500))


def test_many_results_at_once_let_the_window_breathe(qtbot: QtBot) -> None:
    bridge, story = Bridge(), list[str]()

    def result(number: int) -> None:
        time.sleep(0.02)
        story.append(f"result {number}")

    timer = QTimer(interval=0)
    timer.timeout.connect(lambda: story.append("key"))
    timer.start()
    say = bridge.wrap(result)
    for number in range(5):
        say(number)
    qtbot.waitUntil(lambda: "result 4" in story)
    places = [story.index(f"result {number}") for number in range(5)]
    between = pairwise(places)
    assert all("key" in story[one:other] for one, other in between), story


def test_one_that_fails_does_not_hold_back_the_next(qtbot: QtBot) -> None:
    bridge, seen = Bridge(), list[str]()

    def fail() -> None:
        raise RuntimeError("a fault")

    with qtbot.captureExceptions() as faults:
        bridge.wrap(fail)()
        bridge.wrap(lambda: seen.append("next"))()
        qtbot.waitUntil(lambda: seen == ["next"])
    assert [str(fault[1]) for fault in faults] == ["a fault"]


@pytest.mark.parametrize("early", [True, False])
def test_what_waits_passes_while_a_dialog_is_open(qtbot: QtBot, early: bool) -> None:
    bridge, loop, story = Bridge(), QEventLoop(), list[str]()

    def close() -> None:
        story.append("answered")
        loop.quit()

    def ask() -> None:
        story.append("asked")
        if not early:
            Thread(target=bridge.wrap(close)).start()
        loop.exec()
        story.append("closed")

    bridge.wrap(ask)()
    if early:
        bridge.wrap(close)()
    qtbot.waitUntil(lambda: "closed" in story)
    assert story == ["asked", "answered", "closed"]


def test_nothing_passes_a_closed_bridge(qtbot: QtBot) -> None:
    bridge, seen = Bridge(), list[int]()
    say = bridge.wrap(seen.append)
    say(1)
    bridge.close()
    say(2)
    qtbot.wait(30)
    assert seen == []
