"""Every figure that an outline of the securities pack names inside its sentences is an indicator."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from concentric.rulebook.api import load
from concentric.rulebook.types import ReportOutline

CATALOGUE = Path(__file__).resolve().parents[2] / "catalogue"
BOOK = load([CATALOGUE])
SPAN = re.compile(r"\{\{value (\S+) ([^{}]*)\}\}")
AREAS = (
    "poverty_alleviation",
    "real_economy",
    "investors",
    "culture",
    "research",
    "people",
    "public_welfare",
)


@pytest.fixture(params=sorted(BOOK.reports))
def outline(request: pytest.FixtureRequest) -> ReportOutline:
    return BOOK.reports[request.param]


def _plain(value: object) -> str:
    return json.dumps(value, default=dict, ensure_ascii=False)


def _spans(value: object) -> list[tuple[str, str]]:
    return SPAN.findall(_plain(value))


def test_every_span_names_an_indicator_and_a_period(outline: ReportOutline) -> None:
    spans = [span for chapter in outline.chapters for span in _spans(list(chapter.blocks))]
    assert spans
    for code, settings in spans:
        assert code in BOOK.indicators
        assert "period=" in settings


def test_both_languages_name_the_same_figures(outline: ReportOutline) -> None:
    def walk(value: object) -> None:
        if isinstance(value, dict):
            if "zh" in value and "en" in value:
                assert sorted(_spans(value["zh"])) == sorted(_spans(value["en"]))
            for below in value.values():
                walk(below)
        elif isinstance(value, list | tuple):
            for below in value:
                walk(below)

    walk(json.loads(_plain([list(chapter.blocks) for chapter in outline.chapters])))


def test_the_yearly_report_has_a_chapter_for_each_experience_area_and_four_strands() -> None:
    chapters = {chapter.code: chapter for chapter in BOOK.reports["csr-2020"].chapters}
    assert tuple(chapters)[: len(AREAS)] == AREAS
    headings = [block for block in chapters["next_steps"].blocks if "heading" in block]
    assert len(headings) == 4


def test_table_rows_are_indicators(outline: ReportOutline) -> None:
    rows = re.findall(r'"rows": \[([^\]]*)\]', _plain([list(c.blocks) for c in outline.chapters]))
    codes = {code for row in rows for code in json.loads(f"[{row}]")}
    assert codes
    assert codes <= set(BOOK.indicators)
