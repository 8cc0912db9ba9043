"""What crosses the door of `indicators`."""

from __future__ import annotations

from concentric.indicators.compute.types import (
    Against,
    Comparison,
    Matrix,
    Pin,
    RunInfo,
    Trace,
    TraceFact,
    TraceInput,
    Value,
    Withheld,
)

__all__ = [
    "Against",
    "Comparison",
    "Matrix",
    "Pin",
    "RunInfo",
    "Trace",
    "TraceFact",
    "TraceInput",
    "Value",
    "Withheld",
]
