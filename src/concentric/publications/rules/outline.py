"""From the blocks of a catalogue outline to the text of a chapter that editors go on with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from concentric.kernel.api import Invalid, Period, msgid
from concentric.publications.rules.markup import format_blocks, parse_inlines
from concentric.publications.types import (
    Block,
    ChartBlock,
    Each,
    Heading,
    Language,
    Note,
    PageBreak,
    Paragraph,
    TableBlock,
)
from concentric.rulebook.types import Localised


def chapter_text(blocks: Sequence[Mapping[str, Any]], language: Language) -> str:
    """The text of an outline's chapter in a language. Raises `Invalid` for a block nobody knows."""
    return format_blocks([_block(one, language) for one in blocks])


def _block(block: Mapping[str, Any], language: Language) -> Block:
    if len(block) != 1:
        raise _unknown(block)
    ((kind, content),) = block.items()
    if kind == "heading":
        return Heading(parse_inlines(_said(content, language)))
    if kind == "paragraph":
        return Paragraph(parse_inlines(_said(content, language)))
    if kind == "note":
        return Note(parse_inlines(_said(content, language)))
    if kind == "page_break":
        return PageBreak()
    if kind == "table":
        return _table(content, language)
    if kind == "chart":
        return _chart(content, language)
    if kind == "per_organisation":
        inner = tuple(_block(one, language) for one in content["blocks"])
        return Each(str(content["population"]), inner)
    raise _unknown(block)


def _table(content: Mapping[str, Any], language: Language) -> TableBlock:
    return TableBlock(
        title=_said(content["title"], language),
        indicators=tuple(str(one) for one in content["rows"]),
        periods=tuple(Period.parse(str(one)) for one in content["periods"]),
        is_own=content.get("organisation") == "self",
    )


def _chart(content: Mapping[str, Any], language: Language) -> ChartBlock:
    return ChartBlock(
        kind=str(content["kind"]),
        indicator=str(content["indicator"]),
        by=str(content["by"]),
        period=Period.parse(str(content["period"])),
        title=_said(content["title"], language),
        alt=_said(content["alt"], language),
    )


def _said(content: Any, language: Language) -> str:
    if isinstance(content, Localised):
        return content.in_language(language)
    return str(content[str(language)])


def _unknown(block: Mapping[str, Any]) -> Invalid:
    return Invalid(
        msgid("The outline has a block that is not known: %(block)s."),
        remedy=msgid("Use heading, paragraph, note, table, chart, page_break or per_organisation."),
        block=", ".join(str(key) for key in block),
    )
