"""Training of SST on collections (DAVIS / YouTube-VOS layout) and its evaluation."""
