"""From authored chapters and pinned numbers to the printed tree. What it asks for is known before it is answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from concentric.desk.types import ChartKind, ChartSpec, Series
from concentric.kernel.api import Period
from concentric.publications.rules import display
from concentric.publications.types import (
    Asked,
    Block,
    Chapter,
    ChartBlock,
    Each,
    Grid,
    GridRow,
    Heading,
    Inline,
    Inlines,
    Language,
    Note,
    Number,
    NumberSpan,
    OwnName,
    PageBreak,
    Paragraph,
    Picture,
    Shown,
    Statistic,
    TableBlock,
    Text,
)
from concentric.rulebook.types import Rulebook

ORGANISATION = "organisation"
WITHHELD_MARK = "\u00b7"
MISSING_MARK = "\u2014"
TOP = "{top}"
"""Stands in the title of a chart for its greatest category: a finding that cannot grow stale."""
_UNNAMED = "?"


@dataclass(frozen=True, slots=True)
class Question:
    """Values to ask the engine for: one indicator, one period, divided by some breakdowns."""

    indicator: str
    period: Period
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a language that a printed tree needs besides its own."""

    language: Language
    median: str
    missing: str
    withheld: Mapping[str, str]
    source: str
    as_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What a tree is printed from. `codes` grows as numbers appear: the first one printed is n1."""

    words: Words
    rulebook: Rulebook
    numbers: Mapping[Asked, Number] = field(hash=False)
    members: Mapping[str, Sequence[str]] = field(hash=False)
    """Organisations of each population, in the order of their pages."""
    names: Mapping[str, str] = field(hash=False)
    codes: dict[Asked, str] = field(default_factory=dict, hash=False)

    @property
    def language(self) -> Language:
        return self.words.language


def questions(blocks: Iterable[Block]) -> Iterator[Question]:
    """Everything that blocks ask for, with repetitions."""
    for block in blocks:
        if isinstance(block, Each):
            yield from questions(block.blocks)
        elif isinstance(block, Heading | Paragraph | Note):
            for one in block.inlines:
                if isinstance(one, NumberSpan):
                    by = [name for name, _ in one.cell] + ([ORGANISATION] if one.is_own else [])
                    yield Question(one.indicator, one.period, tuple(sorted(by)))
        elif isinstance(block, TableBlock):
            by_own = (ORGANISATION,) if block.is_own else ()
            for indicator in block.indicators:
                yield from (Question(indicator, period, by_own) for period in block.periods)
        elif isinstance(block, ChartBlock):
            yield Question(block.indicator, block.period, (block.by,))


def printed(chapters: Sequence[Chapter], sources: Sources) -> tuple[Chapter, ...]:
    """The chapters with every number filled in. Numbers nobody has are shown as missing."""
    return tuple(
        Chapter(one.code, one.title, tuple(_blocks(one.blocks, sources, None))) for one in chapters
    )


def is_repeated(chapter: Chapter) -> bool:
    """Whether a chapter is about single members: it belongs to the members' edition only."""
    return any(isinstance(block, Each) for block in chapter.blocks)


def shown_numbers(blocks: Iterable[Block]) -> Iterator[Shown]:
    """Every printed number, in the order of the page."""
    for block in blocks:
        if isinstance(block, Heading | Paragraph | Note):
            yield from (one for one in block.inlines if isinstance(one, Shown))
        elif isinstance(block, Grid):
            yield from (cell for row in block.rows for cell in row.cells)
        elif isinstance(block, Picture):
            yield from (shown for _, shown in block.numbers)


def _blocks(blocks: Iterable[Block], sources: Sources, own: str | None) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Each):
            for code in sources.members.get(block.population, ()):
                yield PageBreak()
                yield from _blocks(block.blocks, sources, code)
        elif isinstance(block, Heading | Paragraph | Note):
            made = type(block)(_inlines(block.inlines, sources, own))
            if own is None or not _says_nothing(made):
                yield made
        elif isinstance(block, TableBlock):
            yield _grid(block, sources, own)
        elif isinstance(block, ChartBlock):
            yield _picture(block, sources)
        else:
            yield block


def _says_nothing(block: Heading | Paragraph | Note) -> bool:
    """Whether an organisation reported none of the numbers of a text: its page leaves it out, its table says so."""
    numbers = [one for one in block.inlines if isinstance(one, Shown)]
    return bool(numbers) and all(one.is_missing for one in numbers)


def _inlines(inlines: Inlines, sources: Sources, own: str | None) -> Inlines:
    return tuple(_inline(one, sources, own) for one in inlines)


def _inline(inline: Inline, sources: Sources, own: str | None) -> Inline:
    if isinstance(inline, OwnName):
        return Text(sources.names.get(own or "", own or _UNNAMED))
    if not isinstance(inline, NumberSpan):
        return inline
    cell = inline.cell
    if inline.is_own:
        cell = tuple(sorted((*cell, (ORGANISATION, own or ""))))
    asked = Asked(inline.indicator, inline.period, cell)
    scale = inline.scale or _indicator_scale(inline.indicator, inline.period, sources)
    return _shown(asked, sources, scale, inline.decimals, has_unit=inline.has_unit)


def _indicator_scale(code: str, period: Period, sources: Sources) -> str:
    return sources.rulebook.indicator(code, period.end).scale


def _shown(
    asked: Asked,
    sources: Sources,
    scale: str,
    decimals: int | None,
    *,
    has_unit: bool,
    language: Language | None = None,
) -> Shown:
    """One number in words, under the code of its first appearance.

    Figures in columns are grouped as in English in both languages, so that they align.
    """
    code = sources.codes.setdefault(asked, f"n{len(sources.codes) + 1}")
    indicator = sources.rulebook.indicator(asked.indicator, asked.period.end)
    title = f"{indicator.name.in_language(sources.language)} {asked.period}"
    number = sources.numbers.get(asked)
    if number is not None and number.withheld:
        reason = sources.words.withheld[number.withheld]
        return Shown(code=code, text=WITHHELD_MARK, title=title, withheld=reason)
    if number is None or number.exact is None:
        return Shown(code=code, text=MISSING_MARK, title=title, is_missing=True)
    places = display.decimals_of(indicator, scale, decimals)

    def write(one: Number) -> str:
        return display.written(
            one, scale, places, language or sources.language, sources.rulebook, has_unit=has_unit
        )

    value = display.stated(number, scale, places)
    return Shown(
        code=code,
        text=write(number),
        exact=display.exact_words(number, sources.rulebook, sources.language),
        title=title,
        restated="" if number.restated is None else write(_now(number, number.restated)),
        value=None if value is None else _as_written(value, scale, has_unit),
    )


def _as_written(value: Decimal, scale: str, has_unit: bool) -> Decimal:
    """What a reader reads: with its scale word the whole amount; percent signs are units of their own."""
    power = display.POWERS[scale]
    return value.scaleb(power) if has_unit and power > 0 else value


def _now(number: Number, restated: Decimal) -> Number:
    return replace(number, exact=Fraction(restated), rounded=restated, restated=None)


def _grid(block: TableBlock, sources: Sources, own: str | None) -> Grid:
    columns = [str(period) for period in block.periods]
    if block.is_own:
        columns.append(sources.words.median)
    rows = [_row(code, block, sources, own) for code in block.indicators]
    return Grid(block.title, tuple(columns), tuple(rows))


def _row(code: str, block: TableBlock, sources: Sources, own: str | None) -> GridRow:
    indicator = sources.rulebook.indicator(code, block.periods[-1].end)
    scale = indicator.scale
    if not display.has_scale(indicator.unit, scale, sources.rulebook):
        scale = "1"
    cell = ((ORGANISATION, own or ""),) if block.is_own else ()
    asked = [Asked(code, period, cell) for period in block.periods]
    if block.is_own:
        asked.append(Asked(code, block.periods[-1], (), Statistic.MEDIAN))
    return GridRow(
        indicator.name.in_language(sources.language),
        display.unit_words(indicator.unit, scale, sources.language, sources.rulebook),
        tuple(
            _shown(one, sources, scale, None, has_unit=False, language=Language.EN) for one in asked
        ),
    )


def _picture(block: ChartBlock, sources: Sources) -> Picture:
    indicator = sources.rulebook.indicator(block.indicator, block.period.end)
    scale = indicator.scale
    if not display.has_scale(indicator.unit, scale, sources.rulebook):
        scale = "1"
    found = _categories(block, sources)
    numbers = [
        _shown(asked, sources, scale, None, has_unit=False, language=Language.EN)
        for _, asked in found
    ]
    names = tuple(name for name, _ in found)
    language = sources.language
    decimals = display.decimals_of(indicator, scale)
    spec = ChartSpec(
        kind=ChartKind(block.kind) if block.kind == "share" else ChartKind.BAR,
        title=_finding(block.title, names, numbers) or indicator.name.in_language(language),
        subtitle=f"{indicator.name.in_language(language)} {block.period}",
        alt=_alt(block, names, numbers),
        categories=names,
        series=(Series(indicator.name.in_language(language), tuple(one.value for one in numbers)),),
        unit=display.unit_words(indicator.unit, scale, language, sources.rulebook),
        source=sources.words.source,
        as_of=sources.words.as_of,
        horizontal=True,
        decimals=decimals,
        withheld=tuple(name for name, one in zip(names, numbers, strict=True) if one.withheld),
    )
    return Picture(spec, tuple(zip(names, numbers, strict=True)))


def _finding(title: str, names: Sequence[str], numbers: Sequence[Shown]) -> str:
    """The title of a chart, its greatest category filled in; empty where none is greatest or one is withheld."""
    if TOP not in title:
        return title
    known = [
        (one.value, name) for name, one in zip(names, numbers, strict=True) if one.value is not None
    ]
    if not known or any(one.withheld for one in numbers):
        return ""
    greatest = max(value for value, _ in known)
    tops = [name for value, name in known if value == greatest]
    return title.replace(TOP, tops[0]) if len(tops) == 1 else ""


def _alt(block: ChartBlock, names: Sequence[str], numbers: Sequence[Shown]) -> str:
    """The author's words, then what the bars say: who does not see the picture misses nothing."""
    if not block.alt:
        return ""
    return f"{block.alt} " + "; ".join(
        f"{name} {one.text}" for name, one in zip(names, numbers, strict=True)
    )


def _categories(block: ChartBlock, sources: Sources) -> list[tuple[str, Asked]]:
    """The cells of a breakdown in the order of its code list; without a list the greatest first."""
    items = _items(block, sources)
    cells = {
        asked.cell[0][1]: asked
        for asked in sources.numbers
        if asked.indicator == block.indicator and asked.period == block.period
        and asked.statistic is Statistic.VALUE and [name for name, _ in asked.cell] == [block.by]
    }  # fmt: skip
    order = {code: place for place, code in enumerate(items)}

    def place(code: str) -> tuple[int, Decimal, str]:
        rounded = sources.numbers[cells[code]].rounded
        size = Decimal(0) if order else (rounded or Decimal(0))
        return (order.get(code, len(order)), -size, code)

    return [(items.get(code, code), cells[code]) for code in sorted(cells, key=place)]


def _items(block: ChartBlock, sources: Sources) -> dict[str, str]:
    indicator = sources.rulebook.indicator(block.indicator, block.period.end)
    if indicator.measure is None:
        return {}
    fact_type = sources.rulebook.fact_type(indicator.measure.fact_type, block.period.end)
    dimension = fact_type.dimensions.get(block.by)
    if dimension is None or dimension.list is None:
        return {}
    return {
        code: item.name.in_language(sources.language)
        for code, item in sources.rulebook.items(dimension.list).items()
    }
