"""What a user can do, as tables of commands; no Qt."""
