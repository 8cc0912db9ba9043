"""From a number to the facts behind it, and from a fact to the numbers that count it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language

from concentric.desk.api import registered
from concentric.desk.types import FactUse, TraceResolver, TraceTarget
from concentric.facts import api as facts
from concentric.facts.types import FactView, Selector
from concentric.indicators.compute import permissions, queries
from concentric.indicators.compute.selectors import selectors_of
from concentric.indicators.compute.types import Trace, TraceFact, TraceInput, Value
from concentric.indicators.compute.world import StatedWorld
from concentric.kernel.types import Actor, Period
from concentric.rulebook.api import plan
from concentric.rulebook.types import (
    COHORT_FORMULAS,
    BaseMeasure,
    BaseNeed,
    Formula,
    Indicator,
    Needed,
    Rulebook,
    Step,
    TimeRule,
)

FACTS_ON_A_PAGE = 20
CHECKED_AT_ONCE = 2_000
"""Facts that are counted again while a page opens; more are counted when the reader asks for it."""


def trace(*, actor: Actor, uuid: UUID, after: int = 0, checked_upto: int | None = None) -> Trace:
    """Open a value: its definition, its inputs or its facts, and whether the same facts are still found.

    `after` continues the list of facts. Facts of members this actor may not see are counted but not listed.
    With `checked_upto` numbers with more facts are opened without counting them all again.
    """
    opened = queries.value(actor=actor, uuid=uuid)
    steps = {
        step.needed: step
        for step in plan(
            facts.catalogue(opened.pin.catalogue), [opened.indicator], opened.period.end
        ).steps
    }
    step = steps[Needed(opened.indicator)]
    bases = _bases(step, steps)
    if not bases or opened.withheld:
        return Trace(
            value=opened,
            definition=step.definition,
            selectors=(),
            inputs=() if opened.withheld else _inputs(actor, step, opened),
            facts=(),
            next_after=0,
            is_unchanged=True,
        )
    selectors = _selectors(bases, opened)
    found, next_after = _facts(actor, selectors, opened.pin.position, after)
    is_checked = checked_upto is None or opened.facts <= checked_upto
    return Trace(
        value=opened,
        definition=step.definition,
        selectors=selectors,
        inputs=(),
        facts=found,
        next_after=next_after,
        is_unchanged=is_checked and _is_unchanged(opened, selectors),
        is_checked=is_checked,
    )


def rulebook_of(value: Value) -> Rulebook:
    """The rulebook a value was computed by."""
    return facts.catalogue(value.pin.catalogue)


def definition_of(value: Value) -> Indicator:
    """The definition a value was computed by."""
    return rulebook_of(value).indicator(value.indicator, value.period.end)


def _bases(step: Step, steps: Mapping[Needed, Step]) -> tuple[BaseMeasure, ...]:
    """Measures over facts of a figure that is nothing else, also of one that only asks for another time rule."""
    if step.base is not None:
        return (step.base.measure,)
    if step.definition.formula not in _RETIMED:
        return ()
    below = steps[step.inputs[0][1]]
    return (below.base.measure,) if below.base is not None else ()


def _selectors(bases: Sequence[BaseMeasure], opened: Value) -> tuple[Selector, ...]:
    rulebook = facts.catalogue(opened.pin.catalogue)
    world = StatedWorld(opened.pin.dimension_position)
    return tuple(
        selector
        for base in bases
        for selector in selectors_of(
            base, rulebook.fact_type(base.measure.fact_type), opened.cell, opened.period, world
        )
    )


def _inputs(actor: Actor, step: Step, opened: Value) -> tuple[TraceInput, ...]:
    """The kept values a derived value was computed from, as far as this reader may see them."""
    found = []
    for role, needed in step.inputs:
        period = opened.period
        for _ in range(needed.years_earlier):
            period = period.year_earlier()
        names = {name for name, _ in opened.cell}
        if step.definition.formula in COHORT_FORMULAS:
            names.add(queries.ORGANISATION)
        line = queries.kept(opened.pin, [needed.indicator], [period], tuple(names))
        found += [
            TraceInput(role, value)
            for value in queries.disclosed(actor, line)
            if set(opened.cell) <= set(value.cell)
        ]
    return tuple(found)


def uses_of_fact(actor: Actor, uuid: UUID) -> tuple[FactUse, ...]:
    """The newest kept values that count a fact, as far as a reader may see them."""
    values = queries.disclosed(actor, values_using(facts.fact(uuid)))
    if not values:
        return ()
    rulebook = facts.catalogue(values[0].pin.catalogue)
    language = get_language() or "zh-hans"
    return tuple(
        FactUse(
            kind="indicator",
            label=f"{rulebook.indicator(v.indicator, v.period.end).name.in_language(language)} · "
            f"{v.period}{' · ' + v.code if v.code else ''}",
            url=reverse("indicators:trace", args=[v.uuid]),
        )
        for v in values
    )


def values_using(fact: FactView) -> tuple[Value, ...]:
    """Values of the newest pin that count a fact: of everybody, of its own member, and of its codes.

    Derived values count the facts of their inputs.
    """
    pin = queries.newest_pin()
    if pin is None or not fact.is_live_at(pin.position):
        return ()
    rulebook = facts.catalogue(pin.catalogue)
    last_period = {
        code: needs
        for code in rulebook.indicators
        if (needs := [n for n in plan(rulebook, [code]).needs if _counts(n, fact)])
    }
    cells = ["", f"{queries.ORGANISATION}={fact.organisation}"]
    cells += [f"{name}={code}" for name, code in fact.dims.items()]
    rows = queries.at(pin).filter(indicator__in=last_period, cell_code__in=cells)
    candidates = [queries.read(row) for row in rows.order_by("indicator", "period", "cell_code")]
    return tuple(
        v for v in candidates if any(_lies_in(n, v.period, fact) for n in last_period[v.indicator])
    )


def _counts(need: BaseNeed, fact: FactView) -> bool:
    """Whether a measure takes facts like this one, as far as the fact itself says."""
    measure = need.measure.measure
    return measure.fact_type == fact.fact_type and all(
        fact.dims[name] in codes for name, codes in measure.where if name in fact.dims
    )


def _lies_in(need: BaseNeed, period: Period, fact: FactView) -> bool:
    for _ in range(need.years_earlier):
        period = period.year_earlier()
    begun = need.measure.time in _OPEN or fact.covers_from >= period.start
    return begun and fact.covers_to <= period.end


_RETIMED = frozenset({Formula.CUMULATIVE, Formula.STATE_AT})
_OPEN = frozenset({TimeRule.CUMULATIVE, TimeRule.STANDING})


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
