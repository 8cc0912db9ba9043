"""The types of the kernel, for annotations in other rooms."""

from __future__ import annotations

from concentric.kernel.actors import Actor, Role
from concentric.kernel.codes import Board, Division, DivisionLevel, Exchange, StockCode
from concentric.kernel.periods import Period, PeriodKind
from concentric.kernel.quantities import Bound, Found, Quantity, ScaledUnit

__all__ = [
    "Actor",
    "Board",
    "Bound",
    "Division",
    "DivisionLevel",
    "Exchange",
    "Found",
    "Period",
    "PeriodKind",
    "Quantity",
    "Role",
    "ScaledUnit",
    "StockCode",
]
