"""Composition root: builds the parts of the app and wires them."""
