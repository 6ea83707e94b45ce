"""The truth about masks, objects and provenance; numpy only, no Qt, no disk."""
