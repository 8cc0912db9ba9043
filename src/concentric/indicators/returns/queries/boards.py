"""What the association sees of a cycle: progress, late firms, data quality, contested objects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from concentric.indicators.returns import models
from concentric.indicators.returns.queries import cycles as cycle_queries
from concentric.indicators.returns.queries import figures
from concentric.indicators.returns.rules import objects, states
from concentric.indicators.returns.types import (
    Contest,
    ContestedObject,
    Progress,
    Quality,
    ReturnInfo,
    ReturnState,
    ThreadKind,
)
from concentric.rulebook.types import LineKind, MissingRule


def board_rows(cycle: models.Cycle) -> QuerySet[models.Return]:
    """The returns of a cycle with the number of open queries and the last chase, for the board's list."""
    last = (
        models.Chase.objects.filter(owner=OuterRef("pk"))
        .order_by("-chased_on")
        .values("chased_on")[:1]
    )
    return (
        models.Return.objects.filter(cycle=cycle)
        .select_related("cycle", "organisation", "carrier")
        .annotate(
            open_queries=Count("threads", filter=Q(threads__closed_at=None)),
            chased_on=Subquery(last),
            is_sealed=Exists(
                models.SealedPage.objects.filter(
                    owner=OuterRef("pk"), act__content_hash=OuterRef("content_hash")
                )
            ),
        )
    )


def progress(cycle: models.Cycle, today: date) -> Progress:
    """How far a cycle is."""
    rows = models.Return.objects.filter(cycle=cycle)
    counted = Counter(
        {ReturnState(s): n for s, n in rows.values_list("state").annotate(n=Count("id"))}
    )
    return Progress(
        cycle=cycle_queries.cycle_info(cycle),
        counts={state: counted[state] for state in ReturnState},
        late=late(cycle, today),
        open_queries=models.Thread.objects.filter(owner__cycle=cycle, closed_at=None).count(),
        restated=rows.filter(restated_at__isnull=False).count(),
    )


def late(cycle: models.Cycle, today: date) -> tuple[ReturnInfo, ...]:
    """Returns submitted after the last day, and those missing past it, missing ones first."""
    rows = cycle_queries.loaded().filter(cycle=cycle)
    infos = [cycle_queries.return_info(row) for row in rows.order_by("organisation__code")]
    overdue = [one for one in infos if states.is_late(one.submitted_on, one.due_on, today)]
    return tuple(sorted(overdue, key=lambda one: (one.submitted_on is not None, one.organisation)))


def quality(cycle: models.Cycle, today: date) -> Quality:
    """Missing lines, late returns, contested numbers, corrections since acceptance, open findings by rule."""
    form = cycle_queries.book_of(cycle).form
    asked = [
        line.code
        for line in form.lines()
        if line.missing is not MissingRule.MAY_BE_ABSENT and line.kind is not LineKind.TEXT
    ]
    contested = models.Entry.objects.filter(owner__cycle=cycle, contest=Contest.OPEN)
    corrected = (
        models.Change.objects.filter(owner__cycle=cycle, after_acceptance=True)
        .values_list("owner__organisation__code", "line")
        .annotate(n=Count("id"))
        .order_by("-n", "line")
    )
    findings = (
        models.Thread.objects.filter(owner__cycle=cycle, closed_at=None, kind=ThreadKind.RULE)
        .values_list("rule")
        .annotate(n=Count("id"))
        .order_by("-n", "rule")
    )
    return Quality(
        missing=_missing(cycle, asked),
        late=late(cycle, today),
        contested=tuple(
            contested.order_by("line").values_list("owner__organisation__code", "line")
        ),
        corrected=tuple(corrected),
        findings=tuple(findings),
    )


def _missing(cycle: models.Cycle, asked: Sequence[str]) -> tuple[tuple[str, int], ...]:
    submitted = models.Return.objects.filter(cycle=cycle, submitted_on__isnull=False)
    total = submitted.count()
    filled = dict(
        models.Entry.objects.filter(owner__in=submitted, line__in=asked, value__isnull=False)
        .values_list("line")
        .annotate(n=Count("id"))
    )
    return tuple(
        (line, total - filled.get(line, 0)) for line in asked if total > filled.get(line, 0)
    )


def contested(cycle: models.Cycle) -> tuple[ContestedObject, ...]:
    """The objects about which partners of a cycle disagree now."""
    shared = figures.shared_tables(cycle_queries.book_of(cycle))
    return objects.contested(figures.claims(cycle, None, shared), figures.arrived_firms(cycle))


def has_open_exception(row: models.Return) -> models.LockException | None:
    """The exception under which a return is open."""
    return models.LockException.objects.filter(owner=row, closed_at=None).first()


def restated(cycle: models.Cycle) -> tuple[ReturnInfo, ...]:
    """Returns whose accepted figures were changed after a re-opening."""
    rows = cycle_queries.loaded().filter(cycle=cycle, restated_at__isnull=False)
    return tuple(cycle_queries.return_info(row) for row in rows.order_by("organisation__code"))


def settled_periods() -> tuple[str, ...]:
    """Periods of cycles in which every return is locked, newest first."""
    unsettled = models.Return.objects.filter(cycle=OuterRef("pk")).exclude(state=ReturnState.LOCKED)
    rows = models.Cycle.objects.filter(~Exists(unsettled)).order_by("-period")
    return tuple(rows.values_list("period", flat=True))


def peers(row: models.Return, lines: Sequence[str]) -> dict[str, tuple[Decimal, Decimal, Decimal]]:
    """Smallest, middle and largest value of lines over the other submitted returns of the cycle, in entry units."""
    values = models.Entry.objects.filter(
        owner__cycle=row.cycle,
        owner__submitted_on__isnull=False,
        line__in=list(lines),
        value__isnull=False,
    ).exclude(owner=row)
    found: dict[str, list[Decimal]] = {}
    for line, value in values.order_by("value").values_list("line", "value"):
        if value is not None:
            found.setdefault(line, []).append(value)
    book = cycle_queries.book_of(row.cycle)
    factors = {line.code: book.factor(line.entry_unit) for line in book.form.lines()}
    return {
        line: (
            group[0] / factors[line],
            group[len(group) // 2] / factors[line],
            group[-1] / factors[line],
        )
        for line, group in found.items()
    }
