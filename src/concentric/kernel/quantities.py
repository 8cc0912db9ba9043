"""Exact quantities: a decimal value, its unit and how sharply it is stated."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Bound(StrEnum):
    """How a stated number stands to the true one, which is equal, at least, more than ... it."""

    EQ = "eq"
    GE = "ge"
    GT = "gt"
    LE = "le"
    LT = "lt"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A finite value with its bound, in a unit (a code of the code list: CNY, person, percent)."""

    value: Decimal
    unit: str
    bound: Bound = Bound.EQ
