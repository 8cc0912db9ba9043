"""What a draft will look like: one chapter or one piece of it, with the numbers of the report's pin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils import timezone

from concentric.facts import api as facts
from concentric.kernel.api import Actor
from concentric.publications import assembly, figures, models, queries
from concentric.publications.assembly import Making
from concentric.publications.render import html
from concentric.publications.rules import composing, markup
from concentric.publications.rules.composing import Question
from concentric.publications.types import (
    Document,
    Edition,
    Language,
    PageBreak,
)

_FIRST_PAGES = 2
"""Of the pages of firms the preview shows the first."""


def chapter(
    actor: Actor, report: models.Report, code: str, language: Language, title: str, text: str
) -> str:
    """A chapter as HTML. Computes what is not kept yet. Raises `Invalid` for a text that cannot be read."""
    made = _printed(actor, report, code, language, title, text)
    shown = replace(made, chapters=tuple(_cut(one) for one in made.chapters))
    return html.body(shown, assembly.frame(shown, "", has_pictures=False))


def piece(actor: Actor, report: models.Report, language: Language, tag: str) -> str:
    """A number, a table or a chart as HTML, as it will be printed."""
    made = _printed(actor, report, "piece", language, "", tag)
    return html.pieces(made, assembly.frame(made, "", has_pictures=False))


def _printed(
    actor: Actor, report: models.Report, code: str, language: Language, title: str, text: str
) -> Document:
    asked = list(composing.questions(markup.parse_blocks(text)))
    figures.compute_missing(actor, queries.pin_of(report), asked)
    content = {
        **queries.content_of(report),
        "chapters": [
            {"code": code, "title": {"zh": title, "en": title}, "text": {"zh": text, "en": text}}
        ],
    }
    return assembly.document(draft(report, content, asked), Edition.MEMBER, language)


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
