"""Running a plan: base values in, all values out, cell by cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from concentric.rulebook.formulas import cohort
from concentric.rulebook.formulas.quotients import growth, quotient
from concentric.rulebook.types import (
    COHORT_FORMULAS,
    BaseNeed,
    Cell,
    Figure,
    Formula,
    Inputs,
    Needed,
    Plan,
    Step,
)

MEMBER = "organisation"
Values = Mapping[Cell, Figure | None]

_PAIRS: Mapping[Formula, tuple[Callable[[Figure | None, Figure | None], Figure | None], str, str]]
_PAIRS = {
    Formula.RATIO: (quotient, "numerator", "denominator"),
    Formula.SHARE: (quotient, "part", "whole"),
    Formula.PER_HEAD: (quotient, "of", "heads"),
    Formula.GROWTH: (growth, "of", "before"),
}


def derive(
    plan: Plan, base: Mapping[BaseNeed, Values], by: tuple[str, ...] = ()
) -> dict[Needed, Values]:
    """All figures of a plan from the values of its base measures.

    ``base`` holds, for each of ``plan.needs``, the values by cell; the cells are those of the asked
    breakdown ``by``, with the member added where the need says ``by_member``. A cell that is absent
    was not reported.
    """
    found: dict[Needed, Values] = {}
    for step in plan.steps:
        if step.base is not None:
            found[step.needed] = base[step.base]
        else:
            inputs = {role: found[needed] for role, needed in step.inputs}
            found[step.needed] = evaluate_derived(step, inputs, by)
    return found


def evaluate_derived(step: Step, inputs: Mapping[str, Values], by: tuple[str, ...] = ()) -> Values:
    """The values of one derived step from the values of its inputs, by role."""
    formula = step.definition.formula
    settings = step.definition.inputs or Inputs(())
    if formula in COHORT_FORMULAS:
        keep = step.needed.by_member or MEMBER in by
        return _over_members(formula, settings, inputs, keep=keep)
    if formula in _PAIRS:
        combine, first, second = _PAIRS[formula]
        cells = dict.fromkeys((*inputs[first], *inputs[second]))
        return {cell: combine(inputs[first].get(cell), inputs[second].get(cell)) for cell in cells}
    # cumulative and state_at: the plan has already asked their base measure for that time rule
    return inputs["of"]


def _over_members(
    formula: Formula, settings: Inputs, inputs: Mapping[str, Values], *, keep: bool
) -> Values:
    """A cohort formula for each group of members; ``keep`` writes the result beside each member."""
    groups = _by_group(inputs["of"])
    weights = _by_group(inputs.get("weights", {}))
    found: dict[Cell, Figure | None] = {}
    for group, members in groups.items():
        if formula is Formula.RANK:
            places = cohort.rank(members, settings.ties, settings.order) if keep else {}
            found.update({_with(group, member): place for member, place in places.items()})
            continue
        result = _one(formula, settings, members, weights.get(group, {}))
        cells = [_with(group, member) for member in members] if keep else [group]
        found.update(dict.fromkeys(cells, result))
    return found


def _one(
    formula: Formula, settings: Inputs, members: cohort.Members, weights: cohort.Members
) -> Figure | None:
    if formula is Formula.QUANTILE and settings.q is not None:
        return cohort.quantile(members, settings.q)
    if formula is Formula.TOP_N and settings.n is not None:
        return cohort.top_n(members, settings.n)
    if formula is Formula.WEIGHTED:
        return cohort.weighted(members, weights, normalised=settings.normalised)
    return cohort.median(members)


def _by_group(values: Values) -> dict[Cell, dict[str, Figure]]:
    """Members by the rest of their cell; those that did not report are left out."""
    groups: dict[Cell, dict[str, Figure]] = defaultdict(dict)
    for cell, figure in values.items():
        member = dict(cell).get(MEMBER)
        if member is not None and figure is not None:
            groups[tuple(pair for pair in cell if pair[0] != MEMBER)][member] = figure
    return groups


def _with(group: Cell, member: str) -> Cell:
    return tuple(sorted((*group, (MEMBER, member))))
