"""Tables of the indicators: computed values, and the returns."""

from __future__ import annotations

from concentric.indicators.compute.models import Run, Value
from concentric.indicators.returns.models import (
    Change,
    Chase,
    Cycle,
    Entry,
    LockException,
    Message,
    Question,
    Return,
    ReturnAct,
    SealedPage,
    SectionTask,
    TableRow,
    Thread,
    Upload,
)

__all__ = [
    "Change",
    "Chase",
    "Cycle",
    "Entry",
    "LockException",
    "Message",
    "Question",
    "Return",
    "ReturnAct",
    "Run",
    "SealedPage",
    "SectionTask",
    "TableRow",
    "Thread",
    "Upload",
    "Value",
]
