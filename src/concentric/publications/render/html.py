"""The printed tree as HTML: the body that the public page and the file share, and the file around it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any
from urllib.parse import quote

from concentric.publications.types import (
    Block,
    Chapter,
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

_SCRIPT_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the tree does not say: where traces lie, the words of the page, how a chart becomes an option."""

    trace: Callable[[str], str]
    """The address of a number's trace by its code; empty where it has none."""
    option: Callable[[Any], dict[str, Any]]
    """The option of a chart spec."""
    picture: Callable[[Any], str] | None = None
    """The chart as SVG, shown before or without script."""
    contents: str
    as_table: str
    unit: str
    item: str
    source: str
    as_of: str
    missing: str
    now: str
    download: str
    sample: str
    draft: str


def body(document: Document, frame: Frame) -> str:
    """The report as the inside of an `<article>`: contents, then its chapters."""
    entries = "".join(
        f'<li><a href="#{escape(one.code)}">{escape(one.title)}</a></li>'
        for one in document.chapters
    )
    chapters = "".join(_chapter(one, frame) for one in document.chapters)
    label = escape(frame.contents)
    return (
        f'<nav class="report-contents" aria-label="{label}"><p>{label}</p><ol>{entries}</ol></nav>'
        f'<div class="report-body">{chapters}</div>'
    )


def pieces(document: Document, frame: Frame) -> str:
    """The blocks of a document alone, without contents and titles of chapters."""
    return "".join(_block(block, frame) for one in document.chapters for block in one.blocks)


def file(document: Document, frame: Frame, *, styles: str, program: str) -> bytes:
    """The report as one file that needs nothing else: styles and the chart program are inside."""
    lang = "zh-Hans" if document.language == "zh" else "en"
    particulars = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(words)}</dd></div>"
        for label, words in document.particulars
    )
    marks = [frame.draft] * document.is_draft + [frame.sample] * document.is_sample
    said = "".join(f'<p class="report-mark">{escape(one)}</p>' for one in marks)
    ending = program.replace("</script", "<\\/script")
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}" data-report="{escape(document.code)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(document.title)}</title><style>{styles}</style></head>"
        '<body class="is-public"><main class="public-sheet" id="content">'
        f'<header class="report-title"><p>{escape(document.publisher)}</p>'
        f"<h1>{escape(document.title)}</h1>{said}</header>"
        f'<article class="report">{body(document, frame)}</article>'
        f'<dl class="report-imprint">{particulars}</dl></main>'
        f"<script>{ending}</script></body></html>\n"
    ).encode()


def _chapter(chapter: Chapter, frame: Frame) -> str:
    blocks = "".join(_block(one, frame) for one in chapter.blocks)
    return (
        f'<section class="report-chapter" id="{escape(chapter.code)}">'
        f"<h2>{escape(chapter.title)}</h2>{blocks}</section>"
    )


def _block(block: Block, frame: Frame) -> str:
    if isinstance(block, Heading):
        return f"<h3>{_inlines(block.inlines, frame)}</h3>"
    if isinstance(block, Paragraph):
        return f"<p>{_inlines(block.inlines, frame)}</p>"
    if isinstance(block, Note):
        return f'<aside class="report-note"><p>{_inlines(block.inlines, frame)}</p></aside>'
    if isinstance(block, Grid):
        return _grid(block, frame)
    if isinstance(block, Picture):
        return _picture(block, frame)
    if isinstance(block, PageBreak):
        return '<hr class="report-page">'
    raise TypeError(f"{type(block).__name__} is authored, not printed")


def _inlines(inlines: Inlines, frame: Frame) -> str:
    return "".join(_inline(one, frame) for one in inlines)


def _inline(inline: Inline, frame: Frame) -> str:
    if isinstance(inline, Text):
        return escape(inline.text)
    if isinstance(inline, Strong):
        return f"<strong>{escape(inline.text)}</strong>"
    if isinstance(inline, Link):
        return f'<a href="{escape(inline.href)}">{escape(inline.text)}</a>'
    if isinstance(inline, Shown):
        return number(inline, frame)
    raise TypeError(f"{type(inline).__name__} is authored, not printed")


def number(shown: Shown, frame: Frame) -> str:
    """One number: a link to its trace, or the mark of one that is withheld or missing."""
    span = f'data-span="{escape(shown.code)}"'
    if shown.withheld:
        reason = escape(shown.withheld)
        return f'<abbr class="number__withheld" {span} tabindex="0" title="{reason}">{escape(shown.text)}</abbr>'
    if shown.is_missing:
        said = escape(frame.missing)
        return f'<span class="number__missing" {span} title="{said}">{escape(shown.text)}</span>'
    href = frame.trace(shown.code)
    attributes = f'{span} data-code="{escape(shown.code)}" title="{escape(shown.exact)}"'
    text = escape(shown.text)
    if href:
        drawer = escape(shown.title)
        said = f'<a class="traced" href="{escape(href)}" data-drawer="{drawer}" {attributes}>{text}</a>'
    else:
        said = f'<span class="report-number" {attributes}>{text}</span>'
    if not shown.restated:
        return said
    now = escape(frame.now)
    return f'{said}<small class="report-restated">{now} {escape(shown.restated)}</small>'


def _grid(grid: Grid, frame: Frame) -> str:
    title = escape(grid.title)
    head = "".join(f'<th scope="col" class="is-number">{escape(one)}</th>' for one in grid.columns)
    rows = "".join(
        f'<tr><th scope="row">{escape(row.label)}<small class="report-unit">{escape(row.unit)}</small></th>'
        f'<td class="unit">{escape(row.unit)}</td>'
        + "".join(f'<td class="is-number">{number(cell, frame)}</td>' for cell in row.cells)
        + "</tr>"
        for row in grid.rows
    )
    return (
        f'<div class="table-frame table-frame--whole report-table" role="region" aria-label="{title}" tabindex="0">'
        f'<table class="data-table"><caption>{title}</caption><thead><tr>'
        f'<th scope="col">{escape(frame.item)}</th><th scope="col" class="unit">{escape(frame.unit)}</th>{head}'
        f"</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _picture(picture: Picture, frame: Frame) -> str:
    spec = picture.spec
    option = json.dumps(frame.option(spec), ensure_ascii=False).translate(_SCRIPT_ESCAPES)
    still = frame.picture(spec) if frame.picture else ""
    unit = f" · {escape(spec.unit)}" if spec.unit else ""
    size = "sm" if len(spec.categories) <= 3 else "md"
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td class="is-number">{number(shown, frame)}</td></tr>'
        for name, shown in picture.numbers
    )
    say = partial(escape, quote=True)
    return (
        '<figure class="figure"><div class="figure__head"><figcaption>'
        f'<p class="figure__title">{say(spec.title)}</p><p class="figure__sub">{say(spec.subtitle)}{unit}</p>'
        f'</figcaption></div><div><div class="figure__place figure__place--{size}" data-chart role="img" '
        f'aria-label="{say(spec.alt)}">{still}</div><script type="application/json">{option}</script></div>'
        f'<div class="figure__foot"><span>{say(frame.source)}: {say(spec.source)}</span>'
        f"<span>{say(frame.as_of)} {say(spec.as_of)}</span>"
        f'<a class="no-print" download="{say(spec.title)}.csv" href="{_as_csv(picture)}">'
        f"{say(frame.download)}</a></div>"
        f'<details class="figure__table" open><summary>{say(frame.as_table)}</summary>'
        f'<div class="table-frame table-frame--whole"><table class="data-table"><caption class="sr-only">'
        f'{say(spec.title)}</caption><thead><tr><th scope="col">{say(frame.item)}</th>'
        f'<th scope="col" class="is-number">{say(spec.unit or spec.subtitle)}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details></figure>"
    )


def _as_csv(picture: Picture) -> str:
    """The numbers of a chart as a file inside the page: it needs no server and no script."""
    rows = [(_harmless(name), shown.text) for name, shown in picture.numbers]
    text = io.StringIO()
    csv.writer(text).writerows([("", picture.spec.unit), *rows])
    return "data:text/csv;charset=utf-8," + quote("\ufeff" + text.getvalue())


def _harmless(name: str) -> str:
    """A spreadsheet must not take a name for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@", "\t", "\r")) else name
