"""The engine: plans a question, runs one fused query per shape over the lake, and lets the rulebook do the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any

import ibis
import pyarrow as pa

from concentric.indicators.compute import expressions, flags
from concentric.indicators.compute.expressions import MEMBER, OWN, Kind, Shape, Sides
from concentric.indicators.compute.lake import COLUMNS, DIMENSION, Lake
from concentric.indicators.compute.questions import NOTHING, Answer, Behind, Question, Task, World
from concentric.kernel.api import round_half_up
from concentric.kernel.types import Period
from concentric.rulebook.api import (
    bound_of_extreme,
    bound_of_sum,
    derive,
    plan,
)
from concentric.rulebook.types import (
    BaseMeasure,
    Cell,
    Figure,
    Formula,
    Plan,
    Rulebook,
    TimeRule,
)

VERSION = "1"
"""Version of the engine, pinned with every value: it changes when the same facts would give another number."""

_KINDS = {
    Formula.SUM: Kind.AMOUNT,
    Formula.COUNT: Kind.AMOUNT,
    Formula.MIN: Kind.EXTREME,
    Formula.MAX: Kind.EXTREME,
    Formula.DISTINCT: Kind.DISTINCT,
}

Found = dict[str, dict[Cell, "Part"]]
"""Parts of a task by member ("" for all members together) and cell without the member."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a member contributed to a cell; `value` None where there was nothing to add up."""

    value: Fraction
    bits: int
    facts: int
    nonzero: int
    confirmed: int
    word_1: int
    word_2: int


class Engine:
    """DuckDB over the files of a lake, through Ibis. Not shared between threads."""

    def __init__(self, lake: Lake, *, memory: str = "2GB", threads: int = 2) -> None:
        self.lake = lake
        self._settings = {"memory_limit": memory, "threads": threads}

    @cached_property
    def _connection(self) -> Any:
        return ibis.duckdb.connect(**self._settings)

    def answer(self, rulebook: Rulebook, question: Question, world: World) -> tuple[Answer, ...]:
        """All values of a question. A breakdown has no cell where nothing was reported; the whole answers None.

        Raises `Missing` for an indicator that is unknown or not valid on the last day of its period.
        """
        grain = tuple(sorted(set(question.by)))
        plans = {p: plan(rulebook, question.indicators, p.end) for p in question.periods}
        tasks = {t for p, steps in plans.items() for t in _tasks(steps, p, grain)}
        found = self._run(rulebook, tasks, question, world)
        return tuple(
            answer
            for period, steps in plans.items()
            for answer in _answers(steps, period, grain, question.indicators, found)
        )

    def _run(
        self, rulebook: Rulebook, tasks: Iterable[Task], question: Question, world: World
    ) -> dict[Task, Found]:
        """Every task, shape by shape."""
        found: dict[Task, Found] = {}
        for (shape, population), group in _by_shape(rulebook, tasks).items():
            measures = list(dict.fromkeys(task.measure for task in group))
            periods = sorted({task.period for task in group})
            table = self._query(shape, population, measures, periods, question.position, world)
            found.update(_read(table, shape, measures, periods))
        return found

    def _query(
        self, shape: Shape, population: str, measures: Sequence[BaseMeasure],
        periods: Sequence[Period], position: int, world: World,
    ) -> pa.Table:
        sides = _sides(shape, population, measures, periods, world)
        live = expressions.live_facts(
            self._facts(shape), self._reversals, position,
            sorted({m.measure.fact_type for m in measures}),
        )
        live = live.filter(live.covers_to <= max(p.end for p in periods))
        if shape.time is TimeRule.WITHIN:
            live = live.filter(live.covers_from >= min(p.start for p in periods))
        return self._connection.to_pyarrow(expressions.answer(live, sides, shape))

    def _facts(self, shape: Shape) -> Any:
        """The facts of the lake with every dimension the shape uses, also those no file has yet."""
        segments = self.lake.segments()
        if not segments:
            return ibis.memtable(_empty(shape))
        table = self._connection.read_parquet(
            [str(self.lake.root / s.facts) for s in segments], union_by_name=True
        )
        needed = {DIMENSION + n for n in (*shape.dimensions, *shape.identity)}
        absent = needed - set(table.columns)
        return table.mutate(**{name: ibis.null("string") for name in absent}) if absent else table

    @property
    def _reversals(self) -> Any:
        segments = self.lake.segments()
        if not segments:
            schema = pa.schema([("position", pa.int64()), ("reverses_position", pa.int64())])
            return ibis.memtable(schema.empty_table())
        return self._connection.read_parquet([str(self.lake.root / s.reversals) for s in segments])


def _empty(shape: Shape) -> pa.Table:
    """Facts of a lake that holds none yet."""
    kinds = {
        "position": pa.int64(), "covers_from": pa.date32(), "covers_to": pa.date32(),
        "value": pa.decimal128(24, 6), "attributed": pa.decimal128(24, 6),
        "share_num": pa.int64(), "share_den": pa.int64(), "flags": pa.uint8(),
        "word_1": pa.int64(), "word_2": pa.int64(),
    }
    dims = [DIMENSION + name for name in sorted({*shape.dimensions, *shape.identity})]
    return pa.schema([(n, kinds.get(n, pa.string())) for n in (*COLUMNS, *dims)]).empty_table()


def _tasks(steps: Plan, period: Period, grain: tuple[str, ...]) -> Iterable[Task]:
    for need in steps.needs:
        asked = period
        for _ in range(need.years_earlier):
            asked = asked.year_earlier()
        yield Task(need.measure, tuple(n for n in grain if n != MEMBER), asked)


def _by_shape(
    rulebook: Rulebook, tasks: Iterable[Task]
) -> dict[tuple[Shape, str], list[Task]]:
    """Tasks that one query answers together."""
    alike: dict[tuple[Any, ...], list[Task]] = defaultdict(list)
    for task in tasks:
        alike[_likeness(task)].append(task)
    groups = {}
    for (kind, time, population, period, of, grain), group in alike.items():
        types = [rulebook.fact_type(t.measure.measure.fact_type) for t in group]
        dimensions = frozenset(name for one in types for name in one.dimensions)
        names = sorted({name for t in group for name, _ in t.measure.measure.where})
        used = {*names, *grain, of} - {""}
        of_all = frozenset.intersection(*(frozenset(one.dimensions) for one in types))
        shape = Shape(
            kind=kind, time=time, period=period, of=of, names=tuple(names), grain=grain,
            dimensions=dimensions & used, stated=frozenset(used - of_all - {*OWN, MEMBER}),
            identity=tuple(sorted(dimensions)) if time is TimeRule.AT_END else (),
        )
        groups[shape, population] = group
    return groups


def _likeness(task: Task) -> tuple[Any, ...]:
    base = task.measure
    of = base.measure.of
    kind = Kind.SHARE if of == "share" else _KINDS[base.formula]
    counted = of if base.formula in {Formula.COUNT, Formula.DISTINCT} and of != "fact" else ""
    return kind, base.time, base.population, task.period.kind, counted, task.grain


def _sides(
    shape: Shape, population: str, measures: Sequence[BaseMeasure], periods: Sequence[Period], world: World
) -> Sides:
    """The small tables of a query as Arrow tables in memory."""
    said = {
        kind: [
            (p.start, entity, attribute, value)
            for p in periods
            for attribute in sorted(shape.stated)
            for entity, value in world.said(kind, attribute, p).items()
        ]
        for kind in ("place", "organisation")
    }
    seats = [
        (p.start, s.organisation, s.member, s.consolidated)
        for p in periods
        for s in world.seats(population, p)
    ]
    statement = {"period": pa.date32(), "entity": pa.string(), "attribute": pa.string(), "value": pa.string()}
    return Sides(
        asked=_memory({"period": pa.date32(), "period_end": pa.date32()}, [(p.start, p.end) for p in periods]),
        members=_memory(
            {"period": pa.date32(), "organisation": pa.string(), "member": pa.string(), "consolidated": pa.bool_()},
            seats,
        ),
        wanted=_memory(
            {"measure": pa.int64(), "fact_type": pa.string(), **{f"w_{n}": pa.string() for n in shape.names}},
            [row for number, m in enumerate(measures) for row in _wanted(number, m, shape.names)],
        ),
        place_said=_memory(statement, said["place"]),
        member_said=_memory(statement, said["organisation"]),
    )


def _memory(columns: Mapping[str, pa.DataType], rows: Sequence[tuple[Any, ...]]) -> Any:
    by_column = zip(*rows, strict=True) if rows else ([] for _ in columns)
    arrays = [pa.array(list(v), kind) for v, kind in zip(by_column, columns.values(), strict=True)]
    return ibis.memtable(pa.table(dict(zip(columns, arrays, strict=True))))


def _wanted(number: int, base: BaseMeasure, names: Sequence[str]) -> Iterable[tuple[Any, ...]]:
    """One row per combination of admitted codes; a name the measure does not select by is empty."""
    where = dict(base.measure.where)
    for codes in product(*(where.get(name, (None,)) for name in names)):
        yield (number, base.measure.fact_type, *codes)


def _read(
    table: pa.Table, shape: Shape, measures: Sequence[BaseMeasure], periods: Sequence[Period]
) -> dict[Task, Found]:
    """The long result as parts by task, member and cell."""
    by_start: dict[date, Period] = {p.start: p for p in periods}
    found: dict[Task, Found] = {
        Task(m, shape.grain, p): defaultdict(dict) for m in measures for p in periods
    }
    columns = {name: table[name].to_pylist() for name in table.column_names}
    grain = [columns[f"n_{name}"] for name in shape.grain]
    values = [_values(columns, shape, m) for m in measures]
    for row, number in enumerate(columns["measure"]):
        period = by_start.get(columns["period"][row])
        if period is None:
            continue
        parts = found[Task(measures[number], shape.grain, period)][columns["member"][row]]
        cell = tuple(zip(shape.grain, (g[row] for g in grain), strict=True))
        part = Part(
            values[number](row), columns["bits"][row], columns["facts"][row], columns["nonzero"][row],
            columns["confirmed"][row], columns["word_1"][row], columns["word_2"][row],
        )
        parts[cell] = _joined(parts[cell], part) if cell in parts else part
    return found


def _values(columns: Mapping[str, list[Any]], shape: Shape, base: BaseMeasure) -> Any:
    """How the value of a measure is read from a row of the result."""
    if shape.kind is Kind.DISTINCT:
        return lambda row: Fraction(columns["distinct"][row])
    if base.formula is Formula.COUNT:
        return lambda row: Fraction(columns["nonzero"][row])
    if shape.kind is Kind.SHARE:
        return lambda row: columns["facts"][row] * Fraction(columns["share_num"][row], columns["share_den"][row])
    name = base.measure.of
    if shape.kind is Kind.EXTREME:
        name = f"{name}_{base.formula}"
    return lambda row: Fraction(columns[name][row])


def _joined(one: Part, other: Part) -> Part:
    """Rows of one cell that differ only in their shares."""
    return Part(
        one.value + other.value, one.bits | other.bits, one.facts + other.facts,
        one.nonzero + other.nonzero, one.confirmed + other.confirmed,
        one.word_1 + other.word_1, one.word_2 + other.word_2,
    )


def _answers(
    steps: Plan, period: Period, grain: tuple[str, ...], asked: Sequence[str], found: Mapping[Task, Found]
) -> Iterable[Answer]:
    """The values of the asked indicators in one period, derived from the parts."""
    base: dict[Any, Mapping[Cell, Figure | None]] = {}
    behind: dict[Any, Mapping[Cell, Behind]] = {}
    for need, task in zip(steps.needs, _tasks(steps, period, grain), strict=True):
        by_member = need.by_member or MEMBER in grain
        figures, shown = _rolled(found[task], need.measure.formula, by_member=by_member)
        base[need], behind[need] = figures, shown
    values = derive(steps, base, grain)
    for step in steps.steps:
        needed = step.needed
        if needed.indicator not in asked or needed != type(needed)(needed.indicator):
            continue
        cells = values[needed] or ({(): None} if not grain else {})
        known = behind.get(step.base, {}) if step.base is not None else None
        for cell in sorted(cells):
            figure = cells[cell]
            yield Answer(
                indicator=needed.indicator,
                period=period,
                cell=cell,
                figure=figure,
                rounded=round_half_up(figure.value, step.definition.decimals) if figure else None,
                behind=None if known is None else known.get(cell, NOTHING),
            )


def _rolled(
    parts: Found, formula: Formula, *, by_member: bool
) -> tuple[dict[Cell, Figure | None], dict[Cell, Behind]]:
    """Figures by cell: of each member, or of all members together."""
    by_cell: dict[Cell, dict[str, Part]] = defaultdict(dict)
    for member, cells in parts.items():
        for cell, part in cells.items():
            by_cell[cell][member] = part
    figures: dict[Cell, Figure | None] = {}
    behind: dict[Cell, Behind] = {}
    for cell, members in by_cell.items():
        whole = members.pop("", None)
        if by_member:
            for member, part in members.items():
                key = tuple(sorted((*cell, (MEMBER, member))))
                figures[key] = _figure(formula, part.value, part.bits)
                behind[key] = _behind((part,), part.value)
            continue
        value = whole.value if whole else _total(formula, [p.value for p in members.values()])
        bits = 0
        for part in members.values():
            bits |= part.bits
        figures[cell] = _figure(formula, value, bits)
        behind[cell] = _behind(tuple(members.values()), value)
    return figures, behind


def _total(formula: Formula, values: Sequence[Fraction]) -> Fraction:
    if formula is Formula.MIN:
        return min(values)
    if formula is Formula.MAX:
        return max(values)
    return sum(values, Fraction(0))


def _figure(formula: Formula, value: Fraction, bits: int) -> Figure:
    bounds = flags.bounds_of(bits)
    if formula is Formula.SUM:
        return Figure(value, bound_of_sum(bounds))
    if formula in {Formula.MIN, Formula.MAX}:
        return Figure(value, bound_of_extreme(bounds))
    return Figure(value)


def _behind(parts: Sequence[Part], value: Fraction) -> Behind:
    largest = max((abs(part.value) for part in parts), default=Fraction(0))
    return Behind(
        facts=sum(part.facts for part in parts),
        confirmed=sum(part.confirmed for part in parts),
        word_1=sum(part.word_1 for part in parts),
        word_2=sum(part.word_2 for part in parts),
        contributors=sum(1 for part in parts if part.nonzero),
        largest=min(largest / abs(value), Fraction(1)) if value else Fraction(0),
    )
