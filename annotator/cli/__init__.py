"""The shell commands sst-annotator, sst-propagate and sst-export."""
