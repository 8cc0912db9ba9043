"""Rounding and division are exact, whatever the decimal context."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concentric.kernel.api import Invalid, largest_remainder, round_half_up

UNITS = st.sampled_from(
    [Decimal("0.000001"), Decimal("0.01"), Decimal(1), Decimal("5"), Decimal("1E+4")]
)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("2.4999", 0, "2"),
        ("0.005", 2, "0.01"),
        ("-0.004", 2, "0.00"),
        ("86.545", 2, "86.55"),
        ("1250", -2, "1300"),
        ("12345678901234567890123456789012345.5", 0, "12345678901234567890123456789012346"),
    ],
)
def test_a_half_goes_away_from_zero(value: str, decimals: int, expected: str) -> None:
    assert str(round_half_up(Decimal(value), decimals)) == expected


@given(st.fractions(), st.integers(-3, 12))
def test_rounding_moves_by_at_most_half_a_unit(value: Fraction, decimals: int) -> None:
    rounded = round_half_up(value, decimals)
    unit = Fraction(1, 10**decimals) if decimals >= 0 else Fraction(10**-decimals)
    assert abs(Fraction(rounded) - value) <= unit / 2
    assert round_half_up(rounded, decimals) == rounded
    assert Fraction(round_half_up(-value, decimals)) == -Fraction(rounded)


def test_floats_and_infinity_are_refused() -> None:
    with pytest.raises(TypeError):
        round_half_up(0.5, 0)  # type: ignore[arg-type]  # the wrong type is the test
    with pytest.raises(Invalid):
        round_half_up(Decimal("NaN"), 0)
    with pytest.raises(Invalid):
        largest_remainder(Decimal("Infinity"), [("a", Fraction(1))])


@given(st.integers(-(10**24), 10**24), WEIGHTS, UNITS)
def test_parts_add_up_and_stay_within_a_unit(count: int, weights: list[int], unit: Decimal) -> None:
    with localcontext(prec=80):
        total = count * unit
    shares = [(f"F{n:03}", Fraction(w, sum(weights))) for n, w in enumerate(weights)]
    with localcontext(prec=3):  # a narrow context must not matter
        parts = largest_remainder(total, shares, unit)
    assert list(parts) == [code for code, _ in shares]
    assert sum(map(Fraction, parts.values())) == Fraction(total)
    for code, share in shares:
        assert abs(Fraction(parts[code]) - Fraction(total) * share) < Fraction(unit)
        assert (Fraction(parts[code]) / Fraction(unit)).denominator == 1
        assert share or not parts[code]


@given(st.permutations(["a", "b", "c"]))
def test_equal_remainders_go_by_code(codes: list[str]) -> None:
    parts = largest_remainder(Decimal("100.00"), [(code, Fraction(1, 3)) for code in codes])
    assert parts == {"a": Decimal("33.34"), "b": Decimal("33.33"), "c": Decimal("33.33")}


def test_a_negative_total_mirrors_a_positive_one() -> None:
    shares = [("a", Fraction(1, 3)), ("b", Fraction(2, 3))]
    forth = largest_remainder(Decimal("0.05"), shares)
    back = largest_remainder(Decimal("-0.05"), shares)
    assert back == {code: part.copy_negate() for code, part in forth.items()}


@pytest.mark.parametrize(
    ("total", "shares", "unit"),
    [
        ("1", [("a", Fraction(1, 2)), ("b", Fraction(1, 3))], "0.01"),
        ("1", [("a", Fraction(1, 2)), ("a", Fraction(1, 2))], "0.01"),
        ("1", [("a", Fraction(3, 2)), ("b", Fraction(-1, 2))], "0.01"),
        ("1", [], "0.01"),
        ("1.005", [("a", Fraction(1))], "0.01"),
        ("1", [("a", Fraction(1))], "0"),
    ],
)
def test_what_cannot_add_up_is_refused(
    total: str, shares: list[tuple[str, Fraction]], unit: str
) -> None:
    with pytest.raises(Invalid) as refused:
        largest_remainder(Decimal(total), shares, Decimal(unit))
    assert refused.value.remedy
