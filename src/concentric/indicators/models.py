"""Tables of the indicators: computed values, and the returns."""

from __future__ import annotations

from concentric.indicators.compute.models import Run, Value

__all__ = ["Run", "Value"]
