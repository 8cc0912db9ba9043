"""Letting a report go out, correcting it beside its text, and taking it back."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from concentric.access import api as access
from concentric.audit import api as audit
from concentric.evidence import api as evidence
from concentric.facts import api as facts
from concentric.indicators import api as indicators
from concentric.indicators.types import Value
from concentric.kernel.api import Actor, Conflict, Invalid, Refused, msgid
from concentric.publications import figures, files, models, permissions, queries
from concentric.publications.assembly import Making
from concentric.publications.render import readback
from concentric.publications.rules.states import Step, after, next_step, standing
from concentric.publications.services.writing import questions_of
from concentric.publications.types import (
    Asked,
    Edition,
    FileFormat,
    IssueInfo,
    ReportState,
)

PUBLIC_FILE = "issue"
MEMBERS_FILE = "issue_of_members"


def issue_report(
    *, actor: Actor, report: str, base: str = "", progress: files.Report | None = None
) -> IssueInfo:
    """Render the files, read every number back out of them, and pin texts, values, positions and files for ever.

    `base` is the address of the site, for links in print. Raises `Conflict` for a report that is not signed by
    the whole chain, whose numbers are stale, or whose files state a number otherwise.
    """
    if not permissions.may_issue(actor):
        raise Refused(msgid("You may not issue reports."))
    row = queries.report_row(report)
    after(ReportState(row.state), Step.ISSUE)
    content = queries.content_of(row)
    _require_chain(row)
    number = row.issues.count() + 1
    making, values = _making(actor, row, content, f"{row.code}-{number}")
    rendered = files.render(making, _traces(base, making.code), progress)
    with transaction.atomic():
        row = queries.report_row(report, for_update=True)
        if queries.content_of(row) != content or row.issues.count() + 1 != number:
            raise Conflict(
                msgid("The report was changed while its files were made."),
                remedy=msgid("Issue it again."),
            )
        issue = _pin(actor, row, making, values, rendered)
        files.keep(rendered, issue.code)
        row.state = after(ReportState(row.state), Step.ISSUE)
        row.save()
        _log(
            actor,
            "publications.issued",
            issue,
            {"files": {one.name: one.sha256 for one in rendered}},
        )
    return queries.issue_info(issue)


@transaction.atomic
def announce_erratum(
    *, actor: Actor, issue: str, says_zh: str, says_en: str, span_code: str = ""
) -> int:
    """Announce a correction beside an issue; its number is returned. The published text stays as it was."""
    if not permissions.may_correct(actor):
        raise Refused(msgid("Errata are announced by a department head or a leader."))
    if not says_zh.strip() or not says_en.strip():
        raise Invalid(msgid("An erratum is said in both languages."))
    row = queries.issue_row(issue, for_update=True)
    if span_code and not row.values.filter(code=span_code, is_public=True).exists():
        raise Invalid(
            msgid("There is no public number %(code)s in this publication."), code=span_code
        )
    number = row.errata.count() + 1
    models.Erratum.objects.create(
        issue=row, number=number, span_code=span_code, says_zh=says_zh.strip(),
        says_en=says_en.strip(), announced_by=actor.person,
    )  # fmt: skip
    _log(actor, "publications.erratum_announced", row, {"number": number, "span": span_code})
    return number


@transaction.atomic
def withdraw_issue(*, actor: Actor, issue: str, reason_zh: str, reason_en: str) -> IssueInfo:
    """Take an issue back: its page says so and why, its files are handed out no more, its numbers stay traceable."""
    if not permissions.may_withdraw(actor):
        raise Refused(msgid("Only a leader takes a publication back."))
    if not reason_zh.strip() or not reason_en.strip():
        raise Invalid(msgid("Say in both languages why it is withdrawn."))
    row = queries.issue_row(issue, for_update=True)
    if row.withdrawn_at is not None:
        raise Conflict(msgid("This publication is withdrawn already."))
    row.withdrawn_at, row.withdrawn_by = timezone.now(), actor.person
    row.withdrawal_zh, row.withdrawal_en = reason_zh.strip(), reason_en.strip()
    row.save()
    report = queries.report_row(row.report.code, for_update=True)
    is_newest = not report.issues.filter(number__gt=row.number).exists()
    if is_newest and report.state == ReportState.ISSUED:
        report.state = after(ReportState(report.state), Step.WITHDRAW)
        report.save()
    _log(actor, "publications.withdrawn", row, {})
    return queries.issue_info(row)


def _require_chain(row: models.Report) -> None:
    signed = standing(queries.signatures(row), queries.report_info(row).digest)
    if next_step(access.CONVENER_CHAIN, signed) is not None:
        raise Conflict(msgid("The chain of signatures is not complete."))
    if len({one.person for one in signed}) < len(access.CONVENER_CHAIN):
        raise Conflict(msgid("One person has signed two steps."))


def _making(
    actor: Actor, row: models.Report, content: Mapping[str, Any], code: str
) -> tuple[Making, dict[Asked, Value]]:
    """What the files are made of, refused where a number is stale."""
    pin = queries.pin_of(row)
    asked = questions_of(content)
    figures.compute_missing(actor, pin, asked)
    values = figures.values_at(pin, asked)
    now = indicators.pin_now()
    if now != pin:
        figures.compute_missing(actor, now, asked)
        _require_fresh(values, figures.values_at(now, asked))
    rulebook = facts.catalogue(pin.catalogue)
    making = Making(
        content=content,
        pin=pin,
        numbers=figures.numbers(values, rulebook),
        public=figures.numbers(figures.as_public(values), rulebook),
        codes={},
        code=code,
        made_at=timezone.now(),
        is_draft=False,
    )
    return making, values


def _require_fresh(values: Mapping[Asked, Value], current: Mapping[Asked, Value]) -> None:
    stale = [
        asked for asked, value in current.items()
        if asked not in values or values[asked].exact != value.exact
    ]  # fmt: skip
    if stale:
        raise Conflict(
            msgid("%(count)s numbers are stale, first %(first)s."),
            why=msgid("Facts were recorded after the report was signed."),
            remedy=msgid("Take in the newest numbers, check the report and have it signed again."),
            count=len(stale),
            first=f"{stale[0].indicator} {stale[0].period}",
        )


def _pin(
    actor: Actor, row: models.Report, making: Making, values: Mapping[Asked, Value],
    rendered: list[files.Rendered],
) -> models.Issue:  # fmt: skip
    issue = models.Issue.objects.create(
        report=row, number=row.issues.count() + 1, code=making.code, content=making.content,
        digest=queries.report_info(row).digest, catalogue=making.pin.catalogue,
        position=making.pin.position, dimension_position=making.pin.dimension_position,
        issued_by=actor.person, issued_at=making.made_at,
    )  # fmt: skip
    public = {
        shown.code
        for one in rendered if one.document.edition is Edition.PUBLIC
        for shown in readback.expected(one.document)
    }  # fmt: skip
    models.IssueValue.objects.bulk_create(
        (
            _value(issue, code, asked, making, values.get(asked), is_public=code in public)
            for asked, code in making.codes.items()
        ),
        batch_size=1000,
    )  # fmt: skip
    for one in rendered:
        models.IssueFile.objects.create(
            issue=issue, kind=one.kind, language=one.document.language,
            edition=one.document.edition, name=one.name, sha256=one.sha256, size=len(one.content),
        )  # fmt: skip
        _keep_as_evidence(actor, issue, one)
    return issue


def _value(
    issue: models.Issue,
    code: str,
    asked: Asked,
    making: Making,
    value: Value | None,
    *,
    is_public: bool,
) -> models.IssueValue:
    number, public = making.numbers.get(asked), making.public.get(asked)
    return models.IssueValue(
        issue=issue,
        code=code,
        indicator=asked.indicator,
        period=str(asked.period),
        cell_code=queries.cell_code(asked),
        statistic=asked.statistic,
        value_uuid=value.uuid if value else None,
        unit=number.unit if number else "",
        exact=None if number is None or number.exact is None else str(number.exact),
        rounded=number.rounded if number else None,
        bound=number.bound if number else "eq",
        facts=value.facts if value else 0,
        confirmed=value.confirmed if value else 0,
        contributors=value.contributors if value else 0,
        is_derived=value.is_derived if value else True,
        withheld=public.withheld if public else "",
        is_public=is_public,
    )


def _keep_as_evidence(actor: Actor, issue: models.Issue, rendered: files.Rendered) -> None:
    """Prints are kept by their content, behind the gate of their edition; pages with scripts are no evidence."""
    if rendered.kind is not FileFormat.PDF:
        return
    stored = evidence.store(actor=actor, name=rendered.name, content=io.BytesIO(rendered.content))
    if rendered.document.edition is Edition.PUBLIC:
        evidence.attach(
            actor=actor, sha256=stored.sha256, name=rendered.name, room="publications",
            object_kind=PUBLIC_FILE, object_uuid=issue.uuid,
        )  # fmt: skip
    else:
        evidence.attach(
            actor=actor, sha256=stored.sha256, name=rendered.name, room="publications",
            object_kind=MEMBERS_FILE, object_uuid=issue.uuid,
        )  # fmt: skip


def _traces(base: str, code: str) -> str:
    """The address before a trace code: whole where the site's is known, else from its root."""
    return f"{base.rstrip('/')}/publications/published/{code}/n/"


def _log(actor: Actor, act: str, row: models.Issue, details: dict[str, Any]) -> None:
    audit.log(
        actor=actor, act=act, object_kind="issue", object_uuid=row.uuid,
        organisation=actor.organisation, details={"issue": row.code, **details},
    )  # fmt: skip
