"""What is on disk: one SQLite file per clip, every finished gesture committed."""

from annotator.project.errors import ProjectError
from annotator.project.media import MediaReference, MediaState, describe_media
from annotator.project.opening import open_project
from annotator.project.paths import default_project_path
from annotator.project.project import Project
from annotator.project.summary import ProjectSummary, summarize

__all__ = [
    "MediaReference",
    "MediaState",
    "Project",
    "ProjectError",
    "ProjectSummary",
    "default_project_path",
    "describe_media",
    "open_project",
    "summarize",
]
