"""The fast engine against the reference engine on ledgers nobody chose."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concentric.indicators.compute.engine import Engine
from concentric.indicators.compute.questions import Question
from concentric.kernel.types import Bound, Period
from concentric.rulebook.api import evaluate
from concentric.rulebook.types import Fact, Ledger, Membership, Statement
from tests.indicators.compute.ledgers import LedgerWorld, lake_of
from tests.indicators.compute.test_engine_cases import BOOKS

BOOK = BOOKS["demo"]
FIRST_DAY = date(2019, 1, 1)
FIRMS = ("A1", "A2", "B1", "C1")
INDICATORS = tuple(
    sorted(code for code, one in BOOK.indicators.items() if one.population == "returns")
)
assert len(INDICATORS) > 20


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    types = sorted(BOOK.fact_types)
    facts: list[Fact] = []
    for position in range(1, draw(st.integers(2, 40))):
        live = [
            f for f in facts if f.reverses is None and f.uuid not in {r.reverses for r in facts}
        ]
        if live and draw(st.integers(0, 7)) == 0:
            undone = draw(st.sampled_from(live))
            facts.append(
                Fact(
                    uuid=f"r{position}",
                    position=position,
                    fact_type=undone.fact_type,
                    organisation=undone.organisation,
                    covers_from=undone.covers_from,
                    covers_to=undone.covers_to,
                    reverses=undone.uuid,
                )
            )
            continue
        kind = BOOK.fact_types[draw(st.sampled_from(types))]
        day = FIRST_DAY + timedelta(days=draw(st.integers(0, 900)))
        dims = {
            name: draw(st.sampled_from(["main", "star"]))
            for name in kind.dimensions
            if draw(st.booleans())
        }
        facts.append(
            Fact(
                uuid=f"f{position}",
                position=position,
                fact_type=kind.code,
                organisation=draw(st.sampled_from(FIRMS)),
                covers_from=day,
                covers_to=day,
                value=draw(
                    st.sampled_from([Decimal(0), Decimal("1.5"), Decimal(7), Decimal("-2.25")])
                ),
                attributed=draw(st.sampled_from([Decimal("0.5"), Decimal(3)])),
                share=draw(st.sampled_from([Fraction(1), Fraction(1, 3)])),
                bound=draw(st.sampled_from([Bound.EQ, Bound.EQ, Bound.GT, Bound.ABOUT])),
                place=draw(st.sampled_from([None, "141031", "220100", "220000"])),
                object=draw(st.sampled_from([None, "o1", "o2"])),
                dims=dims,
                boundary=draw(st.sampled_from(["solo", "solo", "consolidated"])),
            )
        )
    members = tuple(
        Membership(organisation=firm, boundary=draw(st.sampled_from(["solo", "consolidated"])))
        for firm in FIRMS
        if draw(st.integers(0, 3))
    )
    said = (
        Statement(
            entity_kind="organisation",
            entity="A1",
            attribute="firm_kind",
            value="broker",
            valid_from=FIRST_DAY,
        ),
        Statement(
            entity_kind="organisation",
            entity="C1",
            attribute="merged_into",
            value="B1",
            valid_from=date(2020, 7, 1),
            position=draw(st.integers(0, 20)),
        ),
    )
    return Ledger(tuple(facts), {"returns": members}, said)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    ledger=ledgers(),
    by=st.sampled_from([(), ("organisation",), ("board",), ("province",), ("firm_kind", "board")]),
    year=st.sampled_from(["2019", "2020", "2021", "2020-S1", "2020-Q3"]),
    before=st.integers(0, 5),
)
def test_both_engines_give_the_same(
    ledger: Ledger, by: tuple[str, ...], year: str, before: int
) -> None:
    last = max((fact.position for fact in ledger.facts), default=0)
    position = max(last - before, 0)
    period = Period.parse(year)
    expected = evaluate(BOOK, ledger, INDICATORS, period, by, position)
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(lake_of(ledger, Path(folder)))
        question = Question(INDICATORS, (period,), by, position)
        answers = engine.answer(BOOK, question, LedgerWorld(ledger, position))
    assert {(a.indicator, a.cell): a.figure for a in answers} == {
        (e.indicator, e.cell): e.figure for e in expected
    }
    contributors = {
        (a.indicator, a.cell): a.behind.contributors for a in answers if not a.is_derived
    }
    assert contributors == {
        (e.indicator, e.cell): e.contributors
        for e in expected
        if (e.indicator, e.cell) in contributors
    }
