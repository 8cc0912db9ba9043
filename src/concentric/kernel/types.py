"""What crosses the kernel's door as a type."""

from __future__ import annotations

from concentric.kernel.actors import Actor, Role
from concentric.kernel.periods import Period, PeriodKind
from concentric.kernel.quantities import Bound, Quantity

__all__ = ["Actor", "Bound", "Period", "PeriodKind", "Quantity", "Role"]
