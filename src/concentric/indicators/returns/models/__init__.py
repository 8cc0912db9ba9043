"""Tables of the returns, split along what they hold."""

from __future__ import annotations

from concentric.indicators.returns.models.cycles import (
    Chase,
    Cycle,
    LockException,
    Return,
    SectionTask,
)
from concentric.indicators.returns.models.entries import Change, Entry, TableRow, Upload
from concentric.indicators.returns.models.papers import SealedPage
from concentric.indicators.returns.models.signoffs import ReturnAct
from concentric.indicators.returns.models.threads import Message, Question, Thread

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
    "SealedPage",
    "SectionTask",
    "TableRow",
    "Thread",
    "Upload",
]
