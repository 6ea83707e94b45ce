"""Frames in and out: video files, image folders, overlay video."""
