"""One fused query per shape, as an Ibis expression: the same on DuckDB and on Spark.

In the engine only filter, anti-join, group, sum of a stored decimal, count, distinct, min and max happen. A query reads the
live facts once, groups them to small cells, and only then meets what is small: the wanted measures, the
members of the population, the attributes that a breakdown needs. No query per indicator, no column per indicator.

Tables an expression reads, beside the live facts:

* `asked`: period (first day), period_end. The periods of the question.
* `members`: period, organisation, member, consolidated. Who counts for whom.
* `wanted`: measure, fact_type and one column per name a measure selects by; empty means any.
* `place_said`, `member_said`: period, entity, attribute, value. Statements in force at the end of the period.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import ibis
import ibis.expr.types as ir

from concentric.indicators.compute import flags
from concentric.indicators.compute.lake import DIMENSION
from concentric.kernel.types import PeriodKind
from concentric.rulebook.types import TimeRule

OWN = ("object", "person", "place")
"""What a fact says by itself besides its dimensions and its organisation."""

MEMBER = "organisation"
PLACE_DIGITS: Mapping[str, int] = {"region": 2, "province": 2, "city": 4, "county": 6}
"""Digits of a division code that name each level (GB/T 2260)."""


class Kind(StrEnum):
    """What is computed, as far as it decides the query."""

    AMOUNT = "amount"
    """Sums, and the number of facts that are not zero."""
    EXTREME = "extreme"
    """Least and greatest."""
    SHARE = "share"
    """Sums of shares: fractional counts."""
    DISTINCT = "distinct"


@dataclass(frozen=True, slots=True)
class Shape:
    """What measures have in common that one query computes together.

    `of` is what is counted (distinct) or must be there to count; `names` are what measures select by, `grain` what the result
    is divided by besides the member. `dimensions` are those names that are a dimension of some of the facts, `stated` those
    that are not one of all of them and must be looked up for the place or the member.
    """

    kind: Kind
    time: TimeRule
    period: PeriodKind
    of: str
    names: tuple[str, ...]
    grain: tuple[str, ...]
    dimensions: frozenset[str]
    stated: frozenset[str]
    identity: tuple[str, ...] = ()
    """Dimensions that say what a state is about."""

    @property
    def raw(self) -> tuple[str, ...]:
        """Columns of the facts the cells must keep."""
        kept = {DIMENSION + name for name in self._used() if name in self.dimensions}
        kept |= {name for name in self._used() if name in OWN}
        if self.stated:
            kept.add("place")
        if self.kind is Kind.SHARE:
            kept |= {"share_num", "share_den"}
        return tuple(sorted(kept))

    def _used(self) -> tuple[str, ...]:
        counted = (self.of,) if self.of else ()
        return (*self.names, *self.grain, *counted)


@dataclass(frozen=True, slots=True)
class Sides:
    """The small tables of a query."""

    asked: ir.Table
    members: ir.Table
    wanted: ir.Table
    place_said: ir.Table
    member_said: ir.Table


def answer(live: ir.Table, sides: Sides, shape: Shape) -> ir.Table:
    """The long result of a shape: measure, period, member, grain, and what was computed.

    For `DISTINCT` the rows whose member is empty hold the count over all members.
    """
    cells = _spread(_grouped(_in_time(live, sides, shape), shape), sides, shape)
    counted = _selected(_resolved(_of_members(cells, sides), sides, shape), sides, shape)
    if shape.kind is Kind.DISTINCT:
        return _distinct(counted, shape)
    return _summed(counted, shape)


def period_start(day: ir.DateColumn, kind: PeriodKind) -> ir.DateColumn:
    """First day of the period of a kind in which a day lies."""
    if kind is PeriodKind.HALF:
        month = ibis.ifelse(day.month() <= 6, 1, 7)
        return ibis.date(day.year(), month, 1)
    letter = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}[str(kind)]
    return day.truncate(letter)


def _in_time(live: ir.Table, sides: Sides, shape: Shape) -> ir.Table:
    """Facts that lie in an asked period, with its first day; for cumulative figures their own period."""
    if shape.time is TimeRule.AT_END:
        return _last_states(live, sides, shape)
    facts = live.mutate(period=period_start(live.covers_to, shape.period))
    if shape.time is TimeRule.CUMULATIVE:
        return facts
    begun = period_start(facts.covers_from, shape.period)
    return facts.filter(begun == facts.period)


def _last_states(live: ir.Table, sides: Sides, shape: Shape) -> ir.Table:
    """Per asked period the last state, at or before its end, of everything a state is about."""
    facts = live.join(sides.asked, live.covers_to <= sides.asked.period_end)
    about = [
        facts.period, facts.fact_type, facts.organisation, facts.place, facts.person, facts.object,
        facts["flags"] & flags.CONSOLIDATED,
        *(facts[DIMENSION + name] for name in shape.identity),
    ]
    latest = ibis.row_number().over(
        group_by=about, order_by=[facts.covers_to.desc(), facts.position.desc()]
    )
    ranked = facts.mutate(age=latest)
    return ranked.filter(ranked.age == 0)


def _grouped(facts: ir.Table, shape: Shape) -> ir.Table:
    """The one pass over the facts: small cells with everything that can be added up."""
    keys = ["fact_type", "organisation", "period", "flags", *shape.raw]
    nonzero = facts.value != 0
    measures: dict[str, ir.Value] = {
        "facts": facts.count(),
        "nonzero": nonzero.sum(),
        "word_1": facts.word_1.sum(),
        "word_2": facts.word_2.sum(),
    }
    if shape.kind is Kind.AMOUNT:
        measures |= {"attributed": facts.attributed.sum(), "value": facts.value.sum()}
    if shape.kind is Kind.EXTREME:
        measures |= {
            "attributed_min": facts.attributed.min(), "attributed_max": facts.attributed.max(),
            "value_min": facts.value.min(), "value_max": facts.value.max(),
        }
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
    for name in dict.fromkeys((*shape.names, *shape.grain, *((shape.of,) if shape.of else ()))):
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
        wanted[f"w_{name}"].isnull() | (wanted[f"w_{name}"] == cells[f"n_{name}"]) for name in shape.names
    ]
    joined = cells.join(wanted, on)
    for name in shape.grain:
        joined = joined.filter(joined[f"n_{name}"].notnull())
    return joined


def _grain(shape: Shape) -> list[str]:
    return [f"n_{name}" for name in shape.grain]


def _behind(table: ir.Table) -> dict[str, ir.Value]:
    """What stands behind a figure: facts, those not zero, confirmed ones, fingerprint, bounds."""
    two_sided = (table["flags"] & flags.TWO_SIDED) != 0
    return {
        "facts": table.facts.sum(),
        "nonzero": table.nonzero.sum(),
        "confirmed": ibis.ifelse(two_sided, table.facts, 0).sum(),
        "word_1": table.word_1.sum(),
        "word_2": table.word_2.sum(),
        "bits": table["flags"].bit_or(),
    }


def _summed(table: ir.Table, shape: Shape) -> ir.Table:
    keys = ["measure", "period", "member", *_grain(shape)]
    if shape.of:
        table = table.mutate(nonzero=ibis.ifelse(table[f"n_{shape.of}"].notnull(), table.nonzero, 0))
    measures = _behind(table)
    if shape.kind is Kind.AMOUNT:
        measures |= {"attributed": table.attributed.sum(), "value": table.value.sum()}
    if shape.kind is Kind.EXTREME:
        measures |= {
            "attributed_min": table.attributed_min.min(), "attributed_max": table.attributed_max.max(),
            "value_min": table.value_min.min(), "value_max": table.value_max.max(),
        }
    if shape.kind is Kind.SHARE:
        keys += ["share_num", "share_den"]
    return table.group_by(keys).aggregate(**measures)


def _distinct(table: ir.Table, shape: Shape) -> ir.Table:
    counted = table[f"n_{shape.of}"]
    table = table.mutate(counted=ibis.ifelse(table.nonzero > 0, counted, ibis.null("string")))
    keys = ["measure", "period", *_grain(shape)]
    by_member = table.group_by([*keys, "member"]).aggregate(
        **_behind(table), distinct=table.counted.nunique()
    )
    over_all = table.group_by(keys).aggregate(**_behind(table), distinct=table.counted.nunique())
    return ibis.union(by_member, over_all.mutate(member=ibis.literal("")).select(by_member.columns))


def live_facts(facts: ir.Table, reversals: ir.Table, position: int, types: Sequence[str]) -> ir.Table:
    """Facts of some types as known at a position: sealed by then and not reversed by then."""
    known = facts.filter(facts.position <= position, facts.fact_type.isin(list(types)))
    undone = reversals.filter(reversals.position <= position).select("reverses_position")
    return known.anti_join(undone, known.position == undone.reverses_position)
