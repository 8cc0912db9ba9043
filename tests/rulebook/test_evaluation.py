"""The plan and the reference engine, beyond what the worked cases show."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concentric.kernel.api import Bound, Conflict, Invalid, Missing, Period
from concentric.rulebook.api import (
    base_measures,
    base_of,
    evaluate,
    load,
    plan,
    run_case,
    shape_of,
)
from concentric.rulebook.types import (
    Case,
    Expectation,
    Fact,
    Ledger,
    Localised,
    Membership,
    Rulebook,
    Statement,
    TimeRule,
)
from tests.rulebook.packs import BASE, DEMO

BOOK: Rulebook = load([BASE, DEMO])
YEAR = Period.parse("2020")
FIRMS = tuple(Membership(organisation=f"F00{n}") for n in range(1, 5))


def gift(number: int, organisation: str, value: str, **more: object) -> Fact:
    day = date(2020, 5, 6)
    return Fact(
        uuid=f"f{number}",
        position=number,
        fact_type="demo.money_given",
        organisation=organisation,
        covers_from=day,
        covers_to=day,
        value=Decimal(value),
        **more,  # type: ignore[arg-type]  # the caller names fields of Fact
    )


def ledger(*facts: Fact, statements: tuple[Statement, ...] = ()) -> Ledger:
    return Ledger(facts, {"returns": FIRMS}, statements)


def test_indicators_share_their_base_measures() -> None:
    measures = base_measures(BOOK, ["D-RATIO", "D-GROWTH", "D-SUM", "D-MEDIAN", "D-HEAD"])
    assert [measure.measure.fact_type for measure in measures] == [
        "demo.money_given",
        "demo.income_declared",
        "demo.staff_declared",
    ]
    steps = plan(BOOK, ["D-MEDIAN"]).steps
    assert [step.needed.indicator for step in steps] == ["D-SUM", "D-INCOME", "D-RATIO", "D-MEDIAN"]
    assert all(step.needed.by_member for step in steps[:-1])


def test_cumulative_asks_the_same_measure_at_another_time() -> None:
    (measure,) = base_measures(BOOK, ["D-CUM"])
    assert measure.time is TimeRule.CUMULATIVE
    assert base_of(BOOK.indicator("D-SUM")).time is TimeRule.WITHIN
    with pytest.raises(Invalid, match="D-RATIO"):
        base_of(BOOK.indicator("D-RATIO"))


def test_shapes_part_amounts_from_counts_and_states_from_events() -> None:
    shapes = [
        shape_of(BOOK, base_of(BOOK.indicator(code)))
        for code in ("D-SUM", "D-AMOUNT", "D-DEALS", "D-STAFF")
    ]
    assert shapes[0] == shapes[1]
    assert len(set(shapes)) == 3


def test_an_indicator_is_not_asked_before_it_begins() -> None:
    with pytest.raises(Missing, match="D-SUM"):
        evaluate(BOOK, ledger(), ["D-SUM"], Period.parse("2018"))


def test_a_group_may_not_report_both_ways() -> None:
    members = (
        Membership(organisation="F001", boundary="consolidated"),
        Membership(organisation="F002"),
    )
    group = tuple(
        Statement(
            entity_kind="organisation",
            entity=firm,
            attribute="group",
            value="G1",
            valid_from=date(2019, 1, 1),
        )
        for firm in ("F001", "F002")
    )
    with pytest.raises(Conflict, match="G1"):
        evaluate(BOOK, Ledger((), {"returns": members}, group), ["D-SUM"], YEAR)


def test_a_later_statement_takes_the_place_of_an_earlier_one() -> None:
    said = [
        Statement(
            entity_kind="organisation",
            entity="F001",
            attribute="firm_kind",
            value=value,
            valid_from=date(2019, 1, 1),
            position=position,
        )
        for value, position in (("large", 2), ("small", 5))
    ]
    book = ledger(gift(1, "F001", "7"), statements=tuple(said))
    for position, kind in ((3, "large"), (None, "small")):
        (value,) = evaluate(BOOK, book, ["D-SUM"], YEAR, ["firm_kind"], position)
        assert value.cell == (("firm_kind", kind),)
        assert (value.rounded, value.contributors) == (Decimal("7.00"), 1)
    assert evaluate(BOOK, book, ["D-SUM"], YEAR, ["firm_kind"], 1) == ()


def test_a_county_follows_from_a_division_code() -> None:
    facts = [
        Fact(
            uuid=f"p{n}",
            position=n,
            fact_type="demo.pupils_taught",
            organisation="F001",
            covers_from=date(2020, 4, 1),
            covers_to=date(2020, 4, 1),
            value=Decimal(10),
            place=place,
        )
        for n, place in enumerate(("141031", "141031204", "140000", "532523"), 1)
    ]
    found = {
        level: {
            value.cell[0][1]: value.rounded
            for value in evaluate(BOOK, ledger(*facts), ["D-PUPILS"], YEAR, [level])
        }
        for level in ("county", "province")
    }
    assert found["county"] == {"141031": Decimal(20), "532523": Decimal(10)}
    assert found["province"] == {"140000": Decimal(30), "530000": Decimal(10)}


def test_a_case_that_comes_out_otherwise_is_told() -> None:
    expected = Expectation("D-SUM", YEAR, (), Decimal(8), Bound.EQ, None, 12)
    words = Localised("例", "case")
    case = Case(
        "c", words, ("D-SUM",), None, ledger(gift(1, "F001", "7")), (expected,), "c.yaml", "t"
    )
    (failure,) = run_case(BOOK, case)
    assert (failure.line, failure.file) == (12, "c.yaml")
    assert "expected 8, got 7.00" in failure.what


GIFTS = st.lists(
    st.tuples(st.integers(1, 5), st.decimals(0, 1000, places=2), st.booleans()), max_size=12
)


@given(GIFTS)
def test_the_whole_is_the_sum_of_its_members_and_reversals_leave_no_trace(
    rows: list[tuple[int, Decimal, bool]],
) -> None:
    facts = [gift(n, f"F00{firm}", str(value)) for n, (firm, value, _) in enumerate(rows, 1)]
    reversals = [
        Fact(
            uuid=f"r{n}",
            position=100 + n,
            fact_type="demo.money_given",
            organisation=f"F00{firm}",
            covers_from=date(2020, 5, 6),
            covers_to=date(2020, 5, 6),
            reverses=f"f{n}",
        )
        for n, (firm, _, gone) in enumerate(rows, 1)
        if gone
    ]
    kept = [fact for fact, (_, _, gone) in zip(facts, rows, strict=True) if not gone]
    indicators = ["D-SUM", "D-COUNT", "D-FIRMS", "D-MAX"]
    reversed_away = evaluate(BOOK, ledger(*facts, *reversals), indicators, YEAR)
    assert reversed_away == evaluate(BOOK, ledger(*kept), indicators, YEAR)
    whole = next(value for value in reversed_away if value.indicator == "D-SUM")
    members = evaluate(BOOK, ledger(*kept), ["D-SUM"], YEAR, ["organisation"])
    parts = [value.figure.value for value in members if value.figure is not None]
    assert (whole.figure.value if whole.figure else None) == (
        sum(parts, Fraction(0)) if parts else None
    )
    assert "F005" not in {value.cell[0][1] for value in members}
