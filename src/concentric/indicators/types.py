"""What crosses the door of `indicators`."""

from __future__ import annotations

from concentric.indicators.compute.types import (
    Comparison,
    Matrix,
    Pin,
    Trace,
    TraceFact,
    TraceInput,
    Value,
    Withheld,
)

__all__ = ["Comparison", "Matrix", "Pin", "Trace", "TraceFact", "TraceInput", "Value", "Withheld"]
