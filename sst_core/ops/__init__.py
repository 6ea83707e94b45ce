"""Sparse spatiotemporal attention operators: one public function, honest backends."""
