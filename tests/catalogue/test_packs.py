"""Every pack of the catalogue is sound, and every worked case comes out as it says."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from concentric.rulebook.api import check, dump, load, run_case
from concentric.rulebook.types import Case, Rulebook, SourceStatus

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = [ROOT / "catalogue"]
DEMO = [ROOT / "catalogue" / "base", ROOT / "tests" / "data" / "rulebook" / "demo"]
BOOKS: dict[str, Rulebook] = {"catalogue": load(CATALOGUE), "demo": load(DEMO)}
CASES = [(name, case) for name, book in BOOKS.items() for case in book.cases]


@pytest.mark.parametrize("paths", [CATALOGUE, DEMO], ids=["catalogue", "demo"])
def test_packs_are_sound(paths: list[Path]) -> None:
    assert [str(problem) for problem in check(paths)] == []


@pytest.mark.parametrize(
    ("name", "case"), CASES, ids=[f"{name}:{case.code}" for name, case in CASES]
)
def test_a_case_comes_out(name: str, case: Case) -> None:
    assert [failure.what for failure in run_case(BOOKS[name], case)] == []


def test_each_formula_has_a_case() -> None:
    book = BOOKS["demo"]
    expected = {expect.indicator for case in book.cases for expect in case.expect}
    shown = {book.indicators[code].formula for code in expected}
    assert shown == {indicator.formula for indicator in book.indicators.values()}
    assert len(shown) == 16


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_what_is_written_reads_back_with_the_same_hash(name: str, tmp_path: Path) -> None:
    dump(BOOKS[name], tmp_path)
    assert load([tmp_path / pack.code for pack in BOOKS[name].packs]).hash == BOOKS[name].hash


def test_loading_again_is_quick() -> None:
    begun = time.process_time()
    load(CATALOGUE)
    assert time.process_time() - begun < 1


def test_the_calendar_covers_the_demo_years() -> None:
    book = BOOKS["catalogue"]
    assert {2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026} <= set(book.calendar.years)
    for year in book.calendar.years.values():
        assert year.source.status in SourceStatus
        assert year.source.url is not None and "content_" in year.source.url
