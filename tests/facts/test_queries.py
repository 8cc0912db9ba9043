"""The facts behind a number at a position, their fingerprint, dimensions, the copy for analysis."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import psycopg
import pyarrow as pa
import pytest

from concentric.audit.types import FindingKind
from concentric.facts import api as facts
from concentric.facts.types import (
    Basis,
    Confirmation,
    DimensionStatement,
    DraftFact,
    Selector,
)
from concentric.kernel.api import Missing, uuid7
from tests.audit.books import cheat
from tests.facts.drafts import ROOM, draft, source, year_draft

GIVEN = Selector(fact_type="test.given")


def record(*drafts: DraftFact) -> tuple[UUID, ...]:
    """Record and seal."""
    uuids = facts.record_many(actor=ROOM, drafts=drafts).uuids
    facts.seal()
    return uuids


def found(selector: Selector, position: int | None = None) -> set[UUID]:
    at = facts.position() if position is None else position
    return {fact.uuid for fact in facts.select(selector, at)}


def test_a_number_can_be_computed_as_recorded_by_a_position(committed_db: str, pack: str) -> None:
    one, two = record(draft(), draft())
    before = facts.position()
    fingerprint = facts.count_and_fingerprint(GIVEN, before)
    facts.reverse(actor=ROOM, fact_uuid=one, source=source(), reason="x")
    record(draft())
    (three,) = found(GIVEN) - {two}

    assert found(GIVEN, before) == {one, two}
    assert found(GIVEN, 1) == {one}
    assert facts.count_and_fingerprint(GIVEN, before) == fingerprint
    assert facts.count_and_fingerprint(GIVEN, facts.position()) != fingerprint
    fact = facts.fact(one)
    assert fact.is_live_at(before) and not fact.is_live_at(facts.position())
    assert not facts.fact(fact.reversed_by or one).is_live_at(facts.position())
    assert facts.fact(three).is_live_at(facts.position()) and not facts.fact(three).is_live_at(
        before
    )
    with pytest.raises(Missing):
        facts.fact(uuid7())


def test_the_fingerprint_is_that_of_the_selected_digests(committed_db: str, pack: str) -> None:
    record(*(draft(value=Decimal(n)) for n in range(25)), year_draft())
    position = facts.position()
    pages, after = [], 0
    while page := facts.select(GIVEN, position, after=after, limit=10):
        pages += page
        after = page[-1].position or 0

    assert [fact.value for fact in pages] == [Decimal(n) for n in range(25)]
    expected = facts.fingerprint(bytes.fromhex(fact.digest) for fact in pages)
    assert facts.count_and_fingerprint(GIVEN, position) == expected


def test_the_pages_of_a_number_with_very_many_facts_are_the_same(
    committed_db: str, pack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(*(year_draft() if n % 3 else draft(value=Decimal(n)) for n in range(60)))
    position = facts.position()
    monkeypatch.setattr("concentric.facts.queries._WALKED", 2)
    for after in range(0, position, 7):
        plain = facts.select(GIVEN, position, after=after, limit=5)
        assert facts.select(GIVEN, position, after=after, limit=5, expected=10**6) == plain


def test_each_part_of_a_selector_selects(committed_db: str, pack: str) -> None:
    plan = uuid7()
    fact, other = record(
        year_draft(
            2020, organisation="F002", place="220000", dims={"colour": "red"}, basis=Basis.ROOM,
            confirmation=Confirmation.TWO_SIDED,
        ),
        year_draft(2021, organisation="F003", dims={"colour": "blue"}),
    )  # fmt: skip
    (planned,) = record(
        draft("test.planned", object_kind="plan", object_uuid=plan, evidence=("a" * 64,))
    )

    def declared(**parts: object) -> Selector:
        return Selector(fact_type="test.declared", **parts)  # type: ignore[arg-type]  # parts of one test each

    assert found(declared()) == {fact, other}
    only_fact = [
        declared(where=(("colour", ("red", "green")),)),
        declared(covers_to=date(2020, 12, 31)),
        declared(organisations=("F001", "F002")),
        declared(places=("220000",)),
        declared(basis=Basis.ROOM),
        declared(confirmation=Confirmation.TWO_SIDED),
    ]
    assert [found(selector) for selector in only_fact] == [{fact}] * len(only_fact)
    assert found(declared(covers_from=date(2020, 1, 2))) == {other}
    assert found(declared(organisations=())) == set()
    assert found(Selector(fact_type="test.planned", objects=(plan,))) == {planned}


def test_of_states_the_latest_day_stands_and_of_one_day_the_latest_recorded(
    committed_db: str, pack: str
) -> None:
    def staffed(day: int, value: int, organisation: str = "F001", colour: str = "red") -> DraftFact:
        return draft(
            "test.staffed", covers_from=date(2020, 3, day), value=Decimal(value),
            organisation=organisation, dims={"colour": colour},
        )  # fmt: skip

    record(staffed(9, 1), staffed(5, 2), staffed(9, 3), staffed(1, 4, "F002"))
    (last,) = record(staffed(2, 5, colour="blue"))
    states = Selector(fact_type="test.staffed", latest=True)

    def values(selector: Selector, position: int) -> list[int]:
        return sorted(int(fact.value or 0) for fact in facts.select(selector, position))

    position = facts.position()
    assert values(states, position) == [3, 4, 5]
    assert values(states, 2) == [1]
    early = Selector(fact_type="test.staffed", latest=True, covers_to=date(2020, 3, 8))
    assert values(early, position) == [2, 4, 5]
    facts.reverse(actor=ROOM, fact_uuid=last, source=source(), reason="x")
    facts.seal()
    assert values(states, facts.position()) == [3, 4]
    assert facts.count_and_fingerprint(states, facts.position()).count == 2


def said(
    value: str | None, first: int, last: int | None = None, of: str = "F001"
) -> DimensionStatement:
    return DimensionStatement(
        entity_kind="organisation", entity=of, attribute="kind", value=value,
        valid_from=date(first, 1, 1), valid_to=None if last is None else date(last, 12, 31),
    )  # fmt: skip


def state(*statements: DimensionStatement) -> int:
    count = facts.state_dimensions(actor=ROOM, statements=statements)
    facts.seal()
    return count


def kinds(year: int, position: int | None = None) -> dict[str, str]:
    return facts.dimension_values(
        entity_kind="organisation", attribute="kind", on=date(year, 6, 1), position=position
    )


def test_of_statements_on_a_day_the_latest_wins(committed_db: str) -> None:
    assert state(said("broker", 2019), said("bank", 2019, of="F002")) == 2
    before = facts.dimension_position()
    assert state(said("group", 2020, 2021), said(None, 2020, of="F002")) == 2
    assert state(said("group", 2020, 2021)) == 0

    assert kinds(2018) == {}
    assert kinds(2019) == {"F001": "broker", "F002": "bank"}
    assert kinds(2020) == {"F001": "group"}
    assert kinds(2022) == {"F001": "broker"}
    assert kinds(2020, before) == {"F001": "broker", "F002": "bank"}
    history = facts.dimension_history(entity_kind="organisation", entity="F001")
    assert [(entry.statement.value, entry.position) for entry in history] == [
        ("broker", 1),
        ("group", 3),
    ]
    run = facts.dimension_statements(first_position=2, last_position=3)
    assert [entry.statement.entity for entry in run] == ["F002", "F001"]
    assert facts.verify_dimensions().ok


@pytest.mark.django_db
def test_a_statement_counts_at_once_for_who_asks_without_a_position() -> None:
    facts.state_dimensions(actor=ROOM, statements=[said("broker", 2019), said("group", 2020)])

    assert kinds(2020) == {"F001": "group"}
    assert kinds(2020, 0) == {}


def test_the_copy_for_analysis_holds_exact_numbers_and_the_same_fingerprint(
    committed_db: str, pack: str
) -> None:
    (fact,) = record(
        draft(
            value=Decimal("123456789012345678.123456"), dims={"note": 'a,"b" é'}, place="22",
            share_num=1, share_den=1, organisation='F"1',
        )
    )  # fmt: skip
    facts.reverse(actor=ROOM, fact_uuid=fact, source=source(), reason="x")
    record(draft(value=Decimal("-0.000001")))
    table = pa.Table.from_batches(list(facts.fact_rows(1, facts.position())))

    assert table.schema == facts.fact_schema()
    rows = table.to_pylist()
    assert [row["value"] for row in rows] == [
        Decimal("123456789012345678.123456"), None, Decimal("-0.000001"),
    ]  # fmt: skip
    assert (rows[0]["organisation"], rows[0]["dims"]) == ('F"1', '{"note": "a,\\"b\\" é"}')
    assert (rows[0]["person_key"], rows[1]["reverses"]) == (None, str(fact))
    live = facts.count_and_fingerprint(GIVEN, facts.position())
    assert (live.word_1, live.word_2) == (rows[2]["word_1"], rows[2]["word_2"])
    part = list(facts.fact_rows(2, 2))
    assert sum(batch.num_rows for batch in part) == 1
    assert list(facts.fact_rows(4, 9)) == [] or sum(b.num_rows for b in facts.fact_rows(4, 9)) == 0


@pytest.mark.parametrize(
    "change",
    [
        "value = value + 0.000001",
        "attributed = 1",
        "dims = '{}'",
        "evidence = '{}'",
        "covers_to = covers_to + 1, time_kind = 'period'",
        "recorded_at = recorded_at + interval '1 microsecond'",
        "organisation = 'F002'",
        "backfilled = NOT backfilled",
        "source_revision = 2",
        "place = NULL",
        "uuid = gen_random_uuid()",
    ],
)
def test_any_changed_byte_of_a_fact_is_found_and_named(
    committed_db: str, pack: str, owner_connection: psycopg.Connection, change: str
) -> None:
    rich = draft(
        "test.planned", place="22", object_kind="plan", object_uuid=uuid7(),
        dims={"colour": "red"}, evidence=("a" * 64,),
    )  # fmt: skip
    record(draft(), rich, draft())
    assert facts.verify().ok
    cheat(
        owner_connection, (f"UPDATE facts_fact SET {change} WHERE fact_type = 'test.planned'", [])
    )

    (finding,) = facts.verify().findings
    assert (finding.kind, finding.position, finding.book) == (FindingKind.ROW_CHANGED, 2, "facts")


def test_a_changed_byte_of_a_statement_is_found(
    committed_db: str, owner_connection: psycopg.Connection
) -> None:
    state(said("broker", 2019))
    cheat(owner_connection, ("UPDATE facts_dimension SET value = 'bank'", []))

    assert [f.kind for f in facts.verify_dimensions().findings] == [FindingKind.ROW_CHANGED]
