"""What is said passes through one function; who translates can be changed at any time."""

from collections.abc import Iterator

import pytest

from annotator.words import marked, speak, tr


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    speak()


def test_without_a_translator_all_is_said_as_written() -> None:
    assert tr("Grow") == "Grow"
    assert tr("{count} frames", count=3) == "3 frames"
    assert marked("Grow") == "Grow"


def test_values_are_put_into_the_translation() -> None:
    speak({"{done} of {total}": "von {total} schon {done:02d}"}.__getitem__)
    assert tr("{done} of {total}", done=3, total=9) == "von 9 schon 03"


def test_braces_in_a_text_without_values_are_left_alone() -> None:
    assert tr("a {thing}") == "a {thing}"
