"""The ledger as a stream of Arrow batches, for the analytic copy: exact decimals, a run of
positions at a time.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
from django.db import connection

from concentric.facts import selecting

_EXPORTED: tuple[tuple[str, str, pa.DataType], ...] = (
    ("position", "p.position", pa.int64()),
    ("uuid", "f.uuid", pa.string()),
    ("fact_type", "f.fact_type", pa.string()),
    ("fact_type_version", "f.fact_type_version", pa.int32()),
    ("time_kind", "f.time_kind", pa.string()),
    ("organisation", "f.organisation", pa.string()),
    ("place", "f.place", pa.string()),
    ("person_key", "f.person_key", pa.string()),
    ("object_kind", "f.object_kind", pa.string()),
    ("object_uuid", "f.object_uuid", pa.string()),
    ("covers_from", "f.covers_from", pa.date32()),
    ("covers_to", "f.covers_to", pa.date32()),
    ("value", "f.value", pa.decimal128(24, 6)),
    ("bound", "f.bound", pa.string()),
    ("attributed", "f.attributed", pa.decimal128(24, 6)),
    ("share_num", "f.share_num", pa.int64()),
    ("share_den", "f.share_den", pa.int64()),
    ("dims", "f.dims::text", pa.string()),
    ("basis", "f.basis", pa.string()),
    ("boundary", "f.boundary", pa.string()),
    ("confirmation", "f.confirmation", pa.string()),
    ("status", "f.status", pa.string()),
    ("confidentiality", "f.confidentiality", pa.string()),
    ("reverses", "f.reverses", pa.string()),
    ("reverses_position", "rp.position", pa.int64()),
    ("word_1", selecting.WORD_1, pa.int64()),
    ("word_2", selecting.WORD_2, pa.int64()),
)

_SCHEMA = pa.schema([pa.field(name, kind) for name, _, kind in _EXPORTED])

POSITIONS_PER_READ = 200_000


def fact_schema() -> pa.Schema:
    """Columns and types of `fact_rows`. `dims` is a JSON object; `word_1` and `word_2` add up to
    fingerprints.
    """
    return _SCHEMA


def fact_rows(first_position: int, last_position: int) -> Iterator[pa.RecordBatch]:
    """The rows (facts and reversals) of a run of sealed positions, in order, as Arrow batches of
    `fact_schema()`.

    Read by COPY in steps of `POSITIONS_PER_READ`, so neither a long transaction nor much memory is
    held.
    """
    for first in range(first_position, last_position + 1, POSITIONS_PER_READ):
        yield from _read(first, min(first + POSITIONS_PER_READ - 1, last_position)).to_batches()


def _read(first: int, last: int) -> pa.Table:
    columns = ", ".join(f"{sql} AS {name}" for name, sql, _ in _EXPORTED)
    query = (
        f"COPY (SELECT {columns} FROM facts_position p JOIN facts_fact f ON f.id = p.row_id "
        "LEFT JOIN facts_fact rf ON rf.uuid = f.reverses "
        "LEFT JOIN facts_position rp ON rp.row_id = rf.id "
        "WHERE p.position BETWEEN %s AND %s ORDER BY p.position) TO STDOUT (FORMAT csv)"
    )
    buffer = io.BytesIO()
    with connection.cursor() as cursor, _copy_out(cursor, query, (first, last)) as stream:
        for block in stream:
            buffer.write(block)
    buffer.seek(0)
    if not buffer.getbuffer().nbytes:
        return _SCHEMA.empty_table()
    return pacsv.read_csv(
        buffer,
        read_options=pacsv.ReadOptions(column_names=_SCHEMA.names),
        parse_options=pacsv.ParseOptions(newlines_in_values=False),
        convert_options=pacsv.ConvertOptions(
            column_types=_SCHEMA,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )


def _copy_out(cursor: Any, query: str, params: tuple[int, int]) -> Any:
    # COPY takes no bound parameters; these are integers.
    return cursor.copy(query % tuple(int(value) for value in params))
