"""Ratios and growth."""

from __future__ import annotations

from concentric.rulebook.formulas.bounds import bound_of_quotient
from concentric.rulebook.types import Figure


def quotient(above: Figure | None, below: Figure | None) -> Figure | None:
    """``above`` ÷ ``below``; None if either is not reported or nothing can be divided by it (zero)."""
    if above is None or below is None or below.value == 0:
        return None
    return Figure(above.value / below.value, bound_of_quotient((above.bound, below.bound)))


def growth(now: Figure | None, before: Figure | None) -> Figure | None:
    """(now − before) ÷ \\|before\\|; None if either is not reported or ``before`` is zero."""
    if now is None or before is None or before.value == 0:
        return None
    change = (now.value - before.value) / abs(before.value)
    return Figure(change, bound_of_quotient((now.bound, before.bound)))
