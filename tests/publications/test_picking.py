"""The picker beside a chapter: numbers, tables and charts as tags for both languages, as they will print."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import Any

import pytest

from concentric.publications.rules import markup
from concentric.publications.types import ChartBlock, TableBlock
from tests.publications import world as worlds
from tests.publications.test_web import BASE, client_of
from tests.publications.world import REPORT, World

pytestmark = pytest.mark.django_db
ADDRESS = f"{BASE}reports/{REPORT}/pick/"
NUMBER = {"what": "number", "indicator": "RE-02", "period": "2020", "by": "board:star"}
TABLE = {
    "what": "table", "indicators": "RE-01，RE-02", "periods": "2019 2020",
    "title_zh": "首发", "title_en": "Listings",
}  # fmt: skip
CHART = {
    "what": "chart", "kind": "bar", "indicator": "RE-02", "by": "board", "period": "2020",
    "title_zh": "{top}最多", "title_en": "{top}: the most", "alt_zh": "条形图", "alt_en": "Bars",
}  # fmt: skip


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.CONCENTRIC_LAKE = tmp_path / "lake"
    opened = worlds.opened()
    worlds.short_report(opened)
    return opened


def picked(world: World, given: dict[str, str]) -> str:
    answer = client_of(world.editor).post(ADDRESS, given, headers={"hx-request": "true"})
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def tags(page: str) -> list[str]:
    """The tags of the two buttons, the Chinese one first."""
    return [part.split('" data-into')[0] for part in page.split('data-insert="')[1:]]


def test_a_number_is_shown_in_both_languages_and_goes_into_either(world: World) -> None:
    page = picked(world, NUMBER)
    assert tags(page) == ["{{value RE-02 period=2020 by=board:star}}"] * 2
    assert "6.00亿元" in page
    assert "CNY 600" in page
    assert 'data-into="id_text_zh"' in page
    assert "data-block" not in page


def test_a_table_and_a_chart_come_with_their_words_in_each_language(world: World) -> None:
    page = picked(world, TABLE)
    (zh,), (en,) = (markup.parse_blocks(tag) for tag in tags(page))
    assert isinstance(zh, TableBlock) and isinstance(en, TableBlock)
    assert (zh.title, en.title, zh.indicators) == ("首发", "Listings", ("RE-01", "RE-02"))
    assert "data-block" in page
    page = picked(world, CHART)
    (zh_chart,), (en_chart,) = (markup.parse_blocks(tag) for tag in tags(page))
    assert isinstance(zh_chart, ChartBlock) and isinstance(en_chart, ChartBlock)
    assert (zh_chart.title, en_chart.alt) == ("{top}最多", "Bars")
    assert "STAR Market: the most" in page


@pytest.mark.parametrize(
    "given",
    [
        {**NUMBER, "indicator": "XX-99"}, {**NUMBER, "indicator": "x"}, {**NUMBER, "by": "moon:x"},
        {**NUMBER, "by": "board"}, {**NUMBER, "period": "2020-Q1"}, {**NUMBER, "period": "soon"},
        {**NUMBER, "period": ""}, {**NUMBER, "decimals": "99"}, {**TABLE, "indicators": "RE-01 XX-99"},
        {**TABLE, "periods": ","}, {**CHART, "by": "moon"}, {**CHART, "kind": "pie"}, {**CHART, "alt_en": " "},
    ],
)  # fmt: skip
def test_what_nobody_can_answer_is_said_and_not_offered(
    world: World, given: dict[str, str]
) -> None:
    page = picked(world, given)
    assert tags(page) == []
    assert "cannot be inserted" in page or "Something is missing" in page


def test_without_a_script_the_tag_comes_on_a_page_of_its_own(world: World) -> None:
    editor = client_of(world.editor)
    page = editor.post(ADDRESS, NUMBER).content.decode()
    assert page.count("<h1") == 1
    assert "{{value RE-02 period=2020 by=board:star}}" in page
    assert editor.post(ADDRESS, {"what": "spell"}).status_code == 404


def test_the_chapter_page_offers_all_three(world: World) -> None:
    address = f"{BASE}reports/{REPORT}/chapters/poverty_alleviation/"
    page = client_of(world.editor).get(address).content.decode()
    for what in ("number", "table", "chart"):
        assert f'name="what" value="{what}"' in page
    assert page.count('id="id_text_zh"') == 1
