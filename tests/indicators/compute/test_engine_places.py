"""A sum to a place: directly, or including the places within, level by level."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from concentric.indicators.compute.terms import PLACE_DIGITS
from concentric.places import api as places
from concentric.places import reading
from concentric.places.types import Level
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


def sums(by: str) -> dict[str, Decimal | None]:
    found = computed("D-AMOUNT", by=(by,))
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


def test_the_engine_and_the_places_call_levels_by_the_same_words() -> None:
    assert {"province", "prefecture", "county"} <= {str(level) for level in Level}
    assert set(PLACE_DIGITS) - {"region"} <= {str(level) for level in Level}
