"""One sequence of a benchmark: given masks in, wanted label maps out, frame by frame in one walk.

The protocol of DAVIS 2017 and YouTube-VOS: nothing but the mask of each object on its first
annotated frame is known, and frames are seen in order of time. An object that comes up later
joins the walk there; what was drawn of it goes over what the model says of the others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.engine.sessions import Session, SessionFactory, is_out_of_memory
from annotator.export.masks import MaskFolder
from annotator.media.image_folder import ImageFolder
from annotator.media.prefetch import Prefetch
from annotator.media.source import Picture
from sst_core.datasets.protocol import Assignment
from sst_core.errors import DeviceError, MaskError


@dataclass(frozen=True)
class BenchmarkJob:
    """A sequence, ready to run.

    Attributes:
        assignment: What is given and wanted.
        resolution: Short side of what the model sees, in pixels.
    """

    assignment: Assignment
    resolution: int

    @property
    def names(self) -> Sequence[str]:
        """The frames that are wanted."""
        return self.assignment.wanted

    def run(self, factory: SessionFactory, masks: MaskFolder) -> Iterator[tuple[int, int]]:
        """Writes a label map for every wanted frame; `masks` must be entered.

        Args:
            factory: Makes model sessions.
            masks: Where they go.

        Yields:
            Frames done, and frames in all.

        Raises:
            MediaError: A frame cannot be read, or frames differ in size.
            MaskError: A given mask cannot be read or is of another size.
            DeviceError: Memory ran out.
            OutputError: The disk is full.
        """
        wanted = frozenset(self.names)
        source = ImageFolder(self.assignment.frames[0].parent)
        places = {path.stem: n for n, path in enumerate(self.assignment.frames)}
        start = min(self.assignment.given)
        stop = 1 + max(places[name] for name in wanted)
        empty = np.zeros(source.size, np.uint8)
        for path in self.assignment.frames[:start]:
            if path.stem in wanted:  # nothing is known of these: no object came up yet
                masks.write(path.stem, empty)
        session = factory(self.resolution)
        coming = Prefetch(source.iterate(start, stop))
        try:
            for done, (frame, picture) in enumerate(coming, 1):
                label_map = self._step(session, frame, picture)
                name = source.names[frame]
                if name in wanted:
                    masks.write(name, label_map)
                yield done, max(0, stop - start)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            todo = "Choose a smaller --resolution"
            raise DeviceError("memory ran out", where=self.assignment.name, todo=todo) from error
        finally:
            coming.close()

    def _step(self, session: Session, frame: int, picture: Picture) -> np.ndarray:
        given = self.assignment.given.get(frame)
        if given is not None:
            label_map = given.read()
            if label_map.shape != picture.shape[:2]:
                (tall, wide), (height, width) = label_map.shape, picture.shape[:2]
                what = f"the mask is {wide}x{tall} pixels, but its frame is {width}x{height}"
                raise MaskError(what, where=given.path)
            session.add_reference(frame, picture, label_map, given.objects)
        return session.step(frame, picture).label_map
