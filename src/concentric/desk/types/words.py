"""Texts for people."""

from __future__ import annotations

from typing import Any

Words = Any
"""A text for people: `str`, or a lazy translation that becomes one in the reader's language."""
