"""The printed tree as PDF/A-2a and PDF/UA-1 in one file, by Typst. The tree travels as data, never as code.

Fonts are those the build put beside the desk; a warning of the compiler is a failure, because a missing font
only warns. The same tree gives the same bytes.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

from concentric.kernel.api import Invalid, Unavailable, msgid
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
FONTS = ROOM.parent / "desk" / "assets" / "fonts"
STANDARDS = ["a-2a", "ua-1"]
_compiling = (
    threading.Lock()
)  # one compiler, its fonts read once; a report takes well under a second


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


def pdf(document: Document, paper: Paper, *, fonts: Path = FONTS) -> bytes:
    """The document as PDF. Raises `Invalid` for a picture without words or a character without a glyph,
    `Unavailable` when the fonts are not there.
    """
    if not any(fonts.glob("*.ttf")):
        raise Unavailable(
            msgid("The fonts of the print are not there."),
            why=msgid("They are brought by the build of the front end."),
            remedy=msgid("Run `make frontend`."),
        )
    return _compiled(source(document, paper), document, fonts, "pdf")


def pages(document: Document, paper: Paper, *, fonts: Path = FONTS) -> list[bytes]:
    """The pages as PNG, for looking at them."""
    found = _compiled(source(document, paper), document, fonts, "png")
    return found if isinstance(found, list) else [found]


def source(document: Document, paper: Paper) -> str:
    """What the template is given, as JSON."""
    day = document.dated_on
    return json.dumps(
        {
            "title": document.title, "publisher": document.publisher, "language": str(document.language),
            "edition": paper.edition, "dated": paper.dated, "footer": paper.footer,
            "date": [day.year, day.month, day.day], "draft": document.is_draft, "sample": document.is_sample,
            "words": dict(paper.words), "particulars": [list(pair) for pair in document.particulars],
            "chapters": [
                {"title": one.title, "blocks": [_block(block, paper) for block in one.blocks]}
                for one in document.chapters
            ],
        },
        ensure_ascii=False,
    )  # fmt: skip


@lru_cache(maxsize=2)
def _compiler(fonts: Path) -> Any:
    import typst  # 77 MB that only printing needs

    return typst.Compiler(font_paths=[str(fonts)], ignore_system_fonts=True)


def _compiled(given: str, document: Document, fonts: Path, kind: str) -> Any:
    import typst  # as above

    at = datetime.combine(document.dated_on, time(), UTC)
    standards = {"pdf_standards": STANDARDS} if kind == "pdf" else {"ppi": 96.0}
    with _compiling:
        try:
            made, warnings = _compiler(fonts).compile_with_warnings(
                TEMPLATE.read_bytes(),
                format=kind,
                sys_inputs={"document": given},
                timestamp=at,
                **standards,
            )
        except typst.TypstError as error:
            raise _unprintable(error.message) from error
    if warnings:
        raise _unprintable("; ".join(one.message for one in warnings))
    return made


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


def _unprintable(says: str) -> Invalid:
    return Invalid(
        msgid("The report could not be printed: %(says)s."),
        why=msgid("A print must carry every font, glyph and alternative text."),
        remedy=msgid("Mend the chapter it names, or tell the operator."),
        says=says,
    )
