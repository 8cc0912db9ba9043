"""What a reader can compute from shown cells: which cells show the same figure, which add up, which are derived. Pure.

A cell over facts is known by its *quantity*: the measure, the period, and every code it is narrowed to. The amount on
the STAR market is one quantity, whether it stands as an indicator of its own or as a cell of the amount by board; it
is shown everywhere or nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from concentric.indicators.compute.terms import MEMBER, PLACE_DIGITS
from concentric.indicators.compute.types import Value
from concentric.kernel.types import Period
from concentric.rulebook.api import plan
from concentric.rulebook.types import (
    COHORT_FORMULAS,
    BaseMeasure,
    Cell,
    Formula,
    Needed,
    Rulebook,
    Step,
    TimeRule,
)

Where = tuple[tuple[str, tuple[str, ...]], ...]
"""Names and the codes admitted, sorted by name."""

Spot = tuple[str, Period, Cell]
"""Where a figure stands: indicator, period, cell."""

_RETIMED = frozenset({Formula.CUMULATIVE, Formula.STATE_AT})
_OPEN = frozenset({TimeRule.CUMULATIVE, TimeRule.STANDING})
_EXTREME = frozenset({Formula.MIN, Formula.MAX})


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a cell measures. Two cells of one quantity show the same number."""

    base: BaseMeasure
    """The measure without what it is narrowed to."""
    period: Period
    """The day it ends where only that counts."""
    where: Where

    def narrowed(self, name: str, code: str) -> Quantity:
        """The part of it with one code."""
        codes = {**dict(self.where), name: (code,)}
        return replace(self, where=tuple(sorted(codes.items())))

    def without(self, name: str) -> Quantity:
        """It over all codes of a name."""
        return replace(self, where=tuple(pair for pair in self.where if pair[0] != name))

    @property
    def text(self) -> str:
        """A text that orders quantities the same way each time."""
        return f"{self.base.measure.fact_type} {self.base} {self.period} {self.where}"


@dataclass(frozen=True, slots=True)
class Sum:
    """A whole and the parts that make it up, all of them shown somewhere or withheld."""

    whole: Quantity
    parts: tuple[Quantity, ...]
    is_apart: bool = False
    """Whether each member stands behind one part only, as when members are divided by their kind."""

    @property
    def all(self) -> tuple[Quantity, ...]:
        """The whole and its parts."""
        return (self.whole, *self.parts)


@dataclass(frozen=True, slots=True)
class Derived:
    """What a figure without facts of its own is computed from."""

    quantities: frozenset[Quantity]
    cohorts: frozenset[Spot]
    """Figures over members (medians, first so many) that it is computed from."""
    first: int | None = None
    """How many members a figure of the first so many adds up."""


@dataclass(frozen=True, slots=True)
class Relations:
    """Everything about the cells of one position that a reader may know."""

    quantities: Mapping[Spot, Quantity]
    derived: Mapping[Spot, Derived]
    sums: tuple[Sum, ...]


def spot(value: Value) -> Spot:
    """Where a value stands."""
    return value.indicator, value.period, value.cell


def relations(rulebook: Rulebook, values: Iterable[Value]) -> Relations:
    """How the values of one position depend on one another. Cells of single members are left out."""
    quantities: dict[Spot, Quantity] = {}
    derived: dict[Spot, Derived] = {}
    reader = _Reader(rulebook)
    lines: set[tuple[Quantity, str]] = set()
    for value in values:
        if MEMBER in dict(value.cell):
            continue
        found = reader.read(value)
        if isinstance(found, Derived):
            derived[spot(value)] = found
            continue
        quantities[spot(value)] = found
        if len(value.cell) == 1:
            name = value.cell[0][0]
            lines.add((reader.quantity_of(value, ()), name))
    return Relations(quantities, derived, tuple(_sums(rulebook, set(quantities.values()), lines)))


class _Reader:
    """Reads values by the plans of their indicators; makes each plan once."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._plans: dict[tuple[str, Period], Mapping[Needed, Step]] = {}

    def read(self, value: Value) -> Quantity | Derived:
        """The quantity of a value over facts, or what a derived one is computed from."""
        steps = self._steps(value)
        top = Needed(value.indicator)
        base = _base(steps, top)
        if base is not None:
            return _quantity(base, value.period, value.cell)
        quantities: set[Quantity] = set()
        cohorts: set[Spot] = set()
        for needed in _below(steps, top):
            period = _earlier(value.period, needed.years_earlier)
            found = _base(steps, needed)
            if found is not None:
                quantities.add(_quantity(found, period, value.cell))
            elif needed != top and steps[needed].definition.formula in COHORT_FORMULAS:
                cohorts.add((needed.indicator, period, value.cell))
        definition = steps[top].definition
        first = definition.inputs.n if definition.inputs else None
        if first is not None:
            quantities |= self._whole_of(
                value, definition.inputs["of"] if definition.inputs else ""
            )
        return Derived(frozenset(quantities), frozenset(cohorts), first)

    def quantity_of(self, value: Value, cell: Cell) -> Quantity:
        """The quantity of another cell of the same indicator and period."""
        base = _base(self._steps(value), Needed(value.indicator))
        if base is None:
            raise ValueError("only a figure over facts has a quantity")
        return _quantity(base, value.period, cell)

    def _whole_of(self, value: Value, code: str) -> set[Quantity]:
        found = self.read(replace(value, indicator=code))
        return {found} if isinstance(found, Quantity) else set(found.quantities)

    def _steps(self, value: Value) -> Mapping[Needed, Step]:
        asked = (value.indicator, value.period)
        if asked not in self._plans:
            steps = plan(self._rulebook, [value.indicator], value.period.end).steps
            self._plans[asked] = {step.needed: step for step in steps}
        return self._plans[asked]


def _base(steps: Mapping[Needed, Step], needed: Needed) -> BaseMeasure | None:
    """The measure over facts that a figure is, also when it only asks for another time rule."""
    step = steps[needed]
    if step.base is not None:
        return step.base.measure
    if step.definition.formula in _RETIMED:
        return _base(steps, step.inputs[0][1])
    return None


def _below(steps: Mapping[Needed, Step], top: Needed) -> Iterator[Needed]:
    """A figure and those it is computed from, down to facts or to figures over members."""
    yield top
    if _base(steps, top) is not None or steps[top].definition.formula in COHORT_FORMULAS:
        return
    for _, needed in steps[top].inputs:
        yield from _below(steps, needed)


def _earlier(period: Period, years: int) -> Period:
    for _ in range(years):
        period = period.year_earlier()
    return period


def _quantity(base: BaseMeasure, period: Period, cell: Cell) -> Quantity:
    where = {**dict(base.measure.where), **{name: (code,) for name, code in cell}}
    return Quantity(
        replace(base, measure=replace(base.measure, where=())),
        Period.day(period.end) if base.time in _OPEN else period,
        tuple(sorted((name, tuple(sorted(codes))) for name, codes in where.items())),
    )


def _sums(
    rulebook: Rulebook, known: set[Quantity], lines: set[tuple[Quantity, str]]
) -> Iterator[Sum]:
    """Every way in which known quantities add up."""
    by_line: dict[tuple[Quantity, str], list[Quantity]] = defaultdict(list)
    for one in sorted(known, key=lambda q: q.text):
        if one.base.formula in _EXTREME:
            continue
        for name, codes in one.where:
            if len(codes) == 1:
                by_line[one.without(name), name].append(one)
    own = set(rulebook.items("organisation_attributes"))
    whole_lines = {line: _codes(by_line[line], line[1]) for line in lines if line in by_line}
    for (whole, name), parts in by_line.items():
        if whole in known and _is_complete(whole, name, _codes(parts, name), whole_lines):
            yield Sum(whole, tuple(parts), is_apart=name in own)
    yield from _of_several_codes(known, by_line)
    yield from _within_places(known, whole_lines)
    yield from _over_time(known)


def _codes(parts: Iterable[Quantity], name: str) -> frozenset[str]:
    return frozenset(dict(part.where)[name][0] for part in parts)


def _is_complete(
    whole: Quantity, name: str, codes: frozenset[str],
    lines: Mapping[tuple[Quantity, str], frozenset[str]],
) -> bool:  # fmt: skip
    """Whether the parts with these codes make up the whole: no code that occurs at all is missing."""
    return any(
        one == name
        and above.base == whole.base
        and above.period == whole.period
        and set(above.where) <= set(whole.where)
        and found <= codes
        for (above, one), found in lines.items()
    )


def _of_several_codes(
    known: set[Quantity], by_line: Mapping[tuple[Quantity, str], Sequence[Quantity]]
) -> Iterator[Sum]:
    """A figure over some codes of a name, and the figures of each."""
    for one in known:
        for name, codes in one.where:
            if len(codes) < 2:
                continue
            siblings = by_line.get((one.without(name), name), ())
            parts = tuple(part for part in siblings if dict(part.where)[name][0] in codes)
            if len(parts) == len(codes) and one.base.formula not in _EXTREME:
                yield Sum(one, parts)


def _within_places(
    known: set[Quantity], lines: Mapping[tuple[Quantity, str], frozenset[str]]
) -> Iterator[Sum]:
    """A division and the divisions within it, where an indicator is divided by both levels."""
    for (whole, fine), codes in lines.items():
        for level, digits in PLACE_DIGITS.items():
            if fine not in PLACE_DIGITS or level == fine or digits > PLACE_DIGITS[fine]:
                continue
            for code in lines.get((whole, level), ()):
                parts = tuple(
                    whole.narrowed(fine, one)
                    for one in sorted(codes)
                    if one[:digits] == code[:digits]
                )
                if parts and whole.narrowed(level, code) in known:
                    yield Sum(whole.narrowed(level, code), parts)


def _over_time(known: set[Quantity]) -> Iterator[Sum]:
    """A longer period and the shorter ones it consists of; a running total and what was added to it."""
    inside: dict[tuple[BaseMeasure, Where], list[Quantity]] = defaultdict(list)
    running: dict[tuple[BaseMeasure, Where], list[Quantity]] = defaultdict(list)
    for one in sorted(known, key=lambda q: (q.period.end, q.text)):
        alike = (replace(one.base, time=TimeRule.WITHIN), one.where)
        if one.base.formula in _EXTREME:
            continue
        if one.base.time is TimeRule.WITHIN:
            inside[alike].append(one)
        if one.base.time is TimeRule.CUMULATIVE:
            running[alike].append(one)
    for alike, totals in running.items():
        by_days = {(one.period.start, one.period.end): one for one in inside.get(alike, ())}
        for before, after in pairwise(totals):
            for (start, end), added in by_days.items():
                if end == after.period.end and (start - before.period.end).days == 1:
                    yield Sum(after, (before, added))
    for some in inside.values():
        for whole in some:
            for kind in {one.period.kind for one in some} - {whole.period.kind}:
                parts = tuple(
                    one
                    for one in some
                    if one.period.kind is kind and whole.period.contains(one.period.start)
                    and whole.period.contains(one.period.end)
                )  # fmt: skip
                if parts and sum(one.period.days for one in parts) == whole.period.days:
                    yield Sum(whole, parts)
