"""The text of a chapter: blocks separated by empty lines, numbers and tables in double braces.

`## ` begins a heading, `> ` a note; `**strong**` and `[words](https://…)` stand inside a line;
`{{each population=returns}}` … `{{end}}` repeats what stands between. `format_blocks` writes what
`parse_blocks` reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from concentric.kernel.api import Invalid, msgid
from concentric.publications.rules import spans
from concentric.publications.types import (
    Block,
    ChartBlock,
    Each,
    Heading,
    Inline,
    Inlines,
    Link,
    Note,
    NumberSpan,
    OwnName,
    PageBreak,
    Paragraph,
    Strong,
    TableBlock,
    Text,
)

LONGEST = 60_000
"""Characters of a chapter in one language."""
_INLINE = re.compile(
    rf"{spans.TAG.pattern}|\*\*(?P<strong>[^*\n]+)\*\*|\[(?P<words>[^\[\]\n]+)\]\((?P<href>[^()\s]+)\)"
)
_LINKED = re.compile(r"(?:https?://|/(?!/))[^\s<>\"]+")


def parse_blocks(source: str) -> tuple[Block, ...]:
    """Read the text of a chapter. Raises `Invalid` naming what cannot be read."""
    if len(source) > LONGEST:
        raise Invalid(msgid("The chapter is too long."), remedy=msgid("Divide it into two."))
    pieces = [
        one.strip() for one in re.split(r"\n\s*\n", source.replace("\r\n", "\n")) if one.strip()
    ]
    blocks, rest = _until_end(pieces)
    if rest is not None:
        raise Invalid(msgid("{{end}} stands without its {{each}}."))
    return tuple(blocks)


def format_blocks(blocks: Sequence[Block]) -> str:
    """The text of blocks; `parse_blocks` gives the same blocks again."""
    return "\n\n".join(_written(block) for block in blocks)


def spans_of(blocks: Sequence[Block]) -> Iterator[NumberSpan]:
    """Every number in running text, in order, those repeated for each organisation once."""
    for block in blocks:
        if isinstance(block, Each):
            yield from spans_of(block.blocks)
        elif isinstance(block, Heading | Paragraph | Note):
            yield from (one for one in block.inlines if isinstance(one, NumberSpan))


def parse_inlines(text: str) -> Inlines:
    """Read one block of running text."""
    found: list[Inline] = []
    at = 0
    line = re.sub(r"\s*\n\s*", " ", text)
    for match in _INLINE.finditer(line):
        if match.start() > at:
            found.append(_plain(line[at : match.start()]))
        found.append(_inline(match))
        at = match.end()
    if at < len(line):
        found.append(_plain(line[at:]))
    return tuple(found)


def _until_end(pieces: list[str]) -> tuple[list[Block], list[str] | None]:
    """Blocks up to `{{end}}`, and the pieces after it; None where no `{{end}}` came."""
    blocks: list[Block] = []
    while pieces:
        piece, pieces = pieces[0], pieces[1:]
        if piece == "{{end}}":
            return blocks, pieces
        if not piece.startswith("{{each "):
            blocks.append(_block(piece))
            continue
        inner, rest = _until_end(pieces)
        if rest is None:
            raise Invalid(msgid("{{each}} has no {{end}}."))
        blocks.append(Each(_population(piece), tuple(inner)))
        pieces = rest
    return blocks, None


def _population(piece: str) -> str:
    match = spans.TAG.fullmatch(piece)
    tag = spans.parse_tag(match[1]) if match else spans.Tag("")
    if set(tag.options) != {"population"} or tag.words:
        raise Invalid(
            msgid("{{each}} names one population."),
            remedy=msgid("Write {{each population=returns}}."),
        )
    return tag.options["population"]


def _block(piece: str) -> Block:
    if piece.startswith("## "):
        return Heading(parse_inlines(piece[3:]))
    if piece.startswith("> "):
        return Note(parse_inlines(piece[2:]))
    match = spans.TAG.fullmatch(piece)
    tag = spans.parse_tag(match[1]) if match else None
    if tag is None or tag.word in ("value", "organisation"):
        return Paragraph(parse_inlines(piece))
    if tag.word == "table":
        return spans.table_block(tag)
    if tag.word == "chart":
        return spans.chart_block(tag)
    if tag == spans.Tag("pagebreak"):
        return PageBreak()
    raise _unknown(piece)


def _inline(match: re.Match[str]) -> Inline:
    if match["strong"]:
        return Strong(match["strong"])
    if match["words"]:
        if not _LINKED.fullmatch(match["href"]):
            raise Invalid(
                msgid("“%(href)s” is not an address."),
                remedy=msgid("Write the whole address, beginning with https://."),
                href=match["href"][:80],
            )
        return Link(match["words"], match["href"])
    tag = spans.parse_tag(match[1])
    if tag == spans.Tag("organisation"):
        return OwnName()
    if tag.word != "value":
        raise _unknown(match[0])
    return spans.number_span(tag)


def _plain(text: str) -> Text:
    if "{{" in text or "}}" in text:
        raise _unknown(text[max(0, text.find("{{")) :])
    return Text(text)


def _written(block: Block) -> str:
    if isinstance(block, Heading):
        return f"## {_inlines(block.inlines)}"
    if isinstance(block, Note):
        return f"> {_inlines(block.inlines)}"
    if isinstance(block, Paragraph):
        return _inlines(block.inlines)
    if isinstance(block, TableBlock):
        return spans.format_tag(spans.table_tag(block))
    if isinstance(block, ChartBlock):
        return spans.format_tag(spans.chart_tag(block))
    if isinstance(block, PageBreak):
        return "{{pagebreak}}"
    if isinstance(block, Each):
        head = spans.format_tag(spans.Tag("each", (), {"population": block.population}))
        return "\n\n".join([head, *(_written(one) for one in block.blocks), "{{end}}"])
    raise TypeError(f"{type(block).__name__} is printed, not authored")


def _inlines(inlines: Inlines) -> str:
    return "".join(_written_inline(one) for one in inlines)


def _written_inline(inline: Inline) -> str:
    if isinstance(inline, Text):
        return inline.text
    if isinstance(inline, Strong):
        return f"**{inline.text}**"
    if isinstance(inline, Link):
        return f"[{inline.text}]({inline.href})"
    if isinstance(inline, OwnName):
        return "{{organisation}}"
    if isinstance(inline, NumberSpan):
        return spans.format_tag(spans.number_tag(inline))
    raise TypeError(f"{type(inline).__name__} is printed, not authored")


def _unknown(piece: str) -> Invalid:
    return Invalid(
        msgid("“%(text)s” cannot be read."),
        why=msgid("Known are value, organisation, table, chart, each, end and pagebreak."),
        remedy=msgid("Insert it again with the picker."),
        text=piece.strip()[:80],
    )
