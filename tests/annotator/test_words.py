"""What is said passes through one function; who translates can be changed at any time."""

from collections.abc import Iterator

import pytest

from annotator.words import marked, speak, tr
from sst_core.saying import said


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


def test_what_comes_from_elsewhere_is_said_whole_and_as_a_value() -> None:
    german = {"frame {frame}": "Bild {frame}", "{name}: done.": "{name}: fertig."}
    speak(lambda text: german.get(text, text))
    place = said("frame {frame}", frame=3)
    assert tr(place) == "Bild 3"
    assert tr("{name}: done.", name=place) == "Bild 3: fertig."
