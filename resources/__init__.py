"""Files that ship with the project: default weights, the sample clip."""
