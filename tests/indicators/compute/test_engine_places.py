"""A sum to a place: directly, or including the places within, level by level."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from concentric.facts import api as facts
from concentric.indicators.compute.terms import PLACE_DIGITS
from concentric.places import api as places
from concentric.places import reading
from concentric.places.types import Level
from concentric.rulebook.api import default_paths
from tests.access import factories as make
from tests.indicators.compute.test_services import computed, deal, opened, record

SHANXI, LINFEN, XIXIAN, LONGQUAN, TAIYUAN = "140000", "141000", "141031", "141031100", "140100"


@pytest.fixture
def shanxi(firms: tuple[str, ...], tmp_path: Path) -> tuple[str, ...]:
    """The divisions of one province, with what is said of them."""
    path = tmp_path / "shanxi.csv.xz"
    reading.write_divisions(
        [
            row
            for row in reading.read_divisions()
            if row.code.startswith("14") or row.level is Level.PROVINCE
        ],
        path,
    )
    places.load_divisions(actor=make.SYSTEM, path=path)
    places.state_places(actor=make.SYSTEM)
    return firms


def sums(by: str, code: str = "D-AMOUNT") -> dict[str, Decimal | None]:
    found = computed(code, by=(by,))
    assert all(opened(value).is_unchanged for value in found.values())
    return {dict(v.cell)[by]: v.rounded for v in found.values()}


def test_a_sum_to_a_prefecture_takes_in_what_lies_within(shanxi: tuple[str, ...]) -> None:
    record(
        deal("F001", 100, place=XIXIAN), deal("F002", 20, place=LONGQUAN),
        deal("F003", 3, place=LINFEN), deal("F001", 7, place=TAIYUAN),
        deal("F002", 50, place=SHANXI), deal("F003", 1000),
    )  # fmt: skip
    assert sums("place") == {XIXIAN: 100, LONGQUAN: 20, LINFEN: 3, TAIYUAN: 7, SHANXI: 50}
    assert sums("county") == {XIXIAN: 120}
    assert sums("prefecture") == {LINFEN: 123, TAIYUAN: 7}
    assert sums("province") == {SHANXI: 180}


def test_a_level_that_facts_have_as_a_dimension_is_also_said_by_their_place(
    shanxi: tuple[str, ...],
) -> None:
    facts.install_catalogue(actor=make.SYSTEM, rulebook_paths=default_paths())
    given: dict[str, Any] = {
        "fact_type": "returns.county_funds_given", "covers_from": date(2020, 1, 1),
        "covers_to": date(2020, 12, 31), "object_kind": None, "object_uuid": None,
    }  # fmt: skip
    record(
        deal("F001", 100, place=XIXIAN, dims={"kind": "education"}, **given),
        deal("F002", 20, place=LONGQUAN, dims={"kind": "industry"}, **given),
        deal("F003", 3, dims={"kind": "education", "county": XIXIAN}, **given),
        deal("F003", 7, place=LINFEN, dims={"kind": "education"}, **given),
    )
    found = computed("PA-04", by=("county", "kind"))
    assert {tuple(dict(v.cell).values()): v.rounded for v in found.values()} == {
        (XIXIAN, "education"): 103,
        (XIXIAN, "industry"): 20,
    }
    assert all(opened(value).is_unchanged for value in found.values())
    assert sums("county", "PA-04") == {XIXIAN: 123}
    assert sums("prefecture", "PA-04") == {LINFEN: 127}


def test_the_engine_and_the_places_call_levels_by_the_same_words() -> None:
    assert {"province", "prefecture", "county"} <= {str(level) for level in Level}
    assert set(PLACE_DIGITS) - {"region"} <= {str(level) for level in Level}
