"""The reference engine: exact, slow and obvious. The oracle of the fast one.

For every question it walks all facts again, from the definitions:

1. A fact counts if it is known by the asked position, of the asked type, and not reversed by then.
2. It lies in the period: within it (first and last covered day), or anywhere up to its end
   (cumulative), or it is the last state inside it (at_end), or the last at or before its end
   (standing). States that agree in organisation, object, place, person and dimensions follow one
   another; of two on one day the one recorded later stands.
3. Its organisation, followed through mergers in force on the last day of the period, is a member of
   the population on that day, and reports on the boundary (solo or consolidated) of its membership.
4. A fact of value zero is a report that there was nothing: it is not counted by count and distinct,
   but it makes the answer zero where no fact at all makes it *not reported*.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from concentric.kernel.api import Bound, Period, round_half_up
from concentric.rulebook.entities import Entities
from concentric.rulebook.formulas import derive
from concentric.rulebook.formulas.bounds import bound_of_extreme, bound_of_sum
from concentric.rulebook.formulas.steps import MEMBER
from concentric.rulebook.planning import plan
from concentric.rulebook.types import (
    LAST_STATES,
    BaseMeasure,
    BaseNeed,
    Cell,
    CellValue,
    Fact,
    Figure,
    Formula,
    Ledger,
    Needed,
    Rulebook,
    TimeRule,
)

_INSIDE = frozenset({TimeRule.WITHIN, TimeRule.AT_END})


def evaluate(
    rulebook: Rulebook,
    ledger: Ledger,
    indicators: Sequence[str],
    period: Period,
    by: Sequence[str] = (),
    position: int | None = None,
) -> tuple[CellValue, ...]:
    """The values of indicators in a period, by cell, as known at a position (now, without one).

    ``by`` names breakdowns (organisation, place levels, dimensions, attributes); empty gives the
    whole population. Where nothing was reported the whole population answers None and a breakdown
    has no cell. Definitions are those in force on the last day of the period. Raises Missing for an
    unknown or not yet valid indicator, Conflict if a group reports both ways.
    """
    grain = tuple(sorted(set(by)))
    steps = plan(rulebook, indicators, period.end)
    computed = {need: _base_values(ledger, need, period, grain, position) for need in steps.needs}
    values = derive(steps, {need: found.figures for need, found in computed.items()}, grain)
    result = []
    for step in steps.steps:
        needed = step.needed
        if needed != Needed(needed.indicator) or needed.indicator not in indicators:
            continue
        behind = computed[step.base].members if step.base is not None else {}
        cells = values[needed] or ({(): None} if not grain else {})
        for cell in sorted(cells):
            figure = cells[cell]
            result.append(
                CellValue(
                    indicator=needed.indicator,
                    period=period,
                    cell=cell,
                    figure=figure,
                    rounded=round_half_up(figure.value, step.definition.decimals)
                    if figure
                    else None,
                    bound=figure.bound if figure else Bound.EQ,
                    contributors=len(behind.get(cell, ())),
                )
            )
    return tuple(result)


@dataclass(frozen=True, slots=True)
class _Computed:
    figures: dict[Cell, Figure | None]
    members: dict[Cell, frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Counted:
    """A fact that passed all tests, with the member it counts for."""

    fact: Fact
    member: str


def _base_values(
    ledger: Ledger,
    need: BaseNeed,
    asked: Period,
    grain: tuple[str, ...],
    position: int | None,
) -> _Computed:
    period = asked
    for _ in range(need.years_earlier):
        period = period.year_earlier()
    by = tuple(sorted({*grain, MEMBER})) if need.by_member else grain
    entities = Entities(ledger, need.measure.population, period.end, position)
    entities.refuse_mixed_groups()
    groups: dict[Cell, list[_Counted]] = defaultdict(list)
    for fact in _in_time(_live(ledger.facts, need.measure, position), need.measure, period):
        member = entities.member(fact)
        if member is None or not _matches(fact, member, need.measure, entities):
            continue
        cell = entities.cell(fact, member, by)
        if cell is not None:
            groups[cell].append(_Counted(fact, member))
    return _Computed(
        {cell: _aggregate(need.measure, found, entities) for cell, found in groups.items()},
        {
            cell: frozenset(entry.member for entry in found if entry.fact.value)
            for cell, found in groups.items()
        },
    )


def _live(facts: Iterable[Fact], base: BaseMeasure, position: int | None) -> list[Fact]:
    known = [fact for fact in facts if position is None or fact.position <= position]
    reversed_ones = {fact.reverses for fact in known if fact.reverses is not None}
    return [
        fact
        for fact in known
        if fact.fact_type == base.measure.fact_type
        and fact.reverses is None
        and fact.uuid not in reversed_ones
    ]


def _in_time(facts: Iterable[Fact], base: BaseMeasure, period: Period) -> list[Fact]:
    past = [fact for fact in facts if fact.covers_to <= period.end]
    if base.time in _INSIDE:
        past = [fact for fact in past if fact.covers_from >= period.start]
    if base.time not in LAST_STATES:
        return past
    last: dict[object, Fact] = {}
    for fact in sorted(past, key=lambda fact: (fact.covers_to, fact.position)):
        last[_identity(fact)] = fact
    return list(last.values())


def _identity(fact: Fact) -> object:
    """What a state is about: two states about the same follow one another."""
    dims = tuple(sorted(fact.dims.items()))
    return (fact.organisation, fact.boundary, fact.object, fact.place, fact.person, dims)


def _matches(fact: Fact, member: str, base: BaseMeasure, entities: Entities) -> bool:
    return all(
        entities.attribute(fact, member, name) in allowed for name, allowed in base.measure.where
    )


def _aggregate(base: BaseMeasure, found: list[_Counted], entities: Entities) -> Figure:
    of = base.measure.of
    if base.formula is Formula.COUNT:
        return Figure(Fraction(sum(1 for entry in found if _countable(entry, of, entities))))
    if base.formula is Formula.DISTINCT:
        keys = {
            entities.attribute(entry.fact, entry.member, of)
            for entry in found
            if _countable(entry, of, entities)
        }
        return Figure(Fraction(len(keys)))
    amounts = [_amount(entry.fact, of) for entry in found]
    bounds = [entry.fact.bound for entry in found]
    if base.formula is Formula.SUM:
        return Figure(sum(amounts, Fraction(0)), bound_of_sum(bounds))
    extreme = min(amounts) if base.formula is Formula.MIN else max(amounts)
    return Figure(extreme, bound_of_extreme(bounds))


def _countable(entry: _Counted, of: str, entities: Entities) -> bool:
    """A fact that says something happened, and that has what is to be counted."""
    if not entry.fact.value:
        return False
    return of == "fact" or entities.attribute(entry.fact, entry.member, of) is not None


def _amount(fact: Fact, of: str) -> Fraction:
    if of == "share":
        return fact.share
    value = Fraction(fact.value or 0)
    if of == "value":
        return value
    return value * fact.share if fact.attributed is None else Fraction(fact.attributed)
