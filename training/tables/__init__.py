"""The tables of the SST paper (arXiv 2101.08833): its figures, our variants, runs and counts."""
