"""Exact rounding and exact division of a whole into parts, without float or decimal context."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from concentric.kernel.errors import Invalid
from concentric.kernel.words import msgid

CENT = Decimal("0.01")


def scaled(digits: int, exponent: int) -> Decimal:
    """``digits`` times ten to the ``exponent``, every digit kept and no positive exponent left."""
    if exponent > 0:
        digits, exponent = digits * 10**exponent, 0
    sign = 1 if digits < 0 else 0
    return Decimal((sign, tuple(int(d) for d in str(abs(digits))), exponent))


def exact(value: Decimal | Fraction | int) -> Fraction:
    """A number as a fraction; a float is a programming error, not-a-number and infinity invalid."""
    if isinstance(value, float):
        raise TypeError("a float is not exact: give a Decimal, a Fraction or an int")
    if isinstance(value, Decimal) and not value.is_finite():
        raise Invalid(
            msgid("%(value)s is not a number that can be rounded or divided."),
            why=msgid("Only finite numbers have digits."),
            remedy=msgid("Give a finite number, or leave the value out."),
            value=value,
        )
    return Fraction(value)


def round_half_up(value: Decimal | Fraction | int, decimals: int) -> Decimal:
    """Round to ``decimals`` places, a half away from zero; negative ones to tens, hundreds."""
    fraction = exact(value) * Fraction(10) ** decimals
    magnitude = (2 * abs(fraction.numerator) + fraction.denominator) // (2 * fraction.denominator)
    return scaled(-magnitude if fraction < 0 else magnitude, -decimals)


def largest_remainder(
    total: Decimal, shares: Sequence[tuple[str, Fraction]], unit: Decimal = CENT
) -> dict[str, Decimal]:
    """Divide a total into parts that are multiples of ``unit`` and add up to it exactly.

    ``shares`` are pairs of a code and its share; shares are not negative and make 1. Each part
    first gets its whole units; the units left over go to the largest remainders, equal remainders
    in the order of codes. A negative total is divided like its amount. Parts keep the order of
    ``shares``.
    """
    _check_shares(shares)
    units = _whole_units(total, unit)
    exact_parts = {code: abs(units) * share for code, share in shares}
    whole = {code: part.numerator // part.denominator for code, part in exact_parts.items()}
    left_over = abs(units) - sum(whole.values())
    by_remainder = sorted(whole, key=lambda code: (whole[code] - exact_parts[code], code))
    for code in by_remainder[:left_over]:
        whole[code] += 1
    sign = -1 if units < 0 else 1
    return {code: _times(sign * count, unit) for code, count in whole.items()}


def _check_shares(shares: Sequence[tuple[str, Fraction]]) -> None:
    codes = [code for code, _ in shares]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise Invalid(
            msgid("%(codes)s stands more than once among the shares."),
            why=msgid("Each part needs one share."),
            remedy=msgid("Add up the shares of the same code first."),
            codes=", ".join(twice),
        )
    negative = sorted(code for code, share in shares if share < 0)
    if negative:
        raise Invalid(
            msgid("The share of %(codes)s is negative."),
            why=msgid("A part of a whole cannot be less than nothing."),
            remedy=msgid("Correct the share."),
            codes=", ".join(negative),
        )
    together = sum((exact(share) for _, share in shares), Fraction(0))
    if together != 1:
        raise Invalid(
            msgid("The shares make %(together)s, not 1."),
            why=msgid("The parts could not add up to the whole."),
            remedy=msgid("Correct the shares so that they make exactly 1."),
            together=together,
        )


def _whole_units(total: Decimal, unit: Decimal) -> int:
    step = exact(unit)
    if step <= 0:
        raise Invalid(
            msgid("%(unit)s is not a unit to divide by."),
            why=msgid("The smallest part must be greater than zero."),
            remedy=msgid("Give a positive unit, for example 0.01."),
            unit=unit,
        )
    units = exact(total) / step
    if units.denominator != 1:
        raise Invalid(
            msgid("%(total)s is not a whole number of units of %(unit)s."),
            why=msgid("The parts could not add up to it exactly."),
            remedy=msgid("Round the total to the unit first, or choose a smaller unit."),
            total=total,
            unit=unit,
        )
    return units.numerator


def _times(count: int, unit: Decimal) -> Decimal:
    _, digits, exponent = unit.as_tuple()
    assert isinstance(exponent, int)  # `exact` refused not-a-number and infinity before
    return scaled(count * int("".join(map(str, digits))), exponent)
