"""A user error is one sentence, here and after a trip to another process."""

import pickle

from sst_core.errors import MaskError, UserError


def test_the_sentence_says_where_what_and_what_to_do() -> None:
    error = MaskError("the mask is RGB", where="a.png", todo="Convert it")
    assert str(error) == "a.png: the mask is RGB. Convert it."
    assert str(UserError("too small")) == "too small."
    assert error.exit_code == 2


def test_it_survives_pickling_with_its_kind() -> None:
    error = pickle.loads(pickle.dumps(MaskError("the mask is RGB", where="a.png", todo="Mend it")))
    assert isinstance(error, MaskError)
    assert str(error) == "a.png: the mask is RGB. Mend it."
