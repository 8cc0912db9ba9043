"""The few words that the engine and those around it share, apart so that pages need not load the engine."""

from __future__ import annotations

from collections.abc import Mapping

VERSION = "1"
"""Version of the engine, pinned with every value: it changes when the same facts would give another number."""

MEMBER = "organisation"
"""The breakdown by member."""

OWN = ("object", "person", "place")
"""What a fact says by itself besides its dimensions and its organisation."""

PLACE_DIGITS: Mapping[str, int] = {"region": 2, "province": 2, "prefecture": 4, "county": 6}
"""Digits of a division code that name each level (GB/T 2260)."""
