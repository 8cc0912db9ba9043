"""The door of the kernel."""

from __future__ import annotations

from concentric.kernel.actors import Actor, Role
from concentric.kernel.clock import SHANGHAI, shanghai_day
from concentric.kernel.codes import (
    Board,
    Division,
    DivisionLevel,
    Exchange,
    StockCode,
    check_uscc,
    division_code,
    stock_code,
    uscc_check_character,
)
from concentric.kernel.errors import (
    ConcentricError,
    Conflict,
    Invalid,
    Missing,
    Refused,
    Unavailable,
)
from concentric.kernel.formatting import format_quantity
from concentric.kernel.identifiers import uuid7
from concentric.kernel.numerals import parse_number
from concentric.kernel.periods import Period, PeriodKind
from concentric.kernel.quantities import (
    Bound,
    Found,
    Quantity,
    ScaledUnit,
    find_quantities,
    header_unit,
    parse_quantity,
    parse_range,
)
from concentric.kernel.rounding import largest_remainder, round_half_up
from concentric.kernel.words import msgid

__all__ = [
    "SHANGHAI",
    "Actor",
    "Board",
    "Bound",
    "ConcentricError",
    "Conflict",
    "Division",
    "DivisionLevel",
    "Exchange",
    "Found",
    "Invalid",
    "Missing",
    "Period",
    "PeriodKind",
    "Quantity",
    "Refused",
    "Role",
    "ScaledUnit",
    "StockCode",
    "Unavailable",
    "check_uscc",
    "division_code",
    "find_quantities",
    "format_quantity",
    "header_unit",
    "largest_remainder",
    "msgid",
    "parse_number",
    "parse_quantity",
    "parse_range",
    "round_half_up",
    "shanghai_day",
    "stock_code",
    "uscc_check_character",
    "uuid7",
]
