"""From a record to its facts, and from a fact to the values and publications that count it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from uuid import UUID

from django.urls import reverse

from concentric.desk.api import registered
from concentric.desk.types import FactUse, FactUser
from concentric.facts import api as facts
from concentric.facts.types import FactView
from concentric.indicators.compute import display, permissions, queries, tracing
from concentric.indicators.compute.selectors import place_level
from concentric.indicators.compute.terms import MEMBER, PLACE_DIGITS
from concentric.indicators.compute.types import OpenedFact, Value
from concentric.indicators.compute.world import StatedWorld
from concentric.kernel.api import Refused, msgid
from concentric.kernel.types import Actor, Period
from concentric.rulebook.api import plan
from concentric.rulebook.types import BaseNeed, Rulebook, TimeRule

_OPEN = frozenset({TimeRule.CUMULATIVE, TimeRule.STANDING})

Codes = Mapping[str, str]


def opened_fact(*, actor: Actor, uuid: UUID) -> OpenedFact:
    """A fact with its record, what else that record stated, and every value and publication that counts it.

    Raises `Missing`, and `Refused` for facts of a member this actor may not see.
    """
    fact = facts.fact(uuid)
    if not permissions.may_see_value(actor, fact.organisation):
        raise Refused(msgid("This fact belongs to another member."))
    beside = [
        one
        for one in facts.facts_of_source(fact.source.room, fact.source.uuid)
        if one.uuid != uuid and permissions.may_see_value(actor, one.organisation)
    ]
    first, *others = tracing.located(actor, [fact, *beside])
    return OpenedFact(
        fact=first,
        of_the_same_record=tuple(others),
        uses=tuple(use for user in registered(FactUser) for use in user.uses(actor, uuid)),
    )


def rulebook() -> Rulebook:
    """The catalogue in force, for the words of a fact."""
    return facts.catalogue()


def uses_of_fact(actor: Actor, uuid: UUID) -> tuple[FactUse, ...]:
    """The newest kept values that count a fact, as far as a reader may see them."""
    values = queries.disclosed(actor, values_using(facts.fact(uuid)))
    if not values:
        return ()
    rulebook = facts.catalogue(values[0].pin.catalogue)
    words = display.Words(rulebook)
    cells = {cell: words.cell(cell) for cell in {v.cell for v in values} if cell}

    def label(value: Value) -> str:
        name = display.said(rulebook.indicator(value.indicator, value.period.end).name)
        return " · ".join(filter(None, (name, str(value.period), cells.get(value.cell))))

    return tuple(
        FactUse("indicator", label(v), reverse("indicators:trace", args=[v.uuid])) for v in values
    )


def values_using(fact: FactView) -> tuple[Value, ...]:
    """Values of the newest pin that count a fact: of everybody, of its own member, and of its codes.

    Derived values count the facts of their inputs.
    """
    pin = queries.newest_pin()
    if pin is None or not fact.is_live_at(pin.position):
        return ()
    rulebook = facts.catalogue(pin.catalogue)
    needs = {
        code: found
        for code in rulebook.indicators
        if (found := [n for n in plan(rulebook, [code]).needs if _counts(n, fact)])
    }
    names = {name for code in needs for name in rulebook.indicator(code).breakdowns}
    world = StatedWorld(pin.dimension_position)

    @cache
    def codes(population: str, period: Period) -> Codes | None:
        return _codes(fact, names, population, period, world)

    rows = queries.at(pin).filter(indicator__in=needs)
    periods = [Period.parse(text) for text in rows.values_list("period", flat=True).distinct()]
    asked = {
        (need.measure.population, asked)
        for of_one in needs.values()
        for need in of_one
        for period in periods
        if _lies_in(need, asked := _asked(need, period), fact)
    }
    cells = {f"{n}={c}" for one in asked for n, c in (codes(*one) or {}).items()}
    rows = rows.filter(cell_code__in=["", *cells]).order_by("indicator", "period", "cell_code")

    def counts(value: Value, need: BaseNeed) -> bool:
        period = _asked(need, value.period)
        its = codes(need.measure.population, period) if _lies_in(need, period, fact) else None
        return its is not None and all(its.get(name) == code for name, code in value.cell)

    return tuple(
        v for v in map(queries.read, rows) if any(counts(v, n) for n in needs[v.indicator])
    )


def _codes(
    fact: FactView, names: Iterable[str], population: str, period: Period, world: StatedWorld
) -> Codes | None:
    """What a fact has in each breakdown, as the engine reads it; None where its member is not counted."""
    seats = (s for s in world.seats(population, period) if s.organisation == fact.organisation)
    member = next((seat.member for seat in seats), None)
    if member is None:
        return None
    found = {MEMBER: member}
    for name in names:
        code = fact.dims.get(name) or _of_place(fact.place, name, period, world)
        code = code or world.said("organisation", name, period).get(member)
        if code and name != MEMBER:
            found[name] = code
    return found


def _of_place(place: str | None, name: str, period: Period, world: StatedWorld) -> str | None:
    if place is None:
        return None
    read = place_level(place, name) if name in PLACE_DIGITS else None
    return world.said("place", name, period).get(place) or read


def _counts(need: BaseNeed, fact: FactView) -> bool:
    """Whether a measure takes facts like this one, as far as the fact itself says."""
    measure = need.measure.measure
    return measure.fact_type == fact.fact_type and all(
        fact.dims[name] in codes for name, codes in measure.where if name in fact.dims
    )


def _asked(need: BaseNeed, period: Period) -> Period:
    """The period of the facts: of growth, also the year before."""
    for _ in range(need.years_earlier):
        period = period.year_earlier()
    return period


def _lies_in(need: BaseNeed, period: Period, fact: FactView) -> bool:
    begun = need.measure.time in _OPEN or fact.covers_from >= period.start
    return begun and fact.covers_to <= period.end
