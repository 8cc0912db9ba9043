"""Reads of publications: reports, issues, their values and files, recorded texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from concentric.access import api as access
from concentric.desk.types import FactUse
from concentric.facts import api as facts
from concentric.facts.types import FactView
from concentric.indicators import api as indicators
from concentric.indicators.types import Pin
from concentric.kernel.api import Actor, Bound, Missing, Period, Role, msgid
from concentric.publications import models, permissions
from concentric.publications.rules.checking import Draft
from concentric.publications.rules.markup import parse_blocks
from concentric.publications.rules.states import digest, standing
from concentric.publications.types import (
    Asked,
    Chapter,
    Edition,
    IssueInfo,
    Language,
    Number,
    ReportFile,
    ReportInfo,
    ReportState,
    Signature,
    SignDecision,
    Statement,
    Statistic,
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


def issue_row(code: str, *, for_update: bool = False) -> models.Issue:
    """The row of an issue. Raises `Missing`."""
    rows = models.Issue.objects.select_related("report")
    if for_update:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(code=code).first()
    if row is None:
        raise Missing(
            msgid("There is no publication called %(code)s."),
            remedy=msgid("See the list of publications."),
            code=code,
        )
    return row


def issue_info(row: models.Issue) -> IssueInfo:
    """An issue as it crosses the door."""
    title = row.content["title"]
    reason = Localised(row.withdrawal_zh, row.withdrawal_en) if row.withdrawn_at else None
    return IssueInfo(
        uuid=row.uuid, code=row.code, report=row.report.code, number=row.number,
        title=Localised(title["zh"], title["en"]), period=Period.parse(row.content["period"]),
        position=row.position, dimension_position=row.dimension_position, catalogue=row.catalogue,
        issued_at=row.issued_at, withdrawn_at=row.withdrawn_at, withdrawal_reason=reason,
    )  # fmt: skip


def issues(report_code: str | None = None) -> tuple[IssueInfo, ...]:
    """What went out, the newest first: of one report, or of all."""
    rows = models.Issue.objects.select_related("report").order_by("-issued_at")
    if report_code is not None:
        rows = rows.filter(report__code=report_code)
    return tuple(issue_info(row) for row in rows)


def issue_numbers(
    row: models.Issue, edition: Edition
) -> tuple[dict[Asked, Number], dict[Asked, str]]:
    """The pinned numbers of an issue as an edition shows them, and their trace codes."""
    numbers: dict[Asked, Number] = {}
    codes: dict[Asked, str] = {}
    rows = row.values.order_by("id")
    for one in rows.filter(is_public=True) if edition is Edition.PUBLIC else rows:
        number = number_of(one, edition)
        numbers[number.asked] = number
        codes[number.asked] = one.code
    return numbers, codes


def number_of(row: models.IssueValue, edition: Edition) -> Number:
    """A pinned number as an edition shows it."""
    is_hidden = edition is Edition.PUBLIC and row.withheld != ""
    confirmed = None
    if not row.is_derived and row.facts and not is_hidden:
        confirmed = (Fraction(row.confirmed, row.facts)).limit_denominator(10_000)
    return Number(
        asked=asked_of(row),
        exact=None if row.exact is None or is_hidden else Fraction(row.exact),
        rounded=None if is_hidden else row.rounded,
        bound=Bound(row.bound),
        unit=row.unit,
        confirmed=None
        if confirmed is None
        else Decimal(confirmed.numerator) / confirmed.denominator,
        withheld=row.withheld if is_hidden else "",
    )


def asked_of(row: models.IssueValue) -> Asked:
    """What a pinned number answers."""
    pairs = (part.split("=", 1) for part in row.cell_code.split("&") if part)
    cell = tuple(sorted((name, code) for name, code in pairs))
    return Asked(row.indicator, Period.parse(row.period), cell, Statistic(row.statistic))


def cell_code(asked: Asked) -> str:
    """The cell as sorted text, as indicators write it."""
    return "&".join(f"{name}={code}" for name, code in sorted(asked.cell))


def reports_folder() -> Path:
    """Where the files of issues lie."""
    return Path(settings.CONCENTRIC_FILES) / "reports"


def report_files(code: str | None = None) -> tuple[ReportFile, ...]:
    """The files of the newest issue of every report, or of one report or issue, with their places."""
    rows = models.IssueFile.objects.select_related("issue__report").order_by(
        "issue__report__code", "-issue__number", "id"
    )
    if code is not None:
        rows = rows.filter(Q(issue__code=code) | Q(issue__report__code=code))
    newest: dict[str, int] = {}
    found = []
    for one in rows:
        if newest.setdefault(one.issue.report.code, one.issue_id) == one.issue_id:
            found.append(_file(one))
    return tuple(found)


def file_of(issue_code: str, name: str) -> ReportFile:
    """A file of an issue by its name. Raises `Missing`."""
    row = models.IssueFile.objects.filter(issue__code=issue_code, name=name).first()
    if row is None:
        raise Missing(msgid("There is no such file."))
    return _file(row)


def files_with_hash(sha256: str) -> tuple[ReportFile, ...]:
    """Files of issues with this content."""
    rows = models.IssueFile.objects.filter(sha256=sha256.lower()).select_related("issue__report")
    return tuple(_file(one) for one in rows)


def _file(row: models.IssueFile) -> ReportFile:
    title = row.issue.content["title"][row.language]
    return ReportFile(
        title=title, kind=row.kind, path=reports_folder() / row.issue.code / row.name,
        issue=row.issue.code, language=Language(row.language), edition=Edition(row.edition),
        sha256=row.sha256, size=row.size,
    )  # fmt: skip


def visible_reports() -> QuerySet[models.Report]:
    """The rows of the list of reports."""
    return models.Report.objects.annotate(issued=Count("issues")).order_by("-id")


def recorded_counts() -> dict[str, int]:
    """How many items each recorded text lists, by the figure it stands for."""
    rows = models.RecordedText.objects.annotate(listed=Count("items"))
    return dict(rows.values_list("figure", "listed"))


def recorded_texts() -> Sequence[models.RecordedText]:
    """Recorded texts with their items, in the order of their figures."""
    return list(models.RecordedText.objects.prefetch_related("items").order_by("figure"))


def statement(figure: str) -> Statement:
    """The recorded text that stands for a figure. Raises `Missing`."""
    row = models.RecordedText.objects.filter(figure=figure).first()
    if row is None:
        raise Missing(msgid("There is no recorded text for %(figure)s."), figure=figure)
    items = tuple((item.says_zh, item.says_en) for item in row.items.order_by("rank"))
    return Statement(row.figure, row.says_zh, row.says_en, row.stated_on, row.source_title, items)


def uses_of_fact(uuid: UUID) -> tuple[tuple[str, str, str], ...]:
    """Publications whose public numbers count a fact: issue code, trace code, indicator."""
    fact = facts.fact(uuid)
    return _uses(fact)


def _uses(fact: FactView) -> tuple[tuple[str, str, str], ...]:
    """An issue used a fact if the fact stood at its position and one of its numbers counts its type.

    Numbers by organisation count only the facts of that organisation; whole ones those of everybody.
    """
    found = []
    for issue in models.Issue.objects.order_by("-issued_at"):
        if not fact.is_live_at(issue.position):
            continue
        rulebook = facts.catalogue(issue.catalogue)
        using = [
            code for code, one in rulebook.indicators.items()
            if one.measure is not None and one.measure.fact_type == fact.fact_type
        ]  # fmt: skip
        rows = issue.values.filter(indicator__in=using, cell_code="", statistic=Statistic.VALUE)
        for one in rows.order_by("id"):
            period = Period.parse(one.period)
            if period.start <= fact.covers_to <= period.end:
                found.append((issue.code, one.code, one.indicator))
    return tuple(found)


def fact_uses(actor: Actor, uuid: UUID) -> Sequence[FactUse]:
    """Where publications used a fact, for the page of the fact."""
    return [
        FactUse(
            "publication",
            f"{issue} {code} {indicator}",
            reverse("publications:trace", args=[issue, code]),
        )
        for issue, code, indicator in uses_of_fact(uuid)
    ]


def may_open_public_file(actor: Actor, issue: UUID) -> bool:
    """Public files are for everybody while the issue stands; its staff may read a withdrawn one."""
    row = models.Issue.objects.filter(uuid=issue).first()
    if row is None:
        return False
    return row.withdrawn_at is None or permissions.may_see_reports(actor)


def may_open_members_file(actor: Actor, issue: UUID) -> bool:
    """The members' edition is not public."""
    is_there = models.Issue.objects.filter(uuid=issue).exists()
    return is_there and permissions.may_read_members_edition(actor)


def newest_pin() -> Pin | None:
    """The pin of the newest standing computation: what numbers are by now."""
    return indicators.newest_pin()


def person_export(person: UUID) -> list[dict[str, Any]]:
    """Everything this room holds about a person, as rows of plain values."""
    signed: Iterable[models.SignOff] = models.SignOff.objects.filter(person=person).select_related(
        "report"
    )
    rows = [
        {
            "table": "publications_sign_off", "report": one.report.code, "step": one.step,
            "decision": one.decision, "signed_at": one.signed_at,
        }
        for one in signed
    ]  # fmt: skip
    changed = models.Chapter.objects.filter(changed_by=person).select_related("report")
    rows += [
        {"table": "publications_chapter", "report": one.report.code, "chapter": one.code}
        for one in changed
    ]
    out = models.Issue.objects.filter(Q(issued_by=person) | Q(withdrawn_by=person))
    rows += [{"table": "publications_issue", "issue": one.code} for one in out]
    earlier = models.ChapterRevision.objects.filter(changed_by=person)
    rows += [
        {
            "table": "publications_chapter_revision",
            "chapter": one.chapter_id,
            "revision": one.revision,
        }
        for one in earlier
    ]
    announced = models.Erratum.objects.filter(announced_by=person).select_related("issue")
    rows += [{"table": "publications_erratum", "issue": one.issue.code} for one in announced]
    return rows
