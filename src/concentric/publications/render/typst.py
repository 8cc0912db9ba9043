"""The printed tree as PDF/A-2a and PDF/UA-1 in one file, by Typst. The tree travels as data, never as code;
the desk's printer brings fonts and standards. The same tree gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from concentric.desk import api as desk
from concentric.kernel.api import Invalid, msgid
from concentric.publications.types import (
    Block,
    Document,
    Grid,
    Heading,
    Inline,
    Inlines,
    Link,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Shown,
    Strong,
    Text,
)

ROOM = Path(__file__).resolve().parents[1]
TEMPLATE = ROOM / "templates" / "publications" / "report.typ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What the tree does not say: where traces lie, the words of the print, how charts are drawn."""

    trace: Callable[[str], str]
    picture: Callable[[Any], str]
    """A chart spec as SVG."""
    edition: str
    dated: str
    footer: str
    words: Mapping[str, str]
    """contents, item, unit, table, figure, imprint, draft, sample, source, as_of."""


def pdf(document: Document, paper: Paper, *, fonts: Path = desk.FONTS) -> bytes:
    """The document as PDF. Raises `Invalid` for a picture without words or a character without a glyph,
    `Unavailable` when the fonts are not there.
    """
    return desk.paper(TEMPLATE, given(document, paper), dated_on=document.dated_on, fonts=fonts)


def given(document: Document, paper: Paper) -> dict[str, Any]:
    """What the template is given."""
    day = document.dated_on
    return {
        "title": document.title, "publisher": document.publisher, "language": str(document.language),
        "edition": paper.edition, "dated": paper.dated, "footer": paper.footer,
        "date": [day.year, day.month, day.day], "draft": document.is_draft, "sample": document.is_sample,
        "words": dict(paper.words), "particulars": [list(pair) for pair in document.particulars],
        "chapters": [
            {"title": one.title, "blocks": [_block(block, paper) for block in one.blocks]}
            for one in document.chapters
        ],
    }  # fmt: skip


def _block(block: Block, paper: Paper) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "inlines": _inlines(block.inlines, paper)}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "inlines": _inlines(block.inlines, paper)}
    if isinstance(block, Note):
        return {"kind": "note", "inlines": _inlines(block.inlines, paper)}
    if isinstance(block, PageBreak):
        return {"kind": "page"}
    if isinstance(block, Grid):
        rows = [
            {
                "label": row.label,
                "unit": row.unit,
                "cells": [_number(one, paper) for one in row.cells],
            }
            for row in block.rows
        ]
        return {"kind": "table", "title": block.title, "columns": list(block.columns), "rows": rows}
    if isinstance(block, Picture):
        return _picture(block, paper)
    raise TypeError(f"{type(block).__name__} is authored, not printed")


def _picture(picture: Picture, paper: Paper) -> dict[str, Any]:
    spec = picture.spec
    if not spec.alt.strip():
        raise Invalid(
            msgid("The chart “%(title)s” has no words for who does not see it."),
            remedy=msgid("Write the alternative text."),
            title=spec.title,
        )
    unit = f" · {spec.unit}" if spec.unit else ""
    return {
        "kind": "chart", "title": spec.title, "subtitle": spec.subtitle + unit, "alt": spec.alt,
        "svg": paper.picture(spec),
        "source": f"{paper.words['source']}: {spec.source} \u00b7 {paper.words['as_of']} {spec.as_of}",
        "numbers": [[name, _number(one, paper)] for name, one in picture.numbers],
    }  # fmt: skip


def _inlines(inlines: Inlines, paper: Paper) -> list[dict[str, str]]:
    return [_inline(one, paper) for one in inlines]


def _inline(inline: Inline, paper: Paper) -> dict[str, str]:
    if isinstance(inline, Shown):
        return {"kind": "number", **_number(inline, paper)}
    if isinstance(inline, Strong):
        return {"kind": "strong", "text": inline.text}
    if isinstance(inline, Link):
        return {"kind": "link", "text": inline.text, "href": inline.href}
    if isinstance(inline, Text):
        return {"kind": "text", "text": inline.text}
    raise TypeError(f"{type(inline).__name__} is authored, not printed")


def _number(shown: Shown, paper: Paper) -> dict[str, str]:
    is_value = not (shown.withheld or shown.is_missing)
    href = paper.trace(shown.code) if is_value else ""
    return {"text": shown.text, "code": shown.code, "href": href}
