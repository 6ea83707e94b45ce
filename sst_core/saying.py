"""Sentences that can still be said in another language: text that knows its words and values.

Whoever runs into something writes the sentence in English, and that is what logs, the command
line and every `str` see. The window, which speaks other languages, asks a `Saying` for the words
it was made of; it may have come from another process meanwhile.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Self

_PLAIN: Final = (str, int, float)
"""Values that are kept as they are; of everything else (paths, errors) only the text is kept."""


class Saying(str):
    """A text that remembers how it was put together.

    Args:
        template: The words, with names of values in braces as `str.format` has them.
        values: What goes into the braces; sayings are said in the same language.
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> Self:
        """The text is that of the values in the words as they are written."""
        made = super().__new__(cls, _filled(template, values))
        made.template, made.values = template, values
        return made

    def by(self, translate: Callable[[str], str]) -> str:
        """The same in the words of somebody who translates templates."""
        values = {
            name: value.by(translate) if isinstance(value, Saying) else value
            for name, value in self.values.items()
        }
        return _filled(translate(self.template), values)

    def __reduce__(self) -> tuple[type["Saying"], tuple[str, dict[str, object]]]:
        """Survive the trip between processes with words and values."""
        return type(self), (self.template, dict(self.values))


def said(template: str, /, **values: object) -> Saying:
    """A sentence, or a part of one, that the window can translate.

    The template stands in the source as one literal, so that `packaging/translations.py`
    finds it.

    Args:
        template: What to say, in English.
        values: What goes into the braces.
    """
    kept = {
        name: value if isinstance(value, _PLAIN) else str(value) for name, value in values.items()
    }
    return Saying(template, kept)


def joined(separator: str, parts: "list[str] | tuple[str, ...]") -> Saying:
    """Sayings one after the other, as `str.join` would have them."""
    names = {f"part{number}": part for number, part in enumerate(parts)}
    return Saying(separator.join(f"{{{name}}}" for name in names), names)


def as_json(text: str) -> Any:  # noqa: ANN401 - what JSON can hold
    """A text for another program: words and values of a saying, or the text itself."""
    if not isinstance(text, Saying):
        return text
    values = {
        name: as_json(value) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return {"template": text.template, "values": values}


def from_json(told: object) -> str:
    """What `as_json` made, made a text again; anything else is as it is written."""
    if not isinstance(told, dict) or not isinstance(told.get("template"), str):
        return str(told)
    given = told.get("values")
    values = given if isinstance(given, dict) else {}
    try:
        return said(told["template"], **{name: _value(it) for name, it in values.items()})
    except (LookupError, ValueError, AttributeError, TypeError):
        return str(told["template"])


def _value(told: object) -> object:
    return from_json(told) if isinstance(told, dict) else told


def _filled(template: str, values: Mapping[str, object]) -> str:
    return template.format_map(values) if values else template
