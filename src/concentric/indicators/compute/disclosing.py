"""Values as the public sees them: the rule of disclosure with the figures that it has to look at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from concentric.facts import api as facts
from concentric.indicators.compute import disclosure, queries
from concentric.indicators.compute.disclosure import ORGANISATION, Key, Limits
from concentric.indicators.compute.types import Pin, Value, Withheld
from concentric.kernel.types import Period
from concentric.rulebook.api import plan
from concentric.rulebook.types import Cell, Needed, Rulebook, Step

LEAST = "disclosure.least_contributors"
LARGEST = "disclosure.largest_share"


def disclosed(values: Iterable[Value], released_by: Collection[str] = ()) -> tuple[Value, ...]:
    """Kept values of one pin as the public sees them, in the same order.

    Looks at every kept cell of their breakdowns and at the inputs of derived values. A derived value whose
    inputs are not kept at the pin is withheld, because nothing shows that it may be seen.
    """
    given = tuple(values)
    if not given:
        return ()
    judge = _Judge(given[0].pin, frozenset(released_by))
    return judge.judged(given)


def limits(rulebook: Rulebook, period: Period) -> Limits:
    """The parameters in force at the end of a period."""
    least = rulebook.parameter(LEAST, period.end).value
    largest = rulebook.parameter(LARGEST, period.end).value
    return Limits(int(str(least)), Decimal(str(largest)))


class _Judge:
    """Judges the values of one pin; what was judged once is remembered."""

    def __init__(self, pin: Pin, released_by: frozenset[str]) -> None:
        self._pin = pin
        self._released_by = released_by
        self._rulebook = facts.catalogue(pin.catalogue)
        self._known: dict[Key, Value] = {}
        self._families: set[tuple[str, Period, tuple[str, ...]]] = set()

    def judged(self, values: Sequence[Value]) -> tuple[Value, ...]:
        self._read([(one.indicator, one.period, _names(one.cell)) for one in values])
        return tuple(self._of(one.indicator, one.period, one.cell) or one for one in values)

    def _read(self, families: Iterable[tuple[str, Period, tuple[str, ...]]]) -> None:
        """Read and judge whole breakdowns of base figures, few queries for many."""
        missing = [one for one in dict.fromkeys(families) if one not in self._families]
        self._families.update(missing)
        for names in dict.fromkeys(names for _, _, names in missing):
            codes = {indicator for indicator, _, n in missing if n == names}
            periods = {period for _, period, n in missing if n == names}
            self._families.update((code, period, names) for code in codes for period in periods)
            for value in self._base(queries.kept(self._pin, codes, periods, names)):
                self._known[disclosure.key(value)] = value

    def _base(self, values: tuple[Value, ...]) -> Iterable[Value]:
        for period in {one.period for one in values}:
            rule = limits(self._rulebook, period)
            of_period = [one for one in values if one.period == period]
            yield from disclosure.disclosed(of_period, rule, self._released_by)

    def _of(self, indicator: str, period: Period, cell: Cell) -> Value | None:
        found = self._known.get((indicator, period, cell))
        if found is None or not found.is_derived or found.withheld is not None:
            return found
        judged = self._derived(found)
        self._known[disclosure.key(judged)] = judged
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
            members = queries.kept(self._pin, [needed.indicator], [period], (ORGANISATION,))
            stated = sum(one.exact is not None for one in members)
            return disclosure.of_members(value, stated, limits(self._rulebook, period))
        self._read([(needed.indicator, period, _names(value.cell))])
        found = self._of(needed.indicator, period, value.cell)
        if found is None:
            return disclosure.hidden(value, Withheld.TOO_FEW)
        return disclosure.inherited(value, [found])

    def _step(self, value: Value) -> Step:
        steps = plan(self._rulebook, [value.indicator], value.period.end).steps
        return next(one for one in steps if one.needed == Needed(value.indicator))


def _names(cell: Cell) -> tuple[str, ...]:
    return tuple(name for name, _ in cell)
