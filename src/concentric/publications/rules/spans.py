"""The grammar of what stands in double braces: `{{value RE-02 period=2020 scale=100m decimals=2 by=board:star}}`.

A tag is a word, then plain words and `name=value` options; a value with spaces stands in double quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from concentric.kernel.api import Invalid, Period, msgid
from concentric.publications.types import ChartBlock, NumberSpan, TableBlock

TAG = re.compile(r"\{\{((?:[^{}\"]|\"(?:[^\"\\]|\\.)*\")*)\}\}")
_PIECE = re.compile(r'\s*(?:([a-z_]+)=)?("(?:[^"\\]|\\.)*"|[^\s"=]+)(?=\s|$)')
_CODE = re.compile(r"[A-Z]{2,3}-[0-9]{2,3}")
_PLAIN = re.compile(r"[^\s\"={}\\]+")
SCALES = ("1", "10k", "100m", "10k_100m", "percent", "permille")
OWN = "self"
MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Tag:
    """What stands in one pair of double braces."""

    word: str
    words: tuple[str, ...] = ()
    options: dict[str, str] = field(default_factory=dict, hash=False)


def parse_tag(text: str) -> Tag:
    """Read the inside of double braces. Raises `Invalid` for anything that is not of the grammar."""
    words: list[str] = []
    options: dict[str, str] = {}
    at = 0
    stripped = text.strip()
    while at < len(stripped):
        found = _PIECE.match(stripped, at)
        if found is None or (found[1] and found[1] in options):
            raise _unreadable(text)
        value = _unquoted(found[2])
        if found[1]:
            options[found[1]] = value
        elif options:
            raise _unreadable(text)
        else:
            words.append(value)
        at = found.end()
    if not words:
        raise _unreadable(text)
    return Tag(words[0], tuple(words[1:]), options)


def format_tag(tag: Tag) -> str:
    """The tag with its braces; `parse_tag` reads it back."""
    pieces = [tag.word, *(_quoted(word) for word in tag.words)]
    pieces += [f"{name}={_quoted(value)}" for name, value in tag.options.items()]
    return "{{" + " ".join(pieces) + "}}"


def number_span(tag: Tag) -> NumberSpan:
    """The number a tag `value` asks for."""
    options = dict(tag.options)
    span = NumberSpan(
        indicator=_indicator(tag, tag.words),
        period=_period(tag, options.pop("period", "")),
        cell=_cell(tag, options.pop("by", "")),
        scale=_scale(tag, options.pop("scale", "")),
        decimals=_decimals(tag, options.pop("decimals", "")),
        has_unit=_has_unit(tag, options.pop("unit", "")),
        is_own=_is_own(tag, options.pop("organisation", "")),
    )
    _nothing_left(tag, options)
    return span


def number_tag(span: NumberSpan) -> Tag:
    """The tag that asks for a number; `number_span` reads it back."""
    options = {"period": str(span.period)}
    if span.cell:
        options["by"] = ",".join(f"{name}:{code}" for name, code in span.cell)
    if span.scale:
        options["scale"] = span.scale
    if span.decimals is not None:
        options["decimals"] = str(span.decimals)
    if not span.has_unit:
        options["unit"] = "none"
    if span.is_own:
        options["organisation"] = OWN
    return Tag("value", (span.indicator,), options)


def table_block(tag: Tag) -> TableBlock:
    """The table a tag `table` asks for."""
    options = dict(tag.options)
    periods = [_period(tag, one) for one in options.pop("periods", "").split(",")]
    table = TableBlock(
        title=options.pop("title", ""),
        indicators=tuple(_code(tag, word) for word in tag.words),
        periods=tuple(periods),
        is_own=_is_own(tag, options.pop("organisation", "")),
    )
    if not table.indicators:
        raise _unreadable(tag.word, msgid("A table names its indicators."))
    _nothing_left(tag, options)
    return table


def table_tag(table: TableBlock) -> Tag:
    """The tag of a table."""
    options = {"periods": ",".join(str(one) for one in table.periods)}
    if table.is_own:
        options["organisation"] = OWN
    return Tag("table", table.indicators, {**options, "title": table.title})


def chart_block(tag: Tag) -> ChartBlock:
    """The chart a tag `chart` asks for: its kind, then its indicator."""
    options = dict(tag.options)
    if len(tag.words) != 2 or tag.words[0] not in ("bar", "share"):
        raise _unreadable(
            format_tag(tag), msgid("A chart names its kind, bar or share, and one indicator.")
        )
    chart = ChartBlock(
        kind=tag.words[0],
        indicator=_code(tag, tag.words[1]),
        by=options.pop("by", ""),
        period=_period(tag, options.pop("period", "")),
        title=options.pop("title", ""),
        alt=options.pop("alt", ""),
    )
    _nothing_left(tag, options)
    return chart


def chart_tag(chart: ChartBlock) -> Tag:
    """The tag of a chart."""
    options = {
        "by": chart.by, "period": str(chart.period), "title": chart.title, "alt": chart.alt,
    }  # fmt: skip
    return Tag("chart", (chart.kind, chart.indicator), options)


def tags_in(text: str) -> Iterator[re.Match[str]]:
    """Every pair of double braces in a text."""
    return TAG.finditer(text)


def _indicator(tag: Tag, words: tuple[str, ...]) -> str:
    if len(words) != 1:
        raise _unreadable(format_tag(tag), msgid("A number names one indicator."))
    return _code(tag, words[0])


def _code(tag: Tag, word: str) -> str:
    if not _CODE.fullmatch(word):
        raise _unreadable(format_tag(tag), msgid("The code of an indicator looks like RE-02."))
    return word


def _period(tag: Tag, text: str) -> Period:
    if not text:
        raise _unreadable(format_tag(tag), msgid("The period is missing."))
    return Period.parse(text)


def _cell(tag: Tag, text: str) -> tuple[tuple[str, str], ...]:
    if not text:
        return ()
    pairs = [tuple(part.split(":", 1)) for part in text.split(",")]
    if any(len(pair) != 2 or not all(pair) for pair in pairs):
        raise _unreadable(format_tag(tag), msgid("A breakdown is written board:star."))
    cell = tuple(sorted((pair[0], pair[1]) for pair in pairs))
    if len({name for name, _ in cell}) != len(cell):
        raise _unreadable(format_tag(tag), msgid("A breakdown is named twice."))
    return cell


def _scale(tag: Tag, text: str) -> str:
    if text and text not in SCALES:
        raise _unreadable(
            format_tag(tag), msgid("Scales are 1, 10k, 100m, 10k_100m, percent, permille.")
        )
    return text


def _decimals(tag: Tag, text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]", text) or int(text) > MOST_DECIMALS:
        raise _unreadable(format_tag(tag), msgid("Decimals are a number from 0 to 6."))
    return int(text)


def _has_unit(tag: Tag, text: str) -> bool:
    if text not in ("", "none"):
        raise _unreadable(
            format_tag(tag), msgid("The unit is left out by unit=none and shown otherwise.")
        )
    return text == ""


def _is_own(tag: Tag, text: str) -> bool:
    if text not in ("", OWN):
        raise _unreadable(format_tag(tag), msgid("Only organisation=self is known."))
    return text == OWN


def _nothing_left(tag: Tag, options: dict[str, str]) -> None:
    if options:
        raise _unreadable(format_tag(tag), msgid("It has an option nobody knows."))


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


def _unquoted(value: str) -> str:
    if not value.startswith('"'):
        return value
    return re.sub(r"\\(.)", r"\1", value[1:-1])


def _unreadable(text: str, why: str = "") -> Invalid:
    return Invalid(
        msgid("“%(text)s” cannot be read."),
        why=why or msgid("In double braces stands a word, then options like period=2020."),
        remedy=msgid("Insert it again with the picker."),
        text=text.strip()[:80],
    )
