"""A sentence keeps its words and values, also in another process, and can be said anew."""

import json
import pickle
from pathlib import Path

from sst_core.errors import MaskError, UserError
from sst_core.saying import Saying, as_json, from_json, joined, said

GERMAN = {
    "the mask is {cols} wide": "die Maske ist {cols} breit",
    "frame {frame}": "Bild {frame}",
    "Mend it": "Ausbessern",
    "too small": "zu klein",
}


def _german(template: str) -> str:
    return GERMAN.get(template, template)


def test_it_is_english_text_until_somebody_translates_it() -> None:
    sentence = said("the mask is {cols} wide", cols=7)
    assert sentence == "the mask is 7 wide"
    assert sentence.by(_german) == "die Maske ist 7 breit"


def test_an_error_is_said_with_its_parts_and_after_a_trip_to_another_process() -> None:
    what = said("the mask is {cols} wide", cols=7)
    error = MaskError(what, where=said("frame {frame}", frame=3), todo="Mend it")
    for one in (error, pickle.loads(pickle.dumps(error))):
        sentence = str(one)
        assert isinstance(sentence, Saying)
        assert sentence == "frame 3: the mask is 7 wide. Mend it."
        assert sentence.by(_german) == "Bild 3: die Maske ist 7 breit. Ausbessern."
    sent = pickle.loads(pickle.dumps(str(UserError("too small"))))
    assert sent.by(_german) == "zu klein."


def test_places_that_look_like_templates_are_left_alone() -> None:
    error = UserError("too small", where=Path("{frame}/a.png"))
    assert str(error) == "{frame}/a.png: too small."
    assert UserError("odd {braces}").args == ("odd {braces}.",)


def test_only_the_text_of_other_values_is_kept() -> None:
    assert said("{path}", path=Path("a.png")).values == {"path": "a.png"}


def test_sayings_in_a_row_are_each_said() -> None:
    row = joined(", ", [said("frame {frame}", frame=3), "00004"])
    assert row == "frame 3, 00004"
    assert row.by(_german) == "Bild 3, 00004"


def test_a_program_that_speaks_json_can_pass_it_on() -> None:
    error = MaskError(said("the mask is {cols} wide", cols=7), where="a{b}.png", todo="Mend it")
    heard = from_json(json.loads(json.dumps(as_json(str(error)))))
    assert heard == str(error) == "a{b}.png: the mask is 7 wide. Mend it."
    assert isinstance(heard, Saying)
    assert heard.by(_german) == "a{b}.png: die Maske ist 7 breit. Ausbessern."
    assert from_json(as_json("plain")) == "plain"


def test_what_is_no_sentence_is_taken_as_it_stands() -> None:
    assert from_json({"template": "{cols} wide", "values": {}}) == "{cols} wide"
    assert from_json({"template": "{0.x} wide", "values": {"cols": 1}}) == "{0.x} wide"
    assert from_json({"template": "wide", "values": 3}) == "wide"
    assert from_json({"template": "{a}", "values": {"a": {"template": "b"}}}) == "b"
    assert from_json(None) == "None"
