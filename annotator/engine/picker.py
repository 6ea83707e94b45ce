"""Answers what object was pointed at: a click, a stroke or a box becomes a mask."""

import logging
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from annotator.engine.pointed import Selected, SelectRequest, pack_mask, unpack_mask
from sst_core.errors import UserError
from sst_core.saying import said
from sst_core.selecting.prompts import Prompts, Stroke
from sst_core.weights import find_weights

if TYPE_CHECKING:
    from sst_core.selecting.model import SelectModel
    from sst_core.selecting.selector import Selector

_LATE: Final = said("A newer question took its place.")
_log = logging.getLogger(__name__)


class Picker:
    """Keeps the last frame's selector, so that the next click on it costs a small head only.

    The window sends the frame with the first question about it: it has the pixels, while the
    engine would have to decode up to them.
    """

    def __init__(self) -> None:
        self._model: SelectModel | None = None
        self._loaded: tuple[Path, str] | None = None
        self._selector: Selector | None = None
        self._selects: tuple[object, ...] = ()
        self._picture: NDArray[np.uint8] | None = None
        self._shows: tuple[str, int] | None = None

    def answer(self, request: SelectRequest) -> Selected:
        """The answer to a request; never raises."""
        begun = perf_counter()
        self._keep_picture(request)
        if self._picture is None or self._shows != (request.clip, request.frame):
            return Selected(request.ticket, needs_picture=True)
        try:
            mask = self._choose(request, self._picture).select(request.prompts)
        except UserError as error:
            return Selected(request.ticket, sentence=str(error))
        except Exception as error:  # noqa: BLE001 - a fault here must not end the engine
            _log.exception("selecting on frame %d", request.frame)
            self._selector, self._selects = None, ()
            what = f"{type(error).__name__}: {error}".rstrip(".")
            return Selected(request.ticket, sentence=said("The model failed ({what}).", what=what))
        return Selected(request.ticket, pack_mask(mask), seconds=perf_counter() - begun)

    def warm_up(self, device: str) -> None:
        """Load the model and run it once, so that the first click is answered like the others.

        Raises:
            UserError: The weights cannot be used.
        """
        picture = np.zeros((64, 64, 3), np.uint8)
        click = Prompts((Stroke(((32.0, 32.0),)),))
        if self._model is None:
            request = SelectRequest(0, "", 0, (64, 64), click, device=device)
            self._choose(request, picture).select(click)
            self._selector, self._selects = None, ()

    def late(self, request: SelectRequest) -> Selected:
        """The answer to a request that nobody waits for any more; its picture is kept."""
        self._keep_picture(request)
        return Selected(request.ticket, sentence=_LATE)

    def _keep_picture(self, request: SelectRequest) -> None:
        if request.picture is not None:
            shape = (*request.size, 3)
            self._picture = np.frombuffer(request.picture, np.uint8).reshape(shape)
            self._shows = request.clip, request.frame

    def _choose(self, request: SelectRequest, picture: NDArray[np.uint8]) -> "Selector":
        """The selector that knows this frame and this mask, or a new one.

        Raises:
            UserError: The weights cannot be used.
        """
        from sst_core.selecting.selector import Selector  # noqa: PLC0415 - imports torch

        model = self._load(request)
        key = (request.clip, request.frame, request.start, id(picture), id(model))
        if self._selector is None or key != self._selects:
            start = None if request.start is None else unpack_mask(request.start, request.size)
            self._selector, self._selects = Selector(model, picture, start), key
        return self._selector

    def _load(self, request: SelectRequest) -> "SelectModel":
        from sst_core.selecting.checkpoint import load_select  # noqa: PLC0415 - imports torch

        key = (find_weights(request.weights), request.device)
        if self._model is None or key != self._loaded:
            self._model, self._loaded = load_select(key[0], device=request.device), key
        return self._model


def goes_on(older: SelectRequest, newer: SelectRequest) -> bool:
    """Whether a newer question is an older one with something more said."""
    said, more = older.prompts, newer.prompts
    return (
        (older.clip, older.frame, older.start) == (newer.clip, newer.frame, newer.start)
        and said.box == more.box
        and said.strokes == more.strokes[: len(said.strokes)]
    )
