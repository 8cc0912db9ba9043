"""How "more than", "at least" and "about" pass through arithmetic."""

from __future__ import annotations

from collections.abc import Iterable

from concentric.kernel.api import Bound

_LOWER = frozenset({Bound.GE, Bound.GT})
_UPPER = frozenset({Bound.LE, Bound.LT})
_STRICT = frozenset({Bound.GT, Bound.LT})


def bound_of_sum(bounds: Iterable[Bound]) -> Bound:
    """The bound of a sum: one part "more than" makes the sum "more than"; mixed sides make "about"."""
    inexact = {bound for bound in bounds if bound is not Bound.EQ}
    if not inexact:
        return Bound.EQ
    if inexact <= _LOWER:
        return Bound.GT if inexact & _STRICT else Bound.GE
    if inexact <= _UPPER:
        return Bound.LT if inexact & _STRICT else Bound.LE
    return Bound.ABOUT


def bound_of_extreme(bounds: Iterable[Bound]) -> Bound:
    """The bound of a least or greatest value: the strict bound may belong to a value that lost."""
    found = bound_of_sum(bounds)
    return {Bound.GT: Bound.GE, Bound.LT: Bound.LE}.get(found, found)


def bound_of_quotient(bounds: Iterable[Bound]) -> Bound:
    """The bound of a quotient, growth, median or rank: exact from exact values, else "about"."""
    return Bound.EQ if all(bound is Bound.EQ for bound in bounds) else Bound.ABOUT
