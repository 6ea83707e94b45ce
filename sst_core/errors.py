"""Every error of the project, as one tree; loads without torch.

SSTError
├── UserError            the user can mend it: one sentence, exit code 2, never a traceback
│   ├── MediaError       a video or image folder that cannot be read
│   ├── MaskError        a mask that cannot be used as it is
│   ├── WeightsError     a weights file that is missing, foreign, damaged or of another version
│   ├── OutputError      a place that cannot be written
│   ├── DeviceError      a device that is absent or too small
│   ├── DataError        a training or evaluation folder that cannot be used
│   └── PeerError        another process of the same run went wrong
└── Cancelled            the user asked to stop; finished work stays
"""

from collections.abc import Callable
from typing import Final

from sst_core.saying import Saying, said

_SHAPES: Final = {
    (False, False): "{what}.",
    (False, True): "{what}. {todo}.",
    (True, False): "{where}: {what}.",
    (True, True): "{where}: {what}. {todo}.",
}
"""Of a sentence, by whether it has a place and an advice; the same in every language."""


class SSTError(Exception):
    """Base of all errors raised on purpose."""


class UserError(SSTError):
    """Something the user can mend: what is wrong, where, and what to do.

    The words are literals, or `said` where values are among them, so that the window can say
    them in the language of its user.

    Args:
        what: What is wrong, without a full stop ("the mask is an RGB image").
        where: The file, folder or option that is at fault.
        todo: What the user can do about it, as an imperative sentence without a full stop.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: object = "", todo: str = "") -> None:
        self.what, self.todo = what, todo
        self.where = where if isinstance(where, str) else str(where)
        super().__init__(str(self))

    def __str__(self) -> str:
        """The sentence, as a `Saying`."""
        shape = _SHAPES[bool(self.where), bool(self.todo)]
        return said(shape, where=self.where, what=_words(self.what), todo=_words(self.todo))

    def __reduce__(self) -> tuple[Callable[..., "UserError"], tuple[object, ...]]:
        """Survive the trip between processes: rebuild from the parts, not from the sentence."""
        return _rebuild, (type(self), self.what, self.where, self.todo)


def _rebuild(kind: type[UserError], what: str, where: str, todo: str) -> UserError:
    return kind(what, where=where, todo=todo)


def _words(text: str) -> str:
    return text if isinstance(text, Saying) else said(text)


class MediaError(UserError):
    """A video or image folder that cannot be read."""


class MaskError(UserError):
    """A mask that cannot be used as it is."""


class WeightsError(UserError):
    """A weights file that is missing, foreign, damaged, or of another version."""


class OutputError(UserError):
    """A place that cannot be written."""


class DeviceError(UserError):
    """A device that is absent, or too small for the job."""


class DataError(UserError):
    """A training or evaluation folder that cannot be used."""


class PeerError(UserError):
    """Another process of the same run went wrong, so this one stops too.

    Args:
        what: See `UserError`.
        where: See `UserError`.
        todo: See `UserError`.
        told: The other process says itself what is wrong: this one need not speak.
    """

    def __init__(
        self, what: str, *, where: object = "", todo: str = "", told: bool = False
    ) -> None:
        super().__init__(what, where=where, todo=todo)
        self.told = told


class Cancelled(SSTError):
    """The user asked to stop; what was finished stays."""
