"""Reads of what went out: issues and their pinned numbers, and where a fact was used."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.urls import reverse

from concentric.desk.types import FactUse
from concentric.facts import api as facts
from concentric.facts.types import FactView
from concentric.indicators import api as indicators
from concentric.indicators.types import Pin
from concentric.kernel.api import Actor, Bound, Missing, Period, msgid
from concentric.publications import models
from concentric.publications.types import Asked, Edition, IssueInfo, Number, Statistic
from concentric.rulebook.types import Localised


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


def public_numbers(issue_code: str) -> tuple[dict[Asked, Number], dict[Asked, str]]:
    """The numbers of an issue's public edition, and their trace codes. Raises `Missing`."""
    return issue_numbers(issue_row(issue_code), Edition.PUBLIC)


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


def newest_pin() -> Pin | None:
    """The pin of the newest standing computation: what numbers are by now."""
    return indicators.newest_pin()


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
