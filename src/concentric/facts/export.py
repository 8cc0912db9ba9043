"""The ledger as a stream of Arrow batches, for the analytic copy: exact decimals, a run of
positions at a time.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import connection

from concentric.facts import selecting

if TYPE_CHECKING:
    import pyarrow as pa

_EXPORTED: tuple[tuple[str, str, str], ...] = (
    ("position", "p.position", "int64"),
    ("uuid", "f.uuid", "string"),
    ("fact_type", "f.fact_type", "string"),
    ("fact_type_version", "f.fact_type_version", "int32"),
    ("time_kind", "f.time_kind", "string"),
    ("organisation", "f.organisation", "string"),
    ("place", "f.place", "string"),
    ("person_key", "f.person_key", "string"),
    ("object_kind", "f.object_kind", "string"),
    ("object_uuid", "f.object_uuid", "string"),
    ("covers_from", "f.covers_from", "date32"),
    ("covers_to", "f.covers_to", "date32"),
    ("value", "f.value", "decimal"),
    ("bound", "f.bound", "string"),
    ("attributed", "f.attributed", "decimal"),
    ("share_num", "f.share_num", "int64"),
    ("share_den", "f.share_den", "int64"),
    ("dims", "f.dims::text", "string"),
    ("basis", "f.basis", "string"),
    ("boundary", "f.boundary", "string"),
    ("confirmation", "f.confirmation", "string"),
    ("status", "f.status", "string"),
    ("confidentiality", "f.confidentiality", "string"),
    ("reverses", "f.reverses", "string"),
    ("reverses_position", "rp.position", "int64"),
    ("word_1", selecting.WORD_1, "int64"),
    ("word_2", selecting.WORD_2, "int64"),
)


POSITIONS_PER_READ = 200_000


@cache
def fact_schema() -> pa.Schema:
    """Columns and types of `fact_rows`. `dims` is a JSON object; `word_1` and `word_2` add up to
    fingerprints.
    """
    import pyarrow as pa  # heavy: the web process never exports

    kinds = {
        "int64": pa.int64(),
        "int32": pa.int32(),
        "string": pa.string(),
        "date32": pa.date32(),
        "decimal": pa.decimal128(24, 6),
    }
    return pa.schema([pa.field(name, kinds[kind]) for name, _, kind in _EXPORTED])


def fact_rows(first_position: int, last_position: int) -> Iterator[pa.RecordBatch]:
    """The rows (facts and reversals) of a run of sealed positions, in order, as Arrow batches of
    `fact_schema()`.

    Read by COPY in steps of `POSITIONS_PER_READ`, so neither a long transaction nor much memory is
    held.
    """
    for first in range(first_position, last_position + 1, POSITIONS_PER_READ):
        yield from _read(first, min(first + POSITIONS_PER_READ - 1, last_position)).to_batches()


def _read(first: int, last: int) -> pa.Table:
    import pyarrow.csv as pacsv  # heavy: the web process never exports

    schema = fact_schema()
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
        return schema.empty_table()
    return pacsv.read_csv(
        buffer,
        read_options=pacsv.ReadOptions(column_names=schema.names),
        parse_options=pacsv.ParseOptions(newlines_in_values=False),
        convert_options=pacsv.ConvertOptions(
            column_types=schema,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )


def _copy_out(cursor: Any, query: str, params: tuple[int, int]) -> Any:
    # COPY takes no bound parameters; these are integers.
    return cursor.copy(query % tuple(int(value) for value in params))
