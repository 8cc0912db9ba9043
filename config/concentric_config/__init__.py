"""Settings and entry points of a Concentric installation."""
