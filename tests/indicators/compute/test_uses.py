"""From a fact to the values and publications that count it, on its page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from concentric.access import api as access
from concentric.facts import api as facts
from concentric.facts.types import DimensionStatement, FactSource
from concentric.indicators import api as indicators
from concentric.kernel.api import Period, Role, uuid7
from tests.access import factories as make
from tests.indicators.compute.test_services import deal, record
from tests.indicators.compute.test_web import signed_in

YEARS = (Period.year(2019), Period.year(2020))


@pytest.fixture
def record_uuids(firms: tuple[str, ...]) -> tuple[Any, ...]:
    """Two facts of one record of F001, a fact of F002; F001 goes into F002 the year after."""
    row = uuid7()
    found = record(
        deal("F001", 100, source=FactSource("test", row, 1, "amount")),
        deal("F001", 7, source=FactSource("test", row, 1, "other"), dims={"board": "main"}),
        deal("F002", 50),
    )
    indicators.compute_standing(actor=make.SYSTEM, periods=YEARS)
    return found


def cells_of(uuid: Any) -> set[str]:
    return {
        f"{v.indicator} {v.period} {v.code}".strip()
        for v in indicators.values_using(facts.fact(uuid))
    }


def test_a_fact_names_the_values_that_count_it_and_no_others(record_uuids: tuple[Any, ...]) -> None:
    one, other, _ = record_uuids
    assert {
        "D-AMOUNT 2020",
        "D-AMOUNT 2020 organisation=F001",
        "D-AMOUNT 2020 board=star",
        "D-STAR 2020",
    } <= cells_of(one)
    assert not {c for c in cells_of(one) if "F002" in c or "board=main" in c or " 2019" in c}
    assert not {c for c in cells_of(other) if c.startswith("D-STAR")}


def test_a_fact_of_a_merged_member_counts_for_its_successor(record_uuids: tuple[Any, ...]) -> None:
    merged = DimensionStatement(
        entity_kind="organisation", entity="F001", attribute="merged_into", value="F002",
        valid_from=date(2020, 7, 1), valid_to=None,
    )  # fmt: skip
    facts.state_dimensions(actor=make.SYSTEM, statements=[merged])
    indicators.compute_standing(actor=make.SYSTEM, periods=YEARS)
    assert "D-AMOUNT 2020 organisation=F002" in cells_of(record_uuids[0])


def test_the_page_of_a_fact_leads_to_its_values_and_to_what_its_record_stated_besides(
    record_uuids: tuple[Any, ...],
) -> None:
    one, other, _ = record_uuids
    officer = signed_in(Role.OFFICER, access.convener_code())
    text = officer.get(f"/statistics/facts/{one}/").content.decode()
    used = {v.uuid for v in indicators.values_using(facts.fact(one))}
    assert used and all(f"/statistics/values/{uuid}/" in text for uuid in used)
    assert f"/statistics/facts/{other}/" in text
    pin = indicators.newest_pin()
    assert pin is not None
    whole = indicators.value_of(pin, "D-AMOUNT", YEARS[1], "")
    assert (
        f"/statistics/facts/{one}/"
        in officer.get(f"/statistics/values/{whole.uuid}/").content.decode()
    )
    source = FactSource("test", uuid7(), 1, "amount")
    facts.reverse(actor=make.SYSTEM, fact_uuid=one, source=source, reason="entered twice")
    facts.seal()
    assert "Reversed" in officer.get(f"/statistics/facts/{one}/").content.decode()


def test_the_page_of_a_fact_is_for_its_own_member(record_uuids: tuple[Any, ...]) -> None:
    contact = signed_in(Role.CONTACT, "F002")
    assert contact.get(f"/statistics/facts/{record_uuids[0]}/").status_code == 403
    assert contact.get(f"/statistics/facts/{record_uuids[2]}/").status_code == 200
    assert contact.get(f"/statistics/facts/{uuid7()}/").status_code == 404
