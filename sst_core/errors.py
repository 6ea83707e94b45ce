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


class SSTError(Exception):
    """Base of all errors raised on purpose."""


class UserError(SSTError):
    """Something the user can mend: what is wrong, where, and what to do.

    Args:
        what: What is wrong, without a full stop ("the mask is an RGB image").
        where: The file, folder or option that is at fault.
        todo: What the user can do about it, as an imperative sentence without a full stop.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: object = "", todo: str = "") -> None:
        self.what, self.where, self.todo = what, str(where), todo
        place = f"{self.where}: " if self.where else ""
        advice = f". {todo}" if todo else ""
        super().__init__(f"{place}{what}{advice}.")

    def __reduce__(self) -> tuple[Callable[..., "UserError"], tuple[object, ...]]:
        """Survive the trip between processes: rebuild from the parts, not from the sentence."""
        return _rebuild, (type(self), self.what, self.where, self.todo)


def _rebuild(kind: type[UserError], what: str, where: str, todo: str) -> UserError:
    return kind(what, where=where, todo=todo)


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
