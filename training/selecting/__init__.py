"""Training and scoring of the segmenter behind a click (`sst-train select`, `sst-eval select`)."""
