"""Rows into the ledger: one by INSERT, many by COPY, each source once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from psycopg.errors import UniqueViolation

from concentric.audit.api import column_rewriters, line_texts
from concentric.facts import books, rows
from concentric.kernel.api import Conflict, msgid

Source = tuple[str, UUID, int, str]

_COLUMNS = ", ".join(f'"{name}"' for name in (*rows.COLUMNS, "digest"))
_READ = ", ".join(f'f."{name}"' for name in rows.COLUMNS)
_INSERT = (
    f"INSERT INTO facts_fact ({_COLUMNS}) VALUES ({', '.join(['%s'] * (len(rows.COLUMNS) + 1))}) "
    "ON CONFLICT DO NOTHING"
)
_COPY = f"COPY facts_fact ({_COLUMNS}) FROM STDIN"
_LINES_PER_WRITE = 256
ATTEMPTS = 5


def insert(line: str) -> bool:
    """Add one row, given as its line; False when its source, or the fact that it reverses, stands in the ledger
    already.
    """
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, rows.parameters(line))
        return bool(cursor.rowcount)


def copy(lines: Iterable[str]) -> bool:
    """Add rows, given as their lines, in one COPY; False when one of them stood there already, and
    then none is added.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor, cursor.copy(_COPY) as stream:
            for block in _blocks(lines):
                stream.write(block)
    except UniqueViolation:
        return False
    return True


def copy_missing(lines: Sequence[str]) -> dict[Source, rows.Texts]:
    """Add the rows whose source is not in the ledger; returns the rows that were there, by source.

    Raises `Conflict` naming the first source under which something else was recorded.
    """
    wanted = {line: line_texts(line) for line in lines}
    for _ in range(ATTEMPTS):
        there = rows_of_sources([rows.source_of(texts) for texts in wanted.values()])
        missing = []
        for line, texts in wanted.items():
            standing = there.get(rows.source_of(texts))
            if standing is None:
                missing.append(line)
            elif not rows.says_the_same(texts, standing):
                raise source_conflict(rows.source_of(texts))
        if copy(missing):
            return there
    raise busy()


def rows_of_sources(sources: Sequence[Source]) -> dict[Source, rows.Texts]:
    """The rows that stand in the ledger under these sources."""
    rooms, uuids, revisions, slots = zip(*sources, strict=True) if sources else ((), (), (), ())
    found = _read(
        "JOIN unnest(%s::text[], %s::uuid[], %s::int[], %s::text[]) AS s (room, uuid, revision, slot) "
        "ON (f.source_room, f.source_uuid, f.source_revision, f.source_slot) "
        "= (s.room, s.uuid, s.revision, s.slot)",
        [list(rooms), list(uuids), list(revisions), list(slots)],
    )
    return {rows.source_of(texts): texts for texts in found}


def row_of(uuid: UUID) -> rows.Texts | None:
    """The row with this uuid."""
    return next(iter(_read("WHERE f.uuid = %s", [uuid])), None)


def reversal_of(uuid: UUID) -> rows.Texts | None:
    """The reversal of the fact with this uuid."""
    return next(iter(_read("WHERE f.reverses = %s", [uuid])), None)


def live_rows_of(room: str, uuids: Sequence[UUID]) -> list[rows.Texts]:
    """The facts of these source rows that are not reversed, in the order recorded."""
    return _read(
        "WHERE f.source_room = %s AND f.source_uuid = ANY (%s) AND f.reverses IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM facts_fact r WHERE r.reverses = f.uuid) ORDER BY f.id",
        [room, list(uuids)],
    )


def busy() -> Conflict:
    """The refusal when the same sources keep being recorded beside us, or stand twice in a batch."""
    return Conflict(
        msgid("The same sources are being recorded by somebody else, or stand twice in one batch."),
        remedy=msgid("Try again; give every fact of a batch a source of its own."),
    )


def source_conflict(source: Source) -> Conflict:
    """The refusal of a source under which something else was recorded."""
    return Conflict(
        msgid("%(source)s was recorded before with other contents."),
        why=msgid("A source gives one fact, once."),
        remedy=msgid("Reverse the earlier fact and record the new one under the next revision."),
        source="/".join(str(part) for part in source),
    )


def _read(rest: str, params: Sequence[Any]) -> list[rows.Texts]:
    rewriters = column_rewriters(books.FACTS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_READ} FROM facts_fact f {rest}", params)
        return [
            [None if v is None else write(v) for write, v in zip(rewriters, row, strict=True)]
            for row in cursor.fetchall()
        ]


def _blocks(lines: Iterable[str]) -> Iterator[str]:
    recorded = map(rows.recorded_line, lines)
    while block := "".join(islice(recorded, _LINES_PER_WRITE)):
        yield block
