"""One fused query per shape, as an Ibis expression: the same on DuckDB and on Spark.

In the engine only filter, anti-join, group, sum of a stored decimal, count, distinct, min and max happen. A query reads
the live facts once, groups them to small cells, and only then meets what is small: the wanted measures, the
members of the population, the attributes that a breakdown needs. No query per indicator, no column per indicator.

Tables an expression reads, by name, so that a shape is compiled once and run with other contents:

* `facts`: the facts of the lake, as far as they are known at the position, of the asked types and days.
* `reversals`: positions of the facts undone by then.
* `asked`: period, period_end. The periods of the question; a period is written as `period_key` writes it.
* `members`: period, organisation, member, consolidated. Who counts for whom.
* `wanted`: measure, fact_type and one column per name a measure selects by; empty means any.
* `place_said`, `member_said`: period, entity, attribute, value. Statements in force at the end of the period.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from concentric.indicators.compute import flags
from concentric.indicators.compute.lake import DIMENSION
from concentric.indicators.compute.shapes import Kind, Shape
from concentric.indicators.compute.terms import MEMBER, OWN, PLACE_DIGITS
from concentric.kernel.types import Period, PeriodKind
from concentric.rulebook.types import LAST_STATES, TimeRule

_TYPES = {
    "position": "int64",
    "covers_from": "date",
    "covers_to": "date",
    "flags": "uint16",
    "value": "decimal(24, 6)",
    "attributed": "decimal(24, 6)",
    "word_1": "uint32",
    "word_2": "uint32",
    "share_num": "int64",
    "share_den": "int64",
}


CHOICE = "int16"
"""Type of the number of a wanted code."""


def _fact_types(shape: Shape) -> dict[str, str]:
    numbered = {DIMENSION + name: CHOICE for name in shape.chosen}
    return {name: numbered.get(name, _TYPES.get(name, "string")) for name in shape.read}


def fact_types(shape: Shape) -> Mapping[str, str]:
    """Columns of the facts a shape reads, with their types in SQL."""
    return {name: _IN_SQL.get(kind, kind) for name, kind in _fact_types(shape).items()}


_IN_SQL = {
    "int64": "BIGINT", "string": "VARCHAR", "uint16": "USMALLINT", "uint32": "UINTEGER", CHOICE: "SMALLINT",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sides:
    """The small tables of a query."""

    asked: ir.Table
    members: ir.Table
    wanted: ir.Table
    place_said: ir.Table
    member_said: ir.Table


def side_types(shape: Shape) -> Mapping[str, Mapping[str, str]]:
    """Columns and types of the small tables of a shape, by table."""
    period = "date" if shape.period in _BY_DATE else "int64"
    said = {"period": period, "entity": "string", "attribute": "string", "value": "string"}
    return {
        "asked": {"period": period, "period_end": "date"},
        "members": {
            "period": period,
            "organisation": "string",
            "member": "string",
            "consolidated": "boolean",
        },
        "wanted": {
            "measure": "int64",
            "fact_type": "string",
            **{f"w_{name}": CHOICE if name in shape.chosen else "string" for name in shape.names},
        },
        "place_said": said,
        "member_said": said,
    }


def answer(shape: Shape) -> ir.Table:
    """The long result of a shape: measure, period, member, grain, and what was computed.

    It is ordered by measure, period, grain and member. For `DISTINCT` the count stands in `distinct`.
    """
    facts = ibis.table(_fact_types(shape), name="facts")
    reversals = ibis.table({"reverses_position": "int64"}, name="reversals")
    sides = Sides(
        **{name: ibis.table(types, name=name) for name, types in side_types(shape).items()}
    )
    if shape.kind is Kind.DISTINCT and shape.time not in LAST_STATES:
        facts = _said(facts)
    live = facts.anti_join(reversals, facts.position == reversals.reverses_position)
    found = _in_time(live, sides, shape)
    result = (
        _distinct(found, sides, shape)
        if shape.kind is Kind.DISTINCT
        else _summed(found, sides, shape)
    )
    member = ["member"] if "member" in result.columns else []
    return result.order_by(["measure", "period", *_grain(shape), *member])


_BY_DATE = frozenset({PeriodKind.DAY, PeriodKind.WEEK})
_PARTS = {PeriodKind.HALF: 2, PeriodKind.QUARTER: 4, PeriodKind.MONTH: 12}


def period_key(period: Period) -> int | date:
    """A period as the queries write it: a number that grows with it, or its first day."""
    if period.kind in _BY_DATE:
        return period.start
    parts = _PARTS.get(period.kind, 1)
    return period.start.year * parts + (period.start.month - 1) * parts // 12


def _key_of(day: ir.DateColumn, kind: PeriodKind) -> Any:
    """The key of the period of a kind in which a day lies: much cheaper than its first day."""
    if kind is PeriodKind.YEAR:
        return day.year().cast("int64")
    if kind is PeriodKind.DAY:
        return day
    if kind is PeriodKind.WEEK:
        return day.truncate("W")
    parts = _PARTS[kind]
    return (day.year() * parts + ((day.month() - 1) * parts // 12).cast("int64")).cast("int64")


def _in_time(live: ir.Table, sides: Sides, shape: Shape) -> ir.Table:
    """Facts that lie in an asked period, with its key; for cumulative figures their own period."""
    if shape.time is TimeRule.STANDING:
        return _last(live.join(sides.asked, live.covers_to <= sides.asked.period_end), shape)
    facts = live.mutate(period=_key_of(live.covers_to, shape.period))
    if shape.time is TimeRule.CUMULATIVE:
        return facts
    if shape.spans:
        facts = facts.filter(_key_of(facts.covers_from, shape.period) == facts.period)
    return _last(facts, shape) if shape.time is TimeRule.AT_END else facts


def _last(facts: ir.Table, shape: Shape) -> ir.Table:
    """Per period the last state of everything a state is about."""
    about = [
        facts.period,
        facts.fact_type,
        facts.organisation,
        facts.place,
        facts.person,
        facts.object,
        facts["flags"] & flags.CONSOLIDATED,
        *(facts[DIMENSION + name] for name in shape.identity),
    ]
    latest = ibis.row_number().over(
        group_by=about, order_by=[facts.covers_to.desc(), facts.position.desc()]
    )
    ranked = facts.mutate(age=latest)
    return ranked.filter(ranked.age == 0)


def _summed(facts: ir.Table, sides: Sides, shape: Shape) -> ir.Table:
    cells = _of_members(_spread(_grouped(facts, shape), sides, shape), sides)
    return _added_up(_selected(_resolved(cells, sides, shape), sides, shape), shape)


def _distinct(facts: ir.Table, sides: Sides, shape: Shape) -> ir.Table:
    """How many different things. Of last states the last one is found before it is known to be zero."""
    said = _said(facts) if shape.time in LAST_STATES else facts
    said = said.mutate(consolidated=(said["flags"] & flags.CONSOLIDATED) != 0)
    keys = ["fact_type", "organisation", "period", "consolidated"]
    once = said.select([*keys, *shape.raw]).distinct()
    if shape.apart:
        return _counted_apart(once, keys, sides, shape)
    cells = _spread(once, sides, shape).inner_join(
        sides.members, ["organisation", "period", "consolidated"]
    )
    chosen = _selected(_resolved(cells, sides, shape), sides, shape)
    keys = ["measure", "period", *_grain(shape), *(["member"] if shape.by_member else [])]
    return chosen.group_by(keys).aggregate(distinct=chosen[f"n_{shape.of}"].nunique())


def _said(facts: ir.Table) -> ir.Table:
    """What was reported as nothing does not count."""
    return facts.filter((facts["flags"] & flags.ZERO) == 0)


def _counted_apart(once: ir.Table, keys: list[str], sides: Sides, shape: Shape) -> ir.Table:
    column = _column(shape.of, shape)
    divided = [name for name in shape.raw if name != column]
    cells = once.group_by([*keys, *divided]).aggregate(distinct=once[column].count())
    cells = cells.inner_join(sides.members, ["organisation", "period", "consolidated"])
    cells = cells.mutate(**{f"n_{name}": cells[_column(name, shape)] for name in shape.grain})
    return _selected(cells, sides, shape).select(
        ["measure", "period", *_grain(shape), "member", "distinct"]
    )


def _column(name: str, shape: Shape) -> str:
    return DIMENSION + name if name in shape.dimensions else name


def _grouped(facts: ir.Table, shape: Shape) -> ir.Table:
    """The one pass over the facts: small cells with everything that can be added up.

    Confirmed facts are counted and not told apart: half as many cells, and each met again below.
    """
    confirmed = (facts["flags"] & flags.TWO_SIDED) != 0
    facts = facts.mutate(flags=facts["flags"] & flags.TOLD_APART, two_sided=confirmed)
    keys = ["fact_type", "organisation", "period", "flags", *shape.raw]
    measures: dict[str, ir.Value] = {
        "facts": facts.count(),
        "confirmed": facts.two_sided.sum(),
        "word_1": facts.word_1.sum(),
        "word_2": facts.word_2.sum(),
    }
    if shape.kind is Kind.AMOUNT:
        measures |= {name: facts[name].sum() for name in shape.sums}
    if shape.kind is Kind.EXTREME:
        measures |= {f"{name}_min": facts[name].min() for name in shape.sums}
        measures |= {f"{name}_max": facts[name].max() for name in shape.sums}
    return facts.group_by(keys).aggregate(**measures)


def _spread(cells: ir.Table, sides: Sides, shape: Shape) -> ir.Table:
    """For cumulative figures a cell counts in every asked period from its own on."""
    if shape.time is not TimeRule.CUMULATIVE:
        return cells
    cells = cells.rename(own="period")
    return cells.join(sides.asked, cells.own <= sides.asked.period).drop("own", "period_end")


def _of_members(cells: ir.Table, sides: Sides) -> ir.Table:
    """Cells of members of the population, on the boundary on which they report."""
    cells = cells.mutate(consolidated=(cells["flags"] & flags.CONSOLIDATED) != 0)
    return cells.inner_join(sides.members, ["organisation", "period", "consolidated"])


def _resolved(cells: ir.Table, sides: Sides, shape: Shape) -> ir.Table:
    """Adds one column per used name: a dimension of the fact, its own keys, its place, its member."""
    for name in shape.used:
        cells = _with_name(cells, sides, shape, name)
    return cells


def _with_name(cells: ir.Table, sides: Sides, shape: Shape, name: str) -> ir.Table:
    column = f"n_{name}"
    if name == MEMBER:
        return cells.mutate(**{column: cells.member})
    if name in OWN:
        return cells.mutate(**{column: cells[name]})
    if name not in shape.stated:
        return cells.mutate(**{column: cells[DIMENSION + name]})
    place = sides.place_said.filter(sides.place_said.attribute == name).select(
        period="period", place="entity", said_of_place="value"
    )
    member = sides.member_said.filter(sides.member_said.attribute == name).select(
        period="period", member="entity", said_of_member="value"
    )
    joined = cells.left_join(place, ["period", "place"])
    joined = joined.drop(*(c for c in joined.columns if c.endswith("_right")))
    joined = joined.left_join(member, ["period", "member"])
    joined = joined.drop(*(c for c in joined.columns if c.endswith("_right")))
    candidates = [joined.said_of_place, _place_level(joined.place, name), joined.said_of_member]
    if name in shape.dimensions:
        candidates.insert(0, joined[DIMENSION + name])
    found = ibis.coalesce(*(c for c in candidates if c is not None))
    return joined.mutate(**{column: found}).drop("said_of_place", "said_of_member")


def _place_level(place: ir.StringColumn, name: str) -> ir.StringColumn | None:
    """The code of a level read from the code of a place, where the level is one of GB/T 2260."""
    digits = PLACE_DIGITS.get(name)
    if digits is None:
        return None
    is_division = place.re_search("^[0-9]{6,}$")
    if digits > 2:
        is_division = is_division & (place.substr(digits - 2, 2) != "00")
    return ibis.ifelse(is_division, place.substr(0, digits).rpad(6, "0"), ibis.null("string"))


def _selected(cells: ir.Table, sides: Sides, shape: Shape) -> ir.Table:
    """Each cell once per measure that wants it, with a value for every part of the grain."""
    wanted = sides.wanted.rename(wanted_type="fact_type")
    on = [cells.fact_type == wanted.wanted_type]
    on += [
        wanted[f"w_{name}"].isnull() | (wanted[f"w_{name}"] == cells[f"n_{name}"])
        for name in shape.names
    ]
    joined = cells.join(wanted, on)
    for name in shape.grain:
        joined = joined.filter(joined[f"n_{name}"].notnull())
    return joined


def _grain(shape: Shape) -> list[str]:
    return [f"n_{name}" for name in shape.grain]


def _added_up(table: ir.Table, shape: Shape) -> ir.Table:
    """Sums of cells, with what stands behind: facts, those not zero, confirmed ones, fingerprint, bounds."""
    is_zero = (table["flags"] & flags.ZERO) != 0
    nonzero = ibis.ifelse(is_zero, 0, table.facts)
    measures = {
        "facts": table.facts.sum(),
        "nonzero": nonzero.sum(),
        "confirmed": table.confirmed.sum(),
        "word_1": table.word_1.sum(),
        "word_2": table.word_2.sum(),
        "bits": table["flags"].bit_or(),
    }
    if shape.of:
        measures["counted"] = ibis.ifelse(table[f"n_{shape.of}"].notnull(), nonzero, 0).sum()
    if shape.kind is Kind.AMOUNT:
        measures |= {name: table[name].sum() for name in shape.sums}
    if shape.kind is Kind.EXTREME:
        measures |= {f"{name}_min": table[f"{name}_min"].min() for name in shape.sums}
        measures |= {f"{name}_max": table[f"{name}_max"].max() for name in shape.sums}
    keys = ["measure", "period", "member", *_grain(shape)]
    if shape.kind is Kind.SHARE:
        keys += ["share_num", "share_den"]
    return table.group_by(keys).aggregate(**measures)
