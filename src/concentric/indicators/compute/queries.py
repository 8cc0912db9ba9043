"""Reads of computed values: the newest ones, those of a pin, and the way from a value to its facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db.models import QuerySet

from concentric.desk.api import registered
from concentric.desk.types import TraceResolver, TraceTarget
from concentric.facts import api as facts
from concentric.facts.types import FactView, Selector
from concentric.indicators.compute import models, permissions, rules
from concentric.indicators.compute.engine import VERSION
from concentric.indicators.compute.selectors import selectors_of
from concentric.indicators.compute.types import Pin, Trace, TraceFact, TraceInput, Value
from concentric.indicators.compute.world import StatedWorld
from concentric.kernel.api import Missing, msgid
from concentric.kernel.types import Actor, Bound, Period
from concentric.rulebook.api import plan
from concentric.rulebook.types import Needed, Step

FACTS_ON_A_PAGE = 20


def newest_pin() -> Pin | None:
    """The pin of the newest finished standing computation; None before the first."""
    run = models.Run.objects.exclude(finished_at=None).order_by("-finished_at").first()
    return Pin(run.position, run.dimension_position, run.catalogue) if run else None


def run_at(pin: Pin, periods: Sequence[str]) -> UUID | None:
    """The finished standing computation at a pin that covers these periods, if there is one."""
    runs = models.Run.objects.filter(
        position=pin.position,
        dimension_position=pin.dimension_position,
        catalogue=pin.catalogue,
        engine=VERSION,
        finished_at__isnull=False,
    )
    return next((run.uuid for run in runs if set(periods) <= set(run.periods)), None)


def kept(
    pin: Pin, indicators: Iterable[str], periods: Iterable[Period], by: Sequence[str] = ()
) -> tuple[Value, ...]:
    """Values kept at a pin for these indicators and periods, divided by exactly these breakdowns."""
    grain = tuple(sorted(set(by)))
    rows = (
        _at(pin)
        .filter(indicator__in=list(indicators), period__in=[str(p) for p in periods])
        .order_by("indicator", "period", "cell_code")
    )
    return tuple(_value(row) for row in rows if rules.grain_of(row.cell_code) == grain)


def whole(
    pin: Pin, indicators: Iterable[str], periods: Iterable[Period]
) -> Mapping[tuple[str, str], Value]:
    """Values of the whole population by (indicator, period)."""
    rows = _at(pin).filter(
        indicator__in=list(indicators), period__in=[str(p) for p in periods], cell_code=""
    )
    return {(row.indicator, row.period): _value(row) for row in rows}


def value_of(pin: Pin, indicator: str, period: Period, cell_code: str = "") -> Value:
    """The value kept at a pin. Raises `Missing` where it was not computed."""
    row = _at(pin).filter(indicator=indicator, period=str(period), cell_code=cell_code).first()
    if row is None:
        raise _no_value()
    return _value(row)


def value(*, actor: Actor, uuid: UUID) -> Value:
    """The value with this uuid, if the actor may see it. Raises `Missing` otherwise."""
    row = models.Value.objects.filter(uuid=uuid).first()
    if row is None or not permissions.may_see_value(actor, row.cell.get("organisation")):
        raise _no_value()
    return _value(row)


def trace(*, actor: Actor, uuid: UUID, after: int = 0) -> Trace:
    """Open a value: its definition, its inputs or its facts, and whether the same facts are still found.

    `after` continues the list of facts. Facts of members this actor may not see are counted but not listed.
    """
    opened = value(actor=actor, uuid=uuid)
    rulebook = facts.catalogue(opened.pin.catalogue)
    steps = plan(rulebook, [opened.indicator], opened.period.end)
    step = next(s for s in steps.steps if s.needed == Needed(opened.indicator))
    if step.base is None:
        return Trace(
            value=opened,
            definition=step.definition,
            selectors=(),
            inputs=_inputs(step, opened),
            facts=(),
            next_after=0,
            is_unchanged=True,
        )
    fact_type = rulebook.fact_type(step.base.measure.measure.fact_type)
    selectors = selectors_of(
        step.base.measure,
        fact_type,
        opened.cell,
        opened.period,
        StatedWorld(opened.pin.dimension_position),
    )
    found, next_after = _facts(actor, selectors, opened.pin.position, after)
    return Trace(
        value=opened,
        definition=step.definition,
        selectors=selectors,
        inputs=(),
        facts=found,
        next_after=next_after,
        is_unchanged=_is_unchanged(opened, selectors),
    )


def values_using(fact: FactView) -> tuple[Value, ...]:
    """Kept values of the newest pin that count a fact: whole ones and those of its own member."""
    pin = newest_pin()
    if pin is None or not fact.is_live_at(pin.position):
        return ()
    rulebook = facts.catalogue(pin.catalogue)
    using = [
        code
        for code, one in rulebook.indicators.items()
        if one.measure is not None and one.measure.fact_type == fact.fact_type
    ]
    own = rules.cell_code((("organisation", fact.organisation),))
    rows = _at(pin).filter(indicator__in=using, cell_code__in=["", own])
    candidates = [_value(row) for row in rows.order_by("indicator", "period", "cell_code")]
    return tuple(v for v in candidates if v.period.start <= fact.covers_to <= v.period.end)


def _no_value() -> Missing:
    return Missing(
        msgid("There is no such value."),
        why=msgid("It was not computed, or it is not yours to see."),
        remedy=msgid("Open it from a table or a report."),
    )


def _at(pin: Pin) -> QuerySet[models.Value]:
    return models.Value.objects.filter(
        position=pin.position,
        dimension_position=pin.dimension_position,
        catalogue=pin.catalogue,
        engine=VERSION,
    )


def _value(row: models.Value) -> Value:
    return Value(
        uuid=row.uuid,
        indicator=row.indicator,
        period=Period.parse(row.period),
        cell=rules.read_cell(row.cell_code),
        population=row.population,
        exact=None if row.exact is None else Fraction(row.exact),
        rounded=None if row.rounded is None else Decimal(row.rounded),
        bound=Bound(row.bound),
        is_derived=row.is_derived,
        facts=row.facts,
        confirmed=row.confirmed,
        word_1=row.word_1,
        word_2=row.word_2,
        contributors=row.contributors,
        largest=row.largest,
        pin=Pin(row.position, row.dimension_position, row.catalogue),
    )


def _inputs(step: Step, opened: Value) -> tuple[TraceInput, ...]:
    """The kept values a derived value was computed from, as far as they are kept at its pin."""
    found = []
    for role, needed in step.inputs:
        period = opened.period
        for _ in range(needed.years_earlier):
            period = period.year_earlier()
        row = (
            _at(opened.pin)
            .filter(
                indicator=needed.indicator,
                period=str(period),
                cell_code=rules.cell_code(opened.cell),
            )
            .first()
        )
        if row is not None:
            found.append(TraceInput(role, _value(row)))
    return tuple(found)


def _is_unchanged(opened: Value, selectors: Sequence[Selector]) -> bool:
    found = [facts.count_and_fingerprint(s, opened.pin.position) for s in selectors]
    words = (
        sum(f.count for f in found),
        sum(f.word_1 for f in found),
        sum(f.word_2 for f in found),
    )
    return words == (opened.facts, opened.word_1, opened.word_2)


def _facts(
    actor: Actor, selectors: Sequence[Selector], position: int, after: int
) -> tuple[tuple[TraceFact, ...], int]:
    """One page of facts in the order of their positions, with where they were recorded."""
    found = sorted(
        (
            f
            for s in selectors
            for f in facts.select(s, position, after=after, limit=FACTS_ON_A_PAGE + 1)
        ),
        key=lambda f: f.position or 0,
    )
    page = found[:FACTS_ON_A_PAGE]
    next_after = (page[-1].position or 0) if len(found) > FACTS_ON_A_PAGE else 0
    shown = [f for f in page if permissions.may_see_value(actor, f.organisation)]
    targets = _targets(actor, shown)
    return (
        tuple(
            TraceFact(
                f,
                target.label
                if (target := targets.get((f.source.room, f.source.uuid)))
                else f.source.room,
                target.url if target else None,
                target.evidence if target else f.evidence,
            )
            for f in shown
        ),
        next_after,
    )


def _targets(actor: Actor, shown: Sequence[FactView]) -> dict[tuple[str, UUID], TraceTarget]:
    resolvers = {resolver.room: resolver for resolver in registered(TraceResolver)}
    by_room: dict[str, list[UUID]] = {}
    for one in shown:
        by_room.setdefault(one.source.room, []).append(one.source.uuid)
    return {
        (room, uuid): target
        for room, uuids in by_room.items()
        if room in resolvers
        for uuid, target in resolvers[room].resolve(actor, uuids).items()
    }
