"""Marking texts for translation where no translation machinery may be imported."""

from __future__ import annotations


def msgid(text: str) -> str:
    """Mark an English sentence as a message id; it comes back unchanged and is translated later."""
    return text
