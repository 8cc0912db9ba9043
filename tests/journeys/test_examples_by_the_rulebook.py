"""The reference engine, fed with the demo's settled workbooks, gives every expected figure of the returns.

This proves the catalogue: the form says how a row becomes a fact, the indicators say what is made of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from concentric.kernel.api import Period, largest_remainder
from concentric.rulebook.api import evaluate, load
from concentric.rulebook.types import Fact, Ledger, Membership, Table, TableFact, TimeKind
from tests.journeys.oracle import load_oracle

BOOK = load([Path(__file__).resolve().parents[2] / "catalogue"])
ORACLE = load_oracle()
PERIOD = Period.parse("2020")


def _money(cell: float | str) -> Decimal:
    return Decimal(ORACLE.fen(cell)) / 100


def _value(cell: Any, kind: str) -> Decimal | None:
    if cell == "":
        return None
    if kind == "amount":
        return _money(cell)
    if kind == "yes_no":
        return Decimal(cell == "\u662f")
    return Decimal(repr(cell))


def _fact(year: int, number: int, fact_type: str, firm: str, **given: Any) -> Fact:
    period = Period.parse(str(year))
    is_state = BOOK.fact_type(fact_type).time_kind is TimeKind.STATE
    return Fact(
        uuid=f"{year}-{number}",
        position=number,
        fact_type=fact_type,
        organisation=firm,
        covers_from=period.end if is_state else period.start,
        covers_to=period.end,
        **given,
    )


def _row_fact(table: Table, spec: TableFact, row: dict[str, Any], firm: str) -> dict[str, Any]:
    value = _money(row[str(spec.value)])
    shares = ORACLE.shares_of(row[spec.share] if spec.share else "", firm)
    return {
        "value": value,
        "share": dict(shares)[firm],
        "attributed": largest_remainder(value, shares)[firm],
        "object": row[spec.object] if spec.object else None,
        "place": row[spec.place].split(" ")[0] if spec.place else None,
        "dims": {name: row[column].split(" ")[0] for name, column in spec.dims.items()},
    }


def _facts(year: int) -> Iterator[Fact]:
    form = BOOK.forms[f"annual-return-{year}"]
    number = year * 100_000
    for item in ORACLE.read_year(year):
        for line in form.lines():
            value = _value(item.lines[line.code], line.kind) if line.fact_type else None
            if value is not None:
                number += 1
                given = {"value": value, "attributed": value, "dims": dict(line.dims)}
                yield _fact(year, number, str(line.fact_type), item.firm, **given)
        for table in form.tables():
            for row in item.tables[table.code]:
                for spec in table.facts:
                    if row[str(spec.value)] != "":
                        number += 1
                        given = _row_fact(table, spec, row, item.firm)
                        yield _fact(year, number, spec.fact_type, item.firm, **given)


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    members = tuple(Membership(organisation=f"F{n:03d}") for n in range(1, 105))
    facts = (*_facts(2019), *_facts(2020))
    return Ledger(facts=facts, populations={"returns": members, "members": members})


def _cell(where: str) -> dict[str, str]:
    return dict([where.split("=")]) if where else {}


def test_every_expected_figure_of_the_returns(ledger: Ledger) -> None:
    rows = [row for row in ORACLE.expected() if row["indicator"].startswith("RE-")]
    assert len(rows) == 30
    for by in ([], ["board"]):
        asked = [row for row in rows if list(_cell(row["where"])) == by]
        codes = sorted({row["indicator"] for row in asked})
        found = {
            (value.indicator, *dict(value.cell).values()): value.rounded
            for value in evaluate(BOOK, ledger, codes, PERIOD, by)
        }
        for row in asked:
            key = (row["indicator"], *_cell(row["where"]).values())
            assert found[key] == Decimal(row["expected"]), row["figure"]


def test_every_indicator_of_the_returns_has_a_value(ledger: Ledger) -> None:
    codes = [c for c, i in BOOK.indicators.items() if i.population == "returns" and c != "PA-01"]
    assert len(codes) >= 60
    whole = [c for c in codes if BOOK.indicators[c].formula != "rank"]
    values = {v.indicator: v.rounded for v in evaluate(BOOK, ledger, whole, PERIOD)}
    assert {code for code in whole if values[code] is None} == set()
    ranks = [c for c in codes if c not in whole]
    assert {v.indicator for v in evaluate(BOOK, ledger, ranks, PERIOD, ["organisation"])} == set(
        ranks
    )


def test_shares_are_fractions_that_make_one() -> None:
    assert ORACLE.shares_of("F001:2/3;F002:1/3", "F001") == (
        ("F001", Fraction(2, 3)),
        ("F002", Fraction(1, 3)),
    )
