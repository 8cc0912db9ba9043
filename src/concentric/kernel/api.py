"""The door of the kernel."""

from __future__ import annotations

from concentric.kernel.actors import Actor, Role
from concentric.kernel.clock import SHANGHAI, shanghai_day
from concentric.kernel.errors import (
    ConcentricError,
    Conflict,
    Invalid,
    Missing,
    Refused,
    Unavailable,
)
from concentric.kernel.identifiers import uuid7
from concentric.kernel.periods import Period, PeriodKind
from concentric.kernel.quantities import Bound, Quantity
from concentric.kernel.rounding import largest_remainder, round_half_up
from concentric.kernel.words import msgid

__all__ = [
    "Actor",
    "Bound",
    "ConcentricError",
    "Conflict",
    "Invalid",
    "Missing",
    "Period",
    "PeriodKind",
    "Quantity",
    "Refused",
    "Role",
    "SHANGHAI",
    "Unavailable",
    "largest_remainder",
    "msgid",
    "round_half_up",
    "shanghai_day",
    "uuid7",
]
