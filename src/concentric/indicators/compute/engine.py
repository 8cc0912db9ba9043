"""The engine: plans a question, runs one fused query per shape over the lake, and lets the rulebook do the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cached_property, lru_cache, reduce
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from concentric.indicators.compute import expressions, shapes
from concentric.indicators.compute.lake import DIMENSION, Lake
from concentric.indicators.compute.questions import NOTHING, Answer, Behind, Question, Task, World
from concentric.indicators.compute.results import Answers, Codes, Columns, Found, Rows
from concentric.indicators.compute.shapes import Choices, Shape
from concentric.indicators.compute.terms import MEMBER
from concentric.kernel.api import round_half_up
from concentric.kernel.types import Period
from concentric.rulebook.api import derive, plan
from concentric.rulebook.types import (
    COHORT_FORMULAS,
    BaseMeasure,
    Cell,
    Formula,
    Needed,
    Plan,
    Rulebook,
    Step,
    TimeRule,
)

_ARROW = {
    "int64": pa.int64(), "date": pa.date32(), "string": pa.string(), "boolean": pa.bool_(),
    expressions.CHOICE: pa.int16(),
}  # fmt: skip
_INSIDE = frozenset({TimeRule.WITHIN, TimeRule.AT_END})


class Engine:
    """DuckDB over the files of a lake, by queries written with Ibis. Not shared between threads."""

    def __init__(self, lake: Lake, *, memory: str = "2GB", threads: int = 2) -> None:
        self.lake = lake
        self._settings: dict[str, Any] = {
            "memory_limit": memory,
            "threads": threads,
            "preserve_insertion_order": False,
        }

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(config=self._settings)
        connection.execute("SET parquet_metadata_cache = true")
        return connection

    def answer(self, rulebook: Rulebook, question: Question, world: World) -> Sequence[Answer]:
        """All values of a question. A breakdown has no cell where nothing was reported; the whole answers None.

        Raises `Missing` for an indicator that is unknown or not valid on the last day of its period.
        """
        grain = tuple(sorted(set(question.by)))
        plans = {p: plan(rulebook, question.indicators, p.end) for p in question.periods}
        tasks = dict.fromkeys(t for p, steps in plans.items() for t in _tasks(steps, p, grain))
        found = self._run(rulebook, tasks, question, world)

        def made() -> Iterator[Answer]:
            for period, steps in plans.items():
                yield from _answers(steps, period, grain, question.indicators, found)

        return Answers(made)

    def _run(
        self, rulebook: Rulebook, tasks: Iterable[Task], question: Question, world: World
    ) -> dict[Task, Found]:
        """Every task, shape by shape."""
        asked = list(tasks)
        distinct: dict[Task, Mapping[Codes, int]] = {}
        for (shape, population), group in shapes.by_distinct_shape(rulebook, asked).items():
            seats = [world.seats(population, p) for p in {t.period for t in group}]
            shape = replace(shape, apart=shapes.lies_apart(shape, seats))
            columns, spans = self._query(shape, population, group, question.position, world)
            for task, span in spans.items():
                distinct[task] = _counts(columns, span, shape)
        found: dict[Task, Found] = {}
        for (shape, population), group in shapes.by_shape(rulebook, asked).items():
            columns, spans = self._query(shape, population, group, question.position, world)
            for task in group:
                where = spans.get(task)
                rows = Rows(columns, where, shape, task.measure) if where else None
                counts = (
                    distinct.get(task, {}) if task.measure.formula is Formula.DISTINCT else None
                )
                found[task] = Found(rows, task.measure, task.grain, counts)
        return found

    def _query(
        self, shape: Shape, population: str, group: Sequence[Task], position: int, world: World
    ) -> tuple[Columns, dict[Task, tuple[int, int]]]:
        """The result of a shape, and where in it each task is."""
        measures = list(dict.fromkeys(task.measure for task in group))
        periods = sorted({task.period for task in group})
        connection = self._connection
        choices = shapes.choices(measures, shape.chosen)
        for name, table in _sides(shape, population, measures, periods, choices, world).items():
            connection.register(name, table)
        first = min(p.start for p in periods) if shape.time in _INSIDE else None
        types = sorted({m.measure.fact_type for m in measures})
        self._show_facts(shape, types, first, max(p.end for p in periods), position, choices)
        columns = Columns(connection.sql(compiled(shape)).to_arrow_table())
        spans = columns.spans()
        numbers = {measure: number for number, measure in enumerate(measures)}
        keys = {p: expressions.period_key(p) for p in periods}
        where = {task: spans.get((numbers[task.measure], keys[task.period])) for task in group}
        return columns, {task: span for task, span in where.items() if span is not None}

    def _show_facts(
        self,
        shape: Shape,
        types: Sequence[str],
        first: date | None,
        last: date,
        position: int,
        choices: Choices,
    ) -> None:
        """Let `facts` and `reversals` name what of the lake the query may see."""
        known = [s for s in self.lake.segments() if s.first <= position]
        segments = [s for s in known if not set(types).isdisjoint(s.fact_types)]
        conditions = [f"covers_to <= DATE '{last}'"]
        if any(s.last > position for s in segments):
            conditions.append(f"position <= {position}")
        if first is not None:
            conditions.append(f"{'covers_from' if shape.spans else 'covers_to'} >= DATE '{first}'")
        conditions += _of_types(types, {code for s in segments for code in s.fact_types})
        there = {DIMENSION + name for segment in segments for name in segment.dimensions}
        columns = {
            name: f"NULL::{kind}"
            if not segments or (name.startswith(DIMENSION) and name not in there)
            else f'"{name}"'
            for name, kind in expressions.fact_types(shape).items()
        }
        for name, numbers in choices.items():
            if columns[DIMENSION + name].startswith('"'):
                listed = ", ".join(_quoted(code) for code in numbers)
                columns[DIMENSION + name] = (
                    f'list_position([{listed}], "{DIMENSION}{name}")::SMALLINT'
                )
        self._show("facts", columns, [s.facts for s in segments], conditions)
        undone = [s.reversals for s in known if s.reversed_rows]
        shown = '"reverses_position"' if undone else "NULL::BIGINT"
        self._show("reversals", {"reverses_position": shown}, undone, [f"position <= {position}"])

    def _show(
        self, name: str, columns: Mapping[str, str], files: Sequence[str], conditions: Sequence[str]
    ) -> None:
        """A view over files of the lake, with what each column shows of them."""
        shown = ", ".join(f'{said} AS "{column}"' for column, said in columns.items())
        listed = ", ".join(_quoted(str(self.lake.root / file)) for file in files)
        source = (
            f"FROM read_parquet([{listed}], union_by_name = true) WHERE {' AND '.join(conditions)}"
            if files
            else "WHERE false"
        )
        self._connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT {shown} {source}")


@lru_cache(maxsize=512)
def compiled(shape: Shape) -> str:
    """The query of a shape in DuckDB's dialect; its tables are filled anew for each question."""
    return str(ibis.to_sql(expressions.answer(shape), dialect="duckdb"))


def _of_types(asked: Sequence[str], there: Set[str]) -> list[str]:
    """Only facts of the asked types: no condition where there are no others, and two comparisons where a list
    would become a join.
    """
    if there <= set(asked):
        return []
    first, last = asked[0], asked[-1]
    if all(code in asked for code in there if first <= code <= last):
        return [f"fact_type BETWEEN {_quoted(first)} AND {_quoted(last)}"]
    return [f"fact_type IN ({', '.join(_quoted(code) for code in asked)})"]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _tasks(steps: Plan, period: Period, grain: tuple[str, ...]) -> Iterable[Task]:
    for need in steps.needs:
        asked = period
        for _ in range(need.years_earlier):
            asked = asked.year_earlier()
        distinct = need.measure.formula is Formula.DISTINCT
        yield Task(
            measure=need.measure,
            grain=tuple(name for name in grain if name != MEMBER),
            period=asked,
            by_member=not distinct or need.by_member or MEMBER in grain,
        )


def _sides(
    shape: Shape,
    population: str,
    measures: Sequence[BaseMeasure],
    periods: Sequence[Period],
    choices: Choices,
    world: World,
) -> dict[str, pa.Table]:
    """The small tables of a query as Arrow tables in memory."""
    keys = {p: expressions.period_key(p) for p in periods}
    said = {
        kind: [
            (keys[p], entity, attribute, value)
            for p in periods
            for attribute in sorted(shape.stated)
            for entity, value in world.said(kind, attribute, p).items()
        ]
        for kind in ("place", "organisation")
    }
    rows: dict[str, Sequence[tuple[Any, ...]]] = {
        "asked": [(keys[p], p.end) for p in periods],
        "members": [
            (keys[p], s.organisation, s.member, s.consolidated)
            for p in periods
            for s in world.seats(population, p)
        ],
        "wanted": [
            row
            for number, m in enumerate(measures)
            for row in shapes.wanted_rows(number, m, shape.names, choices)
        ],
        "place_said": said["place"],
        "member_said": said["organisation"],
    }
    types = expressions.side_types(shape)
    return {name: _in_memory(types[name], rows[name]) for name in types}


def _in_memory(types: Mapping[str, str], rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    by_column = zip(*rows, strict=True) if rows else ([] for _ in types)
    return pa.table(
        {
            name: pa.array(values, _ARROW[kind])
            for (name, kind), values in zip(types.items(), by_column, strict=True)
        }
    )


def _counts(columns: Columns, span: tuple[int, int], shape: Shape) -> dict[Codes, int]:
    """Different things by codes of the grain and, where counted for each, the member."""
    first, end = span
    names = [f"n_{name}" for name in shape.grain] + (["member"] if shape.by_member else [])
    counts = columns["distinct"][first:end]
    if not names:
        return {(): sum(counts)}
    codes = zip(*(columns[name][first:end] for name in names), strict=True)
    return dict(zip(codes, counts, strict=True))


def _answers(
    steps: Plan,
    period: Period,
    grain: tuple[str, ...],
    asked: Sequence[str],
    found: Mapping[Task, Found],
) -> Iterable[Answer]:
    """The values of the asked indicators in one period, derived from what was found."""
    cells = {
        need: found[task].cells(by_member=need.by_member or MEMBER in grain)
        for need, task in zip(steps.needs, _tasks(steps, period, grain), strict=True)
    }
    base = {need: {cell: pair[0] for cell, pair in some.items()} for need, some in cells.items()}
    values = derive(steps, base, grain)
    behind: dict[Needed, Mapping[Cell, Behind]] = {}
    for step in steps.steps:
        needed = step.needed
        if step.base is not None:
            behind[needed] = {cell: pair[1] for cell, pair in cells[step.base].items()}
        else:
            behind[needed] = _behind(step, values[needed], [behind[n] for _, n in step.inputs])
        if needed.indicator not in asked or needed != Needed(needed.indicator):
            continue
        figures = values[needed] or ({(): None} if not grain else {})
        for cell in sorted(figures):
            figure = figures[cell]
            yield Answer(
                indicator=needed.indicator,
                period=period,
                cell=cell,
                figure=figure,
                rounded=round_half_up(figure.value, step.definition.decimals) if figure else None,
                behind=behind[needed].get(cell, NOTHING),
                is_derived=step.base is None,
            )


def _behind(
    step: Step, figures: Iterable[Cell], inputs: Sequence[Mapping[Cell, Behind]]
) -> dict[Cell, Behind]:
    """What stands behind the cells of a derived figure. Behind a cohort stand all its members."""
    if step.definition.formula not in COHORT_FORMULAS:
        return {
            cell: reduce(Behind.and_also, (some.get(cell, NOTHING) for some in inputs))
            for cell in figures
        }
    groups: dict[Cell, list[Behind]] = defaultdict(list)
    for cell, one in inputs[0].items():
        groups[_group(cell)].append(one)
    whole = {group: _cohort(members) for group, members in groups.items()}
    return {cell: whole.get(_group(cell), NOTHING) for cell in figures}


def _group(cell: Cell) -> Cell:
    return tuple(pair for pair in cell if pair[0] != MEMBER)


def _cohort(members: Sequence[Behind]) -> Behind:
    facts, confirmed = sum(m.facts for m in members), sum(m.confirmed for m in members)
    return Behind(facts, confirmed, 0, 0, len(members), Fraction(0))
