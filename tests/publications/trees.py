"""Trees for tests: the outline of the catalogue with made-up numbers, and small documents by hand."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from concentric.kernel.api import Period, round_half_up
from concentric.publications.render import html, typst
from concentric.publications.rules import composing, markup, outline
from concentric.publications.types import (
    Asked,
    Block,
    Chapter,
    Document,
    Edition,
    Language,
    Number,
    Statistic,
)
from concentric.rulebook.api import default_paths, load
from concentric.rulebook.types import Rulebook

YEAR = Period.parse("2020")
WORDS = {
    "contents": "Contents", "item": "Item", "unit": "Unit", "table": "Table", "figure": "Figure",
    "imprint": "Imprint", "draft": "Draft", "sample": "Sample", "source": "Source", "as_of": "As of",
}  # fmt: skip


@cache
def rulebook() -> Rulebook:
    return load(default_paths())


def number(indicator: str, value: Fraction | None, **changes: Any) -> Number:
    """A pinned number of the year 2020."""
    cell = changes.pop("cell", ())
    period = changes.pop("period", YEAR)
    unit = rulebook().indicator(indicator).unit
    rounded = None
    if value is not None:
        rounded = round_half_up(value, rulebook().indicator(indicator).decimals)
    return Number(
        asked=Asked(indicator, period, cell), exact=value, rounded=rounded, unit=unit, **changes
    )


def sources(
    numbers: Sequence[Number], language: Language = Language.ZH, members: Sequence[str] = ()
) -> composing.Sources:
    return composing.Sources(
        words=composing.Words(
            language=language, median="中位数", missing="未报送",
            withheld={"too_few": "不足三家"}, source="报送表", as_of="2021-10-21",
        ),
        rulebook=rulebook(),
        numbers={one.asked: one for one in numbers},
        members={"returns": members},
        names={code: f"示例证券{code[1:]}" for code in members},
    )  # fmt: skip


def document(
    text: str,
    numbers: Sequence[Number],
    *,
    language: Language = Language.ZH,
    members: Sequence[str] = (),
) -> Document:
    """A document of one chapter."""
    chapter = Chapter("one", "第一章", markup.parse_blocks(text))
    return _document(composing.printed([chapter], sources(numbers, language, members)), language)


def outline_document(language: Language = Language.ZH, firms: int = 3) -> Document:
    """The report of the catalogue, every number made up but the same each time."""
    chapters = outline_chapters(language)
    members = [f"F{n:03}" for n in range(1, firms + 1)]
    numbers = list(made_up(chapters, members))
    return _document(composing.printed(chapters, sources(numbers, language, members)), language)


def outline_chapters(language: Language) -> list[Chapter]:
    return [
        Chapter(
            one.code, one.title.in_language(language),
            markup.parse_blocks(outline.chapter_text(one.blocks, language)),
        )
        for one in rulebook().report("csr-2020").chapters
    ]  # fmt: skip


def made_up(chapters: Sequence[Chapter], members: Sequence[str]) -> list[Number]:
    chance = random.Random(20)
    numbers: dict[Asked, Number] = {}
    for question in sorted(
        {q for one in chapters for q in composing.questions(one.blocks)}, key=str
    ):
        for cell in _cells(question, members):
            made = number(
                question.indicator,
                _value(question.indicator, chance),
                cell=cell,
                period=question.period,
            )
            numbers[made.asked] = made
        if question.by == ("organisation",):
            asked = Asked(question.indicator, question.period, (), Statistic.MEDIAN)
            numbers[asked] = Number(
                asked=asked, exact=Fraction(7, 2), rounded=Decimal("3.5"),
                unit=rulebook().indicator(question.indicator).unit,
            )  # fmt: skip
    return list(numbers.values())


def paper(**changes: Any) -> typst.Paper:
    given: dict[str, Any] = {
        "trace": lambda code: f"https://example.org/n/{code}", "picture": still, "edition": "会员版",
        "dated": "2021年10月21日", "footer": "csr-2020-1", "words": WORDS,
    }  # fmt: skip
    return typst.Paper(**{**given, **changes})


def frame(**changes: Any) -> html.Frame:
    given: dict[str, Any] = {
        "trace": lambda code: f"/n/{code}", "option": lambda spec: {"alt": spec.alt}, "contents": "目录",
        "as_table": "表格", "unit": "单位", "item": "项目", "source": "来源", "as_of": "截至",
        "missing": "未报送", "now": "现为", "download": "下载", "sample": "示例数据", "draft": "草稿",
    }  # fmt: skip
    return html.Frame(**{**given, **changes})


def still(_spec: Any) -> str:
    return '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="20"><rect width="9" height="9"/></svg>'


def blocks(document: Document) -> list[Block]:
    return [block for chapter in document.chapters for block in chapter.blocks]


def _cells(question: composing.Question, members: Sequence[str]) -> list[Any]:
    if not question.by:
        return [()]
    if question.by == ("organisation",):
        return [(("organisation", code),) for code in members]
    measure = rulebook().indicator(question.indicator).measure
    assert measure is not None
    listed = rulebook().fact_type(measure.fact_type).dimensions[question.by[0]].list
    return [((question.by[0], code),) for code in rulebook().items(listed or "")]


def _value(indicator: str, chance: random.Random) -> Fraction:
    unit = rulebook().indicator(indicator).unit
    if unit == "ratio":
        return Fraction(chance.randrange(-4000, 9999), 9973)
    if unit == "CNY":
        return Fraction(chance.randrange(1, 10**14), 100)
    return Fraction(chance.randrange(1, 100_000))


def _document(chapters: tuple[Chapter, ...], language: Language) -> Document:
    return Document(
        code="csr-2020-1", title="2020年度履行社会责任情况报告", publisher="示例协会", language=language,
        edition=Edition.MEMBER, period=YEAR, dated_on=date(2021, 10, 21), chapters=chapters,
        particulars=(("位置", "12345"),),
    )  # fmt: skip
