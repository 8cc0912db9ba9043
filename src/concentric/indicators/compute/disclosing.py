"""Values as the public sees them: the rule of disclosure with the figures that it has to look at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from itertools import groupby

from concentric.facts import api as facts
from concentric.indicators.compute import disclosure, queries
from concentric.indicators.compute.disclosure import DisclosureRule
from concentric.indicators.compute.types import Pin, Value, Withheld
from concentric.kernel.types import Period
from concentric.rulebook.api import plan
from concentric.rulebook.types import Cell, Needed, Rulebook, Step

ORGANISATION = "organisation"
Family = tuple[str, Period, tuple[str, ...]]
"""Indicator, period, breakdowns: the cells that add up to a figure."""


def as_public(values: Iterable[Value], released_by: Collection[str] = ()) -> tuple[Value, ...]:
    """Kept values of one pin as the public sees them, in the same order.

    Looks at every kept cell of their breakdowns and at the inputs of derived values. A derived value whose
    inputs are not kept at the pin is withheld, because nothing shows that it may be seen.
    """
    given = tuple(values)
    if not given:
        return ()
    judge = _Judge(given[0].pin, frozenset(released_by))
    return judge.judged(given)


def rule_of(rulebook: Rulebook, period: Period) -> DisclosureRule:
    """The rule in force at the end of a period."""
    least = rulebook.parameter(disclosure.LEAST, period.end).value
    largest = rulebook.parameter(disclosure.LARGEST, period.end).value
    return DisclosureRule(int(str(least)), Decimal(str(largest)))


class _Judge:
    """Judges the values of one pin; what was judged once is remembered."""

    def __init__(self, pin: Pin, released_by: frozenset[str]) -> None:
        self._pin = pin
        self._released_by = released_by
        self._rulebook = facts.catalogue(pin.catalogue)
        self._known: dict[tuple[str, Period, Cell], Value] = {}
        self._families: set[Family] = set()

    def judged(self, values: Sequence[Value]) -> tuple[Value, ...]:
        self._read([(one.indicator, one.period, _names(one.cell)) for one in values])
        return tuple(self._of(one.indicator, one.period, one.cell) or one for one in values)

    def _read(self, families: Iterable[Family]) -> None:
        """Read and judge whole breakdowns of base figures, few queries for many."""
        missing = [one for one in dict.fromkeys(families) if one not in self._families]
        self._families.update(missing)
        for names in dict.fromkeys(names for _, _, names in missing):
            codes = {indicator for indicator, _, n in missing if n == names}
            periods = {period for _, period, n in missing if n == names}
            self._families.update((code, period, names) for code in codes for period in periods)
            for value in self._base(queries.kept(self._pin, codes, periods, names)):
                self._known[value.indicator, value.period, value.cell] = value

    def _base(self, values: Sequence[Value]) -> Iterable[Value]:
        """Judge the cells of a breakdown by themselves and beside each other."""
        released = {
            one.code for one in values if dict(one.cell).get(ORGANISATION) in self._released_by
        }
        ordered = sorted(values, key=lambda one: (one.indicator, str(one.period)))
        for (_, _), line in groupby(ordered, key=lambda one: (one.indicator, str(one.period))):
            cells = tuple(line)
            rule = rule_of(self._rulebook, cells[0].period)
            withheld = disclosure.withheld_cells(cells, rule, released)
            for one in cells:
                reason = withheld.get(one.code)
                yield one if reason is None else disclosure.hidden(one, reason)

    def _of(self, indicator: str, period: Period, cell: Cell) -> Value | None:
        found = self._known.get((indicator, period, cell))
        if found is None or not found.is_derived or found.withheld is not None:
            return found
        judged = self._derived(found)
        self._known[indicator, period, cell] = judged
        return judged

    def _derived(self, value: Value) -> Value:
        if value.exact is None:
            return value
        own = dict(value.cell).get(ORGANISATION)
        if own is not None and own not in self._released_by:
            return disclosure.hidden(value, Withheld.TOO_FEW)
        for _, needed in self._step(value).inputs:
            value = self._looked_at(value, needed)
        return value

    def _looked_at(self, value: Value, needed: Needed) -> Value:
        period = value.period
        for _ in range(needed.years_earlier):
            period = period.year_earlier()
        if needed.by_member:
            return self._of_members(value, needed.indicator, period)
        self._read([(needed.indicator, period, _names(value.cell))])
        found = self._of(needed.indicator, period, value.cell)
        if found is None:
            return disclosure.hidden(value, Withheld.TOO_FEW)
        return value if found.withheld is None else disclosure.hidden(value, found.withheld)

    def _of_members(self, value: Value, indicator: str, period: Period) -> Value:
        """A median, quantile or rank stands on one figure of each member: how many there are decides."""
        members = queries.kept(self._pin, [indicator], [period], (ORGANISATION,))
        stated = sum(one.exact is not None for one in members)
        if stated >= rule_of(self._rulebook, period).least:
            return value
        return disclosure.hidden(value, Withheld.TOO_FEW)

    def _step(self, value: Value) -> Step:
        steps = plan(self._rulebook, [value.indicator], value.period.end).steps
        return next(one for one in steps if one.needed == Needed(value.indicator))


def _names(cell: Cell) -> tuple[str, ...]:
    return tuple(name for name, _ in cell)
