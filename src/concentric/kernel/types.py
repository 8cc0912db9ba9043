"""The types of the kernel, for annotations in other rooms."""

from __future__ import annotations

from concentric.kernel.actors import Actor, Role
from concentric.kernel.periods import Period, PeriodKind
from concentric.kernel.quantities import Bound, Quantity

__all__ = ["Actor", "Bound", "Period", "PeriodKind", "Quantity", "Role"]
