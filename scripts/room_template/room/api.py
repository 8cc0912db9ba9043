"""The door of `__room__`."""

from __future__ import annotations

from concentric.__room__.queries import entry
from concentric.__room__.services import add_entry

__all__ = ["add_entry", "entry"]
