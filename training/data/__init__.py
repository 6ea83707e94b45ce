"""From folders on disk to augmented clips in memory."""
