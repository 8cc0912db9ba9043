"""The two sealed books of the room: the facts and the dimension statements."""

from __future__ import annotations

from concentric.audit.types import Book, Column, ColumnKind

FACTS = Book(
    name="facts",
    version=1,
    table="facts_fact",
    positions="facts_position",
    queue="facts_queue",
    columns=(
        Column("uuid", ColumnKind.UUID),
        Column("fact_type", ColumnKind.TEXT),
        Column("fact_type_version", ColumnKind.INTEGER),
        Column("time_kind", ColumnKind.TEXT),
        Column("organisation", ColumnKind.TEXT),
        Column("place", ColumnKind.TEXT),
        Column("person_key", ColumnKind.TEXT),
        Column("object_kind", ColumnKind.TEXT),
        Column("object_uuid", ColumnKind.UUID),
        Column("covers_from", ColumnKind.DATE),
        Column("covers_to", ColumnKind.DATE),
        Column("value", ColumnKind.NUMBER),
        Column("bound", ColumnKind.TEXT),
        Column("share_num", ColumnKind.INTEGER),
        Column("share_den", ColumnKind.INTEGER),
        Column("attributed", ColumnKind.NUMBER),
        Column("dims", ColumnKind.JSON),
        Column("basis", ColumnKind.TEXT),
        Column("boundary", ColumnKind.TEXT),
        Column("confirmation", ColumnKind.TEXT),
        Column("status", ColumnKind.TEXT),
        Column("confidentiality", ColumnKind.TEXT),
        Column("evidence", ColumnKind.WORDS),
        Column("backfilled", ColumnKind.BOOLEAN),
        Column("source_room", ColumnKind.TEXT),
        Column("source_uuid", ColumnKind.UUID),
        Column("source_revision", ColumnKind.INTEGER),
        Column("source_slot", ColumnKind.TEXT),
        Column("reverses", ColumnKind.UUID),
        Column("recorded_at", ColumnKind.MOMENT),
    ),
)

DIMENSIONS = Book(
    name="dimensions",
    version=1,
    table="facts_dimension",
    positions="facts_dimension_position",
    queue="facts_dimension_queue",
    columns=(
        Column("uuid", ColumnKind.UUID),
        Column("entity_kind", ColumnKind.TEXT),
        Column("entity", ColumnKind.TEXT),
        Column("attribute", ColumnKind.TEXT),
        Column("value", ColumnKind.TEXT),
        Column("valid_from", ColumnKind.DATE),
        Column("valid_to", ColumnKind.DATE),
        Column("recorded_at", ColumnKind.MOMENT),
    ),
)
