"""What must be computed over facts for some indicators, and in what order the rest follows.

The fast engine and the reference engine both start from this plan: they differ in how base measures
are computed and in nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from concentric.kernel.api import Invalid, msgid
from concentric.rulebook.types import (
    COHORT_FORMULAS,
    BaseMeasure,
    BaseNeed,
    Formula,
    Indicator,
    Needed,
    Plan,
    Rulebook,
    Shape,
    Step,
    TimeRule,
)

_AMOUNTS = frozenset({Formula.SUM, Formula.MIN, Formula.MAX})
_PLACE_GRAINS = frozenset(
    {"place", "region", "province", "prefecture", "county", "township", "village", "division"}
)
_REWRITES = {Formula.CUMULATIVE: TimeRule.CUMULATIVE, Formula.STATE_AT: TimeRule.STANDING}


def base_measures(
    rulebook: Rulebook, codes: Iterable[str], on: date | None = None
) -> tuple[BaseMeasure, ...]:
    """The distinct base measures behind some indicators, in order of first need."""
    return tuple(dict.fromkeys(need.measure for need in plan(rulebook, codes, on).needs))


def plan(rulebook: Rulebook, codes: Iterable[str], on: date | None = None) -> Plan:
    """The plan for some indicators, by the definitions in force on a day (newest without one).

    Both years of a growth use the definition of the asked day, so that like is compared with like.
    Raises Missing for an unknown indicator and Invalid for a circle.
    """
    planner = _Planner(rulebook, on)
    for code in dict.fromkeys(codes):
        planner.visit(Needed(code), ())
    steps = tuple(planner.steps.values())
    needs = tuple(dict.fromkeys(step.base for step in steps if step.base is not None))
    return Plan(needs, steps)


def shape_of(rulebook: Rulebook, base: BaseMeasure) -> Shape:
    """What a base measure must share with others to be computed by one fused query."""
    of = base.measure.of
    grain = "place" if of in _PLACE_GRAINS else "fact"
    kind = "amount" if base.formula in _AMOUNTS else "count"
    time_kind = rulebook.fact_type(base.measure.fact_type).time_kind
    return Shape(base.time, time_kind, base.population, grain, kind)


def base_of(indicator: Indicator) -> BaseMeasure:
    """The base measure of an indicator that is computed over facts. Raises Invalid otherwise."""
    if indicator.measure is None:
        raise Invalid(
            msgid("%(code)s is computed from other figures, not over facts."),
            why=msgid("Only sum, count, distinct, min and max are computed over facts."),
            remedy=msgid("Ask for the plan of the indicator."),
            code=indicator.code,
        )
    return BaseMeasure(indicator.formula, indicator.measure, indicator.time, indicator.population)


@dataclass(slots=True)
class _Planner:
    rulebook: Rulebook
    on: date | None
    steps: dict[Needed, Step] = field(default_factory=dict)

    def visit(self, needed: Needed, above: tuple[str, ...]) -> None:
        """Add the steps below a figure, then the figure itself."""
        if needed in self.steps:
            return
        if needed.indicator in above:
            raise circle((*above[above.index(needed.indicator) :], needed.indicator))
        definition = self.rulebook.indicator(needed.indicator, self.on)
        if definition.is_base:
            self.steps[needed] = Step(needed, definition, _base_need(needed, definition), ())
            return
        inputs = inputs_of(needed, definition)
        for _, below in inputs:
            self.visit(below, (*above, needed.indicator))
        self.steps[needed] = Step(needed, definition, None, inputs)


def inputs_of(needed: Needed, definition: Indicator) -> tuple[tuple[str, Needed], ...]:
    """What a derived figure is computed from: role and figure."""
    roles = definition.inputs.indicators if definition.inputs else ()
    if definition.formula in COHORT_FORMULAS:
        return tuple(
            (role, replace(needed, indicator=code, by_member=True)) for role, code in roles
        )
    if definition.formula is Formula.GROWTH:
        now = replace(needed, indicator=roles[0][1])
        return (("of", now), ("before", replace(now, years_earlier=now.years_earlier + 1)))
    time = _REWRITES.get(definition.formula, needed.time)
    return tuple((role, replace(needed, indicator=code, time=time)) for role, code in roles)


def _base_need(needed: Needed, definition: Indicator) -> BaseNeed:
    base = base_of(definition)
    if needed.time is not None:
        base = replace(base, time=needed.time)
    return BaseNeed(base, needed.years_earlier, needed.by_member)


def circle(path: tuple[str, ...]) -> Invalid:
    """The refusal of indicators that lead back to themselves, with the circle spelled out."""
    return Invalid(
        msgid("These indicators are computed from one another in a circle: %(path)s."),
        why=msgid("A figure cannot be computed from itself."),
        remedy=msgid("Let one of them be computed over facts or from another figure."),
        path=" → ".join(path),
    )
