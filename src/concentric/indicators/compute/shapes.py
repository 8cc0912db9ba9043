"""What one query computes together, and which measures are alike enough for it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Any

from concentric.indicators.compute.lake import DIMENSION
from concentric.indicators.compute.questions import Seat, Task
from concentric.indicators.compute.terms import MEMBER, OWN
from concentric.kernel.types import PeriodKind
from concentric.rulebook.types import (
    LAST_STATES,
    BaseMeasure,
    FactType,
    Formula,
    Rulebook,
    TimeKind,
    TimeRule,
)


class Kind(StrEnum):
    """What is computed, as far as it decides the query."""

    AMOUNT = "amount"
    """Sums, and the number of facts that are not zero."""
    EXTREME = "extreme"
    """Least and greatest."""
    SHARE = "share"
    """Sums of shares: fractional counts."""
    DISTINCT = "distinct"
    """How many different objects, members, places: what stands behind is in the amounts of the same measure."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What measures have in common that one query computes together.

    `of` is what is counted (distinct) or must be there to count; `names` are what measures select by, `grain` what the
    result is divided by besides the member. `dimensions` are those names that are a dimension of some of the facts,
    `stated` those that are not one of all of them and must be looked up for the place or the member. `sums` are the
    amounts added up.
    """

    kind: Kind
    time: TimeRule
    period: PeriodKind
    of: str
    names: tuple[str, ...]
    grain: tuple[str, ...]
    dimensions: frozenset[str]
    stated: frozenset[str]
    sums: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()
    """Dimensions that say what a state is about."""
    spans: bool = False
    """Whether some of the facts cover more than a day, so that their first day must be looked at."""
    by_member: bool = True
    """Whether different things are counted for each member, or for all of them together."""
    apart: bool = False
    """Whether nothing counted for a member lies in two cells: then each cell is counted where it is."""

    @property
    def chosen(self) -> tuple[str, ...]:
        """Dimensions that measures only select by. The facts hold the number of a wanted code, or nothing: small,
        and facts that no measure tells apart fall into one cell.
        """
        told = {*self.grain, self.of, *self.identity, *self.stated}
        return tuple(n for n in self.names if n in self.dimensions and n not in told)

    @property
    def raw(self) -> tuple[str, ...]:
        """Columns of the facts the cells must keep."""
        kept = {DIMENSION + name for name in self.used if name in self.dimensions}
        kept |= {name for name in self.used if name in OWN}
        if self.stated:
            kept.add("place")
        if self.kind is Kind.SHARE:
            kept |= {"share_num", "share_den"}
        return tuple(sorted(kept))

    @property
    def used(self) -> tuple[str, ...]:
        """Names that cells must have a value for or are selected by."""
        counted = (self.of,) if self.of else ()
        return tuple(dict.fromkeys((*self.names, *self.grain, *counted)))

    @property
    def read(self) -> tuple[str, ...]:
        """Columns of the facts the query reads."""
        dims = {DIMENSION + name for name in self.identity}
        kept = {"position", "fact_type", "organisation", "covers_to", "flags", *self.raw, *dims}
        if self.kind is not Kind.DISTINCT:
            kept |= {"word_1", "word_2", *self.sums}
        if self.spans or self.time in LAST_STATES:
            kept.add("covers_from")
        if self.time in LAST_STATES:
            kept |= {"place", "person", "object"}
        return tuple(sorted(kept))


Shaped = Mapping[tuple[Shape, str], Sequence[Task]]
"""Tasks by shape and population."""

Choices = Mapping[str, Mapping[str, int]]
"""Of the names that measures only select by: numbers of their codes."""

_KINDS = {
    Formula.SUM: Kind.AMOUNT,
    Formula.COUNT: Kind.AMOUNT,
    Formula.MIN: Kind.EXTREME,
    Formula.MAX: Kind.EXTREME,
    Formula.DISTINCT: Kind.AMOUNT,
}
_ADDED = {Kind.AMOUNT: {Formula.SUM}, Kind.EXTREME: {Formula.MIN, Formula.MAX}}


def by_shape(rulebook: Rulebook, tasks: Iterable[Task]) -> Shaped:
    """Tasks that one query answers together: amounts, and what stands behind distinct counts."""
    alike: dict[tuple[Any, ...], list[Task]] = defaultdict(list)
    for task in tasks:
        base = task.measure
        kind = Kind.SHARE if base.measure.of == "share" else _KINDS[base.formula]
        counted = base.measure.of if base.formula is Formula.COUNT else ""
        of = "" if counted in {"fact", "attributed", "value", "share"} else counted
        alike[kind, base.time, base.population, task.period.kind, of, task.grain].append(task)
    return {
        (_shape(rulebook, group, kind, of), group[0].measure.population): group
        for (kind, *_, of, _grain), group in alike.items()
    }


def by_distinct_shape(rulebook: Rulebook, tasks: Iterable[Task]) -> Shaped:
    """Tasks of distinct counts by shape; those that select by the same names belong together."""
    alike: dict[tuple[Any, ...], list[Task]] = defaultdict(list)
    for task in tasks:
        base = task.measure
        if base.formula is Formula.DISTINCT:
            names = tuple(sorted(name for name, _ in base.measure.where))
            likeness = (
                base.measure.of, base.time, base.population, task.period.kind, task.grain, names,
                task.by_member,
            )  # fmt: skip
            alike[likeness].append(task)
    return {
        (_shape(rulebook, group, Kind.DISTINCT, of), group[0].measure.population): group
        for (of, *_), group in alike.items()
    }


def _shape(rulebook: Rulebook, group: Sequence[Task], kind: Kind, of: str) -> Shape:
    types = [rulebook.fact_type(code) for code in {t.measure.measure.fact_type for t in group}]
    first = group[0]
    dimensions = frozenset(name for one in types for name in one.dimensions)
    of_all = frozenset.intersection(*(_said_by_dimension(one) for one in types))
    names = sorted({name for t in group for name, _ in t.measure.measure.where})
    used = {*names, *first.grain, of} - {""}
    sums = {t.measure.measure.of for t in group if t.measure.formula in _ADDED.get(kind, ())}
    time = first.measure.time
    return Shape(
        kind=kind, time=time, period=first.period.kind, of=of,
        names=tuple(names), grain=first.grain,
        dimensions=dimensions & used, stated=frozenset(used - of_all - {*OWN, MEMBER}),
        sums=tuple(sorted(sums)),
        identity=tuple(sorted(dimensions)) if time in LAST_STATES else (),
        spans=any(one.time_kind is TimeKind.PERIOD for one in types),
        by_member=first.by_member,
    )  # fmt: skip


def _said_by_dimension(fact_type: FactType) -> frozenset[str]:
    """Dimensions that nothing else says: a level of places may be said by the place of the fact."""
    return frozenset(name for name, spec in fact_type.dimensions.items() if not spec.place)


def lies_apart(shape: Shape, seats: Iterable[Sequence[Seat]]) -> bool:
    """Whether a distinct count may be taken where the facts are: each member is one organisation, and no
    two cells of it are added up.
    """
    return (
        shape.by_member
        and not shape.names
        and not shape.stated
        and shape.time is not TimeRule.CUMULATIVE
        and MEMBER not in (shape.of, *shape.grain)
        and all(seat.organisation == seat.member for some in seats for seat in some)
    )


def choices(measures: Iterable[BaseMeasure], names: Sequence[str]) -> Choices:
    """A number, from 1, for every code by which one of the measures selects."""
    wanted: dict[str, dict[str, int]] = {name: {} for name in names}
    for base in measures:
        for name, codes in base.measure.where:
            if name in wanted:
                for code in codes:
                    wanted[name].setdefault(code, len(wanted[name]) + 1)
    return wanted


def wanted_rows(
    number: int, base: BaseMeasure, names: Sequence[str], choices: Choices
) -> Iterable[tuple[Any, ...]]:
    """One row per combination of admitted codes; a name the measure does not select by is empty."""
    where: dict[str, Sequence[Any]] = {
        name: [choices[name][code] for code in codes] if name in choices else codes
        for name, codes in base.measure.where
    }
    for codes in product(*(where.get(name, (None,)) for name in names)):
        yield (number, base.measure.fact_type, *codes)
