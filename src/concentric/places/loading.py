"""Brings lists of rows into a table in bulk: new rows by COPY, changed rows in one statement each batch."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction

_NULL = "\\N"
_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Merge:
    """Rows of a list compared with a table: what is new, what differs, how many stand already."""

    created: list[tuple[Any, ...]]
    changed: list[tuple[Any, ...]]
    unchanged: int


def compare(
    model: type[models.Model],
    columns: Sequence[str],
    key: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> Merge:
    """Compare rows (values in the order of `columns`) with the table's rows of the same key."""
    at = [columns.index(name) for name in key]
    standing = {tuple(r[n] for n in at): r for r in model._default_manager.values_list(*columns)}
    created, changed = [], []
    for row in rows:
        before = standing.get(tuple(row[n] for n in at))
        if before is None:
            created.append(row)
        elif before != row:
            changed.append(row)
    return Merge(created, changed, len(rows) - len(created) - len(changed))


def apply(
    model: type[models.Model], columns: Sequence[str], key: Sequence[str], merge: Merge
) -> None:
    """Write a comparison's new and changed rows, all or nothing."""
    with transaction.atomic():
        _update(model, columns, key, merge.changed)
        _copy(model, columns, merge.created)


def _copy(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """New rows by COPY; columns left out are filled by their model's default, one call each row."""
    if not rows:
        return
    filled = [f for f in model._meta.concrete_fields if f.has_default() and f.name not in columns]
    names = [*columns, *(f.name for f in filled)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in rows:
        values = (*row, *(f.get_default() for f in filled))
        writer.writerow([_NULL if v is None else v for v in values])
    quote = connection.ops.quote_name
    stored = {f.name: f.column for f in model._meta.concrete_fields}
    listed = ", ".join(quote(stored[name]) for name in names)
    into = f"COPY {quote(model._meta.db_table)} ({listed}) FROM STDIN (FORMAT csv, NULL '{_NULL}')"
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        copy.write(text.getvalue())


def _update(
    model: type[models.Model],
    columns: Sequence[str],
    key: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    if not rows:
        return
    at = [columns.index(name) for name in key]
    rest = [name for name in columns if name not in key]
    wanted = {tuple(row[n] for n in at): row for row in rows}
    first = {row[at[0]] for row in rows}
    found = model._default_manager.filter(**{f"{key[0]}__in": first})
    touched = []
    for instance in found:
        row = wanted.get(tuple(getattr(instance, name) for name in key))
        if row is not None:
            for name, value in zip(columns, row, strict=True):
                setattr(instance, name, value)
            touched.append(instance)
    model._default_manager.bulk_update(touched, rest, batch_size=_BATCH)
