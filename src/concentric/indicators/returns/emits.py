"""How lines and rows of an accepted return become facts, and which fact types they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from concentric.facts.types import Basis, Boundary, DraftFact, FactSource
from concentric.indicators.returns import models
from concentric.indicators.returns.rules import attribution
from concentric.kernel.types import Period
from concentric.rulebook.types import Form, Line, LineBasis, Rulebook, Table, TableFact, TimeKind

ROOM = "indicators"
OBJECTS = uuid5(NAMESPACE_URL, "concentric:objects")
"""Namespace of objects that are known by a code only: the same code claimed by two firms is one object."""

EMITTING = frozenset({LineBasis.DECLARED, LineBasis.RESIDUAL})


def object_uuid(kind: str, code: str) -> UUID:
    """The object of that kind with that code."""
    return uuid5(OBJECTS, f"{kind}:{code}")


@dataclass(frozen=True, slots=True)
class Emitting:
    """What all facts of one return have in common."""

    form: Form
    rulebook: Rulebook
    period: Period
    organisation: str
    boundary: Boundary
    backfilled: bool


def line_facts(common: Emitting, entries: Sequence[models.Entry]) -> Iterator[DraftFact]:
    """The facts of lines; what is not reported gives none, a reported zero gives one."""
    lines: Mapping[str, Line] = {line.code: line for line in common.form.lines()}
    for entry in entries:
        line = lines.get(entry.line)
        if (
            line is None
            or line.fact_type is None
            or line.basis not in EMITTING
            or entry.value is None
        ):
            continue
        since, until = _days(common, line.fact_type)
        yield DraftFact(
            fact_type=line.fact_type,
            organisation=common.organisation,
            value=entry.value,
            source=FactSource(ROOM, entry.uuid, entry.revision, ""),
            covers_from=since,
            covers_to=until,
            dims=dict(line.dims),
            basis=Basis.DECLARED,
            boundary=common.boundary,
            backfilled=common.backfilled,
        )


def row_facts(common: Emitting, rows: Sequence[models.TableRow]) -> Iterator[DraftFact]:
    """The facts of rows of tables, each with the firm's share and its part to the fen."""
    tables: Mapping[str, Table] = {table.code: table for table in common.form.tables()}
    for row in rows:
        table = tables.get(row.table)
        for fact in table.facts if table is not None else ():
            value = _value(fact, row)
            if value is not None and table is not None:
                yield _row_fact(common, table, fact, row, value)


def _row_fact(
    common: Emitting, table: Table, fact: TableFact, row: models.TableRow, value: Decimal
) -> DraftFact:
    fact_type = common.rulebook.fact_type(fact.fact_type, common.period.end)
    text = row.values.get(fact.share, "") if fact.share else ""
    shares = attribution.read_shares(text, common.organisation)
    share = dict(shares)[common.organisation]
    kind = fact_type.object_kind
    code = row.values.get(fact.object, "") if fact.object else ""
    since, until = _days(common, fact.fact_type)
    if fact.on and row.values.get(fact.on):
        since = until = date.fromisoformat(row.values[fact.on])
    return DraftFact(
        fact_type=fact.fact_type,
        organisation=common.organisation,
        value=value,
        source=FactSource(ROOM, row.uuid, row.revision, fact.fact_type),
        covers_from=since,
        covers_to=until,
        place=(row.values.get(fact.place) or None) if fact.place else None,
        object_kind=kind if code and kind else None,
        object_uuid=object_uuid(kind, code) if code and kind else None,
        share_num=share.numerator,
        share_den=share.denominator,
        attributed=attribution.own_part(value, shares, common.organisation)
        if fact.share
        else value,
        dims={
            name: row.values[column] for name, column in fact.dims.items() if row.values.get(column)
        },
        basis=Basis.DECLARED,
        boundary=common.boundary,
        backfilled=common.backfilled,
    )


def _value(fact: TableFact, row: models.TableRow) -> Decimal | None:
    if isinstance(fact.value, Decimal):
        return fact.value
    text = row.values.get(fact.value, "")
    return Decimal(text) if text else None


def _days(common: Emitting, fact_type: str) -> tuple[date, date]:
    """A state holds on the last day of the period, a period fact covers all of it."""
    is_state = common.rulebook.fact_type(fact_type, common.period.end).time_kind is TimeKind.STATE
    return (common.period.end if is_state else common.period.start), common.period.end
