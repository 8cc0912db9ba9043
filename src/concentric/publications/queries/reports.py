"""Reads of reports in the making: texts, pin, chain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import get_language

from concentric.access import api as access
from concentric.indicators.types import Pin
from concentric.kernel.api import Missing, Period, Role, msgid
from concentric.publications import models
from concentric.publications.rules.checking import Draft
from concentric.publications.rules.markup import parse_blocks
from concentric.publications.rules.states import digest, standing
from concentric.publications.types import (
    Chapter,
    Language,
    ReportInfo,
    ReportState,
    Signature,
    SignDecision,
)
from concentric.rulebook.types import Localised


def reader_language() -> Language:
    """The language the reader has chosen."""
    return Language.ZH if (get_language() or "").startswith("zh") else Language.EN


def report_row(code: str, *, for_update: bool = False) -> models.Report:
    """The row of a report. Raises `Missing`."""
    rows = models.Report.objects.select_for_update() if for_update else models.Report.objects.all()
    row: models.Report | None = rows.filter(code=code).first()
    if row is None:
        raise Missing(msgid("There is no report called %(code)s."), code=code)
    return row


def report(code: str) -> ReportInfo:
    """A report and where it stands. Raises `Missing`."""
    return report_info(report_row(code))


def report_info(row: models.Report) -> ReportInfo:
    """A report as it crosses the door."""
    return ReportInfo(
        uuid=row.uuid, code=row.code, title=Localised(row.title_zh, row.title_en),
        period=Period.parse(row.period), state=ReportState(row.state), position=row.position,
        revision=row.revision, digest=digest(content_of(row)),
    )  # fmt: skip


def content_of(row: models.Report) -> dict[str, Any]:
    """Everything a signature is on, as plain data: texts, pin, catalogue."""
    return {
        "code": row.code, "title": {"zh": row.title_zh, "en": row.title_en}, "period": row.period,
        "catalogue": row.catalogue, "position": row.position,
        "dimension_position": row.dimension_position,
        "chapters": [
            {
                "code": one.code, "title": {"zh": one.title_zh, "en": one.title_en},
                "text": {"zh": one.text_zh, "en": one.text_en},
            }
            for one in row.chapters.order_by("rank")
        ],
    }  # fmt: skip


def drafts(content: Mapping[str, Any]) -> tuple[Draft, ...]:
    """The chapters of a content as texts in both languages."""
    return tuple(
        Draft(
            one["code"],
            {language: one["title"][language] for language in Language},
            {language: one["text"][language] for language in Language},
        )
        for one in content["chapters"]
    )


def chapters(content: Mapping[str, Any], language: Language) -> tuple[Chapter, ...]:
    """The chapters of a content in one language, read. Raises `Invalid` for a text that cannot be read."""
    return tuple(
        Chapter(one.code, one.titles[language], parse_blocks(one.texts[language]))
        for one in drafts(content)
    )


def pin_of(row: models.Report | models.Issue) -> Pin:
    """As known when: the pin of a report or an issue."""
    return Pin(row.position, row.dimension_position, row.catalogue)


def chapter_row(report_code: str, chapter_code: str, *, for_update: bool = False) -> models.Chapter:
    """The row of a chapter. Raises `Missing`."""
    rows = models.Chapter.objects.select_related("report")
    if for_update:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(report__code=report_code, code=chapter_code).first()
    if row is None:
        raise Missing(msgid("There is no such chapter."))
    return row


def signatures(row: models.Report) -> tuple[Signature, ...]:
    """Every step ever taken on a report, in order."""
    return tuple(
        Signature(
            step=Role(one.step), person=one.person, name=one.name,
            decision=SignDecision(one.decision), reason=one.reason, digest=one.digest,
            signed_at=one.signed_at,
        )
        for one in row.sign_offs.order_by("id")
    )  # fmt: skip


def steps_left(code: str) -> tuple[Role, ...]:
    """The steps of the chain that are not taken yet, the next one first."""
    row = report_row(code)
    signed = standing(signatures(row), report_info(row).digest)
    return access.CONVENER_CHAIN[len(signed) :]


def visible_reports() -> QuerySet[models.Report]:
    """The rows of the list of reports."""
    return models.Report.objects.annotate(issued=Count("issues")).order_by("-id")
