"""Writing a report: from the outline, chapter by chapter, with the newest numbers, to its check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from concentric.audit import api as audit
from concentric.facts import api as facts
from concentric.indicators import api as indicators
from concentric.indicators.types import Pin
from concentric.kernel.api import Actor, Conflict, Invalid, Period, Refused, msgid
from concentric.publications import figures, models, permissions, queries
from concentric.publications.rules import checking, composing
from concentric.publications.rules.composing import Question
from concentric.publications.rules.markup import parse_blocks
from concentric.publications.rules.outline import chapter_text
from concentric.publications.rules.states import Step, after
from concentric.publications.types import (
    Asked,
    Finding,
    Language,
    ReportInfo,
    ReportState,
    Severity,
    Statistic,
)


def create_report(*, actor: Actor, outline: str, code: str = "") -> ReportInfo:
    """Begin a report from an outline of the catalogue, with the numbers as recorded now.

    Raises `Missing` for an unknown outline, `Conflict` where the code is taken.
    """
    _require_writer(actor)
    pin = indicators.pin_now()
    found = facts.catalogue(pin.catalogue).report(outline)
    year = found.valid_from or found.valid_to
    if year is None:
        raise Invalid(msgid("The outline does not say for which period it is."))
    period = Period.year(year.year)
    chapters = [
        {
            "code": one.code, "title_zh": one.title.zh, "title_en": one.title.en,
            "text_zh": chapter_text(one.blocks, Language.ZH),
            "text_en": chapter_text(one.blocks, Language.EN),
        }
        for one in found.chapters
    ]  # fmt: skip
    try:
        with transaction.atomic():
            row = models.Report.objects.create(
                code=code or outline, outline=outline, title_zh=found.title.zh,
                title_en=found.title.en, period=str(period), catalogue=pin.catalogue,
                position=pin.position, dimension_position=pin.dimension_position,
            )  # fmt: skip
            models.Chapter.objects.bulk_create(
                models.Chapter(report=row, rank=rank, changed_by=actor.person, **one)
                for rank, one in enumerate(chapters, start=1)
            )
            _log(actor, "publications.report_created", row, {"outline": outline})
    except IntegrityError as error:
        raise Conflict(
            msgid("There is a report called %(code)s already."), code=code or outline
        ) from error
    figures.compute_missing(actor, pin, questions_of(queries.content_of(row)))
    return queries.report_info(row)


@transaction.atomic
def change_chapter(
    *, actor: Actor, report: str, chapter: str, revision: int, title_zh: str, title_en: str,
    text_zh: str, text_en: str,
) -> int:  # fmt: skip
    """Save a chapter that began from a revision; returns the new one. Signatures on the old text no longer count.

    Raises `Conflict` when somebody else saved it in the meantime, `Invalid` for a text that cannot be read.
    """
    _require_writer(actor)
    for text in (text_zh, text_en):
        parse_blocks(text)
    row = queries.chapter_row(report, chapter, for_update=True)
    if row.revision != revision:
        raise Conflict(
            msgid("This chapter was changed by somebody else while you wrote."),
            why=msgid("Your text began from revision %(yours)s; it is at revision %(now)s by now."),
            remedy=msgid(
                "Your text is still in the form: compare it with the saved one, then save again."
            ),
            yours=revision,
            now=row.revision,
        )
    given = {
        "title_zh": title_zh,
        "title_en": title_en,
        "text_zh": _kept(text_zh),
        "text_en": _kept(text_en),
    }
    if all(getattr(row, name) == value for name, value in given.items()):
        return row.revision
    models.ChapterRevision.objects.create(
        chapter=row, revision=row.revision, title_zh=row.title_zh, title_en=row.title_en,
        text_zh=row.text_zh, text_en=row.text_en, changed_by=row.changed_by,
    )  # fmt: skip
    for name, value in given.items():
        setattr(row, name, value)
    row.revision += 1
    row.changed_by = actor.person
    row.save()
    _back_to_draft(row.report)
    _log(
        actor,
        "publications.chapter_changed",
        row.report,
        {"chapter": chapter, "revision": row.revision},
    )
    return row.revision


def take_in_numbers(*, actor: Actor, report: str) -> ReportInfo:
    """Pin the report to what is recorded now. Signatures on the old numbers no longer count."""
    _require_writer(actor)
    pin = indicators.pin_now()
    content = queries.content_of(queries.report_row(report))
    figures.compute_missing(actor, pin, questions_of(content))
    with transaction.atomic():
        row = queries.report_row(report, for_update=True)
        if queries.pin_of(row) == pin:
            return queries.report_info(row)
        row.position, row.dimension_position = pin.position, pin.dimension_position
        row.catalogue = pin.catalogue
        row.save()
        _back_to_draft(row)
        _log(actor, "publications.numbers_taken_in", row, {"position": pin.position})
    return queries.report_info(row)


def check_report(*, actor: Actor, report: str) -> tuple[Finding, ...]:
    """Check texts, languages and numbers; a report in which nothing stops it may then be signed."""
    _require_writer(actor)
    row = queries.report_row(report)
    found = findings(actor, row)
    if any(one.severity is Severity.STOPS for one in found):
        return found
    content = queries.content_of(row)
    with transaction.atomic():
        row = queries.report_row(report, for_update=True)
        if queries.content_of(row) != content:
            raise Conflict(
                msgid("The report was changed while it was checked."),
                remedy=msgid("Check it again."),
            )
        if row.state in (ReportState.DRAFT, ReportState.CHECKED):
            row.state = after(ReportState(row.state), Step.CHECK)
            row.save()
        _log(actor, "publications.report_checked", row, {"findings": len(found)})
    return found


def findings(actor: Actor, row: models.Report) -> tuple[Finding, ...]:
    """What the check of a report finds now."""
    content = queries.content_of(row)
    pin = queries.pin_of(row)
    rulebook = facts.catalogue(pin.catalogue)
    in_texts = checking.text_findings(queries.drafts(content), rulebook)
    if any(one.kind in ("unreadable", "indicator", "breakdown", "period") for one in in_texts):
        return in_texts
    asked = questions_of(content)
    figures.compute_missing(actor, pin, asked)
    values = figures.values_at(pin, asked)
    now = indicators.pin_now()
    current = values if now == pin else _current(actor, now, asked)
    in_numbers = checking.number_findings(
        _asked(content, asked, values),
        figures.numbers(values, rulebook),
        figures.numbers(figures.as_public(values), rulebook),
        figures.numbers(current, rulebook),
    )
    return (*in_texts, *in_numbers)


def questions_of(content: Any) -> list[Question]:
    """Everything the chapters of a content ask for, in both languages."""
    return list(
        dict.fromkeys(
            question
            for language in Language
            for chapter in queries.chapters(content, language)
            for question in composing.questions(chapter.blocks)
        )
    )


def _current(actor: Actor, pin: Pin, asked: Sequence[Question]) -> dict[Asked, Any]:
    figures.compute_missing(actor, pin, asked)
    return figures.values_at(pin, asked)


def _asked(content: Any, questions: Sequence[Question], values: dict[Asked, Any]) -> list[Asked]:
    """The numbers of a report: whole ones as asked for, divided ones as far as there are cells."""
    whole = [Asked(one.indicator, one.period) for one in questions if not one.by]
    return [*whole, *(one for one in values if one.cell and one.statistic is Statistic.VALUE)]


def _kept(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _back_to_draft(row: models.Report) -> None:
    models.Report.objects.filter(id=row.id).update(
        state=after(ReportState(row.state), Step.EDIT), revision=F("revision") + 1
    )
    row.refresh_from_db()


def _require_writer(actor: Actor) -> None:
    if not permissions.may_write(actor):
        raise Refused(
            msgid("You may not write reports."),
            why=msgid("Editors, officers and analysts of the association do."),
        )


def _log(actor: Actor, act: str, row: models.Report, details: dict[str, Any]) -> None:
    audit.log(
        actor=actor, act=act, object_kind="report", object_uuid=row.uuid,
        organisation=actor.organisation, details={"report": row.code, **details},
    )  # fmt: skip
