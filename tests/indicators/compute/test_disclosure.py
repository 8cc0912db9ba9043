"""What the public sees of a breakdown, and that nothing withheld can be computed back."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from concentric.indicators.compute import disclosure
from concentric.indicators.compute.disclosure import Limits
from concentric.indicators.compute.types import Pin, Value, Withheld
from concentric.kernel.api import Bound, Period, uuid7

LIMITS = Limits(3, Decimal("0.85"))
YEAR = Period.parse("2020")


def value(
    code: str, amount: int | None, contributors: int, largest: str = "0.4", **changes: object
) -> Value:
    exact = None if amount is None else Fraction(amount)
    cell = (("board", code),) if code else ()
    given: dict[str, object] = {
        "uuid": uuid7(), "indicator": "RE-02", "period": YEAR, "cell": cell, "population": "returns",
        "exact": exact, "rounded": None if amount is None else Decimal(amount), "bound": Bound.EQ,
        "is_derived": False, "facts": contributors, "confirmed": 0, "word_1": 0, "word_2": 0,
        "contributors": contributors, "largest": Decimal(largest), "pin": Pin(1, 1, "x"),
    }  # fmt: skip
    return Value(**{**given, **changes})  # type: ignore[arg-type]  # the fields of a value


def reasons(*values: Value) -> list[Withheld | None]:
    return [one.withheld for one in disclosure.disclosed(values, LIMITS)]


def test_a_figure_of_enough_members_is_public() -> None:
    assert reasons(value("", 100, 3)) == [None]


def test_too_few_members_withhold_and_take_everything_with_them() -> None:
    (seen,) = disclosure.disclosed([value("", 100, 2)], LIMITS)
    assert (seen.withheld, seen.exact, seen.rounded) == (Withheld.TOO_FEW, None, None)
    assert (seen.facts, seen.contributors, seen.largest) == (0, 0, 0)


def test_one_member_above_the_limit_withholds_and_at_the_limit_does_not() -> None:
    assert reasons(value("", 100, 9, "0.850000000001")) == [Withheld.DOMINATED]
    assert reasons(value("", 100, 9, "0.85")) == [None]


def test_nothing_reported_and_a_zero_of_everybody_are_not_withheld() -> None:
    assert reasons(value("", None, 0), value("star", 0, 0)) == [None, None]


def test_one_withheld_cell_takes_the_least_of_the_others_along() -> None:
    found = reasons(value("main", 900, 40), value("star", 50, 1), value("chinext", 70, 5))
    assert found == [None, Withheld.TOO_FEW, Withheld.COMPLEMENT]


def test_two_withheld_cells_of_one_member_each_need_a_third() -> None:
    found = reasons(value("main", 9, 40), value("star", 5, 1), value("chinext", 7, 1))
    assert found == [Withheld.COMPLEMENT, Withheld.TOO_FEW, Withheld.TOO_FEW]


def test_released_cells_of_members_are_shown() -> None:
    own = value("", 5, 1, cell=(("organisation", "F001"),))
    (seen,) = disclosure.disclosed([own], LIMITS, released_by={"F001"})
    assert seen == own


def test_breakdowns_are_judged_apart() -> None:
    other = value("star", 50, 1, indicator="RE-05")
    assert reasons(value("main", 900, 40), other) == [None, Withheld.TOO_FEW]


def test_a_derived_value_is_withheld_with_its_input() -> None:
    hidden = disclosure.hidden(value("", 1, 1), Withheld.DOMINATED)
    derived = value("", 7, 0, is_derived=True)
    assert disclosure.inherited(derived, [value("", 1, 9), hidden]).withheld is Withheld.DOMINATED
    assert disclosure.inherited(derived, [value("", 1, 9)]) == derived


def test_a_median_of_two_is_withheld() -> None:
    median = value("", 7, 0, is_derived=True)
    assert disclosure.of_members(median, 2, LIMITS).withheld is Withheld.TOO_FEW
    assert disclosure.of_members(median, 3, LIMITS) == median


CELLS = st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 6)), min_size=1, max_size=6)


@given(CELLS)
def test_what_is_withheld_never_comes_back_by_subtraction(cells: list[tuple[int, int]]) -> None:
    given_values = [value(f"b{n}", amount, members) for n, (amount, members) in enumerate(cells)]
    seen = disclosure.disclosed(given_values, LIMITS)
    gone = [before for before, after in zip(given_values, seen, strict=True) if after.withheld]
    assert [one.cell for one in seen] == [one.cell for one in given_values]
    everything_is_gone = len(gone) == len(given_values)
    assert (
        not gone or everything_is_gone or (len(gone) > 1 and sum(v.contributors for v in gone) >= 3)
    )
