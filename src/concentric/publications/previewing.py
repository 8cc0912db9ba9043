"""What a draft will look like: one chapter, one number, or the whole, with the numbers of the report's pin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils import timezone

from concentric.facts import api as facts
from concentric.kernel.api import Actor, Invalid, msgid
from concentric.publications import assembly, figures, models, queries
from concentric.publications.assembly import Making
from concentric.publications.render import html
from concentric.publications.rules import composing, markup
from concentric.publications.rules.composing import Question
from concentric.publications.types import (
    Edition,
    Language,
    NumberSpan,
    PageBreak,
    Paragraph,
)

_FIRST_PAGES = 2
"""Of the pages of firms the preview shows the first."""


def chapter(
    actor: Actor, report: models.Report, code: str, language: Language, title: str, text: str
) -> str:
    """A chapter as HTML. Computes what is not kept yet. Raises `Invalid` for a text that cannot be read."""
    blocks = markup.parse_blocks(text)
    asked = list(composing.questions(blocks))
    figures.compute_missing(actor, queries.pin_of(report), asked)
    content = {
        **queries.content_of(report),
        "chapters": [
            {"code": code, "title": {"zh": title, "en": title}, "text": {"zh": text, "en": text}}
        ],
    }
    made = assembly.document(draft(report, content, asked), Edition.MEMBER, language)
    shown = replace(made, chapters=tuple(_cut(one) for one in made.chapters))
    return html.body(shown, assembly.frame(shown, "", has_pictures=False))


def number(actor: Actor, report: models.Report, span: NumberSpan) -> str:
    """What a number will say in the reader's language."""
    text = markup.format_blocks([Paragraph((span,))])
    blocks = markup.parse_blocks(text)
    asked = list(composing.questions(blocks))
    figures.compute_missing(actor, queries.pin_of(report), asked)
    content = {
        **queries.content_of(report),
        "chapters": [
            {"code": "one", "title": {"zh": "", "en": ""}, "text": {"zh": text, "en": text}}
        ],
    }
    language = queries.reader_language()
    made = assembly.document(draft(report, content, asked), Edition.MEMBER, language)
    found = [one for block in made.chapters[0].blocks for one in composing.shown_numbers([block])]
    if not found:
        raise Invalid(msgid("This is no number."))
    return f"{found[0].title}: {found[0].text}"


def draft(report: models.Report, content: Any, asked: list[Question]) -> Making:
    """What a draft is made of: the kept numbers of its pin."""
    pin = queries.pin_of(report)
    values = figures.values_at(pin, asked)
    numbers = figures.numbers(values, facts.catalogue(pin.catalogue))
    return Making(
        content=content, pin=pin, numbers=numbers, public=numbers, codes={}, code=report.code,
        made_at=timezone.now(), is_draft=True,
    )  # fmt: skip


def _cut(chapter: Any) -> Any:
    """A chapter with a page for each firm shows the first ones."""
    breaks = [place for place, one in enumerate(chapter.blocks) if isinstance(one, PageBreak)]
    if len(breaks) <= _FIRST_PAGES:
        return chapter
    return replace(chapter, blocks=chapter.blocks[: breaks[_FIRST_PAGES]])
