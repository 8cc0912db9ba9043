"""Exact rounding and exact splitting."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

_DIGITS = 60
"""Enough for any sum of the product; rounding never meets the context's own limit."""


def round_half_up(value: Decimal | Fraction, decimals: int) -> Decimal:
    """The value rounded to `decimals` places, halves away from zero. Exact also for fractions."""
    if isinstance(value, Fraction):
        scaled = abs(value) * 10**decimals
        whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        return Decimal(whole if value >= 0 else -whole).scaleb(-decimals)
    with localcontext() as context:
        context.prec = _DIGITS
        return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def largest_remainder(
    total: Decimal, shares: Sequence[tuple[str, Fraction]], unit: Decimal = Decimal("0.01")
) -> dict[str, Decimal]:
    """Split `total` by `shares` into multiples of `unit` that add up to the split part of it exactly.

    `shares` are (code, share) pairs whose sum is at most 1. What the shares leave unclaimed stays unsplit. Units left over
    by rounding down go to the largest remainders, ties to the smaller code.
    Raises `ValueError` when `total` is not a multiple of `unit` or the shares exceed 1.
    """
    units = Fraction(total) / Fraction(unit)
    if units.denominator != 1:
        raise ValueError(f"{total} is not a multiple of {unit}")
    claimed = sum((share for _, share in shares), Fraction(0))
    if claimed > 1:
        raise ValueError("the shares exceed the whole")
    exact = {code: units * share for code, share in shares}
    floors = {code: part.numerator // part.denominator for code, part in exact.items()}
    whole = units * claimed
    left = whole.numerator // whole.denominator - sum(floors.values())
    by_remainder = sorted(exact, key=lambda code: (floors[code] - exact[code], code))
    for code in by_remainder[:left]:
        floors[code] += 1
    return {code: floors[code] * unit for code, _ in shares}
