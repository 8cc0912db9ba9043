"""Reading the ledger: single facts, the facts of a source, the facts behind a number, dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from concentric.audit import api as audit
from concentric.audit.types import Seal
from concentric.facts import books, models, selecting
from concentric.facts.types import (
    Basis,
    Boundary,
    Confidentiality,
    Confirmation,
    DimensionStatement,
    FactSource,
    FactView,
    Fingerprint,
    ObsStatus,
    Selector,
    StatedDimension,
)
from concentric.kernel.api import Bound, Missing, msgid

PAGE = 100
_WALKED = 1_000
"""Positions walked for each fact of a page of a number with very many."""

_VIEW = """
    SELECT f.uuid, p.position, f.fact_type, f.fact_type_version, f.time_kind, f.organisation, f.place,
        f.person_key, f.object_kind, f.object_uuid, f.covers_from, f.covers_to, f.value, f.bound,
        f.share_num, f.share_den, f.attributed, f.basis, f.boundary, f.confirmation, f.status,
        f.confidentiality, f.evidence, f.backfilled, f.source_room, f.source_uuid, f.source_revision,
        f.source_slot, f.reverses, f.recorded_at, f.digest, r.uuid, q.position, {dims}
    FROM facts_fact f LEFT JOIN facts_position p ON p.row_id = f.id
    LEFT JOIN facts_fact r ON r.reverses = f.uuid LEFT JOIN facts_position q ON q.row_id = r.id
"""
# Dimensions as alternating names and codes: a plain cursor gives jsonb as text, and arrays need no parsing.
_SELECT = _VIEW.format(
    dims="ARRAY(SELECT unnest(ARRAY[d.key, d.value]) FROM jsonb_each_text(f.dims) d)"
)

_PAGE = (
    "JOIN (SELECT * FROM ({found}) s WHERE s.position > %(after)s AND s.position <= %(upto)s "
    "ORDER BY s.position LIMIT %(limit)s) m ON m.row_id = f.id ORDER BY m.position"
)


def fact(uuid: UUID) -> FactView:
    """The fact with this uuid, reversed or not. Raises `Missing`."""
    found = _views("WHERE f.uuid = %(uuid)s", {"uuid": uuid})
    if not found:
        raise Missing(msgid("There is no such fact."))
    return found[0]


def facts_of_source(room: str, uuid: UUID) -> tuple[FactView, ...]:
    """Every fact and reversal recorded from a room's row, in the order recorded."""
    return _views(
        "WHERE f.source_room = %(room)s AND f.source_uuid = %(uuid)s ORDER BY f.id",
        {"room": room, "uuid": uuid},
    )


def select(
    selector: Selector, position: int, *, after: int = 0, limit: int = PAGE, expected: int = 0
) -> tuple[FactView, ...]:
    """The facts that a selector finds at a position, in order of their positions, continued behind
    `after`.

    Whoever knows about how many there are says so in `expected`. Of very many the next ones are near: a run
    of positions is walked first, so short that the database neither sorts all nor calls helpers.
    """
    found, params = selecting.matching(selector, position)
    page = _PAGE.format(found=found)
    params |= {"after": after, "limit": limit, "upto": position}
    near = after + limit * _WALKED
    if not selector.latest and near < position < expected * _WALKED:
        close = _views(page, {**params, "upto": near})
        if len(close) == limit:
            return close
    return _views(page, params)


def count_and_fingerprint(selector: Selector, position: int) -> Fingerprint:
    """How many facts a selector finds at a position, and their fingerprint: what a value keeps of
    them.
    """
    found, params = selecting.matching(selector, position)
    sql = (
        f"SELECT count(*), coalesce(sum({selecting.WORD_1}), 0), coalesce(sum({selecting.WORD_2}), 0) "
        f"FROM ({found}) f"
    )
    count, word_1, word_2 = _fetch(sql, params)[0]
    return Fingerprint(count, int(word_1), int(word_2))


def position() -> int:
    """The last sealed position of the facts, 0 when none is sealed."""
    return audit.position(books.FACTS)


def position_at(moment: datetime) -> int:
    """The position of the facts as recorded by a moment: of the last seal at or before it."""
    return audit.position_at(books.FACTS, moment)


def dimension_position() -> int:
    """The last sealed position of the dimension statements."""
    return audit.position(books.DIMENSIONS)


def dimension_position_at(moment: datetime) -> int:
    """The position of the dimension statements as recorded by a moment."""
    return audit.position_at(books.DIMENSIONS, moment)


def newest_seal() -> Seal | None:
    """The newest seal of the facts."""
    return audit.newest_seal(books.FACTS)


def dimension_values(
    *, entity_kind: str, attribute: str, on: date, position: int | None = None
) -> dict[str, str]:
    """The attribute's value per entity on a day, as known at a position of the dimension book (now,
    without one).

    Of the statements that cover the day the latest wins; entities whose latest says "none" are left
    out.
    """
    rows = _fetch(
        "SELECT entity, value FROM (SELECT DISTINCT ON (d.entity) d.entity, d.value "
        "FROM facts_dimension d LEFT JOIN facts_dimension_position p ON p.row_id = d.id "
        "WHERE d.entity_kind = %(kind)s AND d.attribute = %(attribute)s AND d.valid_from <= %(on)s "
        "AND (d.valid_to IS NULL OR d.valid_to >= %(on)s) "
        "AND (%(at)s::bigint IS NULL OR p.position <= %(at)s) "
        "ORDER BY d.entity, p.position DESC NULLS FIRST, d.id DESC) latest WHERE value IS NOT NULL",
        {"kind": entity_kind, "attribute": attribute, "on": on, "at": position},
    )
    return dict(rows)


def dimension_history(
    *, entity_kind: str, entity: str, attribute: str | None = None
) -> tuple[StatedDimension, ...]:
    """Everything stated about an entity, in the order stated."""
    return _stated(
        "WHERE d.entity_kind = %(kind)s AND d.entity = %(entity)s "
        "AND (%(attribute)s::text IS NULL OR d.attribute = %(attribute)s) ORDER BY d.id",
        {"kind": entity_kind, "entity": entity, "attribute": attribute},
    )


def dimension_statements(*, first_position: int, last_position: int) -> tuple[StatedDimension, ...]:
    """The statements of a run of positions, in order: what the lake copies and the reference engine
    reads.
    """
    return _stated(
        "WHERE p.position BETWEEN %(first)s AND %(last)s ORDER BY p.position",
        {"first": first_position, "last": last_position},
    )


def statements_about(subjects: Sequence[DimensionStatement]) -> list[DimensionStatement]:
    """What was stated about the same entities and attributes as these statements are, oldest first."""
    rows = models.Dimension.objects.filter(
        entity_kind__in={s.entity_kind for s in subjects},
        attribute__in={s.attribute for s in subjects},
        entity__in={s.entity for s in subjects},
    ).order_by("id")
    names = ("entity_kind", "entity", "attribute", "value", "valid_from", "valid_to")
    return [DimensionStatement(**row) for row in rows.values(*names)]


def _stated(rest: str, params: dict[str, Any]) -> tuple[StatedDimension, ...]:
    rows = _fetch(
        "SELECT d.uuid, p.position, d.recorded_at, d.entity_kind, d.entity, d.attribute, d.value, "
        "d.valid_from, d.valid_to FROM facts_dimension d "
        f"LEFT JOIN facts_dimension_position p ON p.row_id = d.id {rest}",
        params,
    )
    return tuple(
        StatedDimension(
            uuid=uuid, position=position, recorded_at=recorded_at,
            statement=DimensionStatement(
                entity_kind=kind, entity=entity, attribute=attribute, value=value,
                valid_from=valid_from, valid_to=valid_to,
            ),
        )
        for uuid, position, recorded_at, kind, entity, attribute, value, valid_from, valid_to in rows
    )  # fmt: skip


def _views(rest: str, params: dict[str, Any]) -> tuple[FactView, ...]:
    return tuple(_view(row) for row in _fetch(_SELECT + rest, params))


def _view(row: tuple[Any, ...]) -> FactView:
    pairs = row[33]
    return FactView(
        uuid=row[0], position=row[1], fact_type=row[2], fact_type_version=row[3], time_kind=row[4],
        organisation=row[5], place=row[6], person_key=row[7], object_kind=row[8], object_uuid=row[9],
        covers_from=row[10], covers_to=row[11], value=row[12], bound=Bound(row[13]), share_num=row[14],
        share_den=row[15], attributed=row[16], basis=Basis(row[17]), boundary=Boundary(row[18]),
        confirmation=Confirmation(row[19]), status=ObsStatus(row[20]),
        confidentiality=Confidentiality(row[21]), evidence=tuple(row[22]), backfilled=row[23],
        source=FactSource(room=row[24], uuid=row[25], revision=row[26], slot=row[27]),
        reverses=row[28], recorded_at=row[29], digest=bytes(row[30]).hex(), reversed_by=row[31],
        reversed_at_position=row[32], dims=dict(zip(pairs[::2], pairs[1::2], strict=True)),
    )  # fmt: skip


def _fetch(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
