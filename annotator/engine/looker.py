"""Answers what the model looks at, in the engine process, whenever nothing else is to be done."""

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from annotator.cv import cv2
from annotator.document.patches import unpack_map
from annotator.engine.kept import Clips, KeptSession, Models
from annotator.engine.messages import (
    Looked,
    LookedFrame,
    LookedKind,
    LookRequest,
    ReferenceData,
)
from annotator.engine.views import view
from annotator.media.source import FrameSource
from sst_core.errors import Cancelled, UserError
from sst_core.saying import said

if TYPE_CHECKING:
    from sst_core.explain import Explainer, Given, Scene

_REFERENCES: Final = 2
"""Nearest references that are shown."""
_WIDTH: Final = 360
_PICTURES: Final = 16
_BUSY: Final = said("The engine has other work; move the pointer to ask again.")
_log = logging.getLogger(__name__)


class Looker:
    """Keeps the scene of the last question, so that the next pixel costs next to nothing.

    Args:
        models: The engine's model.
        clips: The engine's clip.
        kept: The engine's session, and the frames that the model has seen.
        ready: Takes the name of the device after a model was loaded.
        check: Called between steps; raises Cancelled where something else waits.
    """

    def __init__(
        self,
        models: Models,
        clips: Clips,
        kept: KeptSession,
        *,
        ready: Callable[[str], None],
        check: Callable[[], None],
    ) -> None:
        self._models, self._clips, self._kept = models, clips, kept
        self._ready, self._check = ready, check
        self._explainer: Explainer | None = None
        self._explains: object = None
        self._scene: Scene | None = None
        self._shows: tuple[object, ...] = ()
        self._given: dict[ReferenceData, Given] = {}
        self._pictures: OrderedDict[int, bytes] = OrderedDict()

    def answer(self, request: LookRequest) -> Looked:
        """The answer to a request; never raises."""
        try:
            return self._answer(request)
        except Cancelled:
            return Looked(request.ticket, request.frame, sentence=_BUSY)
        except UserError as error:
            return Looked(request.ticket, request.frame, sentence=str(error))
        except Exception as error:  # noqa: BLE001 - a fault here must not end the engine
            _log.exception("looking at frame %d", request.frame)
            self.forget()
            what = f"{type(error).__name__}: {error}".rstrip(".")
            sentence = said("What the model looks at cannot be shown ({what}).", what=what)
            return Looked(request.ticket, request.frame, sentence=sentence)

    def forget(self) -> None:
        """Frees what is kept."""
        self._explainer = self._explains = None
        self._scene, self._shows = None, ()
        self._given = {}
        self._pictures.clear()

    def _answer(self, request: LookRequest) -> Looked:
        from sst_core.explain import affinity, attention  # noqa: PLC0415 - imports torch

        self._check()
        source = self._clips.get(request.clip)
        explainer = self._explain(request, source)
        scene = self._look_at(request, explainer)
        (rows, cols), geometry = scene.grid, explainer.geometry
        extent = tuple(
            whole * padded / resized
            for whole, padded, resized in zip(
                geometry.source, geometry.padded, geometry.resized, strict=True
            )
        )
        high, wide = extent[0] / rows, extent[1] / cols
        cell = min(int(request.at[0] / high), rows - 1), min(int(request.at[1] / wide), cols - 1)
        own, rest = affinity(scene, cell)
        weights = attention(scene.to_references, cell, scene.grid)[: len(scene.references)]
        coverage = scene.coverage.cpu().numpy()
        row, col = cell
        return Looked(
            request.ticket,
            request.frame,
            frames=self._frames(scene, cell, source, asked=request.frame),
            cell=(row * high, col * wide, (row + 1) * high, (col + 1) * wide),
            extent=(extent[0], extent[1]),
            size=geometry.source,
            inside=float(weights.ravel() @ coverage / max(weights.sum(), 1e-6)),
            affinity=own,
            rival=rest,
        )

    def _explain(self, request: LookRequest, source: FrameSource) -> "Explainer":
        from sst_core.explain import Explainer  # noqa: PLC0415 - imports torch
        from sst_core.session import InferenceSession  # noqa: PLC0415 - imports torch

        make = self._models.get(request.weights, request.device, loaded=self._ready)
        session = self._kept.factory(make, source)(request.resolution)
        if self._explainer is None or session is not self._explains:
            self.forget()
            assert isinstance(session, InferenceSession), "the engine's sessions are real ones"
            shelf = self._kept.shelf(make, source)(request.resolution)
            self._explainer = Explainer(
                session,
                source.size,
                lambda frame: view(session, source, shelf, frame),
                self._check,
            )
            self._explains = session
        return self._explainer

    def _look_at(self, request: LookRequest, explainer: "Explainer") -> "Scene":
        from sst_core.explain import Given  # noqa: PLC0415 - imports torch

        key = (request.frame, request.references, request.object_id, request.step)
        if self._scene is None or key != self._shows:
            others = [one for one in request.references if one.frame != request.frame]
            nearest = sorted(others, key=lambda one: abs(one.frame - request.frame))
            come = (one for one in nearest if (request.frame - one.frame) * request.step > 0)
            first = [one for one in (next(come, None),) if one is not None]
            wanted = tuple(dict.fromkeys([*first, *nearest]))[:_REFERENCES] or request.references
            self._given = {
                one: self._given.get(one)
                or Given(one.frame, unpack_map(one.packed), one.speaks_for)
                for one in wanted
            }
            given = list(self._given.values())
            self._scene = explainer.scene(
                request.frame, given, request.object_id, step=_way(request, given)
            )
            self._shows = key
        return self._scene

    def _frames(
        self, scene: "Scene", cell: tuple[int, int], source: FrameSource, *, asked: int
    ) -> tuple[LookedFrame, ...]:
        from sst_core.explain import attention, likeness  # noqa: PLC0415 - imports torch

        found: list[LookedFrame] = []
        dense = [*_named(scene.references, "reference"), *_named(scene.kept, "kept")]
        last = _named(scene.previous, "before")
        for frames, readings in ((dense, scene.to_references), (last, scene.to_previous)):
            if not readings:
                continue
            weights = attention(readings, cell, scene.grid)
            heats = _heat(likeness(readings, cell, scene.grid))
            for (frame, kind), weight, heat in zip(frames, weights, heats, strict=True):
                row, col = divmod(int(weight.argmax()), scene.grid[1])
                found.append(
                    LookedFrame(
                        frame,
                        kind,
                        heat=heat.tobytes(),
                        shape=scene.grid,
                        share=float(weight.sum()),
                        peak=(row, col),
                        picture=self._picture(source, frame),
                    )
                )
        return tuple(sorted(found, key=lambda one: _order(one, asked)))

    def _picture(self, source: FrameSource, frame: int) -> bytes:
        if frame not in self._pictures:
            image = source.read(frame)
            height = max(round(image.shape[0] * _WIDTH / image.shape[1]), 1)
            small = cv2.resize(image, (_WIDTH, height), interpolation=cv2.INTER_AREA)
            done = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR))[1]
            self._pictures[frame] = bytes(done)
            while len(self._pictures) > _PICTURES:
                self._pictures.popitem(last=False)
        return self._pictures[frame]


def _named(frames: Iterable[int], kind: LookedKind) -> list[tuple[int, LookedKind]]:
    return [(frame, kind) for frame in frames]


def _way(request: LookRequest, given: Iterable["Given"]) -> int:
    """The side from which a run can have come: the one asked for, if a reference is there."""
    sides = {1 if one.frame < request.frame else -1 for one in given}
    return request.step if request.step in sides else -request.step


def _order(one: LookedFrame, asked: int) -> tuple[int, int]:
    """References, nearest first; frames kept; the last frames; both in the order passed."""
    apart = abs(one.frame - asked)
    place = ("reference", "kept", "before").index(one.kind)
    return place, apart if one.kind == "reference" else -apart


def _heat(like: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Likenesses as 0-255: what is no more like than most places is dark, the most like is 255."""
    usual, most = float(np.nanmedian(like)), float(np.nanmax(like))
    share = np.nan_to_num((like - usual) / max(most - usual, 1e-6))
    return np.asarray(np.round(255 * np.clip(share, 0, 1) ** 1.5), np.uint8)
