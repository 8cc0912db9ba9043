"""From recorded facts to kept values and back, against the database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from concentric.facts import api as facts
from concentric.facts.types import DraftFact, FactSource
from concentric.indicators import api as indicators
from concentric.indicators.compute.lake import Lake
from concentric.indicators.types import Pin, Value
from concentric.kernel.api import Period, Refused, Role, uuid7
from concentric.members import api as members
from tests.access import factories as make

YEAR = Period.year(2020)
SYSTEM = make.SYSTEM
SPRING = date(2020, 3, 1)


def deal(organisation: str, value: int, **changes: Any) -> DraftFact:
    base: dict[str, Any] = {
        "fact_type": "demo.deal_closed", "organisation": organisation, "value": Decimal(value),
        "source": FactSource("test", uuid7(), 1, "amount"), "covers_from": SPRING,
        "covers_to": SPRING, "object_kind": "company", "object_uuid": uuid7(),
        "dims": {"board": "star"},
    }  # fmt: skip
    return DraftFact(**(base | changes))


def record(*drafts: DraftFact) -> tuple[Any, ...]:
    return facts.record_many(actor=SYSTEM, drafts=drafts).uuids


def computed(*codes: str, by: tuple[str, ...] = (), pin: Pin | None = None) -> dict[str, Value]:
    found = indicators.compute(actor=SYSTEM, indicators=codes, periods=[YEAR], by=by, pin=pin)
    return {f"{v.indicator} {v.code}".strip(): v for v in found}


def opened(value: Value) -> Any:
    return indicators.trace(actor=SYSTEM, uuid=value.uuid)


def test_what_was_recorded_is_computed_kept_and_found_again(firms: tuple[str, ...]) -> None:
    record(deal("F001", 100), deal("F002", 50), deal("F002", 7, dims={"board": "main"}))
    found = computed("D-AMOUNT", "D-DEALS", "D-STAR", "D-SHARE")
    assert [found[c].rounded for c in ("D-AMOUNT", "D-DEALS", "D-STAR")] == [157, 3, 150]
    assert found["D-AMOUNT"].contributors == 2
    again = computed("D-AMOUNT", "D-DEALS", "D-STAR", "D-SHARE")
    assert {v.uuid for v in again.values()} == {v.uuid for v in found.values()}
    trace = opened(found["D-STAR"])
    assert trace.is_unchanged
    assert [fact.fact.value for fact in trace.facts] == [100, 50]
    share = opened(found["D-SHARE"])
    assert {one.role: one.value.rounded for one in share.inputs} == {"part": 150, "whole": 157}
    assert found["D-SHARE"].contributors == 2


@pytest.mark.parametrize("by", [("organisation",), ("board",), ("board", "organisation")])
def test_every_cell_opens_to_exactly_its_facts(firms: tuple[str, ...], by: tuple[str, ...]) -> None:
    record(
        deal("F001", 100), deal("F002", 50), deal("F002", 7, dims={"board": "main"}),
        deal("F003", 0), deal("F001", 9, covers_from=date(2019, 5, 1), covers_to=date(2019, 5, 1)),
    )  # fmt: skip
    found = computed("D-AMOUNT", "D-DEALS", by=by)
    assert len(found) > 3
    assert all(opened(value).is_unchanged for value in found.values())


def test_a_reversal_restates_and_the_former_position_keeps_its_number(
    firms: tuple[str, ...],
) -> None:
    (first, _) = record(deal("F001", 100), deal("F002", 50))
    before = indicators.pin_now()
    assert computed("D-AMOUNT", pin=before)["D-AMOUNT"].rounded == 150
    facts.reverse(
        actor=SYSTEM,
        fact_uuid=first,
        source=FactSource("test", uuid7(), 1, "reversal"),
        reason="typing",
    )
    assert computed("D-AMOUNT")["D-AMOUNT"].rounded == 50
    then = computed("D-AMOUNT", pin=before)["D-AMOUNT"]
    assert then.rounded == 150
    assert opened(then).is_unchanged


def test_last_states_open_to_the_states_that_count(firms: tuple[str, ...]) -> None:
    def staff(organisation: str, value: int, day: date) -> DraftFact:
        return deal(
            organisation, value, fact_type="demo.staff_declared", covers_from=day, covers_to=day,
            object_kind=None, object_uuid=None, dims={},
        )  # fmt: skip

    record(
        staff("F001", 10, date(2019, 12, 31)), staff("F001", 12, SPRING), staff("F001", 14, YEAR.end),
        staff("F002", 30, date(2019, 12, 31)),
    )  # fmt: skip
    found = computed("D-STAFF", "D-STANDING", "D-STATE")
    assert [found[c].rounded for c in ("D-STAFF", "D-STANDING", "D-STATE")] == [14, 44, 44]
    assert all(opened(value).is_unchanged for value in found.values())
    assert len(opened(found["D-STATE"]).facts) == 2


def test_only_members_of_the_population_count_and_only_as_known(firms: tuple[str, ...]) -> None:
    record(deal("F001", 1), deal("F002", 2), deal("F003", 4))
    before = indicators.pin_now()
    members.define_population(
        actor=SYSTEM, code="returns", organisations=["F001"], valid_from=date(2019, 1, 1)
    )
    assert computed("D-AMOUNT")["D-AMOUNT"].rounded == 1
    assert computed("D-AMOUNT", pin=before)["D-AMOUNT"].rounded == 7


def test_nothing_reported_is_kept_as_such(firms: tuple[str, ...]) -> None:
    value = computed("D-AMOUNT")["D-AMOUNT"]
    assert (value.exact, value.rounded, value.facts) == (None, None, 0)


def test_a_fact_names_the_values_that_count_it(firms: tuple[str, ...]) -> None:
    (uuid,) = record(deal("F001", 100))
    indicators.compute_standing(actor=SYSTEM, periods=[YEAR])
    using = indicators.values_using(facts.fact(uuid))
    assert {(v.indicator, v.code) for v in using} >= {
        ("D-AMOUNT", ""), ("D-AMOUNT", "organisation=F001"), ("D-AMOUNT", "board=star"),
        ("D-SHARE", ""), ("D-DEALS", ""),
    }  # fmt: skip
    assert not {v.indicator for v in using} & {"D-SUM", "D-STAFF"}


def test_the_standing_set_is_computed_once_per_pin(firms: tuple[str, ...]) -> None:
    record(deal("F001", 100))
    steps: list[tuple[int, int, str]] = []
    written = indicators.compute_standing(
        actor=SYSTEM, periods=[YEAR], report=lambda *step: steps.append(step)
    )
    assert written > 20
    assert [done for done, _, _ in steps] == list(range(len(steps)))
    assert indicators.compute_standing(actor=SYSTEM, periods=[YEAR]) == 0
    pin = indicators.newest_pin()
    assert pin is not None
    assert indicators.value_of(pin, "D-AMOUNT", YEAR, "organisation=F001").rounded == 100


def test_asking_for_the_standing_set_many_times_waits_as_one(firms: tuple[str, ...]) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    for _ in range(3):
        indicators.recompute_standing(actor=SYSTEM)
    assert ProcrastinateJob.objects.filter(task_name="indicators.compute_standing").count() == 1


def test_only_staff_computes(firms: tuple[str, ...]) -> None:
    with pytest.raises(Refused):
        indicators.compute(
            actor=make.acting(Role.CONTACT, "F001"), indicators=["D-AMOUNT"], periods=[YEAR]
        )


@pytest.fixture
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("concentric.indicators.compute.lake.SEGMENT", 4)


def rows_of(lake: Lake) -> list[dict[str, Any]]:
    """Every row of the lake with the columns that the ledger exports under the same name."""
    tables = [pq.read_table(lake.root / segment.facts) for segment in lake.segments()]
    names = ("position", "organisation", "value", "attributed", "word_1", "word_2", "d_board")
    return [
        {name: row.get(name) for name in names} for table in tables for row in table.to_pylist()
    ]


def test_the_lake_holds_what_the_ledger_holds(firms: tuple[str, ...], small_segments: None) -> None:
    uuids = record(*(deal("F001", n) for n in range(1, 10)))
    facts.reverse(
        actor=SYSTEM,
        fact_uuid=uuids[2],
        source=FactSource("test", uuid7(), 1, "r"),
        reason="typing",
    )
    lake = indicators.fill_lake(indicators.pin_now().position)
    exported = pa.Table.from_batches(facts.fact_rows(1, 10))
    ledger = exported.filter(pc.is_null(exported["reverses_position"]))
    found = rows_of(lake)
    assert [row["position"] for row in found] == ledger["position"].to_pylist()
    for name in ("organisation", "value", "attributed", "word_1", "word_2"):
        assert [row[name] for row in found] == ledger[name].to_pylist()
    assert {row["d_board"] for row in found} == {"star"}
    assert [(s.first, s.last, s.rows, s.reversed_rows) for s in lake.segments()] == [
        (1, 4, 4, 0), (5, 8, 4, 0), (9, 10, 1, 1),
    ]  # fmt: skip


def test_a_lake_built_anew_is_the_same(firms: tuple[str, ...], small_segments: None) -> None:
    def fingerprints(lake: Lake) -> list[tuple[int, ...]]:
        return [
            (s.first, s.last, s.rows, s.reversed_rows, s.word_1, s.word_2) for s in lake.segments()
        ]

    for number in range(3):
        record(*(deal("F002", n) for n in range(1 + number, 4 + number)))
        grown = indicators.fill_lake(indicators.pin_now().position)
    before, rows = fingerprints(grown), rows_of(grown)
    rebuilt = indicators.rebuild_lake()
    assert (fingerprints(rebuilt), rows_of(rebuilt)) == (before, rows)


def test_a_fill_killed_in_the_middle_leaves_the_former_lake(
    firms: tuple[str, ...], small_segments: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(*(deal("F001", n) for n in range(1, 6)))
    lake = indicators.fill_lake(indicators.pin_now().position)
    held = rows_of(lake)
    record(*(deal("F001", n) for n in range(6, 12)))
    upto = indicators.pin_now().position

    class Killed(BaseException):
        pass

    saved: list[str] = []

    def save(self: Lake, table: pa.Table, name: str, row_group: int) -> None:
        if len(saved) == 4:
            raise Killed
        saved.append(name)
        keep(self, table, name, row_group)

    keep = Lake._save
    monkeypatch.setattr(Lake, "_save", save)
    with pytest.raises(Killed):
        indicators.fill_lake(upto)
    assert rows_of(lake) == held
    monkeypatch.setattr(Lake, "_save", keep)
    filled = indicators.fill_lake(upto)
    assert [row["position"] for row in rows_of(filled)] == list(range(1, 12))
    named = {s.facts for s in filled.segments()}
    assert {f"facts/{path.name}" for path in (filled.root / "facts").iterdir()} == named
