"""Every sentence the user reads passes through here, to be said in their language; no Qt."""

from collections.abc import Callable

from sst_core.saying import Saying

Translate = Callable[[str], str]


def _as_written(text: str) -> str:
    return text


class _Tongue:
    """What translates for the whole process."""

    def __init__(self) -> None:
        self.translate: Translate = _as_written


_TONGUE = _Tongue()


def speak(translate: Translate = _as_written) -> None:
    """Sets who translates from now on; without an argument all is said as it is written."""
    _TONGUE.translate = translate


def tr(text: str, /, **values: object) -> str:
    """A text in the user's language, with its values put in.

    The text is English and stands in the source as one literal, so that
    `packaging/translations.py` finds it; values are named in braces, as `str.format` does.

    What errors and the engine say (`sst_core.saying`) comes as a `Saying` and is said whole,
    as a text and as a value.

    Args:
        text: What to say.
        values: What goes into the braces.
    """
    if isinstance(text, Saying):
        return text.by(_TONGUE.translate)
    translated = _TONGUE.translate(text)
    if not values:
        return translated
    return translated.format(
        **{name: tr(it) if isinstance(it, Saying) else it for name, it in values.items()}
    )


def marked(text: str, /) -> str:
    """Marks a text that is kept in a table and passes through `tr` where it is shown."""
    return text
