"""An issue as its readers see it: the page, the trace of a number, the files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from concentric.facts import api as facts
from concentric.kernel.api import Actor, Missing, msgid
from concentric.publications import assembly, figures, labels, models, permissions, queries
from concentric.publications.assembly import Making
from concentric.publications.render import html
from concentric.publications.rules import composing, display
from concentric.publications.rules.composing import Question
from concentric.publications.types import Asked, Edition, IssueInfo, Language, Number, Statistic
from concentric.rulebook.types import Indicator


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicTrace:
    """A published number opened for everybody: its rule and how much stands behind it, and nothing of a member."""

    issue: IssueInfo
    code: str
    indicator: Indicator
    name: str
    counting_rule: str
    period: str
    cell: tuple[tuple[str, str], ...]
    shown: str
    withheld: str
    is_missing: bool
    facts: int
    members: int
    confirmed: int | None
    is_median: bool
    restated: str
    errata: tuple[tuple[datetime, str], ...]
    """What was corrected about it: when, and the words."""
    inputs: tuple[tuple[str, str], ...]
    """What it is derived from: codes and names of indicators."""


def body(row: models.Issue, language: Language, address: str) -> str:
    """The text of an issue as pinned, each number beside what it is by now where that differs."""
    numbers, codes = queries.issue_numbers(row, Edition.PUBLIC)
    making = Making(
        content=row.content, pin=queries.pin_of(row), numbers={}, public=_beside_now(row, numbers),
        codes=dict(codes), code=row.code, made_at=row.issued_at, is_draft=False,
    )  # fmt: skip
    made = assembly.document(making, Edition.PUBLIC, language)
    return html.body(made, assembly.frame(made, address, has_pictures=False))


def trace(issue_code: str, span: str) -> PublicTrace:
    """What the public may know of a number. Raises `Missing` for one that is not in the public edition."""
    issue = queries.issue_row(issue_code)
    row = issue.values.filter(code=span, is_public=True).first()
    if row is None:
        raise Missing(
            msgid("There is no public number %(code)s in this publication."), code=span[:20]
        )
    language = queries.reader_language()
    rulebook = facts.catalogue(issue.catalogue)
    number = queries.number_of(row, Edition.PUBLIC)
    indicator = rulebook.indicator(row.indicator, number.asked.period.end)
    now = _beside_now(issue, {number.asked: number})[number.asked]
    is_hidden = bool(number.withheld)
    share = None if number.confirmed is None else int(number.confirmed * 100)
    return PublicTrace(
        issue=queries.issue_info(issue),
        code=row.code,
        indicator=indicator,
        name=indicator.name.in_language(language),
        counting_rule=indicator.counting_rule.in_language(language),
        period=row.period,
        cell=_cell_words(number.asked, indicator, rulebook, language),
        shown=display.exact_words(number, rulebook, language),
        withheld=str(labels.WITHHELD_BY_CODE.get(number.withheld, "")),
        is_missing=number.exact is None and not is_hidden,
        facts=0 if is_hidden else row.facts,
        members=0 if is_hidden else row.contributors,
        confirmed=share,
        is_median=row.statistic == Statistic.MEDIAN,
        restated=_restated_words(now, rulebook, language),
        errata=_errata(issue, span, language),
        inputs=_inputs(indicator, rulebook, language),
    )


def _errata(issue: models.Issue, span: str, language: Language) -> tuple[tuple[datetime, str], ...]:
    rows = issue.errata.filter(span_code=span).order_by("number")
    return tuple(
        (one.announced_at, one.says_zh if language is Language.ZH else one.says_en) for one in rows
    )


def files(row: models.Issue, actor: Actor) -> list[dict[str, Any]]:
    """The files a reader may have, with the words for them."""
    may_read_all = permissions.may_read_members_edition(actor)
    found = [
        one for one in queries.files_of(row.code) if may_read_all or one.edition is Edition.PUBLIC
    ]
    return [
        {
            "name": one.path.name, "sha256": one.sha256, "size": one.size,
            "kind": labels.FORMATS_BY_CODE[one.kind], "language": labels.LANGUAGES[one.language],
            "edition": labels.EDITIONS[one.edition], "state": state, "says": labels.FILE_STATES[state],
        }
        for one in found
        for state in [queries.file_state(one)]
    ]  # fmt: skip


def newer_issue(row: models.Issue) -> str:
    """The code of a later issue of the same report that stands; empty if there is none."""
    newer = (
        row.report.issues.filter(number__gt=row.number, withdrawn_at=None)
        .order_by("-number")
        .first()
    )
    return newer.code if newer else ""


def _beside_now(row: models.Issue, numbers: dict[Asked, Number]) -> dict[Asked, Number]:
    """The published numbers with what they are by now; the newest values are read, never computed here."""
    pin = queries.newest_pin()
    if pin is None or pin == queries.pin_of(row):
        return numbers
    asked = {
        Question(one.indicator, one.period, tuple(name for name, _ in one.cell))
        for one in numbers
        if one.statistic is Statistic.VALUE and composing.ORGANISATION not in dict(one.cell)
    }
    values = figures.as_public(figures.values_at(pin, asked))
    return figures.restated(numbers, figures.numbers(values, facts.catalogue(pin.catalogue)))


def _restated_words(number: Number, rulebook: Any, language: Language) -> str:
    if number.restated is None:
        return ""
    now = replace(number, rounded=number.restated, restated=None)
    return display.exact_words(now, rulebook, language)


def _cell_words(
    asked: Asked, indicator: Indicator, rulebook: Any, language: Language
) -> tuple[tuple[str, str], ...]:
    found = []
    for name, code in asked.cell:
        item = None
        if indicator.measure is not None:
            fact_type = rulebook.fact_type(indicator.measure.fact_type, asked.period.end)
            dimension = fact_type.dimensions.get(name)
            item = (
                rulebook.items(dimension.list).get(code) if dimension and dimension.list else None
            )
        found.append((name, item.name.in_language(language) if item else code))
    return tuple(found)


def _inputs(indicator: Indicator, rulebook: Any, language: Language) -> tuple[tuple[str, str], ...]:
    if indicator.inputs is None:
        return ()
    return tuple(
        (code, rulebook.indicator(code).name.in_language(language))
        for _, code in indicator.inputs.indicators
    )
