"""From a number to the facts behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from concentric.desk.api import registered
from concentric.desk.types import TraceResolver, TraceTarget
from concentric.facts import api as facts
from concentric.facts.types import FactView, Selector
from concentric.indicators.compute import permissions, queries
from concentric.indicators.compute.selectors import selectors_of
from concentric.indicators.compute.types import Trace, TraceFact, TraceInput, Value
from concentric.indicators.compute.world import StatedWorld
from concentric.kernel.types import Actor
from concentric.rulebook.api import plan
from concentric.rulebook.types import (
    COHORT_FORMULAS,
    BaseMeasure,
    Formula,
    Indicator,
    Needed,
    Rulebook,
    Step,
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
    found, next_after = _facts(actor, selectors, opened, after)
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


_RETIMED = frozenset({Formula.CUMULATIVE, Formula.STATE_AT})


def _is_unchanged(opened: Value, selectors: Sequence[Selector]) -> bool:
    found = [facts.count_and_fingerprint(s, opened.pin.position) for s in selectors]
    words = (
        sum(f.count for f in found),
        sum(f.word_1 for f in found),
        sum(f.word_2 for f in found),
    )
    return words == (opened.facts, opened.word_1, opened.word_2)


def _facts(
    actor: Actor, selectors: Sequence[Selector], opened: Value, after: int
) -> tuple[tuple[TraceFact, ...], int]:
    """One page of facts in the order of their positions, with where they were recorded."""
    found = sorted(
        (
            f
            for s in selectors
            for f in facts.select(
                s,
                opened.pin.position,
                after=after,
                limit=FACTS_ON_A_PAGE + 1,
                expected=opened.facts,
            )
        ),
        key=lambda f: f.position or 0,
    )
    page = found[:FACTS_ON_A_PAGE]
    next_after = (page[-1].position or 0) if len(found) > FACTS_ON_A_PAGE else 0
    shown = [f for f in page if permissions.may_see_value(actor, f.organisation)]
    return located(actor, shown), next_after


def located(actor: Actor, shown: Sequence[FactView]) -> tuple[TraceFact, ...]:
    """Facts with where they were recorded, as far as this reader may know."""
    targets = _targets(actor, shown)
    return tuple(
        TraceFact(
            f,
            target.label
            if (target := targets.get((f.source.room, f.source.uuid)))
            else f.source.room,
            target.url if target else None,
            target.evidence if target else f.evidence,
        )
        for f in shown
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
