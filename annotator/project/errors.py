"""What can be wrong with a project file, for the user to mend."""

from sst_core.errors import UserError


class ProjectError(UserError):
    """A project that is missing, foreign, damaged, from a newer version, or in use."""
