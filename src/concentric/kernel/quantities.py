"""Exact quantities: a decimal value, its unit, and what the wording says about it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Bound(StrEnum):
    """What a stated number says about the true one."""

    EQ = "eq"
    """As stated."""
    GE = "ge"
    """At least this."""
    GT = "gt"
    """More than this."""
    LE = "le"
    LT = "lt"
    """Not quite this."""
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in its base unit (yuan, persons, ratio), never in a display scale."""

    value: Decimal
    unit: str
    bound: Bound = Bound.EQ
