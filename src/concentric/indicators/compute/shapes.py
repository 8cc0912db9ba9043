"""Which measures are alike enough to be computed by one query. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

from concentric.indicators.compute.expressions import Kind, Shape
from concentric.indicators.compute.questions import Seat, Task
from concentric.indicators.compute.terms import MEMBER, OWN
from concentric.rulebook.types import (
    LAST_STATES,
    BaseMeasure,
    Formula,
    Rulebook,
    TimeKind,
    TimeRule,
)

Shaped = Mapping[tuple[Shape, str], Sequence[Task]]
"""Tasks by shape and population."""

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
    of_all = frozenset.intersection(*(frozenset(one.dimensions) for one in types))
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


def wanted_rows(number: int, base: BaseMeasure, names: Sequence[str]) -> Iterable[tuple[Any, ...]]:
    """One row per combination of admitted codes; a name the measure does not select by is empty."""
    where = dict(base.measure.where)
    for codes in product(*(where.get(name, (None,)) for name in names)):
        yield (number, base.measure.fact_type, *codes)
