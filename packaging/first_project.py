"""Makes a project of a clip and its first mask, as the window does: first_project.py CLIP MASK.

For the checks of packages: it runs on what is installed, and writes CLIP's project beside it.
"""

import sys
from pathlib import Path

from annotator.document.gestures import import_maps
from annotator.media.reader import open_media
from annotator.project import default_project_path, describe_media, open_project
from sst_core.labels import read_label_map


def main(clip: Path, mask: Path) -> int:
    """Writes the project with one imported mask; 0."""
    media = open_media(clip)
    height, width = media.size
    reference = describe_media(clip, frames=len(media), height=height, width=width)
    with open_project(default_project_path(clip), create_for=reference) as project:
        drawn = import_maps(project.document, {0: read_label_map(mask)})
        if drawn is not None:
            project.document.apply(drawn)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
